"""Reviews in rows. Marks and evidence are never changed: a review is written once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from cxsdk.appkit import TenantRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIGURE_WINDOW = timedelta(days=90)


class Base(TenantRow, DeclarativeBase, app="qa_review"):
    """Rows of this app; each belongs to one installation."""


class Review(Base):
    """One reviewer's marks for one person in one conversation."""

    __table_args__ = (
        UniqueConstraint(
            "installation_id",
            "ticket_id",
            "person_id",
            "reviewer_id",
            name="uq_qa_review_review_once",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str] = mapped_column(String(64), index=True)
    person_name: Mapped[str] = mapped_column(String(200))
    reviewer_id: Mapped[str] = mapped_column(String(64))
    reviewer_name: Mapped[str] = mapped_column(String(200))
    card: Mapped[dict[str, Any]]
    score_pct: Mapped[float | None]
    score_without_criticals_pct: Mapped[float | None]
    failed_criticals: Mapped[list[str]]
    advice: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime]

    marks: Mapped[list[Mark]] = relationship(order_by="Mark.position", lazy="selectin")


class Mark(Base):
    """One row of a review: the mark and, where something was wrong, the words that show it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey(Review.id, ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    mark: Mapped[int | None]
    evidence_message_id: Mapped[str | None] = mapped_column(String(64))
    evidence_start: Mapped[int | None]
    evidence_end: Mapped[int | None]
    evidence_sha256: Mapped[str | None] = mapped_column(String(64))


class Waiting(Base):
    """A solved conversation that nobody has reviewed yet."""

    __table_args__ = (UniqueConstraint("installation_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]


def newest_review(db: Session, ticket_id: str) -> Review | None:
    """Return the newest review of a conversation with its marks; None when there is none."""
    found = select(Review).where(Review.ticket_id == ticket_id)
    return db.scalar(found.order_by(Review.created_at.desc(), Review.id.desc()).limit(1))


def find_own(db: Session, *, ticket_id: str, person_id: str, reviewer_id: str) -> Review | None:
    """Return what this reviewer said of this person here; None when nothing."""
    return db.scalar(
        select(Review).where(
            Review.ticket_id == ticket_id,
            Review.person_id == person_id,
            Review.reviewer_id == reviewer_id,
        )
    )


def scores_of(db: Session, person_id: str, *, since: datetime) -> list[float]:
    """Return a person's scores since a moment, in percent; reviews without a score are left out."""
    found = select(Review.score_pct).where(
        Review.person_id == person_id, Review.created_at >= since, Review.score_pct.is_not(None)
    )
    return [score for score in db.scalars(found) if score is not None]


def find_waiting(db: Session, ticket_id: str) -> Waiting | None:
    """Return the queue's row of a conversation; None when it does not wait."""
    return db.scalar(select(Waiting).where(Waiting.ticket_id == ticket_id))


def forget_waiting(db: Session, ticket_id: str) -> None:
    """Take a conversation out of the queue, if it is there."""
    db.execute(delete(Waiting).where(Waiting.ticket_id == ticket_id))
