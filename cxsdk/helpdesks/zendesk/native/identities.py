"""The addresses and accounts by which a person is known, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/users/user_identities/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection, Register, Resource
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class UserIdentity(Record):
    """One address or account of one person."""

    id: int
    user_id: int
    #: ``email``, ``phone_number``, ``messaging``, ``google``, ``twitter``, ``facebook``, …
    type: str
    #: The address itself, such as ``jane@acme.example``.
    value: str | None = None
    url: str | None = None
    #: The one that is used for mail and signing in; a person has one per type.
    primary: bool | None = None
    #: Superseded by ``verification_method``.
    verified: bool | None = None
    #: How well it is proven: ``none``, ``low``, ``sso``, ``embed``, ``full``.
    verification_method: str | None = None
    verified_at: datetime | None = None
    #: Of an email: whether mail to it arrives, such as ``deliverable``.
    deliverable_state: str | None = None
    #: Of an email: how often mail to it was sent back.
    undeliverable_count: int | None = None
    #: Only where an account keeps the people of its brands apart.
    brand_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


USER_IDENTITY = Loader(UserIdentity, vendor=VENDOR)


class _Identities(Resource[UserIdentity]):
    one: ClassVar[str] = "identity"
    many: ClassVar[str] = "identities"
    loader = USER_IDENTITY

    def make_primary(self, identity_id: int) -> tuple[UserIdentity, ...]:
        """Make one the primary one, and return all as they are then."""
        return self._several("PUT", self._at(identity_id, "make_primary"))

    def request_verification(self, identity_id: int) -> None:
        """Send the person a mail that asks to prove the address; sent once, never repeated."""
        path = self._at(identity_id, "request_verification")
        self._client.send("PUT", path, may_repeat=False)


class UserIdentities(_Identities, Collection[UserIdentity]):
    """``/api/v2/users/{user_id}/identities``, for agents."""

    path: ClassVar[str] = "users/{user_id}/identities"

    def verify(self, identity_id: int) -> UserIdentity:
        """Take the address as proven, without asking the person."""
        return self._one("PUT", self._at(identity_id, "verify"))


class EndUserIdentities(_Identities, Register[UserIdentity]):
    """``/api/v2/end_users/{user_id}/identities``: what customers may do for themselves."""

    path: ClassVar[str] = "end_users/{user_id}/identities"
