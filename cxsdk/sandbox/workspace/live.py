"""What a ticket's page asks for every few seconds, to show what happened meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template, request

from cxsdk.sandbox.rules import need
from cxsdk.sandbox.workspace.page import account
from cxsdk.sandbox.workspace.people import Directory
from cxsdk.sandbox.workspace.thread import make_thread
from cxsdk.sandbox.workspace.version import version_of
from cxsdk.sandbox.workspace.visitor import visitor
from cxsdk.sandbox.workspace.zaf import host_values

if TYPE_CHECKING:
    from flask import Blueprint

    from cxsdk.sandbox.state import Body
    from cxsdk.sandbox.workspace.room import Room


def register(pages: Blueprint, room: Room) -> None:
    """Add the address."""

    @pages.get("/agent/tickets/<int:number>/live")
    def live(number: int) -> Body:
        me = visitor(room.office.state)
        if me is None:
            abort(403)
        return snapshot(room, me, number, seen=request.args.get("version", ""))


def snapshot(room: Room, me: Body, number: int, *, seen: str = "") -> Body:
    """Return a ticket as it is now; little when it is as the page has ``seen`` it.

    Raises:
        NotFound: There is none with this number.
    """
    state = room.office.state
    ticket = need(state, "tickets", number)
    comments = state.list("comments", ticket_id=number, sort="created_at")
    version = version_of(ticket, comments)
    answer: Body = {"version": version, "clock": render_template("sandbox/clock_text.html")}
    if version == seen:
        return answer
    directory = Directory(state)
    thread = make_thread(ticket, comments, directory, room.office.clock())
    last = next((each for each in reversed(comments) if each["author_id"] > 0), None)
    return answer | {
        "html": render_template("sandbox/thread.html", thread=thread),
        "values": host_values(ticket, comments, directory, me, account(room)),
        "form": {
            "status": ticket["status"],
            "assignee_id": str(ticket["assignee_id"] or ""),
            "group_id": str(ticket["group_id"] or ""),
            "subject": ticket["subject"] or "",
            "tags": " ".join(ticket["tags"]),
        },
        "last": {
            "id": last["id"],
            "is_mine": last["author_id"] == me["id"],
            "name": directory.name(last["author_id"]),
        }
        if last
        else None,
    }
