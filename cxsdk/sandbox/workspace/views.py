"""The lists of tickets: which there are, what is in each, in which order, and the search."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cxsdk.sandbox.clock import stamp
from cxsdk.sandbox.workspace.people import fetch
from cxsdk.sandbox.workspace.rows import UNSOLVED, Row, make_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxsdk.sandbox.state import Bodies, Body, State
    from cxsdk.sandbox.workspace.people import Directory

SORTS = ("wait", "updated", "created")
SHOWN = 200
_RECENT = timedelta(days=7)
_RATED = timedelta(days=30)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class View:
    """One list.

    Args:
        key: Its name in addresses: ``mine``, ``all``, ``unanswered``, ``pending``,
            ``chats``, ``solved``, ``bad`` or ``group-<number>``.
        count: How many tickets are in it.
        group: Name of the group, for lists of one.
    """

    key: str
    count: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the left half of the workspace shows."""

    views: tuple[View, ...]
    view: View
    rows: tuple[Row, ...]
    total: int
    sort: str
    query: str
    now: datetime = field(repr=False)


class Lists:
    """All lists as they are at one moment for one agent.

    Args:
        state: The account.
        directory: Who is who.
        now: World time.
        agent_id: Whose "mine" it is.
    """

    def __init__(self, state: State, directory: Directory, now: datetime, agent_id: int) -> None:
        """Read what is still to be done; other lists are read when they are shown."""
        self._state = state
        self._directory = directory
        self._now = now
        self._agent_id = agent_id
        found = state.list("tickets", status=list(UNSOLVED))
        self.unsolved = make_rows(state, directory, found)
        self._groups = {each["id"]: each["name"] for each in state.list("groups")}

    def listing(self, view: str, sort: str, query: str) -> Listing:
        """Return the list to show.

        Args:
            view: A key of :class:`View`; an unknown one is the agent's own list, or all
                when that is empty.
            sort: One of :data:`SORTS`; an unknown one is what fits the list.
            query: Words; they search all tickets, whatever the view.
        """
        views = tuple(self.views())
        words = query.strip().casefold().split()
        chosen = self._choose(views, view)
        rows = self._search(words) if words else self._rows(chosen.key)
        order = sort if sort in SORTS else _usual(chosen, is_search=bool(words))
        ordered = sorted(rows, key=self._key(order), reverse=order != "wait")
        return Listing(
            views, chosen, tuple(ordered[:SHOWN]), len(ordered), order, query.strip(), self._now
        )

    def views(self) -> list[View]:
        """Return every list with its number of tickets."""
        groups = [
            View(f"group-{number}", self._count(f"group-{number}"), name)
            for number, name in self._groups.items()
        ]
        keys = ("mine", "all", "unanswered", "pending", "chats")
        return [
            *(View(key, self._count(key)) for key in keys),
            *groups,
            View("solved", len(self._solved())),
            View("bad", len(self._rated_badly())),
        ]

    def _choose(self, views: tuple[View, ...], wanted: str) -> View:
        known = {view.key: view for view in views}
        if wanted in known:
            return known[wanted]
        return known["mine"] if known["mine"].count else known["all"]

    def _count(self, key: str) -> int:
        return sum(map(self._test(key), self.unsolved))

    def _rows(self, key: str) -> list[Row]:
        if key == "solved":
            return make_rows(self._state, self._directory, self._solved())
        if key == "bad":
            return make_rows(self._state, self._directory, self._rated_badly())
        return list(filter(self._test(key), self.unsolved))

    def _test(self, key: str) -> Callable[[Row], bool]:
        if key.startswith("group-"):
            number = key.removeprefix("group-")
            return lambda row: str(row.ticket["group_id"]) == number
        return {
            "mine": lambda row: bool(row.ticket["assignee_id"] == self._agent_id),
            "all": lambda _: True,
            "unanswered": lambda row: not row.was_answered and row.waits_since is not None,
            "pending": lambda row: bool(row.ticket["status"] == "pending"),
            "chats": lambda row: row.channel == "chat" and row.ticket["status"] in {"new", "open"},
        }[key]

    def _solved(self) -> Bodies:
        since = stamp(self._now - _RECENT)
        return self._state.list("tickets", status="solved", updated_at__ge=since)

    def _rated_badly(self) -> Bodies:
        since = stamp(self._now - _RATED)
        ratings = self._state.list("satisfaction_ratings", score="bad", updated_at__ge=since)
        found = fetch(self._state, "tickets", "id", {each["ticket_id"] for each in ratings})
        return [each for each in found if each["status"] != "deleted"]

    def _key(self, sort: str) -> Callable[[Row], tuple[datetime | str, int]]:
        if sort == "wait":
            return lambda row: (row.waits_since or _NEVER, -row.ticket["id"])
        return lambda row: (str(row.ticket[f"{sort}_at"]), row.ticket["id"])

    # -- search ----------------------------------------------------------

    def _search(self, words: list[str]) -> list[Row]:
        """Return the tickets in which every word stands: number, subject, people, order, text."""
        found = self._state.list("tickets", status__ne="deleted")
        self._directory.learn("users", (t["requester_id"] for t in found))
        self._directory.learn("organizations", (t["organization_id"] for t in found))
        texts = {ticket["id"]: [self._label(ticket)] for ticket in found}
        for comment in self._state.list("comments"):
            if comment["ticket_id"] in texts:
                texts[comment["ticket_id"]].append(str(comment["plain_body"]))
        fitting = [t for t in found if _fits("\n".join(texts[t["id"]]), words)]
        return make_rows(self._state, self._directory, fitting)

    def _label(self, ticket: Body) -> str:
        person = self._directory.person(ticket["requester_id"]) or {}
        return "\n".join(
            str(part)
            for part in (
                f"№{ticket['id']} #{ticket['id']}",
                ticket["subject"],
                person.get("name"),
                person.get("email"),
                self._directory.organization(ticket["organization_id"]),
                *(each["value"] for each in ticket["custom_fields"]),
                *ticket["tags"],
            )
            if part
        )


def _usual(view: View, *, is_search: bool) -> str:
    """Where nobody waits, the order is that of the last change."""
    return "updated" if is_search or view.key in {"solved", "bad"} else "wait"


def _fits(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
