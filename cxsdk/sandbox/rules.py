"""The vendor's rules for tickets: what is refused, and what a change brings with it.

Refusals are :class:`~cxsdk.errors.ApiError` with the vendor's own code and
details, so that the API can answer them and the workspace can show them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from cxsdk.errors import BadRequest, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxsdk.sandbox.state import Body, Id, State

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")
TYPES = ("problem", "incident", "question", "task")
STAFF = ("agent", "admin")
#: What may be changed in a ticket by name; everything else is computed or read-only.
CHANGEABLE = (
    "assignee_id",
    "collaborator_ids",
    "custom_fields",
    "custom_status_id",
    "due_at",
    "external_id",
    "group_id",
    "organization_id",
    "priority",
    "problem_id",
    "requester_id",
    "status",
    "subject",
    "tags",
    "type",
)
_SINGULAR = {
    "tickets": "Ticket",
    "users": "User",
    "organizations": "Organization",
    "groups": "Group",
    "group_memberships": "GroupMembership",
    "ticket_fields": "TicketField",
    "comments": "Comment",
    "satisfaction_ratings": "SatisfactionRating",
    "webhooks": "Webhook",
    "apps": "App",
    "installations": "Installation",
    "mail": "Mail",
}


def invalid(*, error: str = "InvalidValue", **descriptions: str) -> BadRequest:
    """Return the refusal of fields, as the vendor tells it (422 RecordInvalid).

    Args:
        error: The vendor's code of what is wrong.
        **descriptions: What is wrong, by field; ``base`` for the object as a whole.
    """
    return BadRequest(
        f"Record validation errors: {'; '.join(descriptions.values())}",
        status=422,
        vendor="zendesk",
        code="RecordInvalid",
        details={
            name: [{"description": text, "error": error}] for name, text in descriptions.items()
        },
    )


def not_found(kind: str, object_id: Id) -> NotFound:
    """Return the refusal of an id that is not there (404 RecordNotFound)."""
    return NotFound(
        f"{_SINGULAR.get(kind, kind)} {object_id} does not exist",
        status=404,
        vendor="zendesk",
        code="RecordNotFound",
        hint="look the number up in the list",
    )


def need(state: State, kind: str, object_id: Id) -> Body:
    """Return one object.

    Raises:
        NotFound: There is none; a deleted ticket counts as none.
    """
    found = state.get(kind, object_id)
    if found is None or (kind == "tickets" and found["status"] == "deleted"):
        raise not_found(kind, object_id)
    return found


def check(state: State, wanted: Mapping[str, Any]) -> None:
    """Refuse values that no ticket may hold.

    Raises:
        BadRequest: An unknown status, priority or type, a person or group that is not
            there, a customer as assignee, or a value of the wrong type.
    """
    for name, allowed in (("status", STATUSES), ("priority", PRIORITIES), ("type", TYPES)):
        value = wanted.get(name)
        if name in wanted and value not in allowed and (value is not None or name == "status"):
            raise invalid(**{name: f"{name.title()}: {value!r} is not allowed"})
    _check_people(state, wanted)
    _check_types(wanted)


def _check_people(state: State, wanted: Mapping[str, Any]) -> None:
    for name, kind in (
        ("assignee_id", "users"),
        ("requester_id", "users"),
        ("group_id", "groups"),
        ("organization_id", "organizations"),
    ):
        value = wanted.get(name)
        if value is None:
            continue
        label = name.removesuffix("_id").title()
        found = state.get(kind, value) if isinstance(value, int) else None
        if found is None:
            raise invalid(**{label.lower(): f"{label}: {value!r} does not exist"})
        if name == "assignee_id" and found["role"] not in STAFF:
            raise invalid(assignee=f"{label}: {found['name']} is not an agent")


def _check_types(wanted: Mapping[str, Any]) -> None:
    subject, tags, fields = (wanted.get(name) for name in ("subject", "tags", "custom_fields"))
    if subject is not None and not isinstance(subject, str):
        raise invalid(subject="Subject: must be text")
    if tags is not None and not _is_list_of(tags, str):
        raise invalid(tags="Tags: must be a list of words")
    if fields is not None and not (
        _is_list_of(fields, dict) and all(isinstance(each.get("id"), int) for each in fields)
    ):
        raise invalid(custom_fields="Custom fields: must be a list of id and value")
    if wanted.get("due_at") is not None:
        try:
            datetime.fromisoformat(wanted["due_at"])
        except (TypeError, ValueError) as error:
            raise invalid(due_at="Due date: must be an ISO 8601 moment") from error


def _is_list_of(value: Any, kind: type) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(each, kind) for each in value)


def settle(state: State, before: Body, wanted: Body, *, author: Body | None, public: bool) -> Body:
    """Return the ticket as it is after ``wanted``, and after what that brings with it.

    Source: https://support.zendesk.com/hc/en-us/articles/4408881658266 (status life cycle):
    an agent's public answer and an assignment open a new ticket; a customer's answer
    opens one that waits or is solved; a solved ticket belongs to whoever solved it.

    Args:
        state: Where people and groups are looked up.
        before: The ticket as it is.
        wanted: What the caller asked for; checked already.
        author: Who says something with this change; None when nothing is said.
        public: Whether the customer sees what is said.
    """
    after = before | {name: wanted[name] for name in CHANGEABLE if name in wanted}
    after["tags"] = sorted(set(after["tags"]))
    if "custom_fields" in wanted:
        after["custom_fields"] = merge_fields(before["custom_fields"], wanted["custom_fields"])
    after["fields"] = after["custom_fields"]
    after["raw_subject"] = after["subject"]
    if "requester_id" in wanted and "organization_id" not in wanted:
        requester = state.get("users", after["requester_id"])
        after["organization_id"] = requester["organization_id"] if requester else None
    if "status" not in wanted:
        after["status"] = _status(before, after, author=author, public=public)
    _place(state, before, after, wanted)
    return after


def _status(before: Body, after: Body, *, author: Body | None, public: bool) -> str:
    status = str(before["status"])
    is_customer = author is not None and author["role"] not in STAFF
    if is_customer and status in {"pending", "hold", "solved"}:
        return "open"
    is_answered = author is not None and not is_customer and public
    is_assigned = after["assignee_id"] is not None and before["assignee_id"] is None
    if status == "new" and (is_answered or is_assigned):
        return "open"
    return status


def _place(state: State, before: Body, after: Body, wanted: Body) -> None:
    """Keep assignee and group together: an agent works only in groups that are theirs."""
    pair = ("assignee_id", "group_id")
    assignee = after["assignee_id"]
    if assignee is None or all(before[name] == after[name] for name in pair):
        return
    groups = {each["group_id"] for each in state.list("group_memberships", user_id=assignee)}
    if not groups or after["group_id"] in groups:
        return
    if all(wanted.get(name) is not None for name in pair):
        raise invalid(assignee="Assignee: does not belong to the group")
    if before["group_id"] != after["group_id"]:
        after["assignee_id"] = None
        return
    agent = state.get("users", assignee) or {}
    default = agent.get("default_group_id")
    after["group_id"] = default if default in groups else min(groups)


def merge_fields(old: Iterable[Body], new: Iterable[Body]) -> list[Body]:
    """Return custom field values with those of ``new`` put over those of ``old``."""
    values = {each["id"]: each.get("value") for each in old}
    values.update({each["id"]: each.get("value") for each in new})
    return [{"id": field_id, "value": value} for field_id, value in values.items()]
