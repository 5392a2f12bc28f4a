"""The world's clock and the beginning of everything: small forms that any page may carry."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import abort, redirect, request

from cxsdk.sandbox.workspace import language
from cxsdk.sandbox.workspace.language import COMPANY_ZONE
from cxsdk.sandbox.workspace.page import render
from cxsdk.sandbox.workspace.visitor import way_back

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response

    from cxsdk.sandbox.workspace.room import Room

_STEPS = {"10m": timedelta(minutes=10), "1d": timedelta(days=1)}
_MORNING = time(10)


def register(pages: Blueprint, room: Room) -> None:
    """Add the pages."""

    @pages.post("/clock")
    def move_clock() -> Response:
        by = request.form.get("by", "")
        clock = room.office.clock
        step = _until_monday(clock()) if by == "monday" else _STEPS.get(by)
        if step is None:
            abort(400)
        clock.advance(step)
        room.moved()
        return _back()

    @pages.get("/again")
    def ask_again() -> str:
        return render("again.html", back=way_back(request.args.get("next")))

    @pages.post("/again")
    def begin_again() -> Response:
        room.restart()
        return redirect("/?again", 303)  # the cookie may be of the old world: the address tells

    @pages.post("/language")
    def choose_language() -> Response:
        language.choose(request.form.get("locale", ""))
        return _back()


def _back() -> Response:
    return redirect(way_back(request.form.get("next")), 303)


def _until_monday(now: datetime) -> timedelta:
    """Return how long it is until ten in the morning of the next Monday."""
    local = now.astimezone(COMPANY_ZONE)
    day = local.date() + timedelta(days=7 - local.weekday())
    return datetime.combine(day, _MORNING, COMPANY_ZONE) - local
