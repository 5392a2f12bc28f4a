"""Satisfaction ratings as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/satisfaction_ratings/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Listing
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


SATISFACTION_RATING = Loader(SatisfactionRating, vendor=VENDOR)


class SatisfactionRatings(Listing[SatisfactionRating]):
    """``/api/v2/satisfaction_ratings``: ``iter(score="bad", start_time=…, end_time=…)``."""

    path: ClassVar[str] = "satisfaction_ratings"
    one: ClassVar[str] = "satisfaction_rating"
    many: ClassVar[str] = "satisfaction_ratings"
    loader = SATISFACTION_RATING
