"""Who looks at a page: one of the account's staff, chosen at a door and kept in a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import g, session

from cxsdk.sandbox.rules import STAFF

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body, State

_KEY = "user_id"


def become(person: Body) -> None:
    """Make the browser's owner this person."""
    session.permanent = True
    session[_KEY] = person["id"]
    g.pop("visitor", None)


def visitor(state: State) -> Body | None:
    """Return who is here, None when nobody came through a door yet."""
    if "visitor" not in g:
        known = session.get(_KEY)
        found = state.get("users", known) if isinstance(known, int) else None
        g.visitor = found if found and found["role"] in STAFF else None
    found_visitor: Body | None = g.visitor
    return found_visitor


def is_admin(person: Body | None) -> bool:
    """Say whether a person may look after the account."""
    return person is not None and person["role"] == "admin"


def way_back(wanted: str | None, default: str = "/") -> str:
    """Return where to go after a form: a path of this site, else ``default``.

    An address of another site, however it is spelled, is never followed.
    """
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return default
    if any(ord(each) < 32 or each == "\\" for each in wanted):
        return default
    parts = urlsplit(wanted)
    return default if parts.scheme or parts.netloc else wanted
