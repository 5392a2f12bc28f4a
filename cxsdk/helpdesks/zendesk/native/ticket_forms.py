"""Ticket forms, and which statuses each offers, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_forms/
and .../ticket_form_statuses/
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
    Lists,
    Resource,
    ShowsMany,
    spelled,
)
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildField(Record):
    """A field that one value of another field brings up."""

    id: int | None = None
    is_required: bool | None = None
    #: Agents only: ``{"type": "SOME_STATUSES", "statuses": ["solved"]}``.
    required_on_statuses: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCondition(Record):
    """Which fields appear when a field has a value."""

    parent_field_id: int | None = None
    parent_field_type: str | None = None
    #: Text, or true and false of a checkbox.
    value: Any = None
    child_fields: tuple[ChildField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketForm(Record):
    """Which fields a ticket has, in which order."""

    id: int
    url: str | None = None
    name: str | None = None
    raw_name: str | None = None
    #: What customers read.
    display_name: str | None = None
    raw_display_name: str | None = None
    position: int | None = None
    active: bool | None = None
    default: bool | None = None
    end_user_visible: bool | None = None
    in_all_brands: bool | None = None
    restricted_brand_ids: tuple[int, ...] = ()
    #: In the order of the form.
    ticket_field_ids: tuple[int, ...] = ()
    agent_conditions: tuple[FieldCondition, ...] = ()
    end_user_conditions: tuple[FieldCondition, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFormStatus(Record):
    """One status that one form offers."""

    #: A ULID.
    id: str | None = None
    ticket_form_id: int | None = None
    custom_status_id: int | None = None


TICKET_FORM = Loader(TicketForm, vendor=VENDOR)
TICKET_FORM_STATUS = Loader(TicketFormStatus, vendor=VENDOR)


class TicketForms(Collection[TicketForm], ShowsMany[TicketForm]):
    """``/api/v2/ticket_forms``."""

    path: ClassVar[str] = "ticket_forms"
    one: ClassVar[str] = "ticket_form"
    many: ClassVar[str] = "ticket_forms"
    loader = TICKET_FORM

    def clone(self, form_id: int, *, prepend_clone_title: bool = True) -> TicketForm:
        """Make a copy of a form, with its fields and conditions.

        Args:
            form_id: The form.
            prepend_clone_title: Put “Clone of” before the copy's name (default).
        """
        body = {"prepend_clone_title": prepend_clone_title}
        return self._one("POST", self._at(form_id, "clone"), json=body)

    def reorder(self, ids: Iterable[int]) -> tuple[TicketForm, ...]:
        """Put the forms in this order."""
        return self._several("PUT", f"{self._path}/reorder", json={"ticket_form_ids": [*ids]})

    def statuses(self, form_id: int) -> FormStatuses:
        """Return which statuses one form offers."""
        return FormStatuses(self._client, form_id=form_id)


class TicketFormStatuses(Lists[TicketFormStatus], ShowsMany[TicketFormStatus]):
    """``/api/v2/ticket_form_statuses``: those of all forms."""

    path: ClassVar[str] = "ticket_form_statuses"
    one: ClassVar[str] = "ticket_form_status"
    many: ClassVar[str] = "ticket_form_statuses"
    paging = "none"
    loader = TICKET_FORM_STATUS


class FormStatuses(Lists[TicketFormStatus], Resource[TicketFormStatus]):
    """``/api/v2/ticket_forms/{id}/ticket_form_statuses``."""

    path: ClassVar[str] = "ticket_forms/{form_id}/ticket_form_statuses"
    one: ClassVar[str] = "ticket_form_status"
    many: ClassVar[str] = "ticket_form_statuses"
    paging = "none"
    loader = TICKET_FORM_STATUS

    def add(self, custom_status_ids: Iterable[int]) -> tuple[TicketFormStatus, ...]:
        """Have the form offer these statuses too; those it offers are returned."""
        bodies = [{"custom_status_id": each} for each in custom_status_ids]
        return self._several("POST", self._path, json={self.one: bodies})

    def update_many(self, changes: Iterable[Body]) -> tuple[TicketFormStatus, ...]:
        """Change, add and take away in one call, which is sent once only.

        Args:
            changes: Each with ``id``, and ``custom_status_id`` or ``_destroy``: ``"1"``;
                without ``id`` it is added.
        """
        bodies = [*map(spelled, changes)]
        return self._several("PUT", self._path, json={self.one: bodies}, may_repeat=False)

    def update(self, object_id: str, changes: Body) -> tuple[TicketFormStatus, ...]:
        """Change one, and return all that the form offers."""
        body = {self.one: [spelled(changes)]}
        return self._several("PUT", self._at(object_id), json=body, may_repeat=False)

    def delete(self, object_id: str) -> None:
        """Have the form offer it no more."""
        self._client.request("DELETE", self._at(object_id))

    def delete_many(self, ids: Iterable[str]) -> None:
        """Have the form offer these no more."""
        self._client.request("DELETE", self._path, json={"id": [*ids]})
