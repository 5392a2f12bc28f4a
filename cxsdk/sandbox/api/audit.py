"""The audit that comes back with a change: what the ticket held, and what it holds now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsdk.sandbox.api.guard import caller
from cxsdk.sandbox.trail import SYSTEM_AUTHOR_ID

if TYPE_CHECKING:
    from cxsdk.sandbox.office import Office
    from cxsdk.sandbox.state import Body

_FIELDS = (
    "subject",
    "status",
    "priority",
    "type",
    "requester_id",
    "assignee_id",
    "group_id",
    "organization_id",
    "tags",
)


def audit(office: Office, before: Body, after: Body) -> Body:
    """Describe one change; an empty ``before`` means that the ticket was opened by it."""
    state = office.state
    where: dict[str, Any] = {"ticket_id": after["id"], "author_id__ne": SYSTEM_AUTHOR_ID}
    last = state.list("comments", sort="created_at", descending=True, limit=1, **where)
    first_id = state.next_id("audits")
    events: list[Body] = []
    for comment in last:
        if not before or comment["created_at"] >= after["updated_at"]:
            shown = {k: v for k, v in comment.items() if k not in {"ticket_id", "via"}}
            events.append(shown | {"audit_id": first_id})
    for name in _FIELDS:
        if not before:
            events.append({"type": "Create", "field_name": name, "value": _spelled(after[name])})
        elif before[name] != after[name]:
            events.append(
                {
                    "type": "Change",
                    "field_name": name,
                    "value": _spelled(after[name]),
                    "previous_value": _spelled(before[name]),
                }
            )
    for position, event in enumerate(events, start=1):
        event.setdefault("id", first_id * 100 + position)
    return {
        "id": first_id,
        "ticket_id": after["id"],
        "created_at": after["updated_at"],
        "author_id": caller().user["id"],
        "metadata": {"system": {}, "custom": {}},
        "events": events,
        "via": {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}},
    }


def _spelled(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value
