"""Who is signed in where, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/sessions/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Deletes, Listing, Lists, Resource, Wrapped, part
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Record):
    """One browser in which one person is signed in."""

    id: int
    user_id: int | None = None
    url: str | None = None
    authenticated_at: datetime | None = None
    #: About when it was used last.
    last_seen_at: datetime | None = None


SESSION = Loader(Session, vendor=VENDOR)


class _Sessions(Resource[Session]):
    one: ClassVar[str] = "session"
    many: ClassVar[str] = "sessions"
    loader = SESSION


class SessionsOfUser(_Sessions, Wrapped[Session], Listing[Session], Deletes[Session]):
    """``/api/v2/users/{user_id}/sessions``."""

    path: ClassVar[str] = "users/{user_id}/sessions"

    def delete_all(self) -> None:
        """Sign the person out everywhere."""
        self._client.request("DELETE", self._path)


class Sessions(_Sessions, Wrapped[Session], Lists[Session]):
    """``/api/v2/sessions``: everybody's for admins, one's own for others."""

    path: ClassVar[str] = "sessions"

    def of_user(self, user_id: int) -> SessionsOfUser:
        """Return the sessions of one person."""
        return SessionsOfUser(self._client, user_id=user_id)

    def current(self) -> Session:
        """Return the session of these credentials; NotFound for those that have none."""
        return self._one("GET", f"{API}/users/me/session")

    def renew(self) -> str:
        """Prolong the session of these credentials, and return its new proof."""
        answer = self._client.request("GET", f"{API}/users/me/session/renew")
        return str(part(answer, "authenticity_token"))

    def logout(self) -> None:
        """End the session of these credentials."""
        self._client.request("DELETE", f"{API}/users/me/logout")
