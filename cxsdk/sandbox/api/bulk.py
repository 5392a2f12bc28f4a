"""Many tickets at once, tickets in the bin, and tickets that become one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from flask import Response, request

from cxsdk.sandbox import rules
from cxsdk.sandbox.api import asked, jobs, paging
from cxsdk.sandbox.api.family import Family
from cxsdk.sandbox.api.guard import caller
from cxsdk.sandbox.api.reply import refuse, refuse_attribute, reply
from cxsdk.sandbox.api.tickets import Tickets
from cxsdk.sandbox.desk import NewComment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxsdk.sandbox.api.jobs import Task
    from cxsdk.sandbox.office import Office
    from cxsdk.sandbox.state import Body

_MANY = 100
_MERGED = "closed_by_merge"


class ManyTickets(Family):
    """``/tickets/create_many`` and its like: each starts a job."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("POST", "/tickets/create_many", "create_many"),
        ("PUT", "/tickets/update_many", "update_many"),
        ("DELETE", "/tickets/destroy_many", "destroy_many"),
        ("POST", "/tickets/<int:number>/merge", "merge"),
    )

    def create_many(self) -> Response:
        """Open up to a hundred tickets."""
        return jobs.start(self, "create", _listed("tickets"))

    def update_many(self) -> Response:
        """Change up to a hundred tickets: each in its own way, or all in the same."""
        if "ids" not in request.args:
            return jobs.start(self, "update", _listed("tickets"))
        wanted = asked.envelope("ticket")
        return jobs.start(self, "update", [{**wanted, "id": number} for number in asked.ids()])

    def destroy_many(self) -> Response:
        """Put up to a hundred tickets into the bin."""
        return jobs.start(self, "delete", asked.ids())

    def merge(self, number: int) -> Response:
        """Close tickets whose conversations go on in this one."""
        self.need("tickets", number)
        wanted = asked.json_body()
        sources = wanted.get("ids")
        if not isinstance(sources, list) or not all(isinstance(each, int) for each in sources):
            refuse_attribute("ids", "must be a list of numbers")
        return jobs.start(self, "merge", [{**wanted, "id": number}])


class Bin(Family):
    """``/deleted_tickets``: what can still be taken back."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/deleted_tickets", "index"),
        ("PUT", "/deleted_tickets/<int:number>/restore", "restore"),
        ("PUT", "/deleted_tickets/restore_many", "restore_many"),
        ("DELETE", "/deleted_tickets/<int:number>", "delete"),
        ("DELETE", "/deleted_tickets/destroy_many", "destroy_many"),
    )

    def index(self) -> Response:
        """List tickets in the bin."""
        listing = paging.Listing(
            "tickets", self._shown, "deleted_tickets", where={"status": "deleted"}
        )
        return reply(paging.page(self.state, listing, origin=self.office.origin))

    def restore(self, number: int) -> Response:
        """Take a ticket back."""
        self._restore(number)
        return reply("")

    def restore_many(self) -> Response:
        """Take up to a hundred tickets back, at once; one that is not there refuses them all."""
        with self.state.write():
            for number in asked.ids():
                self._restore(number)
        return reply("")

    def delete(self, number: int) -> Response:
        """Delete a ticket for good."""
        return jobs.start(self, "forget", [self.need_deleted(number)["id"]])

    def destroy_many(self) -> Response:
        """Delete up to a hundred tickets for good."""
        return jobs.start(self, "forget", asked.ids())

    def need_deleted(self, number: int) -> Body:
        """Return a ticket of the bin; 404 when it is not in there."""
        found = self.state.get("tickets", number)
        if found is None or found["status"] != "deleted":
            raise rules.not_found("tickets", number)  # noqa: EM101 - a kind, no message
        return found

    def _restore(self, number: int) -> None:
        note = self.state.get("deletions", number)
        with self.state.write():
            ticket = self.need_deleted(number)
            ticket["status"] = note["previous_state"] if note else "open"
            self.state.put("tickets", ticket)
            self.state.delete("deletions", number)

    def _shown(self, ticket: Body) -> Body:
        note = self.state.get("deletions", ticket["id"]) or {}
        return {
            "id": ticket["id"],
            "subject": ticket["subject"],
            "deleted_at": note.get("deleted_at", ticket["updated_at"]),
            "previous_state": note.get("previous_state", "open"),
            "actor": note.get("actor", {"id": ticket["submitter_id"], "name": ""}),
        }


class _Tasks:
    """What the jobs of one account can do; each task is given one thing."""

    def __init__(self, office: Office) -> None:
        self._tickets = Tickets(office)
        self._bin = Bin(office)
        self._state = office.state
        self._desk = office.desk

    def create(self, wanted: Any) -> Body:
        ticket = self._tickets.open_one(_object(wanted))
        return {"id": ticket["id"]}

    def update(self, wanted: Any) -> Body:
        number = _object(wanted).get("id")
        if not isinstance(number, int):
            refuse_attribute("id", "must be a number")
        self._tickets.change_one(number, wanted)
        return {"id": number, "action": "update", "status": "Updated", "success": True}

    def delete(self, number: Any) -> Body:
        self._tickets.delete_one(number)
        return {"id": number, "action": "delete", "status": "Deleted", "success": True}

    def forget(self, number: Any) -> Body:
        self._bin.need_deleted(number)
        state = self._state
        with state.write():
            for comment in state.list("comments", ticket_id=number):
                state.delete("comments", comment["id"])
            state.delete("deletions", number)
            state.delete("tickets", number)
        return {"id": number, "action": "delete", "status": "Deleted", "success": True}

    def merge(self, wanted: Any) -> Body:
        target, actor = wanted["id"], caller().user["id"]
        with self._state.write():
            for number in wanted["ids"]:
                comment = _note(wanted, "source", f"Merged into #{target}.")
                self._desk.change_ticket(
                    number, actor, comment=comment, status="closed", additional_tags=[_MERGED]
                )
            told = ", ".join(f"#{number}" for number in wanted["ids"])
            comment = _note(wanted, "target", f"{told} merged into this one.")
            self._desk.change_ticket(target, actor, comment=comment)
        return {"id": target, "action": "merge", "status": "Merged", "success": True}


def tasks(office: Office) -> Mapping[str, Task]:
    """Return what the jobs of one account can do, by name."""
    found = _Tasks(office)
    return {
        name: getattr(found, name) for name in ("create", "update", "delete", "forget", "merge")
    }


def _note(wanted: Body, which: str, usual: str) -> NewComment:
    text = wanted.get(f"{which}_comment") or usual
    public = bool(wanted.get(f"{which}_comment_is_public"))
    return NewComment(caller().user["id"], text, public=public, channel="api")


def _object(wanted: Any) -> Body:
    if not isinstance(wanted, dict):
        refuse_attribute("tickets", "must be a list of objects")
    return wanted


def _listed(name: str) -> list[Any]:
    """Return the list that a body holds, of a hundred at most (400)."""
    found = asked.json_body().get(name)
    if not isinstance(found, list):
        refuse(400, {"error": "ParameterMissing", "description": f"Parameter {name} is required"})
    if len(found) > _MANY:
        text = f"You passed {len(found)} {name}, a maximum of {_MANY} is allowed"
        refuse(400, {"error": "TooManyValues", "description": text, "max_count": _MANY})
    return found
