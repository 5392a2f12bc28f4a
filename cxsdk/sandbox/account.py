"""One account of the local helpdesk as a Flask application: API, OAuth server, hooks.

The workspace's pages are added to the same application by whoever opens the
house; they find everything through :func:`cxsdk.sandbox.office.office_of`.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask

from cxsdk.sandbox.api import create_api
from cxsdk.sandbox.api.guard import MAX_BODY_BYTES
from cxsdk.sandbox.api.routes import without_suffix
from cxsdk.sandbox.oauth import TokenShelf, create_oauth
from cxsdk.sandbox.office import Office

if TYPE_CHECKING:
    from cxsdk.sandbox.api.limits import Limits
    from cxsdk.sandbox.clock import WorldClock
    from cxsdk.sandbox.hooks import Hooks
    from cxsdk.sandbox.state import State

_SECRET = "secret_key"  # noqa: S105 - the name of a setting


def create_account(
    state: State,
    clock: WorldClock,
    *,
    origin: str,
    hooks: Hooks | None = None,
    limiter: Limits | None = None,
) -> Flask:
    """Build the application of one account.

    Args:
        state: What the account holds.
        clock: The world's clock.
        origin: Scheme, host and port under which it is served, such as
            ``http://localhost:8400``; its own addresses are built from it.
        hooks: How deliveries are sent; by default with a pool of their own.
        limiter: How often the API may be called; by default what the vendor allows.

    Returns:
        The application; ``office_of(app).close()`` ends its deliveries and closes the file.
    """
    flask = Flask("cxsdk.sandbox")
    flask.secret_key = _secret_key(state)
    flask.config.update(
        SESSION_COOKIE_NAME="helpdesk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
    )
    office = Office.open(state, clock, origin=origin, hooks=hooks)
    office.attach(flask)
    shelf = TokenShelf(state)
    flask.register_blueprint(create_oauth(flask, office, shelf))
    flask.register_blueprint(create_api(office, shelf, limiter=limiter))
    flask.jinja_env.globals.setdefault("_", str)
    vars(flask)["wsgi_app"] = without_suffix(flask.wsgi_app)
    return flask


def _secret_key(state: State) -> str:
    """Return the key of the cookies; it outlives a restart, so that nobody is sent away."""
    key = state.setting(_SECRET)
    if key is None:
        key = secrets.token_hex(32)
        state.set_setting(_SECRET, key)
    return str(key)
