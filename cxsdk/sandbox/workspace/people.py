"""Who is who on a page: people, groups and organizations, each looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsdk.models import ActorType
from cxsdk.sandbox.rules import STAFF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxsdk.sandbox.state import Body, State

_MANY = 500
_OTHERS = 8
#: Who the people of the seeded world are; other worlds have others in their places.
HEAD, REVIEWER, AGENT, ADMIN, CUSTOMER = 9001, 9002, 9003, 9000, 5001
_FACES = {AGENT: "agent", REVIEWER: "reviewer", HEAD: "head", ADMIN: "admin"}
#: The account itself, as the author of what happened by a rule.
SYSTEM = -1


class Directory:
    """Looks objects up by number and remembers them for the length of a page."""

    def __init__(self, state: State) -> None:
        """Know nobody yet."""
        self._state = state
        self._known: dict[tuple[str, int], Body | None] = {}

    def learn(self, kind: str, numbers: Iterable[Any]) -> None:
        """Look many up at once, because they will be asked for."""
        wanted = {n for n in numbers if isinstance(n, int) and (kind, n) not in self._known}
        for found in fetch(self._state, kind, "id", wanted):
            self._known[kind, found["id"]] = found

    def find(self, kind: str, number: Any) -> Body | None:
        """Return one object, None when there is none or it is nobody's number."""
        if not isinstance(number, int):
            return None
        if (kind, number) not in self._known:
            self._known[kind, number] = self._state.get(kind, number)
        return self._known[kind, number]

    def person(self, number: Any) -> Body | None:
        """Return a person."""
        return self.find("users", number)

    def name(self, number: Any) -> str:
        """Return a person's name; empty for the account itself and for who is not there."""
        found = self.person(number)
        return str(found["name"]) if found else ""

    def organization(self, number: Any) -> str:
        """Return an organization's name, empty when there is none."""
        found = self.find("organizations", number)
        return str(found["name"]) if found else ""

    def group(self, number: Any) -> str:
        """Return a group's name, empty when there is none."""
        found = self.find("groups", number)
        return str(found["name"]) if found else ""

    def kind(self, number: Any) -> ActorType:
        """Say what somebody is in a conversation."""
        if number == SYSTEM:
            return ActorType.SYSTEM
        found = self.person(number)
        if found is None:
            return ActorType.UNKNOWN
        if found["role"] not in STAFF:
            return ActorType.CUSTOMER
        return ActorType.BOT if "bot" in (found.get("tags") or ()) else ActorType.AGENT


def fetch(state: State, kind: str, column: str, values: Iterable[int]) -> list[Body]:
    """Return all objects whose ``column`` is one of ``values``, however many those are."""
    wanted = sorted(values)
    found: list[Body] = []
    for start in range(0, len(wanted), _MANY):
        where: dict[str, Any] = {column: wanted[start : start + _MANY]}
        found += state.list(kind, **where)
    return found


def faces(state: State) -> list[tuple[Body, str]]:
    """Return whom one can be, each with what they are here.

    In the seeded world ``agent``, ``reviewer``, ``head`` and ``admin``; in another the
    first of its staff.
    """
    known = [(state.get("users", number), role) for number, role in _FACES.items()]
    found = [(person, role) for person, role in known if person is not None]
    if len(found) == len(_FACES):
        return found
    roles = {"admin": "admin"}
    return [(each, roles.get(each["role"], "agent")) for each in staff(state)[:_OTHERS]]


def initials(name: str) -> str:
    """Return up to two letters that stand for a person."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def staff(state: State) -> list[Body]:
    """Return the people who can hold a ticket, bots left out, by name."""
    found = state.list("users", role=list(STAFF))
    people = [p for p in found if "bot" not in (p.get("tags") or ()) and p.get("active", True)]
    return sorted(people, key=lambda person: str(person["name"]).casefold())
