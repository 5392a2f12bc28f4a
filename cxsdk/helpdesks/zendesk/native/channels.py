"""Posts on X, and channels that other services add, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/channels/twitter_channel/
and .../channel_framework/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Listing, joined, part, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxsdk.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class TwitterHandle(Record):
    """An account on X whose posts and messages become tickets."""

    id: int
    screen_name: str | None = None
    #: The account's number on X.
    twitter_user_id: int | None = None
    name: str | None = None
    avatar_url: str | None = None
    brand_id: int | None = None
    allow_reply: bool | None = None
    can_reply: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwicketStatus(Record):
    """What was done with one post on X."""

    #: The post's number.
    id: int | None = None
    favorited: bool | None = None
    retweeted: bool | None = None
    user_followed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushStatus(Record):
    """Whether one pushed message became a comment."""

    #: ``success``, ``processed_synchronously``, or what went wrong.
    code: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushResult(Record):
    """What became of one pushed message."""

    #: The pushing service's own id.
    external_resource_id: str | None = None
    status: PushStatus | None = None


TWITTER_HANDLE = Loader(TwitterHandle, vendor=VENDOR)
TWICKET_STATUS = Loader(TwicketStatus, vendor=VENDOR)
PUSH_RESULT = Loader(PushResult, vendor=VENDOR)


class TwitterHandles(Listing[TwitterHandle]):
    """``/api/v2/channels/twitter/monitored_twitter_handles``."""

    path: ClassVar[str] = "channels/twitter/monitored_twitter_handles"
    one: ClassVar[str] = "monitored_twitter_handle"
    many: ClassVar[str] = "monitored_twitter_handles"
    paging = "none"
    loader = TWITTER_HANDLE

    def create_ticket(self, tweet_id: int, *, handle_id: int) -> None:
        """Make a ticket of a post; never sent twice. The API does not say which ticket.

        Args:
            tweet_id: The post's number on X.
            handle_id: The account that was spoken to: ``id`` of a :class:`TwitterHandle`.
        """
        body = {"twitter_status_message_id": tweet_id, "monitored_twitter_handle_id": handle_id}
        self._client.request("POST", f"{API}/channels/twitter/tickets", json={"ticket": body})

    def statuses(self, comment_id: int, tweet_ids: Iterable[int] = ()) -> tuple[TwicketStatus, ...]:
        """Return what was done with the posts behind a comment.

        Args:
            comment_id: The comment.
            tweet_ids: Further posts to tell of; none by default.
        """
        path = f"{API}/channels/twitter/tickets/{comment_id}/statuses"
        params = {"ids": joined(tweet_ids) or None}
        answer = self._client.request("GET", path, params=params)
        return tuple(map(TWICKET_STATUS.load, part(answer, "statuses")))


class ChannelFramework:
    """``/api/v2/any_channel``: for a service that brings a channel of its own."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def push(
        self, instance_push_id: str, resources: Iterable[Body], *, request_id: str | None = None
    ) -> tuple[PushResult, ...]:
        """Turn messages of the service into tickets and comments; never sent twice.

        Args:
            instance_push_id: The account, as the service was told when it was set up.
            resources: The messages, each with ``external_id``, ``message``, ``created_at``
                and ``author``.
            request_id: Mark of this push, for the vendor's logs.

        Returns:
            What became of each, in order; those that failed are no error.
        """
        body = {
            "instance_push_id": instance_push_id,
            "request_id": request_id,
            "external_resources": [*map(spelled, resources)],
        }
        answer = self._client.request("POST", f"{API}/any_channel/push", json=_given(body))
        return tuple(map(PUSH_RESULT.load, part(answer, "results")))

    def validate_token(self, instance_push_id: str, *, request_id: str | None = None) -> None:
        """Ask whether the credentials still hold for one account of the service.

        Raises:
            ApiError: They do not.
        """
        body = {"instance_push_id": instance_push_id, "request_id": request_id}
        self._client.request("POST", f"{API}/any_channel/validate_token", json=_given(body))

    def report_error(
        self,
        instance_push_id: str,
        external_id: str,
        *,
        description: str | None = None,
        request_id: str | None = None,
    ) -> None:
        """Say that an agent's answer could not be delivered after it had been accepted.

        Args:
            instance_push_id: The account, as the service was told when it was set up.
            external_id: What the service called the answer.
            description: Why, for the agent.
            request_id: Mark of this report, for the vendor's logs.
        """
        body = {
            "instance_push_id": instance_push_id,
            "external_id": external_id,
            "description": description,
            "request_id": request_id,
        }
        path = f"{API}/any_channel/channelback/report_error"
        self._client.request("POST", path, json=_given(body))


def _given(body: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if value is not None}
