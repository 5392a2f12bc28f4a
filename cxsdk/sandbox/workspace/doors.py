"""The front page: five people, and what each would see first, from what is there now."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from flask import redirect, request

from cxsdk.models import ActorType
from cxsdk.sandbox.rules import STAFF, need
from cxsdk.sandbox.state import Body
from cxsdk.sandbox.workspace.page import render, tell
from cxsdk.sandbox.workspace.people import (
    ADMIN,
    AGENT,
    CUSTOMER,
    HEAD,
    REVIEWER,
    Directory,
    staff,
)
from cxsdk.sandbox.workspace.rows import UNSOLVED, Row, make_rows
from cxsdk.sandbox.workspace.visitor import become, way_back

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Blueprint
    from werkzeug.wrappers import Response

    from cxsdk.sandbox.state import Bodies, State
    from cxsdk.sandbox.workspace.room import Room

_TO_REVIEW, _TO_ANSWER = 4821, 4907
_PEEK = 200


@dataclass(frozen=True, slots=True)
class Head:
    """How much is open, and for how many it takes too long."""

    person: Body
    open_count: int
    late_count: int


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A conversation worth a look."""

    person: Body
    ticket: Body | None
    hands: int


@dataclass(frozen=True, slots=True)
class Agent:
    """A ticket that waits, and what its customer wrote last."""

    person: Body
    ticket: Body | None
    last: str


@dataclass(frozen=True, slots=True)
class Client:
    """A customer's mailbox."""

    person: Body
    count: int
    subject: str


@dataclass(frozen=True, slots=True)
class Admin:
    """Whether the apps are connected, and what was delivered to them."""

    person: Body
    is_connected: bool
    delivered: int
    failed: int


@dataclass(frozen=True, slots=True)
class Doors:
    """All five; a door without a person is not shown."""

    head: Head | None
    reviewer: Reviewer | None
    agent: Agent | None
    client: Client | None
    admin: Admin | None


def register(pages: Blueprint, room: Room) -> None:
    """Add the pages."""

    @pages.get("/")
    def front() -> str:
        wanted = way_back(request.args.get("next"), default="")
        if "again" in request.args:
            tell("again")
        return render("doors.html", doors=_look(room), wanted=wanted, counts=_counts(room))

    @pages.post("/door/<int:number>")
    def enter(number: int) -> Response:
        person = need(room.office.state, "users", number)
        if person["role"] in STAFF:
            become(person)
        return redirect(way_back(request.form.get("next"), default="/agent/"), 303)


def _counts(room: Room) -> tuple[int, int]:
    state = room.office.state
    return state.count("tickets", status__ne="deleted"), state.count("users", role="end-user")


def _look(room: Room) -> Doors:
    state = room.office.state
    directory = Directory(state)
    now = room.office.clock()
    people = staff(state)
    rows = make_rows(state, directory, state.list("tickets", status=list(UNSOLVED)))
    admins = [each for each in people if each["role"] == "admin"]
    head = _one(people, HEAD, admins)
    reviewer = _one(people, REVIEWER, people[1:])
    agent = _one(people, AGENT, _busiest(people, rows))
    return Doors(
        head=_head(head, rows, now) if head else None,
        reviewer=Reviewer(reviewer, *_to_review(state, directory)) if reviewer else None,
        agent=_agent(state, directory, agent, rows) if agent else None,
        client=_client(room, rows),
        admin=_admin(room, admins),
    )


def _one(people: Bodies, number: int, others: Bodies) -> Body | None:
    known = [each for each in people if each["id"] == number]
    return next(iter(known or others or people), None)


def _busiest(people: Bodies, rows: list[Row]) -> Bodies:
    held = [row.ticket["assignee_id"] for row in rows]
    return sorted(people, key=lambda person: -held.count(person["id"]))


def _head(person: Body, rows: list[Row], now: datetime) -> Head:
    return Head(person, len(rows), sum(row.is_late(now) for row in rows))


def _to_review(state: State, directory: Directory) -> tuple[Body | None, int]:
    """Return a solved conversation and how often it changed hands."""
    known = state.get("tickets", _TO_REVIEW)
    if known is None or known["status"] == "deleted":
        known = _last_solved(state)
    if known is None:
        return None, 0
    said = state.list("comments", ticket_id=known["id"], sort="created_at")
    speakers = [each["author_id"] for each in said if each["public"]]
    people = [n for n in speakers if directory.kind(n) in {ActorType.AGENT, ActorType.BOT}]
    return known, sum(a != b for a, b in pairwise(people))


def _last_solved(state: State) -> Body | None:
    found = state.list("tickets", status="solved", sort="updated_at", descending=True, limit=1)
    return found[0] if found else None


def _agent(state: State, directory: Directory, person: Body, rows: list[Row]) -> Agent:
    mine = [row for row in rows if row.ticket["assignee_id"] == person["id"]]
    story = [row for row in mine if row.ticket["id"] == _TO_ANSWER]
    waiting = sorted((r for r in mine if r.waits_since), key=lambda row: str(row.waits_since))
    row = next(iter(story or waiting or mine), None)
    if row is None:
        return Agent(person, None, "")
    said = state.list("comments", ticket_id=row.ticket["id"], sort="created_at", descending=True)
    words = [
        str(each["plain_body"])
        for each in said
        if each["public"] and directory.kind(each["author_id"]) is ActorType.CUSTOMER
    ]
    return Agent(person, row.ticket, words[0][:_PEEK] if words else "")


def _client(room: Room, rows: list[Row]) -> Client | None:
    state = room.office.state
    newest = room.office.mailbox.list()[:1]
    known = state.get("users", CUSTOMER) or (
        state.find("users", email=newest[0]["email"]) if newest else None
    )
    if known is None and rows:
        known = state.get("users", rows[0].ticket["requester_id"])
    if known is None or not known["email"]:
        return None
    mails = room.office.mailbox.list(known["email"])
    return Client(known, len(mails), str(mails[0]["subject"]) if mails else "")


def _admin(room: Room, admins: Bodies) -> Admin | None:
    person = _one(admins, ADMIN, admins)
    if person is None:
        return None
    done = [each["status"] == "success" for each in room.office.hooks.log()]
    is_connected = room.apps is not None and room.apps.installation_id() is not None
    return Admin(person, is_connected, done.count(True), done.count(False))
