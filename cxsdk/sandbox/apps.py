"""Apps that were uploaded into the account, and the signed opening of their sidebar.

Source: https://developer.zendesk.com/documentation/apps/build-an-app/
building-a-server-side-app/part-5-secure-the-app/
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cxsdk.errors import ConfigError
from cxsdk.sandbox.clock import stamp
from cxsdk.sandbox.rules import need

if TYPE_CHECKING:
    from datetime import datetime

    from cxsdk.sandbox.state import Body, State

_KEY_BITS = 2048
_LIFE_S = 60


def upload_app(  # noqa: PLR0913 - one keyword per line of an app's manifest
    state: State,
    *,
    name: str,
    title: str,
    at: datetime,
    app_id: int = 901,
    installation_id: int = 902,
    locations: tuple[str, ...] = ("ticket_sidebar",),
) -> Body:
    """Upload and install an app; the same one again only refreshes its names.

    Args:
        state: The account.
        name: Technical name; what the kit calls its package.
        title: What people read.
        at: World time.
        app_id: Number of the app.
        installation_id: Number of its installation in this account.
        locations: Where it shows itself.

    Returns:
        The installation, as ``/api/v2/apps/installations.json`` lists it.
    """
    with state.write():
        known = state.get("apps", app_id)
        moment = stamp(at)
        app = {
            "id": app_id,
            "name": name,
            "short_description": title,
            "visibility": "private",
            "state": "published",
            "signed_urls": True,
            "private_key": known["private_key"] if known else _new_key(),
            "created_at": known["created_at"] if known else moment,
            "updated_at": moment,
        }
        state.put("apps", app)
        installation = {
            "id": installation_id,
            "app_id": app_id,
            "product": "support",
            "settings": {"name": name, "title": title},
            "settings_objects": [
                {"name": "name", "value": name},
                {"name": "title", "value": title},
            ],
            "enabled": True,
            "paid": False,
            "created_at": app["created_at"],
            "updated_at": moment,
            "locations": list(locations),
        }
        return state.put("installations", installation)


def find_installation(state: State, name: str) -> Body | None:
    """Return the installation of the app with this technical name, None when there is none."""
    for each in state.list("installations"):
        if each["settings"]["name"] == name:
            return each
    return None


def public_key(state: State, app_id: int) -> str:
    """Return the PEM of the key that an app's openings are verified with.

    Raises:
        NotFound: No such app.
    """
    from joserfc.jwk import RSAKey  # noqa: PLC0415 - 80 ms, only when an app is opened

    key = RSAKey.import_key(need(state, "apps", app_id)["private_key"])
    return key.as_pem(private=False).decode()


def audience(origin: str, installation_id: int) -> str:
    """Return the ``aud`` of an installation's openings."""
    return f"{origin}/api/v2/apps/installations/{installation_id}.json"


def sign_opening(  # noqa: PLR0913 - one keyword per claim
    state: State,
    installation: Body,
    *,
    origin: str,
    user_id: int,
    location: str = "ticket_sidebar",
    now: float | None = None,
) -> str:
    """Return the signed context that is posted, as ``token``, to the app's address.

    It is good for a minute of real time, and each has an id of its own.

    Args:
        state: The account.
        installation: Which installation is opened.
        origin: Scheme, host and port of the local helpdesk.
        user_id: Who opens it.
        location: Where, in the vendor's words.
        now: Real time in seconds since 1970; tests hand in their own.
    """
    from joserfc import jwt  # noqa: PLC0415 - 80 ms, only when an app is opened
    from joserfc.jwk import RSAKey  # noqa: PLC0415

    moment = int(time.time() if now is None else now)
    claims = {
        "iss": urlsplit(origin).netloc,
        "aud": audience(origin, installation["id"]),
        "sub": str(user_id),
        "iat": moment,
        "nbf": moment,
        "exp": moment + _LIFE_S,
        "jti": secrets.token_urlsafe(16),
        "context": {"product": installation["product"], "location": location},
    }
    key = RSAKey.import_key(need(state, "apps", installation["app_id"])["private_key"])
    return jwt.encode({"alg": "RS256"}, claims, key)


def _new_key() -> str:
    try:
        from joserfc.jwk import RSAKey  # noqa: PLC0415 - 80 ms, only at the first start
    except ImportError as error:  # pragma: no cover - joserfc comes with the SDK
        message = "the local helpdesk needs more than the bare SDK"
        raise ConfigError(message, hint="pip install 'cxsdk[apps]'") from error
    return RSAKey.generate_key(_KEY_BITS).as_pem(private=True).decode()
