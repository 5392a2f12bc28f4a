"""What one user wrote, follows and may see in the Help Center and the community."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from cxsdk.helpdesks.zendesk.facts import API
from cxsdk.helpdesks.zendesk.native.help_center.articles import ArticlesOf
from cxsdk.helpdesks.zendesk.native.help_center.comments import (
    ArticleCommentsOfUser,
    PostCommentsOfUser,
)
from cxsdk.helpdesks.zendesk.native.help_center.community import PostsOf
from cxsdk.helpdesks.zendesk.native.help_center.place import ROOT
from cxsdk.helpdesks.zendesk.native.help_center.subscriptions import (
    SubscriptionsOfUser,
    UserSubscriptions,
)
from cxsdk.helpdesks.zendesk.native.help_center.user_segments import UserSegmentsOf
from cxsdk.helpdesks.zendesk.native.help_center.votes import VotesOf

if TYPE_CHECKING:
    from cxsdk.client import Client


class Users:
    """``/api/v2/help_center/users`` and ``/api/v2/community/users``; ``"me"`` is who asks."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def articles(self, user_id: int | str) -> ArticlesOf:
        """Return the articles that a user wrote."""
        return ArticlesOf(self._client, _at(ROOT, user_id, "articles"))

    def comments(self, user_id: int | str) -> ArticleCommentsOfUser:
        """Return what a user said about articles."""
        return ArticleCommentsOfUser(self._client, _at(ROOT, user_id, "comments"))

    def posts(self, user_id: int | str) -> PostsOf:
        """Return what a user posted."""
        return PostsOf(self._client, _at(f"{API}/community", user_id, "posts"))

    def post_comments(self, user_id: int | str) -> PostCommentsOfUser:
        """Return what a user said about posts."""
        return PostCommentsOfUser(self._client, _at(f"{API}/community", user_id, "comments"))

    def subscriptions(self, user_id: int | str) -> SubscriptionsOfUser:
        """Return what a user follows."""
        return SubscriptionsOfUser(self._client, _at(ROOT, user_id, "subscriptions"))

    def user_subscriptions(self, user_id: int | str) -> UserSubscriptions:
        """Return who follows a user, or with ``type="followings"`` whom the user follows."""
        return UserSubscriptions(self._client, _at(ROOT, user_id, "user_subscriptions"))

    def user_segments(self, user_id: int | str) -> UserSegmentsOf:
        """Return the segments that a user belongs to."""
        return UserSegmentsOf(self._client, _at(ROOT, user_id, "user_segments"))

    def votes(self, user_id: int | str) -> VotesOf:
        """Return the votes that a user cast."""
        return VotesOf(self._client, _at(ROOT, user_id, "votes"))


def _at(root: str, user_id: int | str, what: str) -> str:
    return f"{root}/users/{quote(str(user_id), safe='')}/{what}"
