"""What an agent sends from a ticket's page: an answer or a note, a status, other properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, request

from cxsdk.errors import BadRequest
from cxsdk.sandbox.desk import NewComment
from cxsdk.sandbox.rules import need
from cxsdk.sandbox.workspace.live import snapshot
from cxsdk.sandbox.workspace.page import tell
from cxsdk.sandbox.workspace.rows import CHATS, PHONES
from cxsdk.sandbox.workspace.tickets import STATUSES, Draft, show_ticket, to_doors
from cxsdk.sandbox.workspace.visitor import visitor, way_back

if TYPE_CHECKING:
    from flask import Blueprint

    from cxsdk.sandbox.state import Body
    from cxsdk.sandbox.workspace.room import Room

_LONGEST = 20_000
_MOST_TAGS = 50


def register(pages: Blueprint, room: Room) -> None:
    """Add the address."""

    @pages.post("/agent/tickets/<int:number>")
    def save(number: int) -> Any:
        me = visitor(room.office.state)
        if me is None:
            return to_doors()
        try:
            _save(room, me, number)
        except BadRequest as error:
            return _refused(room, me, number, error)
        if _wants_json():
            return snapshot(room, me, number)
        tell("saved")
        return redirect(_next(number), 303)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _next(number: int) -> str:
    return way_back(request.form.get("next"), default=f"/agent/tickets/{number}")


def _save(room: Room, me: Body, number: int) -> None:
    ticket = need(room.office.state, "tickets", number)
    wanted = _wanted()
    body = request.form.get("body", "").strip()[:_LONGEST]
    comment = None
    if body:
        is_note = request.form.get("kind") == "note"
        channel = "web" if is_note else _answer_channel(ticket)
        comment = NewComment(me["id"], body, public=not is_note, channel=channel)
    if comment or wanted:
        room.office.desk.change_ticket(number, me["id"], comment=comment, **wanted)


def _answer_channel(ticket: Body) -> str:
    """An answer goes the way the question came, as far as one can write there."""
    channel = str(ticket["via"]["channel"])
    if channel in CHATS or channel == "email":
        return channel
    return "email" if channel in PHONES else "web"


def _wanted() -> Body:
    """Return what was changed on the form: what differs from what the page had shown.

    What another did meanwhile is left alone.
    """
    form = request.form
    wanted: Body = {}
    status = form.get("submit_status") or _changed("status")
    if status in STATUSES:
        wanted["status"] = status
    for name in ("assignee_id", "group_id"):
        value = _changed(name)
        if value is not None:
            wanted[name] = int(value) if value.isascii() and value.isdigit() else None
    subject = _changed("subject")
    if subject is not None and subject.strip():
        wanted["subject"] = subject.strip()
    tags = _changed("tags")
    if tags is not None:
        old, new = set(form.get("was_tags", "").split()), set(tags.split()[:_MOST_TAGS])
        wanted |= {"additional_tags": sorted(new - old), "remove_tags": sorted(old - new)}
    return wanted


def _changed(name: str) -> str | None:
    value = request.form.get(name)
    return None if value is None or value == request.form.get(f"was_{name}") else value


def _refused(room: Room, me: Body, number: int, error: BadRequest) -> Any:
    problem = error.args[0]
    if _wants_json():
        return {"problem": problem}, 422
    draft = Draft(request.form.get("body", ""), request.form.get("kind") == "note", problem)
    return show_ticket(room, me, number, draft), 422
