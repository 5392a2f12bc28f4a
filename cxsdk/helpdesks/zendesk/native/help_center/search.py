"""Search in the Help Center, the community and what stands beside them.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/search/
and .../help-center-api/deflection_suggestions/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.facts import API, PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.articles import ARTICLE, Article
from cxsdk.helpdesks.zendesk.native.help_center.community import POST, Post
from cxsdk.helpdesks.zendesk.native.help_center.place import ROOT
from cxsdk.helpdesks.zendesk.native.resource import bracketed, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxsdk.client import Client

#: Most that the search over everything gives at once.
_FOUND_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """What the search over everything found."""

    title: str | None = None
    #: ``ARTICLE``, ``POST``, ``EXTERNAL_RECORD``.
    type: str | None = None
    url: str | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Record):
    """An article that may answer a question."""

    name: str | None = None
    html_url: str | None = None


FINDING = Loader(Finding, vendor=VENDOR)
SUGGESTION = Loader(Suggestion, vendor=VENDOR)


class Search:
    """The four searches. A filter of several values takes them parted by commas."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def articles(self, query: str | None = None, **filters: Any) -> Iterator[Article]:
        """Yield articles, the most fitting first, at most 1,000, over all pages.

        Args:
            query: Words.
            **filters: ``category``, ``section``, ``label_names``, ``locale``, ``multibrand``,
                ``brand_id``, ``created_after``, ``updated_after`` and so on, ``sort_by``
                (``created_at``, ``updated_at``), ``sort_order``.

        Raises:
            ConfigError: Neither words nor category, section or label.
        """
        if not query and not filters.keys() & {"category", "section", "label_names"}:
            message = "the search for articles needs words, a category, a section or a label"
            raise ConfigError(message, hint='such as articles("refund") or articles(section=5)')
        params = {"per_page": PAGE_SIZE, "query": query, **filters}
        for page in self._client.pages(f"{ROOT}/articles/search.json", params=params):
            yield from map(ARTICLE.load, part(page, "results"))

    def posts(self, query: str, **filters: Any) -> Iterator[Post]:
        """Yield posts, the most fitting first, at most 1,000, over all pages.

        Args:
            query: Words.
            **filters: ``topic``, ``created_after``, ``updated_after`` and so on, ``sort_by``
                (``created_at``, ``updated_at``), ``sort_order``.
        """
        params = {"per_page": PAGE_SIZE, "query": query, **filters}
        for page in self._client.pages(f"{ROOT}/community_posts/search.json", params=params):
            yield from map(POST.load, part(page, "results"))

    def everything(self, query: str, locales: Iterable[str], **filters: Any) -> Iterator[Finding]:
        """Yield articles, posts and records from elsewhere, over all pages.

        Args:
            query: Words.
            locales: In which languages, such as ``["ru", "en-us"]``.
            **filters: ``category_ids``, ``section_ids``, ``topic_ids``, ``brand_ids``,
                ``external_source_ids``, ``content_types`` (``ARTICLE``, ``POST``).

        Raises:
            SchemaError: A page says that more follows, but not where, or leads back.
        """
        asked = {"locales": ",".join(locales), **filters}
        params = bracketed(asked, asked)
        params |= {"query": query, "page[size]": _FOUND_AT_ONCE}
        for page in self._client.pages(f"{API}/guide/search", params=params):
            yield from map(FINDING.load, part(page, "results"))

    def suggestions(self, query: str) -> tuple[Suggestion, ...]:
        """Return articles that may answer a question, the most fitting first.

        Args:
            query: At most 200 characters.
        """
        path = f"{ROOT}/deflection/suggestions.json"
        found = part(self._client.request("GET", path, params={"query": query}), "results")
        return tuple(map(SUGGESTION.load, found))
