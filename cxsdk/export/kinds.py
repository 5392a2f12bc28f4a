"""What can be exported: its stream, its model, and where the account's own fields are."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxsdk.errors import Forbidden, NotFound, SchemaError
from cxsdk.helpdesks.zendesk.facts import API
from cxsdk.helpdesks.zendesk.native import (
    Organization,
    Ticket,
    TicketEvent,
    TicketMetricEvent,
    User,
)
from cxsdk.models import Record

if TYPE_CHECKING:
    from cxsdk.client import Client

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of objects.

    Args:
        name: Of its table, and of its method in ``hd.native.incremental`` after ``iter_``.
        model: What one is.
        own: Of the account's own fields: path of their definitions, and key of their values.
        dropped: Fields of the model that have no column.
        extra: Columns out of nested parts: name, and key with a dot.
        has_deleted: Whether deleted ones can be left out.
    """

    name: str
    model: type[Record]
    own: tuple[str, str] = ("", "")
    dropped: frozenset[str] = frozenset({"result_type"})
    extra: Mapping[str, str] = field(default_factory=dict)
    has_deleted: bool = False

    def own_fields(self, client: Client) -> list[tuple[str, str]]:
        """Return the account's own fields: id or key, and title; none when they are not shown."""
        path, _ = self.own
        if not path:
            return []
        try:
            pages = list(client.pages(f"{API}/{path}", params={"page[size]": 100}))
            return [
                (str(each["id"] if path == "ticket_fields" else each["key"]), str(each["title"]))
                for page in pages
                for each in page[path]
                if each.get("removable") is not False and not each.get("system")
            ]
        except (Forbidden, NotFound, SchemaError, KeyError, TypeError) as error:
            text = "the account's own fields cannot be read (%s): they go to other_fields"
            log.warning(text, error)
            return []

    def own_values(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the values of the account's own fields in one object, by id or key."""
        _, key = self.own
        found = raw.get(key)
        if isinstance(found, dict):
            return found
        return {str(each["id"]): each.get("value") for each in found or ()}


_TICKETS = Kind(
    "tickets",
    Ticket,
    own=("ticket_fields", "custom_fields"),
    dropped=frozenset({"custom_fields", "fields", "result_type"}),
    extra={"channel": "via.channel", "satisfaction_score": "satisfaction_rating.score"},
    has_deleted=True,
)
_USERS = Kind(
    "users",
    User,
    own=("user_fields", "user_fields"),
    dropped=frozenset({"user_fields", "result_type"}),
)
_ORGANIZATIONS = Kind(
    "organizations",
    Organization,
    own=("organization_fields", "organization_fields"),
    dropped=frozenset({"organization_fields", "result_type"}),
)
KINDS = {
    "tickets": _TICKETS,
    "users": _USERS,
    "organizations": _ORGANIZATIONS,
    "ticket-events": Kind("ticket_events", TicketEvent),
    "ticket-metric-events": Kind("ticket_metric_events", TicketMetricEvent, has_deleted=True),
}
