"""Surveys and answers in rows. Mail addresses are not among them: the helpdesk keeps those."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from cxsdk.appkit import TenantRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Base(TenantRow, DeclarativeBase, app="csat_pulse"):
    """Rows of this app; each belongs to one installation."""


class State(StrEnum):
    """Where a survey stands."""

    SKIPPED = "skipped"
    PLANNED = "planned"
    SENT = "sent"
    CANCELLED = "cancelled"


class Survey(Base):
    """One question about one solved conversation, asked or not.

    ``locale`` and ``time_zone`` are the customer's; ``reason`` says why it was not asked.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str] = mapped_column(String(64), index=True)
    organization_id: Mapped[str | None] = mapped_column(String(64), index=True)
    agent_id: Mapped[str | None] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    answer: Mapped[AnswerRow | None] = relationship(lazy="selectin", uselist=False)


class AnswerRow(Base):
    """What a customer answered: the first mark is kept beside the last."""

    __tablename__ = "csat_pulse_answer"
    __table_args__ = (UniqueConstraint("survey_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id, ondelete="CASCADE"))
    mark: Mapped[int]
    first_mark: Mapped[int]
    first_time: Mapped[str | None] = mapped_column(String(12))
    reasons: Mapped[list[str]]
    comment: Mapped[str] = mapped_column(String(2000))
    answered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_reopen_wanted: Mapped[bool | None]


class OptOut(Base):
    """A customer who wants no more surveys; ``by`` is an agent's id, or None for the customer."""

    __table_args__ = (UniqueConstraint("installation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(String(64))
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]


def newest(db: Session, ticket_id: str) -> Survey | None:
    """Return the newest survey about a conversation; None when there is none."""
    found = select(Survey).where(Survey.ticket_id == ticket_id).order_by(Survey.id.desc()).limit(1)
    return db.scalar(found)


def last_sent_to(db: Session, person_id: str) -> Survey | None:
    """Return the last survey that reached a person; None for somebody who was never asked."""
    found = select(Survey).where(Survey.person_id == person_id, Survey.sent_at.is_not(None))
    return db.scalar(found.order_by(Survey.sent_at.desc()).limit(1))


def last_answers_of(db: Session, person_id: str, *, most: int) -> list[Survey]:
    """Return the surveys that a person answered, the last answer first."""
    found = select(Survey).join(AnswerRow, AnswerRow.survey_id == Survey.id)
    found = found.where(Survey.person_id == person_id).order_by(AnswerRow.changed_at.desc())
    return list(db.scalars(found.limit(most)))


def count_sent_to_account(db: Session, organization_id: str, *, since: datetime) -> int:
    """Return how many surveys went to an organization since a moment."""
    found = select(func.count()).select_from(Survey)
    found = found.where(Survey.organization_id == organization_id, Survey.sent_at >= since)
    return db.scalar(found) or 0


def marks_of_account(db: Session, organization_id: str, *, since: datetime) -> list[int]:
    """Return an organization's marks since a moment."""
    found = select(AnswerRow.mark).join(Survey, AnswerRow.survey_id == Survey.id)
    found = found.where(Survey.organization_id == organization_id, AnswerRow.answered_at >= since)
    return list(db.scalars(found))


def opt_out_of(db: Session, person_id: str) -> OptOut | None:
    """Return a person's wish to get no surveys; None when there is none."""
    return db.scalar(select(OptOut).where(OptOut.person_id == person_id))
