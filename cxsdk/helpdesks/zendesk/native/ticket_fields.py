"""Definitions of ticket fields as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Collection,
    Counts,
    Deletes,
    Listing,
    joined,
)
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOption(Record):
    """One choice of a list field; system fields give ``name`` and ``value`` only."""

    name: str
    value: str | None = None
    id: int | None = None
    url: str | None = None
    raw_name: str | None = None
    position: int | None = None
    default: bool | None = None
    allow_solving: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomStatus(Record):
    """One status of the account's own, under one of the vendor's."""

    id: int
    #: ``new``, ``open``, ``pending``, ``hold``, ``solved``.
    status_category: str | None = None
    agent_label: str | None = None
    end_user_label: str | None = None
    description: str | None = None
    end_user_description: str | None = None
    active: bool | None = None
    default: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketField(Record):
    """A field that tickets have, the system's or the account's own."""

    id: int
    #: System: ``subject``, ``status``, ``priority``, …; own: ``text``, ``tagger``, ``checkbox``, …
    type: str
    title: str
    url: str | None = None
    raw_title: str | None = None
    description: str | None = None
    raw_description: str | None = None
    agent_description: str | None = None
    position: int | None = None
    active: bool | None = None
    #: Must be filled in before an agent can solve.
    required: bool | None = None
    collapsed_for_agents: bool | None = None
    regexp_for_validation: str | None = None
    title_in_portal: str | None = None
    raw_title_in_portal: str | None = None
    visible_in_portal: bool | None = None
    editable_in_portal: bool | None = None
    required_in_portal: bool | None = None
    agent_can_edit: bool | None = None
    #: Of a checkbox: the tag that tickets get.
    tag: str | None = None
    #: False for fields of the system.
    removable: bool | None = None
    sub_type_id: int | None = None
    key: str | None = None
    creator_user_id: int | None = None
    creator_app_name: str | None = None
    system_field_options: tuple[FieldOption, ...] = ()
    custom_field_options: tuple[FieldOption, ...] = ()
    custom_statuses: tuple[CustomStatus, ...] = ()
    relationship_target_type: str | None = None
    relationship_filter: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


FIELD_OPTION = Loader(FieldOption, vendor=VENDOR)
TICKET_FIELD = Loader(TicketField, vendor=VENDOR)


class TicketFields(Collection[TicketField], Counts[TicketField]):
    """``/api/v2/ticket_fields``."""

    path: ClassVar[str] = "ticket_fields"
    one: ClassVar[str] = "ticket_field"
    many: ClassVar[str] = "ticket_fields"
    loader = TICKET_FIELD

    def show_many(
        self, ids: Iterable[int] = (), *, keys: Iterable[str] = (), **params: Any
    ) -> tuple[TicketField, ...]:
        """Return those of at most 100 fields that exist.

        Args:
            ids: Their numbers.
            keys: Or their keys.
            **params: ``creator=True`` tells who made them.
        """
        named = {"ids": joined(ids) or None, "keys": joined(keys) or None}
        return self._several("GET", f"{self._path}/show_many", params=named | params)

    def reorder(self, ids: Iterable[int]) -> None:
        """Put these fields first, in this order; the others follow."""
        self._client.request("PUT", f"{self._path}/reorder", json={"ticket_field_ids": [*ids]})

    def options(self, field_id: int) -> TicketFieldOptions:
        """Return the choices of a list field, of which it may have 2,000."""
        return TicketFieldOptions(self._client, field_id=field_id)


class TicketFieldOptions(Listing[FieldOption], Deletes[FieldOption]):
    """``/api/v2/ticket_fields/{id}/options``."""

    path: ClassVar[str] = "ticket_fields/{field_id}/options"
    one: ClassVar[str] = "custom_field_option"
    many: ClassVar[str] = "custom_field_options"
    loader = FIELD_OPTION

    def create_or_update(self, body: Body) -> FieldOption:
        """Add a choice, or change the one whose ``id`` the body names; never sent twice."""
        return self._one("POST", self._path, json=self._body(body))
