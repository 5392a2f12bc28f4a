"""The workspace as one Flask blueprint: its pages, its static files, what they stand behind."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import HTTPException

from cxsdk.errors import CxError, NotFound
from cxsdk.sandbox.workspace import (
    admin,
    clocks,
    doors,
    guard,
    language,
    live,
    mail,
    page,
    saving,
    tickets,
)
from cxsdk.sandbox.workspace.past_mail import put_past_mail
from cxsdk.sandbox.workspace.room import Room, SidebarPackage
from cxsdk.sandbox.world import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.blueprints import BlueprintSetupState

    from cxsdk.sandbox.office import Office

_HOUR_S = 3600
_FOLDERS = {"sandbox": "cxsdk.sandbox", "appkit": "cxsdk.appkit"}


def create_workspace(
    office: Office,
    *,
    apps: SidebarPackage | None = None,
    restart: Callable[[], None] | None = None,
    moved: Callable[[], None] | None = None,
) -> Blueprint:
    """Build the pages of an account.

    Args:
        office: The account.
        apps: What stands beside a ticket; None (default) leaves the place out.
        restart: Begins the world again; by default the seeded world is loaded anew and
            its clock set back (clients, tokens, webhooks and uploaded apps stay).
        moved: Called after the clock was put forward; by default nothing.

    Returns:
        The blueprint; register it on the application of
        :func:`cxsdk.sandbox.account.create_account`.
    """
    room = Room(office, apps, restart or restarter(office), moved or _nothing)
    pages = Blueprint("workspace", __name__)
    pages.record_once(_furnish)
    pages.before_request(lambda: guard.check_request(room))
    pages.after_request(lambda response: guard.add_headers(response, room))
    pages.app_context_processor(lambda: page.shared(room))
    pages.register_error_handler(HTTPException, _refusal)
    pages.register_error_handler(NotFound, lambda _: _error(404))
    pages.register_error_handler(CxError, _failure)
    for chapter in (doors, clocks, tickets, saving, live, mail, admin):
        chapter.register(pages, room)
    _serve_static(pages)
    return pages


def _furnish(setup: BlueprintSetupState) -> None:
    language.install(cast("Flask", setup.app))


def _nothing() -> None:
    """Nobody needs to know."""


def restarter(office: Office) -> Callable[[], None]:
    """Return what begins the seeded world again in place; what was installed stays."""
    kept = ("oauth_clients", "oauth_tokens", "webhooks", "apps", "installations")

    def restart() -> None:
        office.state.reset(build(office.origin), keep=kept)
        office.clock.restart()
        put_past_mail(office)

    return restart


def _serve_static(pages: Blueprint) -> None:
    @pages.get("/static/<any(sandbox, appkit):room>/<path:name>")
    def static_file(room: str, name: str) -> Response:
        folder = resources.files(_FOLDERS[room]).joinpath("static", room)
        response = send_from_directory(str(folder), name, max_age=_HOUR_S)
        if name.endswith(".js"):
            response.mimetype = "text/javascript"
        return response


def _refusal(error: HTTPException) -> tuple[str, int] | HTTPException:
    return error if error.code is None or error.code < 400 else _error(error.code)


def _failure(error: CxError) -> tuple[str, int]:
    return page.render("error.html", code=500, error=error), 500


def _error(code: int) -> tuple[str, int]:
    return page.render("error.html", code=code, error=None), code
