"""What is installed in the account, what was delivered, who may ask for tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.sandbox.clock import moment
from cxsdk.sandbox.workspace.page import account, render
from cxsdk.sandbox.workspace.tickets import to_doors
from cxsdk.sandbox.workspace.visitor import is_admin, visitor

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response

    from cxsdk.sandbox.state import Body
    from cxsdk.sandbox.workspace.room import Room

_SHOWN = 25


def register(pages: Blueprint, room: Room) -> None:
    """Add the page."""

    @pages.get("/admin/")
    def admin() -> str | Response | tuple[str, int]:
        me = visitor(room.office.state)
        if me is None:
            return to_doors()
        if not is_admin(me):
            return render("error.html", code=403, error=None), 403
        return render("admin.html", **_overview(room))


def _overview(room: Room) -> Body:
    state = room.office.state
    number = room.apps.installation_id() if room.apps else None
    log = room.office.hooks.log(limit=_SHOWN)
    names = {each["id"]: each["name"] for each in state.list("webhooks")}
    return {
        "uploaded": state.list("installations"),
        "installation_id": number,
        "account_label": account(room)["subdomain"],
        "webhooks": state.list("webhooks"),
        "deliveries": [{**each, "webhook": names.get(each["webhook_id"], "")} for each in log],
        "clients": state.list("oauth_clients"),
        "token_count": state.count("oauth_tokens"),
        "moment": moment,
    }
