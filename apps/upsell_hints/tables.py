"""What was suggested to whom, and what agents said of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cxsdk.appkit import TenantRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Base(TenantRow, DeclarativeBase, app="upsell_hints"):
    """Rows of this app; each belongs to one installation."""


class Verdict(StrEnum):
    """What an agent did with a hint."""

    MENTIONED = "mentioned"
    REFUSED = "refused"
    LATER = "later"


class Press(Base):
    """An agent said that a conversation is solved while it was open on screen."""

    __table_args__ = (UniqueConstraint("installation_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(64))
    agent_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Hint(Base):
    """A suggestion that was shown, with what it rested on, and the agent's verdict."""

    __table_args__ = (UniqueConstraint("installation_id", "ticket_id", "offer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(64))
    organization_id: Mapped[str] = mapped_column(String(64), index=True)
    offer: Mapped[str] = mapped_column(String(40))
    is_paid: Mapped[bool]
    snapshot: Mapped[dict[str, Any]]
    shown_at: Mapped[datetime]
    verdict: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    agent_id: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    postponed_until: Mapped[datetime | None]


def find_press(db: Session, ticket_id: str) -> Press | None:
    """Return the agent's press on a conversation; None when there was none."""
    return db.scalar(select(Press).where(Press.ticket_id == ticket_id))


def find_hint(db: Session, ticket_id: str, *, offer: str | None = None) -> Hint | None:
    """Return the hint of a conversation that was shown last; None when none was.

    Args:
        db: A session of the installation.
        ticket_id: Of the conversation.
        offer: Only a hint of this; None means of anything.
    """
    found = select(Hint).where(Hint.ticket_id == ticket_id)
    if offer is not None:
        found = found.where(Hint.offer == offer)
    return db.scalar(found.order_by(Hint.shown_at.desc(), Hint.id.desc()).limit(1))


def last_verdict_at(
    db: Session, organization_id: str, verdict: Verdict, *, except_ticket: str | None = None
) -> datetime | None:
    """Return when a paid hint of an account last got this verdict; None when none did."""
    found = select(Hint.decided_at).where(
        Hint.organization_id == organization_id, Hint.verdict == verdict, Hint.is_paid
    )
    if except_ticket is not None:
        found = found.where(Hint.ticket_id != except_ticket)
    return db.scalar(found.order_by(Hint.decided_at.desc()).limit(1))
