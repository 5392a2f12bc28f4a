"""What all pages share: who is here, what time it is, what the account is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request, session

from cxsdk.sandbox.workspace.guard import csrf_token, nonce
from cxsdk.sandbox.workspace.language import LOCALES, locale
from cxsdk.sandbox.workspace.people import faces, initials
from cxsdk.sandbox.workspace.visitor import is_admin, visitor

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body
    from cxsdk.sandbox.workspace.room import Room

_NOTICE = "notice"
_ACCOUNT = {"name": "Складень", "subdomain": "skladen"}


def account(room: Room) -> Body:
    """Return how the account calls itself."""
    kept: Body = room.office.state.setting("account", {})
    return {**_ACCOUNT, **kept}


def tell(key: str, **values: Any) -> None:
    """Have the next page say something; the words are in ``sandbox/notice.html``."""
    session[_NOTICE] = {"key": key, **values}


def shared(room: Room) -> Body:
    """Return what every template may use."""
    me = visitor(room.office.state)
    return {
        "account": account(room),
        "apps": room.apps,
        "csrf": csrf_token,
        "faces": lambda: faces(room.office.state),
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/",
        "initials": initials,
        "is_admin": is_admin(me),
        "locale": locale(),
        "locales": LOCALES,
        "me": me,
        "nonce": nonce,
        "now": room.office.clock(),
    }


def render(template: str, **values: Any) -> str:
    """Return a page; a notice that waits for one is shown on it, once."""
    return render_template(f"sandbox/{template}", notice=session.pop(_NOTICE, None), **values)
