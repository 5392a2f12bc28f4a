"""A ticket as a line of a list: who asks, by which way, and how long they have been waiting."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cxsdk.models import ActorType
from cxsdk.sandbox.clock import moment
from cxsdk.sandbox.state import Body
from cxsdk.sandbox.workspace.people import fetch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxsdk.sandbox.state import State
    from cxsdk.sandbox.workspace.people import Directory

UNSOLVED = ("new", "open", "pending", "hold")
CHATS = frozenset({"chat", "native_messaging"})
PHONES = frozenset({"voice", "phone_call_inbound", "phone_call_outbound"})
#: From here on a wait is shown as one that is too long.
LONG_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket of a list.

    Args:
        ticket: As the account holds it.
        customer: Name of who asks.
        organization: Name of their firm; empty when there is none.
        channel: ``chat``, ``phone`` or ``mail``: which picture stands beside it.
        assignee: Name of who holds it; empty when nobody does.
        waits_since: Since when the customer has been waiting for a person; None when not.
        was_answered: Whether a person ever said something to the customer.
    """

    ticket: Body
    customer: str
    organization: str
    channel: str
    assignee: str = ""
    waits_since: datetime | None = None
    was_answered: bool = False

    def wait(self, now: datetime) -> timedelta | None:
        """Return how long the customer has been waiting."""
        return None if self.waits_since is None else max(timedelta(), now - self.waits_since)

    def is_late(self, now: datetime) -> bool:
        """Say whether the customer has been waiting for more than an hour."""
        wait = self.wait(now)
        return wait is not None and wait > LONG_WAIT


def picture(channel: str) -> str:
    """Return the picture of a way of asking."""
    if channel in CHATS:
        return "chat"
    return "phone" if channel in PHONES else "mail"


def make_rows(state: State, directory: Directory, tickets: Iterable[Body]) -> list[Row]:
    """Turn tickets into lines, in the same order."""
    chosen = list(tickets)
    directory.learn("users", (t["requester_id"] for t in chosen))
    directory.learn("organizations", (t["organization_id"] for t in chosen))
    said = _said(state, [t["id"] for t in chosen if t["status"] in UNSOLVED])
    return [_row(directory, ticket, said.get(ticket["id"], [])) for ticket in chosen]


def _row(directory: Directory, ticket: Body, comments: list[Body]) -> Row:
    since, was_answered = waiting(directory, comments)
    return Row(
        ticket=ticket,
        customer=directory.name(ticket["requester_id"]),
        organization=directory.organization(ticket["organization_id"]),
        channel=picture(ticket["via"]["channel"]),
        assignee=directory.name(ticket["assignee_id"]),
        waits_since=since,
        was_answered=was_answered,
    )


def _said(state: State, numbers: list[int]) -> dict[int, list[Body]]:
    found: dict[int, list[Body]] = defaultdict(list)
    for comment in fetch(state, "comments", "ticket_id", numbers):
        found[comment["ticket_id"]].append(comment)
    for comments in found.values():
        comments.sort(key=lambda comment: (comment["created_at"], comment["id"]))
    return found


def waiting(directory: Directory, comments: Iterable[Body]) -> tuple[datetime | None, bool]:
    """Say since when a customer waits, and whether a person ever answered.

    A bot's answer and an internal note end no wait.

    Args:
        directory: Who is who.
        comments: Of one ticket, oldest first.
    """
    since: datetime | None = None
    was_answered = False
    for comment in comments:
        if not comment["public"]:
            continue
        kind = directory.kind(comment["author_id"])
        if kind is ActorType.CUSTOMER:
            since = since or moment(comment["created_at"])
        elif kind is ActorType.AGENT:
            since, was_answered = None, True
    return since, was_answered
