"""Votes for articles, posts and comments.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/votes/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.place import LocalLists, Place
from cxsdk.helpdesks.zendesk.native.resource import Deletes, Gets, R, part
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Record):
    """One user's vote for one thing."""

    id: int
    url: str | None = None
    user_id: int | None = None
    #: 1 for, -1 against.
    value: int | None = None
    item_id: int | None = None
    #: ``Article``, ``Comment``, ``Post``, ``PostComment``.
    item_type: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


VOTE = Loader(Vote, vendor=VENDOR)


class VotesOf(LocalLists[Vote]):
    """The votes for one thing, or of one user."""

    one: ClassVar[str] = "vote"
    many: ClassVar[str] = "votes"
    loader = VOTE


class Votes(VotesOf, Gets[Vote], Deletes[Vote]):
    """``/api/v2/help_center/votes``: all votes of the account."""

    path: ClassVar[str] = "help_center/votes"


class Votable(Place[R]):
    """A place whose objects are voted for."""

    def votes(self, object_id: int | str) -> VotesOf:
        """Return the votes for one object, to be listed."""
        return VotesOf(self._client, self._below(object_id, "votes"))

    def up(self, object_id: int | str, *, locale: str | None = None) -> Vote:
        """Vote for it; a vote that was cast before is changed.

        Args:
            object_id: Which.
            locale: A language, such as ``ru``; articles only.
        """
        return self._vote(object_id, "up", locale)

    def down(self, object_id: int | str, *, locale: str | None = None) -> Vote:
        """Vote against it; a vote that was cast before is changed.

        Args:
            object_id: Which.
            locale: A language, such as ``ru``; articles only.
        """
        return self._vote(object_id, "down", locale)

    def _vote(self, object_id: int | str, verb: str, locale: str | None) -> Vote:
        path = self._localized(self._at(object_id, verb), locale)
        return VOTE.load(part(self._client.request("POST", path), "vote"))
