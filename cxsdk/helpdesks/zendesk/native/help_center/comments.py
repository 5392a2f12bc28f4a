"""What readers say below articles and posts.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/article_comments/
and .../help-center-api/post_comments/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.place import (
    Announces,
    LocalAnnounces,
    LocalDeletes,
    LocalGets,
    LocalLists,
    LocalUpdates,
    Place,
)
from cxsdk.helpdesks.zendesk.native.help_center.votes import Votable
from cxsdk.helpdesks.zendesk.native.resource import Deletes, Gets, Lists, Updates
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said(Record):
    id: int
    #: HTML.
    body: str | None = None
    author_id: int | None = None
    url: str | None = None
    html_url: str | None = None
    #: Votes for less votes against.
    vote_sum: int | None = None
    #: Votes for and against.
    vote_count: int | None = None
    #: Who but the author edited it last, and when.
    non_author_editor_id: int | None = None
    non_author_updated_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleComment(_Said):
    """A comment on an article in one language."""

    locale: str | None = None
    source_id: int | None = None
    #: ``Article``.
    source_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostComment(_Said):
    """A comment on a post of the community."""

    post_id: int | None = None
    #: Speaks for the company.
    official: bool | None = None


ARTICLE_COMMENT = Loader(ArticleComment, vendor=VENDOR)
POST_COMMENT = Loader(PostComment, vendor=VENDOR)


class ArticleComments(
    Votable[ArticleComment],
    LocalLists[ArticleComment],
    LocalGets[ArticleComment],
    LocalAnnounces[ArticleComment],
    LocalUpdates[ArticleComment],
    LocalDeletes[ArticleComment],
):
    """The comments on one article; a new one must name its ``locale``."""

    one: ClassVar[str] = "comment"
    many: ClassVar[str] = "comments"
    loader = ARTICLE_COMMENT


class ArticleCommentsOfUser(Place[ArticleComment], Lists[ArticleComment]):
    """What one user said about articles."""

    many: ClassVar[str] = "comments"
    loader = ARTICLE_COMMENT


class PostCommentsOfUser(Place[PostComment], Lists[PostComment]):
    """What one user said about posts."""

    one: ClassVar[str] = "comment"
    many: ClassVar[str] = "comments"
    loader = POST_COMMENT


class PostComments(
    PostCommentsOfUser,
    Votable[PostComment],
    Gets[PostComment],
    Announces[PostComment],
    Updates[PostComment],
    Deletes[PostComment],
):
    """The comments on one post."""
