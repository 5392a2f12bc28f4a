"""The community: topics, and what users post there.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/topics/
and .../help-center-api/posts/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.comments import PostComments
from cxsdk.helpdesks.zendesk.native.help_center.place import Announces, Place
from cxsdk.helpdesks.zendesk.native.help_center.subscriptions import (
    Subscriptions,
    TopicSubscriptions,
)
from cxsdk.helpdesks.zendesk.native.help_center.votes import Votable
from cxsdk.helpdesks.zendesk.native.resource import Collection, Deletes, Gets, Lists, Updates
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Record):
    """A place of the community for posts of one kind."""

    id: int
    name: str | None = None
    description: str | None = None
    #: Who may manage it: ``staff``, ``managers``.
    manageable_by: str | None = None
    #: Who may see it; None: everyone.
    user_segment_id: int | None = None
    position: int | None = None
    follower_count: int | None = None
    url: str | None = None
    html_url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Record):
    """What somebody asked or told."""

    id: int
    title: str | None = None
    #: HTML.
    details: str | None = None
    author_id: int | None = None
    topic_id: int | None = None
    #: ``planned``, ``not_planned``, ``answered``, ``completed``, ``none``.
    status: str | None = None
    #: No more comments.
    closed: bool | None = None
    featured: bool | None = None
    #: Stands at the top of its topic.
    pinned: bool | None = None
    #: Texts in real answers, numbers in the vendor's document.
    content_tag_ids: tuple[str | int, ...] = ()
    comment_count: int | None = None
    follower_count: int | None = None
    #: Votes for less votes against.
    vote_sum: int | None = None
    #: Votes for and against.
    vote_count: int | None = None
    #: Who but the author edited it last, and when.
    non_author_editor_id: int | None = None
    non_author_updated_at: datetime | None = None
    url: str | None = None
    html_url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


TOPIC = Loader(Topic, vendor=VENDOR)
POST = Loader(Post, vendor=VENDOR)


class TopicsOf(Place[Topic], Lists[Topic]):
    """The topics that one user segment may see."""

    one: ClassVar[str] = "topic"
    many: ClassVar[str] = "topics"
    loader = TOPIC


class PostsOf(Place[Post], Lists[Post]):
    """The posts of one user, or in one topic.

    Filters: ``filter_by`` (a status), ``sort_by`` (``created_at``, ``edited_at``,
    ``updated_at``, ``recent_activity``, ``votes``, ``comments``).
    """

    one: ClassVar[str] = "post"
    many: ClassVar[str] = "posts"
    loader = POST


class Topics(TopicsOf, Collection[Topic]):
    """``/api/v2/community/topics``."""

    path: ClassVar[str] = "community/topics"

    def posts(self, topic_id: int) -> PostsOf:
        """Return the posts in one topic."""
        return PostsOf(self._client, self._below(topic_id, "posts"))

    def subscriptions(self, topic_id: int) -> TopicSubscriptions:
        """Return the followers of one topic."""
        return TopicSubscriptions(self._client, self._below(topic_id, "subscriptions"))


class Posts(PostsOf, Announces[Post], Gets[Post], Updates[Post], Deletes[Post], Votable[Post]):
    """``/api/v2/community/posts``."""

    path: ClassVar[str] = "community/posts"

    def comments(self, post_id: int) -> PostComments:
        """Return the comments on one post."""
        return PostComments(self._client, self._below(post_id, "comments"))

    def subscriptions(self, post_id: int) -> Subscriptions:
        """Return the followers of one post."""
        return Subscriptions(self._client, self._below(post_id, "subscriptions"))
