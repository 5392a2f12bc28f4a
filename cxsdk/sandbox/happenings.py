"""What changed in a ticket, as the vendor's event types tell it. Pure: two bodies in, events out.

Source: https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cxsdk.sandbox.state import Body

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENT_PREFIX = "zen:event-type:"
#: Event type by the field whose change it tells, and whether its value is shouted.
_FIELDS = {
    "status": ("ticket.status_changed", True),
    "priority": ("ticket.priority_changed", True),
    "type": ("ticket.type_changed", True),
    "subject": ("ticket.subject_changed", False),
    "assignee_id": ("ticket.agent_assignment_changed", False),
    "group_id": ("ticket.group_assignment_changed", False),
    "organization_id": ("ticket.organization_changed", False),
    "requester_id": ("ticket.requester_changed", False),
    "external_id": ("ticket.external_id_changed", False),
    "due_at": ("ticket.task_due_at_changed", False),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One event before it is dated: its type, and its ``event`` part."""

    type: str
    event: Body


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of one ticket, as it is told once its change is committed.

    Args:
        type: Such as ``ticket.status_changed``.
        at: World time.
        actor_id: Who did it; None for the account itself.
        ticket: The ticket as it is afterwards.
        event: What is particular to this type, as the vendor spells it.
        id: Unique; receivers drop a second delivery by it.
    """

    type: str
    at: datetime
    actor_id: int | None
    ticket: Body
    event: Body
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


def created() -> Change:
    """Tell that the ticket was opened."""
    return Change("ticket.created", {})


def deleted() -> Change:
    """Tell that the ticket was put into the bin."""
    return Change("ticket.soft_deleted", {})


def comment_added(comment: Body, author: Body) -> Change:
    """Tell that something was said."""
    return Change(
        "ticket.comment_added",
        {
            "comment": {
                "author": {
                    "id": str(author["id"]),
                    "is_staff": author["role"] != "end-user",
                    "name": author["name"],
                },
                "body": comment["plain_body"],
                "id": str(comment["id"]),
                "is_public": comment["public"],
            }
        },
    )


def rated(rating: Body, previous: Body | None) -> Change:
    """Tell that the customer judged, or that the question was put."""
    kind = "ticket.csat_requested" if rating["score"] == "offered" else "ticket.csat_received"
    current = {"id": str(rating["id"]), "score": rating["score"], "comment": rating["comment"]}
    return Change(kind, {"current": current, "previous": previous})


def changes(before: Body, after: Body) -> Iterator[Change]:
    """Yield what differs between two states of one ticket, in a fixed order."""
    for name, (kind, is_shouted) in _FIELDS.items():
        if before.get(name) != after.get(name):
            yield Change(
                kind,
                {
                    "current": _spelled(after.get(name), is_shouted=is_shouted),
                    "previous": _spelled(before.get(name), is_shouted=is_shouted),
                },
            )
    old, new = set(before["tags"]), set(after["tags"])
    if old != new:
        yield Change(
            "ticket.tags_changed",
            {"tags_added": sorted(new - old), "tags_removed": sorted(old - new)},
        )
    yield from _custom_fields(before, after)


def _custom_fields(before: Body, after: Body) -> Iterator[Change]:
    old = {each["id"]: each["value"] for each in before["custom_fields"]}
    new = {each["id"]: each["value"] for each in after["custom_fields"]}
    for field_id in sorted(old.keys() | new.keys()):
        if old.get(field_id) != new.get(field_id):
            yield Change(
                "ticket.custom_field_changed",
                {
                    "current": new.get(field_id),
                    "previous": old.get(field_id),
                    "field": {"id": str(field_id)},
                },
            )


def _spelled(value: Any, *, is_shouted: bool) -> str | None:
    if value is None:
        return None
    return str(value).upper() if is_shouted else str(value)
