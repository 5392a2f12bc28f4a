"""Who may see what: groups of readers.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/user_segments/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.community import TopicsOf
from cxsdk.helpdesks.zendesk.native.help_center.place import Place
from cxsdk.helpdesks.zendesk.native.help_center.sections import SectionsOf
from cxsdk.helpdesks.zendesk.native.resource import Collection, Lists
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSegment(Record):
    """Readers who meet all of its conditions, and those it names."""

    id: int
    #: Of a built-in one in the language of who asks.
    name: str | None = None
    #: ``signed_in_users`` or ``staff``.
    user_type: str | None = None
    #: The vendor's own, which nobody can change.
    built_in: bool | None = None
    group_ids: tuple[int, ...] = ()
    organization_ids: tuple[int, ...] = ()
    #: A reader needs all of these.
    tags: tuple[str, ...] = ()
    #: A reader needs one of these.
    or_tags: tuple[str, ...] = ()
    #: Readers who need not meet the conditions.
    added_user_ids: tuple[int, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


USER_SEGMENT = Loader(UserSegment, vendor=VENDOR)


class UserSegmentsOf(Place[UserSegment], Lists[UserSegment]):
    """The segments that one user belongs to; with ``built_in=False`` the account's own only."""

    one: ClassVar[str] = "user_segment"
    many: ClassVar[str] = "user_segments"
    loader = USER_SEGMENT


class UserSegments(UserSegmentsOf, Collection[UserSegment]):
    """``/api/v2/help_center/user_segments``; needs a Help Center manager."""

    path: ClassVar[str] = "help_center/user_segments"

    def applicable(self, **filters: Any) -> Iterator[UserSegment]:
        """Yield those that who asks may give to what they write.

        Args:
            **filters: ``built_in``.
        """
        return self._all(self._at("applicable"), self.many, self.loader, filters)

    def sections(self, user_segment_id: int) -> SectionsOf:
        """Return the sections that only one segment sees."""
        return SectionsOf(self._client, self._below(user_segment_id, "sections"))

    def topics(self, user_segment_id: int) -> TopicsOf:
        """Return the topics that only one segment sees."""
        return TopicsOf(self._client, self._below(user_segment_id, "topics"))
