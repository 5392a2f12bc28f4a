"""What was said in a ticket, and its tags."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, request

from cxsdk.sandbox.api import asked
from cxsdk.sandbox.api.family import Family
from cxsdk.sandbox.api.guard import caller
from cxsdk.sandbox.api.reply import reply
from cxsdk.sandbox.api.tickets import check_stamp
from cxsdk.sandbox.trail import SYSTEM_AUTHOR_ID


def _said_in(number: int) -> dict[str, Any]:
    """What people said in a ticket; what the account notes there is no comment."""
    return {"ticket_id": number, "author_id__ne": SYSTEM_AUTHOR_ID}


class Comments(Family):
    """``/tickets/{id}/comments``: oldest first unless asked otherwise."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/tickets/<int:number>/comments", "index"),
        ("GET", "/tickets/<int:number>/comments/count", "count"),
    )

    def index(self, number: int) -> Response:
        """List what was said."""
        self.need("tickets", number)
        # the vendor takes sort_order without sort_by here
        body = self.page(
            "comments",
            where=_said_in(number),
            cursor_sorts=("created_at",),
            counted_sorts=("created_at",),
        )
        return reply(self.side_load(body, body["comments"], users=("author_id",)))

    def count(self, number: int) -> Response:
        """Tell how much was said."""
        ticket = self.need("tickets", number)
        value = self.state.count("comments", **_said_in(number))
        return reply({"count": {"value": value, "refreshed_at": ticket["updated_at"]}})


class Tags(Family):
    """``/tickets/{id}/tags``: POST sets, PUT adds, DELETE takes away."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/tickets/<int:number>/tags", "show"),
        ("POST", "/tickets/<int:number>/tags", "replace"),
        ("PUT", "/tickets/<int:number>/tags", "add"),
        ("DELETE", "/tickets/<int:number>/tags", "remove"),
    )

    def show(self, number: int) -> Response:
        """List a ticket's tags."""
        return reply({"tags": self.need("tickets", number)["tags"]})

    def replace(self, number: int) -> Response:
        """Set all tags."""
        return reply({"tags": self._change(number, "tags")}, 201)

    def add(self, number: int) -> Response:
        """Add tags; others stay."""
        return reply({"tags": self._change(number, "additional_tags")})

    def remove(self, number: int) -> Response:
        """Take tags away; others stay."""
        return reply({"tags": self._change(number, "remove_tags")})

    def _change(self, number: int, how: str) -> list[str]:
        wanted = asked.json_body()
        if "tags" in request.args:
            wanted["tags"] = asked.words("tags")
        change: dict[str, Any] = {how: asked.text_list(wanted.get("tags", []), "tags")}
        with self.state.write():
            check_stamp(self.need("tickets", number), wanted)
            after = self.desk.change_ticket(number, caller().user["id"], **change)
        return list(after["tags"])
