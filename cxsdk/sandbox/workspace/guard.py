"""What every page of the workspace is behind: its own host, its own forms, a strict policy.

The workspace has no passwords, so a foreign page must neither read it by a name
that resolves to this machine (DNS rebinding) nor send it a form.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, g, redirect, request, session

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from cxsdk.sandbox.workspace.room import Room

_HOSTS = frozenset({"localhost", "127.0.0.1"})
_FIELD = "csrf"


def csrf_token() -> str:
    """Return what a form must carry to be believed."""
    if _FIELD not in session:
        session[_FIELD] = secrets.token_urlsafe(24)
    return str(session[_FIELD])


def nonce() -> str:
    """Return what marks this page's own scripts."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def check_request(room: Room) -> AnyResponse | None:
    """Refuse what does not come from this site's own pages.

    Returns:
        None to go on; a redirect when the page was asked for under the apps' host name,
        which the apps would not talk to.
    """
    host = urlsplit(f"//{request.host}").hostname
    if host not in _HOSTS:
        abort(421)
    if request.method in {"GET", "HEAD"}:
        home = urlsplit(room.office.origin)
        if request.host != home.netloc and host != home.hostname:
            return redirect(room.office.origin + request.full_path.rstrip("?"), 302)
        return None
    _check_form()
    return None


def _check_form() -> None:
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)
    given = request.form.get(_FIELD) or request.headers.get("X-CSRF-Token", "")
    if not hmac.compare_digest(given.encode(), str(session.get(_FIELD, "")).encode()) or not given:
        abort(403)


def add_headers(response: Response, room: Room) -> Response:
    """Say what this page may load, send and stand in."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy(room))
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if response.mimetype in {"text/html", "application/json"}:
        headers.setdefault("Cache-Control", "no-store")
    return response


def _policy(room: Room) -> str:
    apps = f" {room.apps.origin}" if room.apps else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce()}'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            f"frame-src 'self'{apps}",
            f"form-action 'self'{apps}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
