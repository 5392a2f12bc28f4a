"""Ticket fields, satisfaction ratings and the search."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from flask import Response, request

from cxsdk.sandbox import rules
from cxsdk.sandbox.api import asked, paging
from cxsdk.sandbox.api.family import Family
from cxsdk.sandbox.api.guard import caller
from cxsdk.sandbox.api.reply import refuse, refuse_access, reply
from cxsdk.sandbox.clock import stamp
from cxsdk.sandbox.search import KINDS, search

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body

_MAX_RESULTS = 1000
_RECEIVED = ("good", "bad")


class Fields(Family):
    """``/ticket_fields``."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/ticket_fields", "index"),
        ("GET", "/ticket_fields/<int:number>", "show"),
    )

    def index(self) -> Response:
        """List ticket fields."""
        return reply(self.page("ticket_fields"))

    def show(self, number: int) -> Response:
        """Show one ticket field."""
        return reply(
            {"ticket_field": self.present("ticket_fields", self.need("ticket_fields", number))}
        )


class Ratings(Family):
    """``/satisfaction_ratings``: what customers think, good or bad."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/satisfaction_ratings", "index"),
        ("GET", "/satisfaction_ratings/<int:number>", "show"),
        ("POST", "/tickets/<int:number>/satisfaction_rating", "create"),
    )

    def index(self) -> Response:
        """List ratings, of some scores and some span of time."""
        where: dict[str, Any] = {}
        wanted = request.args.get("score")
        if wanted:
            scores = tuple(part for part in wanted.split("_with")[0].split(",") if part)
            where["score"] = _RECEIVED if scores == ("received",) else scores
        for name, column in (("start_time", "updated_at__ge"), ("end_time", "updated_at__lt")):
            moment = asked.number(name)
            if moment is not None:
                where[column] = stamp(datetime.fromtimestamp(min(max(moment, 0), 2**34), UTC))
        body = self.page(
            "satisfaction_ratings",
            where=where,
            cursor_sorts=("id", "created_at", "updated_at"),
            counted_sorts=("id", "created_at", "updated_at"),
        )
        if wanted and wanted.endswith(("_with_comment", "_without_comment")):
            has = wanted.endswith("_with_comment")
            rows = body["satisfaction_ratings"]
            body["satisfaction_ratings"] = [r for r in rows if bool(r.get("comment")) == has]
        return reply(body)

    def show(self, number: int) -> Response:
        """Show one rating."""
        found = self.need("satisfaction_ratings", number)
        return reply({"satisfaction_rating": self.present("satisfaction_ratings", found)})

    def create(self, number: int) -> Response:
        """Rate a solved ticket; only its own customer may."""
        wanted = asked.envelope("satisfaction_rating")
        with self.state.write():
            ticket = self.need("tickets", number)
            if caller().user["id"] != ticket["requester_id"]:
                refuse_access()
            comment = wanted.get("comment")
            if comment is not None and not isinstance(comment, str):
                raise rules.invalid(comment="Comment: must be text")
            rating = self.desk.rate(number, score=str(wanted.get("score")), comment=comment)
        return reply({"satisfaction_rating": self.present("satisfaction_ratings", rating)})


class Search(Family):
    """``/search``: counted pages only, and never more than a thousand results."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/search", "index"),
        ("GET", "/search/count", "count"),
        ("GET", "/search/export", "export"),
    )

    def index(self) -> Response:
        """Find tickets, people, organizations and groups."""
        found = self._found()
        number, size = paging.counted_page()
        if number * size > _MAX_RESULTS:
            text = "Requested response size was greater than Search Response Limits"
            refuse(422, {"error": "invalid", "description": f"Invalid search: {text}"})
        rows = []
        for kind, body in found[(number - 1) * size : number * size]:
            rows.append(self.present(kind, body) | {"result_type": kind.removesuffix("s")})
        origin = self.office.origin
        framed = paging.counted(rows, "results", origin=origin, total=len(found), at=(number, size))
        return reply(framed | {"facets": None})

    def export(self) -> Response:
        """Find everything of one kind, oldest first, without an end."""
        kind = request.args.get("filter[type]", "")
        query = request.args.get("query", "")
        if kind not in KINDS or re.search(r"(?<![\w-])type:", query):
            text = "filter[type] names one kind, and the query none"
            refuse(400, {"error": "InvalidParameter", "description": text})
        found = [body for _, body in search(self.state, f"{query} type:{kind}")]
        found.sort(key=lambda body: (str(body.get("created_at")), body["id"]))
        shown = [self.present(f"{kind}s", body) | {"result_type": kind} for body in found]
        return reply(paging.cut(shown, "results", origin=self.office.origin))

    def count(self) -> Response:
        """Tell how much fits."""
        return reply({"count": len(self._found())})

    def _found(self) -> list[tuple[str, Body]]:
        query = request.args.get("query")
        if query is None:
            refuse(400, {"error": "ParameterMissing", "description": "Parameter query is required"})
        found = search(self.state, query)
        column = request.args.get("sort_by", "")
        if column in {"created_at", "updated_at", "status", "priority"}:
            is_falling = request.args.get("sort_order", "desc") == "desc"
            found.sort(
                key=lambda pair: (str(pair[1].get(column) or ""), pair[1]["id"]),
                reverse=is_falling,
            )
        return found
