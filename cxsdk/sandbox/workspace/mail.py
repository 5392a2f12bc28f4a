"""The customers' mail: what lies in a mailbox, one letter, and an answer to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import Response, abort, redirect, render_template, request

from cxsdk.errors import BadRequest
from cxsdk.sandbox.clock import moment
from cxsdk.sandbox.desk import NewComment
from cxsdk.sandbox.workspace.page import render, tell
from cxsdk.sandbox.workspace.shown import letter_html, plain_html

if TYPE_CHECKING:
    from flask import Blueprint

    from cxsdk.sandbox.state import Body, State
    from cxsdk.sandbox.workspace.room import Room

_LONGEST = 20_000
_IN_HEADER = re.compile(r"<ticket-(\d{1,18})[-.@]")
_IN_SUBJECT = re.compile(r"(?:№|#)\s?(\d{1,18})")
_POINTERS = frozenset({"in-reply-to", "references", "x-ticket-id"})
#: A letter stands in a frame of its own: nothing runs, nothing is fetched, links leave it.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'"
)


def register(pages: Blueprint, room: Room) -> None:
    """Add the pages."""
    mailbox, state = room.office.mailbox, room.office.state

    @pages.get("/mail/")
    def letters() -> str:
        address = _address(room)
        return render("mail.html", **_box(room, address), letter=None)

    @pages.get("/mail/<int:number>")
    def letter(number: int) -> str:
        found = mailbox.get(number)
        if not found["is_read"]:
            found = mailbox.mark_read(number)
        ticket = ticket_of(state, found)
        return render("mail.html", **_box(room, found["email"]), letter=found, ticket=ticket)

    @pages.get("/mail/<int:number>/body")
    def letter_body(number: int) -> Response:
        found = mailbox.get(number)
        html = letter_html(found["html"] or "") if found["html"] else None
        if html is None:
            html = plain_html(found["text"])
        page = render_template("sandbox/letter.html", html=html, subject=found["subject"])
        headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
        return Response(page, headers=headers, mimetype="text/html")

    @pages.post("/mail/<int:number>")
    def answer(number: int) -> Any:
        found = mailbox.get(number)
        text = request.form.get("body", "").strip()[:_LONGEST]
        if not text:
            return redirect(f"/mail/{number}", 303)
        ticket_id = _answer(room, found, text)
        tell("answered", number=ticket_id)
        return redirect(f"/mail/{number}", 303)


def _address(room: Room) -> str:
    """Return whose mailbox is asked for; else one that has mail, else that of any customer."""
    wanted = request.args.get("address", "").strip().casefold()
    if wanted:
        return wanted
    newest = room.office.mailbox.list()[:1]
    if newest:
        return str(newest[0]["email"])
    person = room.office.state.find("users", role="end-user", email__ne=None)
    return str(person["email"]) if person else ""


def _box(room: Room, address: str) -> Body:
    state = room.office.state
    everybody = room.office.mailbox.list()
    letters = [each for each in everybody if each["email"] == address]
    return {
        "address": address,
        "owner": room.office.desk.user_by_email(address),
        "letters": letters,
        "owners": _owners(state, everybody, address),
        "moment": moment,
        "snippet": lambda text: " ".join(str(text).split())[:90],
    }


def _owners(state: State, mails: list[Body], address: str) -> list[tuple[str, str, int]]:
    """Return whose mailboxes there are: address, name, number of unread letters."""
    unread: dict[str, int] = {}
    for each in mails:
        unread[each["email"]] = unread.get(each["email"], 0) + (not each["is_read"])
    people = {
        str(p["email"]).casefold(): str(p["name"])
        for p in state.list("users", role="end-user")
        if p["email"]
    }
    known = people | {each: people.get(each, each) for each in unread}
    if address:
        known.setdefault(address, address)
    rows = [(each, name, unread.get(each, 0)) for each, name in known.items()]
    return sorted(rows, key=lambda row: (row[0] not in unread, row[1].casefold()))


def ticket_of(state: State, letter: Body) -> Body | None:
    """Return the ticket that a letter is about: it says so, its headers do, or its subject."""
    numbers = [letter["ticket_id"]]
    for name, value in letter["headers"]:
        if name.casefold() in _POINTERS:
            numbers += [int(n) for n in _IN_HEADER.findall(f"{value}")]
            numbers += [int(value)] if value.isascii() and value.isdigit() else []
    numbers += [int(n) for n in _IN_SUBJECT.findall(letter["subject"])]
    for number in numbers:
        ticket = state.get("tickets", number) if number is not None else None
        if ticket and ticket["status"] != "deleted" and _is_theirs(state, ticket, letter):
            return ticket
    return None


def _is_theirs(state: State, ticket: Body, letter: Body) -> bool:
    owner = state.get("users", ticket["requester_id"])
    return bool(owner and str(owner["email"] or "").casefold() == letter["email"])


def _answer(room: Room, letter: Body, text: str) -> int:
    """Say in the letter's ticket what its reader wrote; a closed one gets a successor."""
    desk = room.office.desk
    author = desk.user_by_email(letter["email"])
    if author is None:
        abort(404)
    ticket = ticket_of(room.office.state, letter)
    if ticket is not None and ticket["status"] != "closed":
        desk.add_comment(ticket["id"], author["id"], body=text, channel="email")
        return int(ticket["id"])
    fields: Body = {"subject": f"Re: {letter['subject'].removeprefix('Re: ')}"}
    if ticket is not None:
        fields["via_followup_source_id"] = ticket["id"]
    comment = NewComment(author["id"], text, channel="email")
    try:
        created = desk.create_ticket(comment, requester_id=author["id"], **fields)
    except BadRequest as error:
        abort(422, error.args[0])
    return int(created["id"])
