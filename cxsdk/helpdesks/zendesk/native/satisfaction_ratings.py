"""Satisfaction ratings as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/satisfaction_ratings/
and .../ticket-management/satisfaction_reasons/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Counts, Listing, Wrapped
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionRating(Record):
    """One rating of one ticket, or the question that waits for one."""

    id: int
    ticket_id: int
    #: ``offered``, ``unoffered``, ``good``, ``bad``.
    score: str
    url: str | None = None
    assignee_id: int | None = None
    group_id: int | None = None
    requester_id: int | None = None
    comment: str | None = None
    #: Why it was bad, where the account asks.
    reason: str | None = None
    reason_code: int | None = None
    reason_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionReason(Record):
    """One of the reasons for a bad rating that customers may choose."""

    id: int
    #: In the account's language.
    value: str | None = None
    #: ``value`` with the placeholders of dynamic content.
    raw_value: str | None = None
    #: Below 1000 for the reasons that every account has.
    reason_code: int | None = None
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None


SATISFACTION_RATING = Loader(SatisfactionRating, vendor=VENDOR)
SATISFACTION_REASON = Loader(SatisfactionReason, vendor=VENDOR)


class SatisfactionRatings(
    Wrapped[SatisfactionRating], Listing[SatisfactionRating], Counts[SatisfactionRating]
):
    """``/api/v2/satisfaction_ratings``: ``iter(score="bad", start_time=…, end_time=…)``."""

    path: ClassVar[str] = "satisfaction_ratings"
    one: ClassVar[str] = "satisfaction_rating"
    many: ClassVar[str] = "satisfaction_ratings"
    loader = SATISFACTION_RATING

    def rate(self, ticket_id: int, body: Body) -> SatisfactionRating:
        """Rate a solved ticket; only its requester may.

        Args:
            ticket_id: Of the ticket.
            body: ``{"score": "good"}`` or ``bad``; ``comment`` may stand there too.
        """
        path = f"{API}/tickets/{ticket_id}/satisfaction_rating"
        return self._one("POST", path, json=self._body(body))


class SatisfactionReasons(Wrapped[SatisfactionReason], Listing[SatisfactionReason]):
    """``/api/v2/satisfaction_reasons``."""

    path: ClassVar[str] = "satisfaction_reasons"
    one: ClassVar[str] = "reason"
    many: ClassVar[str] = "reasons"
    loader = SATISFACTION_REASON
    paging = "none"
