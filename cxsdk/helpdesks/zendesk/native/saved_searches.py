"""Searches that an agent keeps, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/saved_searches/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Creates, Deletes, Lists, Updates, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch(Record):
    """A search that an agent keeps under a name; at most 20 per agent."""

    #: A UUID.
    id: str
    name: str
    #: In the vendor's search language.
    query: str
    #: ``ticket``, ``user``, ``organization``, ``side_conversation``, ``article``.
    type: str | None = None
    #: A JSON list of the filters that the screen shows, as text.
    filters: str | None = None
    created_at: datetime | None = None
    #: None until it is changed.
    updated_at: datetime | None = None


SAVED_SEARCH = Loader(SavedSearch, vendor=VENDOR)


class SavedSearches(
    Lists[SavedSearch], Creates[SavedSearch], Updates[SavedSearch], Deletes[SavedSearch]
):
    """``/api/v2/saved_searches``: one's own; Conflict when the name is taken."""

    path: ClassVar[str] = "saved_searches"
    one: ClassVar[str] = "saved_search"
    many: ClassVar[str] = "saved_searches"
    loader = SAVED_SEARCH
    paging = "none"

    def _body(self, body: Body) -> dict[str, Any]:
        return spelled(body)  # bare, though answers have an envelope
