"""Tickets: listing, reading, opening, changing, deleting."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from flask import Response, request

from cxsdk.sandbox import rules
from cxsdk.sandbox.api import asked
from cxsdk.sandbox.api.audit import audit
from cxsdk.sandbox.api.family import Family
from cxsdk.sandbox.api.guard import caller
from cxsdk.sandbox.api.reply import no_content, refuse, refuse_attribute, reply
from cxsdk.sandbox.clock import moment, stamp
from cxsdk.sandbox.desk import NewComment

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body

#: How long an ``Idempotency-Key`` is remembered.
KEY_LIFE = timedelta(hours=2)
_SETTABLE = (*rules.CHANGEABLE, "recipient", "via_followup_source_id")
_ALIVE: dict[str, Any] = {"status__ne": "deleted"}


class Tickets(Family):
    """``/tickets`` and the lists of tickets that hang on people and organizations."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/tickets", "index"),
        ("GET", "/tickets/count", "count"),
        ("GET", "/tickets/show_many", "show_many"),
        ("GET", "/tickets/<int:number>", "show"),
        ("POST", "/tickets", "create"),
        ("PUT", "/tickets/<int:number>", "update"),
        ("DELETE", "/tickets/<int:number>", "delete"),
        ("GET", "/users/<int:person>/tickets/requested", "requested"),
        ("GET", "/users/<int:person>/tickets/assigned", "assigned"),
        ("GET", "/organizations/<int:organization>/tickets", "of_organization"),
    )

    def index(self) -> Response:
        """List tickets."""
        external = request.args.get("external_id")
        if external is not None:
            found = [
                t for t in self.state.list("tickets", **_ALIVE) if t["external_id"] == external
            ]
            return reply(self._framed(found))
        return self._list(_ALIVE)

    def requested(self, person: int) -> Response:
        """List what a person asked."""
        self.need("users", person)
        return self._list(_ALIVE | {"requester_id": person})

    def assigned(self, person: int) -> Response:
        """List what is an agent's."""
        self.need("users", person)
        return self._list(_ALIVE | {"assignee_id": person})

    def of_organization(self, organization: int) -> Response:
        """List what an organization's people asked."""
        self.need("organizations", organization)
        return self._list(_ALIVE | {"organization_id": organization})

    def count(self) -> Response:
        """Tell how many tickets there are."""
        value = self.state.count("tickets", **_ALIVE)
        return reply({"count": {"value": value, "refreshed_at": stamp(datetime.now(UTC))}})

    def show(self, number: int) -> Response:
        """Show one ticket."""
        ticket = self.need("tickets", number)
        return reply(self._loaded({"ticket": self.present("tickets", ticket)}, [ticket]))

    def show_many(self) -> Response:
        """Show up to a hundred tickets; those that are not there are left out."""
        found = self.state.list("tickets", id=asked.ids(), **_ALIVE)
        return reply(self._framed(found))

    def create(self) -> Response:
        """Open a ticket; a repeated ``Idempotency-Key`` gets the first answer again."""
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return self._create()
        with self.state.write():
            known = self.state.find("idempotency_keys", key=key)
            digest = hashlib.sha256(request.get_data()).hexdigest()
            if known and moment(known["expires_at"]) > datetime.now(UTC):
                return self._again(known, digest)
            response = self._create()
            number = known["id"] if known else self.state.next_id("idempotency_keys")
            self.state.put(
                "idempotency_keys",
                {
                    "id": number,
                    "key": key,
                    "digest": digest,
                    "answer": orjson.loads(response.get_data()),
                    "expires_at": stamp(datetime.now(UTC) + KEY_LIFE),
                },
            )
        response.headers["x-idempotency-lookup"] = "miss"
        return response

    def update(self, number: int) -> Response:
        """Change a ticket, and say something with it."""
        before, after = self.change_one(number, asked.envelope("ticket"))
        body = {
            "ticket": self.present("tickets", after),
            "audit": audit(self.office, before, after),
        }
        return reply(self._loaded(body, [after]))

    def delete(self, number: int) -> Response:
        """Put a ticket into the bin."""
        self.delete_one(number)
        return no_content()

    # -- one of many -----------------------------------------------------

    def open_one(self, wanted: Body) -> Body:
        """Open the ticket that a caller describes; returns it."""
        said = wanted.get("comment")
        if said is None:
            said = {"body": wanted.get("description")}
        changes = self._changes(wanted)
        with self.state.write():
            requester_id = changes.pop("requester_id", None) or caller().user["id"]
            comment = self._comment(said, None)
            if not (comment.body or comment.html_body):
                raise rules.invalid(base="Description: cannot be blank", error="BlankValue")
            return self.desk.create_ticket(
                comment, requester_id=requester_id, actor_id=caller().user["id"], **changes
            )

    def change_one(self, number: int, wanted: Body) -> tuple[Body, Body]:
        """Change a ticket as a caller describes; returns it as it was and as it is."""
        with self.state.write():
            before = self.need("tickets", number)
            check_stamp(before, wanted)
            changes = self._changes(wanted)
            for name in ("additional_tags", "remove_tags"):
                if name in wanted:
                    changes[name] = asked.text_list(wanted[name], name)
            said = wanted.get("comment")
            comment = self._comment(said, before) if said is not None else None
            if comment and not (comment.body or comment.html_body):
                comment = None
            after = self.desk.change_ticket(number, caller().user["id"], comment=comment, **changes)
        return before, after

    def delete_one(self, number: int) -> None:
        """Put a ticket into the bin, with a note of how it was."""
        person = caller().user
        with self.state.write():
            ticket = self.need("tickets", number)
            self.desk.delete_ticket(number, person["id"])
            self.state.put(
                "deletions",
                {
                    "id": number,
                    "previous_state": ticket["status"],
                    "deleted_at": stamp(self.office.clock()),
                    "actor": {"id": person["id"], "name": person.get("name", "")},
                },
            )

    # -- inside ----------------------------------------------------------

    def _list(self, where: dict[str, Any]) -> Response:
        body = self.page(
            "tickets",
            where=where,
            cursor_sorts=("id", "updated_at", "status"),
            counted_sorts=("id", "created_at", "updated_at", "status", "assignee_id", "group_id"),
        )
        return reply(self._loaded(body, body["tickets"]))

    def _framed(self, found: list[Body]) -> Body:
        rows = self.many("tickets", found)
        body = {"tickets": rows, "count": len(rows), "next_page": None, "previous_page": None}
        return self._loaded(body, found)

    def _loaded(self, body: Body, tickets: list[Body]) -> Body:
        people = ("requester_id", "submitter_id", "assignee_id")
        return self.side_load(
            body,
            tickets,
            users=people,
            groups=("group_id",),
            organizations=("organization_id",),
        )

    def _create(self) -> Response:
        ticket = self.open_one(asked.envelope("ticket"))
        shown = self.present("tickets", ticket)
        body = {"ticket": shown, "audit": audit(self.office, {}, ticket)}
        return reply(body, 201, headers={"Location": shown["url"]})

    def _again(self, known: Body, digest: str) -> Response:
        if known["digest"] != digest:
            text = "Request parameters differ from those of the first call with this key"
            refuse(400, {"error": "IdempotentRequestError", "description": text})
        headers = {
            "Location": known["answer"]["ticket"]["url"],
            "x-idempotency-lookup": "hit",
        }
        return reply(known["answer"], 201, headers=headers)

    def _changes(self, wanted: Body) -> Body:
        changes = {name: wanted[name] for name in _SETTABLE if name in wanted}
        if "tags" in changes:
            changes["tags"] = asked.text_list(changes["tags"] or [], "tags")
        if changes.get("custom_fields") is None:
            changes.pop("custom_fields", None)
        if wanted.get("assignee_email"):
            agent = self.desk.user_by_email(str(wanted["assignee_email"]))
            if agent is None:
                raise rules.invalid(assignee=f"Assignee: {wanted['assignee_email']} is unknown")
            changes["assignee_id"] = agent["id"]
        requester = wanted.get("requester")
        if isinstance(requester, dict) and isinstance(requester.get("email"), str):
            name = requester.get("name")
            person = self.desk.user_for(requester["email"], name or None)
            changes["requester_id"] = person["id"]
        return changes

    def _comment(self, said: Any, ticket: Body | None) -> NewComment:
        """Read what is said; whether the customer sees it follows the ticket by default."""
        if not isinstance(said, dict):
            refuse_attribute("comment", "must be an object")
        texts = {name: said.get(name) for name in ("body", "html_body")}
        for name, text in texts.items():
            if text is not None and not isinstance(text, str):
                refuse_attribute(f"comment.{name}", "must be text")
        author = said.get("author_id", caller().user["id"])
        if not isinstance(author, int) or self.state.get("users", author) is None:
            raise rules.invalid(author=f"Author: {author!r} does not exist")
        usual = bool(ticket["is_public"]) if ticket else True
        public = said.get("public", usual)
        return NewComment(author, **texts, public=bool(public), channel="api")


def check_stamp(ticket: Body, wanted: Body) -> None:
    """Refuse a safe update of what somebody else has changed (409).

    The mere presence of ``safe_update`` asks for it: real accounts take ``false`` for
    true here.
    """
    if "safe_update" not in wanted:
        return
    try:
        is_current = moment(str(wanted.get("updated_stamp"))) == moment(ticket["updated_at"])
    except ValueError:
        raise rules.invalid(updated_stamp="Updated stamp: is no moment") from None
    if not is_current:
        text = (
            "Safe Update prevented the update due to outdated ticket data."
            " Please fetch the latest ticket data and try again."
        )
        refuse(409, {"error": "UpdateConflict", "description": text})
