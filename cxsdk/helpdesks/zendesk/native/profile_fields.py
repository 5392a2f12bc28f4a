"""Definitions of the account's own fields of people and organizations, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/users/user_fields/
and .../organizations/organization_fields/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Collection, Deletes, Listing
from cxsdk.helpdesks.zendesk.native.ticket_fields import FIELD_OPTION, FieldOption
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileField(Record):
    """A field of the account's own."""

    id: int
    #: Names the field in ``user_fields`` and ``organization_fields``; fixed for life.
    key: str
    #: ``text``, ``textarea``, ``checkbox``, ``date``, ``integer``, ``decimal``, ``dropdown``,
    #: ``multiselect``, ``regexp``, ``lookup``, …
    type: str
    title: str
    url: str | None = None
    #: ``title`` with the placeholders of dynamic content.
    raw_title: str | None = None
    description: str | None = None
    raw_description: str | None = None
    #: Place among the fields, from 0.
    position: int | None = None
    active: bool | None = None
    #: A field of the vendor's own: only ``active`` and ``position`` can be changed.
    system: bool | None = None
    #: Of the type ``regexp``: what a value must match.
    regexp_for_validation: str | None = None
    #: Of a checkbox: the tag that those get whose box is ticked.
    tag: str | None = None
    #: Of a list: its choices.
    custom_field_options: tuple[FieldOption, ...] = ()
    #: Of the type ``lookup``: what it points to, such as ``zen:user``.
    relationship_target_type: str | None = None
    #: Of the type ``lookup``: which objects may be chosen.
    relationship_filter: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserField(ProfileField):
    """A field that people have; its values are in :attr:`User.user_fields`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationField(ProfileField):
    """A field that organizations have; values: :attr:`Organization.organization_fields`."""


USER_FIELD = Loader(UserField, vendor=VENDOR)
ORGANIZATION_FIELD = Loader(OrganizationField, vendor=VENDOR)


class UserFieldOptions(Listing[FieldOption], Deletes[FieldOption]):
    """``/api/v2/user_fields/{user_field_id}/options``: the choices of one list field."""

    path: ClassVar[str] = "user_fields/{user_field_id}/options"
    one: ClassVar[str] = "custom_field_option"
    many: ClassVar[str] = "custom_field_options"
    loader = FIELD_OPTION

    def create_or_update(self, body: Body) -> FieldOption:
        """Add a choice, or change the one whose ``id`` the body names."""
        return self._one("POST", self._path, json=self._body(body))


class UserFields(Collection[UserField]):
    """``/api/v2/user_fields``."""

    path: ClassVar[str] = "user_fields"
    one: ClassVar[str] = "user_field"
    many: ClassVar[str] = "user_fields"
    loader = USER_FIELD

    def options(self, user_field_id: int) -> UserFieldOptions:
        """Return the choices of one list field."""
        return UserFieldOptions(self._client, user_field_id=user_field_id)

    def show_many(self, keys: Iterable[str]) -> tuple[UserField, ...]:
        """Return the fields with these keys, in the API's order."""
        params = {"keys": ",".join(keys)}
        return self._several("GET", f"{self._path}/show_many", params=params)

    def reorder(self, ids: Iterable[int]) -> None:
        """Put the fields into this order."""
        self._client.send("PUT", f"{self._path}/reorder", json={"user_field_ids": [*ids]})


class OrganizationFields(Collection[OrganizationField]):
    """``/api/v2/organization_fields``."""

    path: ClassVar[str] = "organization_fields"
    one: ClassVar[str] = "organization_field"
    many: ClassVar[str] = "organization_fields"
    loader = ORGANIZATION_FIELD

    def reorder(self, ids: Iterable[int]) -> None:
        """Put the fields into this order."""
        self._client.send("PUT", f"{self._path}/reorder", json={"organization_field_ids": [*ids]})
