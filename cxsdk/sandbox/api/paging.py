"""Both of the vendor's paging styles over one listing.

``page[size]`` and its kin mean cursors; without them pages are counted. A call
that mixes both gets cursors, and what it says about order in the counted
style is ignored without a word, as real accounts do.

Source: https://developer.zendesk.com/api-reference/introduction/pagination/
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

import orjson
from flask import request

from cxsdk.sandbox.api import asked
from cxsdk.sandbox.api.reply import refuse_paging
from cxsdk.sandbox.state import Body

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Bodies, State

PAGE_SIZE = 100
MAX_PAGES = 100
MAX_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list is of, and how it may be ordered.

    Args:
        kind: Kind of object.
        key: The list's name in the answer; the kind when empty.
        where: Conditions, as :meth:`State.list` takes them.
        cursor_sorts: Columns that ``sort`` may name; the first is the usual order.
        counted_sorts: Columns that ``sort_by`` may name; others are ignored.
        descending: Whether the usual order has the largest first.
        present: Makes an object's outward form.
    """

    kind: str
    present: Callable[[Body], Body]
    key: str = ""
    where: dict[str, Any] = field(default_factory=dict)
    cursor_sorts: tuple[str, ...] = ("id",)
    counted_sorts: tuple[str, ...] = ()
    descending: bool = False

    @property
    def name(self) -> str:
        """The list's name in the answer."""
        return self.key or self.kind


def page(state: State, listing: Listing, *, origin: str) -> Body:
    """Answer the page that is asked for."""
    by_cursor = any(name.startswith("page[") for name in request.args)
    return _by_cursor(state, listing, origin) if by_cursor else _counted(state, listing, origin)


def counted(rows: Bodies, name: str, *, origin: str, total: int, at: tuple[int, int]) -> Body:
    """Frame one counted page of what is listed already; ``at`` is its number and size."""
    number, size = at
    has_next = number * size < total
    return {
        name: rows,
        "next_page": _link(origin, page=number + 1, per_page=size) if has_next else None,
        "previous_page": _link(origin, page=number - 1, per_page=size) if number > 1 else None,
        "count": total,
    }


def cut(rows: Bodies, name: str, *, origin: str) -> Body:
    """Frame one page, by cursor, of what is listed already; the order is the rows' own."""
    size = _size()
    mark = _read(request.args.get("page[after]"), "row")
    start = mark.place if mark and isinstance(mark.place, int) else 0
    end = start + size
    last = _Mark("row", end, 0).write()
    return {
        name: rows[start:end],
        "meta": {"has_more": end < len(rows), "after_cursor": last},
        "links": {"next": _link(origin, **{"page[after]": last, "page[size]": size})},
    }


def counted_page() -> tuple[int, int]:
    """Return the page's number from 1 and its size; beyond the depth that is kept: 400."""
    number = max(1, asked.number("page", 1) or 1)
    size = min(max(1, asked.number("per_page", PAGE_SIZE) or PAGE_SIZE), PAGE_SIZE)
    return number, size


def _counted(state: State, listing: Listing, origin: str) -> Body:
    number, size = counted_page()
    if number > MAX_PAGES or number * size > MAX_ROWS:
        refuse_paging(
            "InvalidPaginationDepth",
            "Pagination requests using Offset Pagination are limited",
            f"Limit is {MAX_PAGES} pages or {MAX_ROWS} records. Use cursor pagination.",
        )
    sort, descending = _counted_order(listing)
    rows = state.list(
        listing.kind,
        sort=sort,
        descending=descending,
        limit=size,
        offset=(number - 1) * size,
        **listing.where,
    )
    total = state.count(listing.kind, **listing.where)
    shown = [listing.present(each) for each in rows]
    return counted(shown, listing.name, origin=origin, total=total, at=(number, size))


def _counted_order(listing: Listing) -> tuple[str, bool]:
    usual = listing.cursor_sorts[0], listing.descending
    wanted, order = request.args.get("sort_by", ""), request.args.get("sort_order", "")
    descending = order == "desc" if order in {"asc", "desc"} else listing.descending
    if wanted in listing.counted_sorts:
        return wanted, descending
    return usual[0], descending


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a page ends: the order it belongs to, and the last object's place in it."""

    sort: str
    place: Any
    id: Any

    def write(self) -> str:
        return base64.urlsafe_b64encode(orjson.dumps([self.sort, self.place, self.id])).decode()


def _size() -> int:
    size = asked.number("page[size]", PAGE_SIZE) or 0
    if not 1 <= size <= PAGE_SIZE:
        _refuse_parameter("page[size]", f"must be between 1 and {PAGE_SIZE}")
    return size


def _by_cursor(state: State, listing: Listing, origin: str) -> Body:
    size = _size()
    spelled, column, descending = _cursor_order(listing)
    after, before = request.args.get("page[after]"), request.args.get("page[before]")
    if after and before:
        _refuse_parameter("page[before]", "cannot be combined with page[after]")
    mark = _read(after or before, spelled)
    rows = state.list(
        listing.kind,
        sort=column,
        descending=descending != bool(before),
        limit=size + 1,
        after=(mark.place, mark.id) if mark else None,
        **listing.where,
    )
    has_more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    ends = [_Mark(spelled, row.get(column), row["id"]).write() for row in (rows[:1] + rows[-1:])]
    first, last = (ends[0], ends[-1]) if ends else (None, None)
    return {
        listing.name: [listing.present(each) for each in rows],
        "meta": {"has_more": has_more, "after_cursor": last, "before_cursor": first},
        "links": {
            "prev": _link(origin, **{"page[before]": first, "page[size]": size}),
            "next": _link(origin, **{"page[after]": last, "page[size]": size}),
        },
    }


def _cursor_order(listing: Listing) -> tuple[str, str, bool]:
    """Return the order as it is spelled, its column, and whether the largest comes first."""
    usual = ("-" if listing.descending else "") + listing.cursor_sorts[0]
    spelled = request.args.get("sort") or usual
    column = spelled.removeprefix("-")
    if column not in listing.cursor_sorts:
        _refuse_parameter("sort", f"must be one of {', '.join(listing.cursor_sorts)}")
    return spelled, column, spelled.startswith("-")


def _read(cursor: str | None, spelled: str) -> _Mark | None:
    if not cursor:
        return None
    try:
        sort, place, object_id = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, binascii.Error):
        _refuse_parameter("page[after]", "is no cursor of this list")
    is_odd = not isinstance(place, (str, int, type(None))) or not isinstance(object_id, (str, int))
    if sort != spelled or is_odd:
        _refuse_parameter("page[after]", "belongs to another order")
    return _Mark(sort, place, object_id)


def _refuse_parameter(name: str, text: str) -> NoReturn:
    refuse_paging("InvalidPaginationParameter", "Invalid pagination parameter", f"{name} {text}")


def _link(origin: str, **changed: Any) -> str | None:
    """Return this call's address with other parameters; None when one of them is not there."""
    if any(value is None for value in changed.values()):
        return None
    gone = {"page", "per_page", "page[after]", "page[before]", "page[size]"}
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in gone]
    suffix = ".json" if request.environ.get("cxsdk.json") else ""
    return f"{origin}{request.path}{suffix}?{urlencode([*kept, *changed.items()])}"
