"""Who follows what in the Help Center and the community.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/content_subscriptions/
and .../help-center-api/user_subscriptions/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.place import (
    LocalCreates,
    LocalDeletes,
    LocalGets,
    LocalLists,
    Place,
)
from cxsdk.helpdesks.zendesk.native.resource import Lists, R, Register, Updates
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSubscription(Record):
    """One user who follows one thing."""

    id: int
    user_id: int | None = None
    content_id: int | None = None
    #: ``Article``, ``Section``, ``Post``, ``Topic``.
    content_type: str | None = None
    #: Comments are told too; sections and topics only.
    include_comments: bool | None = None
    locale: str | None = None
    #: Which language is followed; must be said when an article or a section is followed.
    source_locale: str | None = None
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSubscription(Record):
    """One user who follows another."""

    id: int
    followed_id: int | None = None
    follower_id: int | None = None


CONTENT_SUBSCRIPTION = Loader(ContentSubscription, vendor=VENDOR)
USER_SUBSCRIPTION = Loader(UserSubscription, vendor=VENDOR)


class LocalSubscriptions(
    LocalLists[ContentSubscription],
    LocalGets[ContentSubscription],
    LocalCreates[ContentSubscription],
    LocalDeletes[ContentSubscription],
):
    """The followers of one article or section.

    ``create({"source_locale": "ru"})`` follows as oneself; managers may name a ``user_id``.
    """

    one: ClassVar[str] = "subscription"
    many: ClassVar[str] = "subscriptions"
    loader = CONTENT_SUBSCRIPTION


class Subscriptions(Place[ContentSubscription], Register[ContentSubscription]):
    """The followers of one post; ``create({})`` follows as oneself."""

    one: ClassVar[str] = "subscription"
    many: ClassVar[str] = "subscriptions"
    loader = CONTENT_SUBSCRIPTION


class TopicSubscriptions(Subscriptions, Updates[ContentSubscription]):
    """The followers of one topic; ``include_comments`` can be changed."""


class SubscriptionsOfUser(Place[ContentSubscription], Lists[ContentSubscription]):
    """What one user follows."""

    many: ClassVar[str] = "subscriptions"
    loader = CONTENT_SUBSCRIPTION


class UserSubscriptions(Place[UserSubscription], Lists[UserSubscription]):
    """Who follows one user; with ``type="followings"`` whom they follow."""

    many: ClassVar[str] = "user_subscriptions"
    loader = USER_SUBSCRIPTION


class Followed(Place[R]):
    """A place whose objects are followed, each language by itself."""

    def subscriptions(self, object_id: int | str) -> LocalSubscriptions:
        """Return the followers of one object."""
        return LocalSubscriptions(self._client, self._below(object_id, "subscriptions"))
