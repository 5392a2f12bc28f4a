"""The agents' workspace: lists of tickets, and one ticket with its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import redirect, request

from cxsdk.sandbox.rules import need
from cxsdk.sandbox.workspace.customer import know_customer, related, what_is_known
from cxsdk.sandbox.workspace.language import locale
from cxsdk.sandbox.workspace.opening import open_apps
from cxsdk.sandbox.workspace.page import account, render
from cxsdk.sandbox.workspace.people import Directory, staff
from cxsdk.sandbox.workspace.thread import make_thread
from cxsdk.sandbox.workspace.version import version_of
from cxsdk.sandbox.workspace.views import Lists
from cxsdk.sandbox.workspace.visitor import visitor
from cxsdk.sandbox.workspace.zaf import host_values

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response

    from cxsdk.sandbox.state import Body
    from cxsdk.sandbox.workspace.room import Room
    from cxsdk.sandbox.workspace.views import Listing

#: What an agent may set by hand; ``closed`` comes by itself, ``new`` never comes back.
STATUSES = ("open", "pending", "hold", "solved")


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and could not be saved."""

    body: str = ""
    is_note: bool = False
    problem: str = ""


def register(pages: Blueprint, room: Room) -> None:
    """Add the pages."""

    @pages.get("/agent/")
    def tickets() -> str | Response:
        me = visitor(room.office.state)
        if me is None:
            return to_doors()
        listing = list_tickets(room, Directory(room.office.state), me)
        return render("tickets.html", listing=listing, link=_link)

    @pages.get("/agent/tickets/<int:number>")
    def ticket(number: int) -> str | Response:
        me = visitor(room.office.state)
        return to_doors() if me is None else show_ticket(room, me, number)

    @pages.get("/agent/tickets/<int:number>/opening")
    def opening(number: int) -> Body | Response:
        me = visitor(room.office.state)
        need(room.office.state, "tickets", number)
        found = open_apps(room, me, locale=locale()) if me else None
        if found is None:
            return {"action": None}
        return {"action": found.action, "token": found.token, "guid": found.guid}


def to_doors() -> Response:
    """Send somebody whom we do not know to the doors; they come back here."""
    return redirect("/?" + urlencode({"next": request.full_path.rstrip("?")}), 302)


def list_tickets(room: Room, directory: Directory, me: Body) -> Listing:
    """Return the list that the address asks for."""
    lists = Lists(room.office.state, directory, room.office.clock(), me["id"])
    wanted = (request.args.get(name, "") for name in ("view", "sort", "q"))
    return lists.listing(*wanted)


def show_ticket(room: Room, me: Body, number: int, draft: Draft | None = None) -> str:
    """Return the page of one ticket.

    Raises:
        NotFound: There is none with this number.
    """
    state = room.office.state
    directory = Directory(state)
    ticket = need(state, "tickets", number)
    comments = state.list("comments", ticket_id=number, sort="created_at")
    thread = make_thread(ticket, comments, directory, room.office.clock())
    return render(
        "ticket.html",
        listing=list_tickets(room, directory, me),
        link=_link,
        ticket=ticket,
        thread=thread,
        customer=know_customer(state, directory, ticket),
        known=what_is_known(state, ticket),
        related=related(state, ticket),
        agents=_choices(directory, staff(state), ticket["assignee_id"]),
        groups=state.list("groups"),
        statuses=STATUSES if ticket["status"] in STATUSES else (ticket["status"], *STATUSES),
        opening=open_apps(room, me, locale=locale()),
        values=host_values(ticket, comments, directory, me, account(room)),
        version=version_of(ticket, comments),
        draft=draft or Draft(),
    )


def _choices(directory: Directory, people: list[Body], assignee: int | None) -> list[Body]:
    """Return whom a ticket can be given to; a bot only when it holds it already."""
    holder = directory.person(assignee)
    known = {each["id"] for each in people}
    return people if holder is None or holder["id"] in known else [holder, *people]


def _link(listing: Listing, number: int | None = None, **changed: str) -> str:
    """Return the address of a list or of a ticket in it, with what the list was asked for."""
    wanted = {"view": listing.view.key, "sort": listing.sort, "q": listing.query, **changed}
    kept = {name: value for name, value in wanted.items() if value}
    path = "/agent/" if number is None else f"/agent/tickets/{number}"
    return f"{path}?{urlencode(kept)}" if kept else path
