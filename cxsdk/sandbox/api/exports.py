"""Incremental exports: everything that changed since, in order of change.

The last minute is never returned: what is being written there may still move.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

import orjson
from flask import Response, request

from cxsdk.sandbox.api import asked
from cxsdk.sandbox.api.family import Family
from cxsdk.sandbox.api.reply import refuse, refuse_attribute, reply
from cxsdk.sandbox.clock import moment, stamp

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Bodies, Body

PAGE_SIZE = 1000
#: How many seconds are held back, and the setting that may hold another number.
LAG_S = 60
LAG_SETTING = "export_lag_s"
_COLUMN = {"tickets": "generated_timestamp", "users": "updated_at"}


class Exports(Family):
    """``/incremental``: by cursor, and by time."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/incremental/tickets/cursor", "tickets_by_cursor"),
        ("GET", "/incremental/users/cursor", "users_by_cursor"),
        ("GET", "/incremental/tickets", "tickets_by_time"),
        ("GET", "/incremental/users", "users_by_time"),
    )

    def tickets_by_cursor(self) -> Response:
        """Export tickets; deleted ones come with that status."""
        return self._by_cursor("tickets")

    def users_by_cursor(self) -> Response:
        """Export people."""
        return self._by_cursor("users")

    def tickets_by_time(self) -> Response:
        """Export tickets by time: a page ends with a whole second, so pages may overlap."""
        return self._by_time("tickets")

    def users_by_time(self) -> Response:
        """Export people by time."""
        return self._by_time("users")

    # -- inside ----------------------------------------------------------

    def _by_cursor(self, kind: str) -> Response:
        size = _size()
        cursor = request.args.get("cursor")
        after = _read(cursor) if cursor else None
        start = None if cursor else self._start()
        where = self._where(kind, start)
        rows = self.state.list(kind, sort=_COLUMN[kind], after=after, limit=size + 1, **where)
        is_over, rows = len(rows) <= size, rows[:size]
        mark = cursor or _write(_place(kind, start or 0), 0)
        if rows:
            mark = _write(rows[-1][_COLUMN[kind]], rows[-1]["id"])
        body = {
            kind: self._shown(kind, rows),
            "after_cursor": mark,
            "after_url": self._link(f"{kind}/cursor", cursor=mark, per_page=size),
            "before_cursor": None,
            "before_url": None,
            "end_of_stream": is_over,
        }
        return reply(self._loaded(kind, body, rows))

    def _by_time(self, kind: str) -> Response:
        size, column = _size(), _COLUMN[kind]
        start = self._start()
        where = self._where(kind, start)
        # the first second was on the page before already: without it each page moves on
        first = _place(kind, start)
        rows = self.state.list(kind, sort=column, **{**where, f"{column}__le": first})
        later = {**where, f"{column}__gt": first}
        rows += self.state.list(kind, sort=column, limit=size, **later)
        is_over = True
        if rows:
            # whatever else changed in the same second belongs to this page too
            last, place = rows[-1][column], (rows[-1][column], rows[-1]["id"])
            same = {**where, column: last}
            rows += self.state.list(kind, sort=column, after=place, **same)
            is_over = self.state.count(kind, **{**where, f"{column}__gt": last}) == 0
        end = _seconds(rows[-1][column]) if rows else start
        body = {
            kind: self._shown(kind, rows),
            "count": len(rows),
            "end_time": end,
            "end_of_stream": is_over,
            "next_page": self._link(kind, start_time=end, per_page=size),
        }
        return reply(self._loaded(kind, body, rows))

    def _start(self) -> int:
        given = asked.number("start_time")
        if given is None:
            text = "Parameter start_time is required"
            refuse(400, {"error": "ParameterMissing", "description": text})
        if given < 0:
            refuse_attribute("start_time", "Invalid parameter: start_time must not be negative")
        if given > self._horizon():
            text = f"Too recent start_time. Use a start_time older than {LAG_S} seconds"
            refuse(400, {"error": "StartTimeTooRecent", "description": text})
        return given

    def _horizon(self) -> int:
        lag_s = int(self.state.setting(LAG_SETTING, LAG_S))
        return int(self.office.clock().timestamp()) - lag_s

    def _where(self, kind: str, start: int | None) -> dict[str, Any]:
        column = _COLUMN[kind]
        where: dict[str, Any] = {f"{column}__le": _place(kind, self._horizon())}
        if start is not None:
            where[f"{column}__ge"] = _place(kind, start)
        if kind == "tickets" and request.args.get("exclude_deleted") == "true":
            where["status__ne"] = "deleted"
        return where

    def _shown(self, kind: str, rows: Bodies) -> list[Body]:
        shown = self.many(kind, rows)
        if kind == "tickets":
            for body, row in zip(shown, rows, strict=True):
                body["generated_timestamp"] = row["generated_timestamp"]
        return shown

    def _loaded(self, kind: str, body: Body, rows: Bodies) -> Body:
        if kind != "tickets":
            return body
        people = ("requester_id", "submitter_id", "assignee_id")
        return self.side_load(
            body, rows, users=people, groups=("group_id",), organizations=("organization_id",)
        )

    def _link(self, address: str, **wanted: Any) -> str:
        kept = {
            name: request.args[name]
            for name in ("exclude_deleted", "include")
            if name in request.args
        }
        query = urlencode(kept | wanted)
        return f"{self.office.origin}/api/v2/incremental/{address}.json?{query}"


def _size() -> int:
    return min(max(1, asked.number("per_page", PAGE_SIZE) or PAGE_SIZE), PAGE_SIZE)


def _place(kind: str, seconds: int) -> int | str:
    """Return a moment as the column of a kind holds it."""
    if kind == "tickets":
        return seconds
    return stamp(datetime.fromtimestamp(min(seconds, 2**34), UTC))


def _seconds(place: int | str) -> int:
    return place if isinstance(place, int) else int(moment(place).timestamp())


def _write(place: int | str, object_id: int) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([place, object_id])).decode()


def _read(cursor: str) -> tuple[int | str, int]:
    try:
        place, object_id = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, binascii.Error):
        place, object_id = None, None
    if not isinstance(place, (int, str)) or not isinstance(object_id, int):
        refuse_attribute("cursor", "Invalid parameter: cursor is not one of this export")
    return place, object_id
