"""What customers said about the help they got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cxsdk.models.record import Record
from cxsdk.models.refs import AgentRef, Ref


class SatisfactionLabel(StrEnum):
    """Which side of the scale an answer is on."""

    GOOD = "good"
    NEUTRAL = "neutral"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction(Record):
    """One rating of one ticket.

    ``native_score`` is the vendor's own word or number on ``native_scale``;
    ``score_0_100`` puts it on one ladder, best 100; None where the answer says
    nothing yet (offered, not answered).
    """

    ref: Ref
    ticket_id: str
    native_score: str
    native_scale: str
    score_0_100: float | None = None
    label: SatisfactionLabel = SatisfactionLabel.UNKNOWN
    comment: str | None = None
    agent: AgentRef | None = None
    offered_at: datetime | None = None
    rated_at: datetime | None = None

    @property
    def id(self) -> str:
        """Short form of ``ref.id``."""
        return self.ref.id
