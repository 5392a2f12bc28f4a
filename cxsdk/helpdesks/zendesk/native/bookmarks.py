"""Tickets that an agent has marked for themselves, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/bookmarks/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Creates, Deletes, Lists
from cxsdk.helpdesks.zendesk.native.tickets import Ticket
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark(Record):
    """One marked ticket."""

    id: int
    ticket: Ticket | None = None
    url: str | None = None
    created_at: datetime | None = None


BOOKMARK = Loader(Bookmark, vendor=VENDOR)


class Bookmarks(Lists[Bookmark], Creates[Bookmark], Deletes[Bookmark]):
    """``/api/v2/bookmarks``: one's own; made by ``create({"ticket_id": 5})``."""

    path: ClassVar[str] = "bookmarks"
    one: ClassVar[str] = "bookmark"
    many: ClassVar[str] = "bookmarks"
    loader = BOOKMARK
    paging = "none"
