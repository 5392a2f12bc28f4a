"""Articles of the Help Center.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.article_attachments import AttachmentsOf
from cxsdk.helpdesks.zendesk.native.help_center.comments import ArticleComments
from cxsdk.helpdesks.zendesk.native.help_center.labels import ArticleLabels
from cxsdk.helpdesks.zendesk.native.help_center.place import (
    ROOT,
    LocalAnnounces,
    LocalDeletes,
    LocalGets,
    LocalLists,
    LocalUpdates,
)
from cxsdk.helpdesks.zendesk.native.help_center.subscriptions import Followed
from cxsdk.helpdesks.zendesk.native.help_center.translations import Translated
from cxsdk.helpdesks.zendesk.native.help_center.votes import Votable
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Most attachments that one call gives to an article.
_ATTACHED_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Record):
    """An article in one language."""

    id: int
    title: str | None = None
    #: HTML; what is unsafe may be taken out before it is shown.
    body: str | None = None
    #: The language that it is shown in, such as ``ru``.
    locale: str | None = None
    #: The language that it was written in.
    source_locale: str | None = None
    #: Languages whose text is older than the source's.
    outdated_locales: tuple[str, ...] = ()
    #: Always false; kept by the vendor for old clients.
    outdated: bool | None = None
    author_id: int | None = None
    section_id: int | None = None
    #: Who may edit and publish it.
    permission_group_id: int | None = None
    #: Who may see it; None: everyone.
    user_segment_id: int | None = None
    user_segment_ids: tuple[int, ...] = ()
    #: Not published in this language yet; changed through the translation.
    draft: bool | None = None
    promoted: bool | None = None
    #: In the list of its section.
    position: int | None = None
    comments_disabled: bool | None = None
    label_names: tuple[str, ...] = ()
    content_tag_ids: tuple[str, ...] = ()
    #: Votes for less votes against.
    vote_sum: int | None = None
    #: Votes for and against.
    vote_count: int | None = None
    url: str | None = None
    html_url: str | None = None
    created_at: datetime | None = None
    #: When anything about it changed.
    updated_at: datetime | None = None
    #: When its text in this language changed.
    edited_at: datetime | None = None
    #: Only in search results: ``article``, and HTML of what was found, marked by ``em``.
    result_type: str | None = None
    snippet: str | None = None


ARTICLE = Loader(Article, vendor=VENDOR)


class ArticlesOf(LocalLists[Article]):
    """The articles of one user or category.

    Filters: ``sort_by`` (``position``, ``title``, ``created_at``, ``updated_at``),
    ``sort_order``, ``start_time`` (changed since, in Unix seconds), ``label_names``.
    """

    one: ClassVar[str] = "article"
    many: ClassVar[str] = "articles"
    loader = ARTICLE


class SectionArticles(ArticlesOf, LocalAnnounces[Article]):
    """The articles of one section; new articles are made here.

    One that names no ``user_segment_id`` is public.
    """


class Articles(
    ArticlesOf,
    LocalGets[Article],
    LocalUpdates[Article],
    LocalDeletes[Article],
    Votable[Article],
    Followed[Article],
    Translated[Article],
):
    """``/api/v2/help_center/articles``.

    ``update`` changes what all languages share; title, body and ``draft`` are changed
    by ``articles.translations(id).update("ru", …)``. ``delete`` archives. New ones are
    made in a section: ``sections.articles(id).create(…)``.
    """

    path: ClassVar[str] = "help_center/articles"

    def incremental(self, start_time: int) -> Iterator[Article]:
        """Yield what changed since, the oldest change first.

        Args:
            start_time: In Unix seconds.
        """
        path = f"{ROOT}/incremental/articles.json"
        return self._walk(path, self.many, self.loader, {"start_time": start_time})

    def attachments(self, article_id: int) -> AttachmentsOf:
        """Return the files of one article."""
        return AttachmentsOf(self._client, self._below(article_id, "attachments"))

    def attach(
        self, article_id: int, attachment_ids: Iterable[int], *, locale: str | None = None
    ) -> None:
        """Give files that were uploaded without an article to one.

        Args:
            article_id: Which article.
            attachment_ids: Of ``article_attachments``; sent twenty at a time.
            locale: The language of the path, which no agent needs.
        """
        path = self._localized(self._at(article_id, "bulk_attachments"), locale)
        ids = list(attachment_ids)
        for start in range(0, len(ids), _ATTACHED_AT_ONCE):
            chunk = ids[start : start + _ATTACHED_AT_ONCE]
            self._client.request("POST", path, json={"attachment_ids": chunk})

    def comments(self, article_id: int) -> ArticleComments:
        """Return the comments on one article."""
        return ArticleComments(self._client, self._below(article_id, "comments"))

    def labels(self, article_id: int) -> ArticleLabels:
        """Return the labels of one article."""
        return ArticleLabels(self._client, self._below(article_id, "labels"))
