"""The search of the local helpdesk: a useful part of the vendor's query language.

Words, "phrases", ``type:``, ``status:``, ``priority:``, ``tags:``, ``subject:``,
``requester:`` / ``assignee:`` / ``organization:`` / ``group:`` (number, name or mail
address), ``email:``, ``role:``, ``created`` and ``updated`` with ``: < > <= >=``;
a minus before a part turns it round.

Source: https://support.zendesk.com/hc/en-us/articles/4408886879258
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxsdk.sandbox.rules import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxsdk.sandbox.state import Bodies, Body, State

_PART = re.compile(r'(-?)(?:(\w+)(:|<=|>=|<|>))?("[^"]*"|\S+)')
_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
_PEOPLE = {"requester": "requester_id", "assignee": "assignee_id", "submitter": "submitter_id"}
_PLACES = {"organization": "organization_id", "group": "group_id"}
#: What can be found, and the kind of object it is.
KINDS = {"ticket": "tickets", "user": "users", "organization": "organizations", "group": "groups"}


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of a query; ``key`` is empty for a plain word."""

    is_wanted: bool
    key: str
    operator: str
    value: str


def read_query(query: str) -> list[Part]:
    """Take a query apart; what is no condition is a word to be found."""
    return [
        Part(not minus, key.casefold(), operator or ":", value.strip('"').casefold())
        for minus, key, operator, value in _PART.findall(query)
        if value.strip('"')
    ]


def search(state: State, query: str) -> list[tuple[str, Body]]:
    """Return what fits, with its kind: tickets first, each newest first."""
    parts = read_query(query)
    wanted = [part.value for part in parts if part.key == "type" and part.is_wanted]
    kinds = [KINDS[each] for each in wanted if each in KINDS] or list(KINDS.values())
    rest = [part for part in parts if part.key != "type"]
    found: list[tuple[str, Body]] = []
    for kind in kinds:
        judge = _Tickets(state) if kind == "tickets" else None
        for body in state.list(kind, sort="updated_at", descending=True):
            if judge is None:
                fits = all(_thing_fits(body, part) == part.is_wanted for part in rest)
            else:
                fits = body["status"] != "deleted" and all(
                    judge.fits(body, part) == part.is_wanted for part in rest
                )
            if fits:
                found.append((kind, body))
    return found


def matches_person(person: Body, query: str) -> bool:
    """Say whether a person fits a query such as ``email:a@b.example`` or part of a name."""
    return all(_thing_fits(person, part) == part.is_wanted for part in read_query(query))


def search_tickets(state: State, query: str) -> Bodies:
    """Return the tickets that fit, newest first."""
    return [body for _, body in search(state, f"type:ticket {query}")]


def _thing_fits(body: Body, part: Part) -> bool:
    if part.key in {"email", "name", "role", "external_id", "phone"}:
        return str(body.get(part.key) or "").casefold() == part.value
    if part.key in {"tags", "tag"}:
        return part.value in (body.get("tags") or ())
    if part.key in {"created", "updated"}:
        return _when(str(body[f"{part.key}_at"]), part)
    if part.key:
        return False
    seen = (body.get(name) for name in ("name", "email", "alias", "phone", "details", "notes"))
    return any(part.value in str(text).casefold() for text in seen if text)


def _when(moment: str, part: Part) -> bool:
    value = part.value.upper()
    if part.operator == ":":
        return moment.startswith(value)
    return _COMPARE[part.operator](moment[: len(value)], value)


class _Tickets:
    """Judges tickets; looks people and texts up once per search."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._ids: dict[tuple[str, str], frozenset[int]] = {}
        self._said: dict[int, str] | None = None

    def fits(self, ticket: Body, part: Part) -> bool:
        if not part.key:
            return part.value in self._text(ticket)
        if part.key in _PEOPLE or part.key in _PLACES:
            return self._points_to(ticket, part)
        if part.key in {"created", "updated"}:
            return _when(str(ticket[f"{part.key}_at"]), part)
        return self._holds(ticket, part)

    def _holds(self, ticket: Body, part: Part) -> bool:
        if part.key in {"tags", "tag"}:
            return part.value in ticket["tags"]
        if part.key == "status" and part.operator != ":":
            return _ranked(ticket["status"], part)
        if part.key == "subject":
            return part.value in str(ticket["subject"] or "").casefold()
        if part.key in {"status", "priority", "external_id", "id"}:
            return str(ticket.get(part.key) or "").casefold() == part.value
        return False

    def _points_to(self, ticket: Body, part: Part) -> bool:
        is_person = part.key in _PEOPLE
        given = ticket[_PEOPLE[part.key] if is_person else _PLACES[part.key]]
        if part.value == "none":
            return given is None
        kind = "users" if is_person else f"{part.key}s"
        if (kind, part.value) not in self._ids:
            self._ids[kind, part.value] = frozenset(
                each["id"]
                for each in self._state.list(kind)
                if part.value
                in {str(each["id"]), each["name"].casefold(), str(each.get("email")).casefold()}
            )
        return given in self._ids[kind, part.value]

    def _text(self, ticket: Body) -> str:
        if self._said is None:
            self._said = {}
            for comment in self._state.list("comments"):
                before = self._said.get(comment["ticket_id"], "")
                self._said[comment["ticket_id"]] = before + "\n" + comment["body"].casefold()
        own = f"{ticket['id']}\n{ticket['subject'] or ''}\n{ticket['description']}"
        return own.casefold() + self._said.get(ticket["id"], "")


def _ranked(status: str, part: Part) -> bool:
    """Compare statuses by how far they are: ``status<solved`` is everything still to do."""
    if status not in STATUSES or part.value not in STATUSES:
        return False
    own, limit = STATUSES.index(status), STATUSES.index(part.value)
    return _COMPARE[part.operator](f"{own}", f"{limit}")
