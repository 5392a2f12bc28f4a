"""Views: saved searches that agents work from, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/business-rules/views/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Counts,
    Lists,
    ShowsMany,
    joined,
    part,
    spelled,
)
from cxsdk.helpdesks.zendesk.native.rules import Conditions, Rules
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Record):
    """A saved search."""

    #: Text for the vendor's own, such as ``incoming``, in some answers.
    id: int | str | None = None
    url: str | None = None
    title: str | None = None
    raw_title: str | None = None
    description: str | None = None
    active: bool | None = None
    #: One of those that every account is born with.
    default: bool | None = None
    #: In the list of views; 1 is the first.
    position: int | None = None
    conditions: Conditions | None = None
    #: Columns, sorting and grouping.
    execution: Mapping[str, Any] | None = None
    #: Whom it is for: ``{"type": "Group", "ids": […]}`` or one user; None for all agents.
    restriction: Mapping[str, Any] | None = None
    #: Shown as a countdown to agents.
    watchable: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCount(Record):
    """How many tickets a view holds."""

    view_id: int | None = None
    url: str | None = None
    #: None while the vendor is still counting: ask again.
    value: int | None = None
    #: For people, such as ``~700``.
    pretty: str | None = None
    #: False for a number of some time ago.
    fresh: bool | None = None
    active: bool | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewColumn(Record):
    """One column of a view."""

    #: ``subject``, ``status``, …, or the number of a custom field.
    id: str | int | None = None
    title: str | None = None
    type: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRow(Record):
    """One ticket of a view; the columns are in ``raw``, by their ids."""

    #: Some of the ticket's fields; :meth:`Views.tickets` has all.
    ticket: Mapping[str, Any] | None = None
    #: Value of the field that the view is grouped by.
    group: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewPage(Record):
    """Some rows of a view, and what their columns are."""

    rows: tuple[ViewRow, ...] = ()
    columns: tuple[ViewColumn, ...] = ()
    groups: tuple[Any, ...] = ()
    #: None in a preview, which is of no saved view.
    view: View | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewExport(Record):
    """What became of a request for a view as CSV, which is sent to the asking agent by mail."""

    view_id: int | None = None
    status: str | None = None


VIEW = Loader(View, vendor=VENDOR)
VIEW_COUNT = Loader(ViewCount, vendor=VENDOR)
VIEW_PAGE = Loader(ViewPage, vendor=VENDOR)
VIEW_EXPORT = Loader(ViewExport, vendor=VENDOR)


class Views(Rules[View], Counts[View], ShowsMany[View]):
    """``/api/v2/views``.

    One view may be run, counted and previewed five times a minute by one agent, and
    the answer may be ten minutes old: to follow changes, use the incremental export.
    """

    path: ClassVar[str] = "views"
    one: ClassVar[str] = "view"
    many: ClassVar[str] = "views"
    loader = VIEW

    def compact(self) -> tuple[View, ...]:
        """Return the views that an agent sees first: at most 32 of them."""
        return self._several("GET", f"{self._path}/compact")

    def tickets(self, view_id: int) -> ViewTickets:
        """Return a view's tickets whole, in the view's order."""
        return ViewTickets(self._client, view_id=view_id)

    def execute(self, view_id: int, **filters: Any) -> Iterator[ViewPage]:
        """Yield a view as agents see it: columns and rows, page by page.

        Args:
            view_id: The view.
            **filters: The API's own query parameters: ``sort_by``, ``sort_order``, ``group_by``.
        """
        query = {"page[size]": PAGE_SIZE, **filters}
        for page in self._client.pages(self._at(view_id, "execute"), params=query):
            yield VIEW_PAGE.load(page)

    def preview(self, view: Body, *, page: int = 1) -> ViewPage:
        """Return what a view that is not saved would show.

        Args:
            view: Its conditions ``all`` and ``any``, and ``output`` with ``columns``,
                ``sort_by``, ``group_by``.
            page: Which page of a hundred rows, from 1.
        """
        answer = self._client.request(
            "POST",
            f"{self._path}/preview",
            params={"page": page, "per_page": PAGE_SIZE},
            json={"view": spelled(view)},
        )
        return VIEW_PAGE.load(answer)

    def preview_count(self, view: Body) -> ViewCount:
        """Return how many tickets a view that is not saved would hold."""
        body = {"view": spelled(view)}
        answer = self._client.request("POST", f"{self._path}/preview/count", json=body)
        return VIEW_COUNT.load(part(answer, "view_count"))

    def count_of(self, view_id: int) -> ViewCount:
        """Return how many tickets a view holds; large numbers are counted once an hour or so."""
        answer = self._client.request("GET", self._at(view_id, "count"))
        return VIEW_COUNT.load(part(answer, "view_count"))

    def counts_of(self, ids: Iterable[int]) -> tuple[ViewCount, ...]:
        """Return how many tickets each of at most 20 views holds."""
        params = {"ids": joined(ids)}
        answer = self._client.request("GET", f"{self._path}/count_many", params=params)
        return tuple(map(VIEW_COUNT.load, part(answer, "view_counts")))

    def export(self, view_id: int) -> ViewExport:
        """Have a view's tickets sent to these credentials' user as CSV, by mail."""
        answer = self._client.request("GET", self._at(view_id, "export"))
        return VIEW_EXPORT.load(part(answer, "export"))


class ViewTickets(Lists[Ticket]):
    """``/api/v2/views/{id}/tickets``."""

    path: ClassVar[str] = "views/{view_id}/tickets"
    many: ClassVar[str] = "tickets"
    loader = TICKET
