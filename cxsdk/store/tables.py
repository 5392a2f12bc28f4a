"""The kit's own tables. Apps never see them; what an app stores is in its own tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cxsdk.store.types import COLUMN_TYPES, Sealed, metadata, utc_now

# SQLite would give the number of a deleted row to the next one: another
# tenant's left-overs would belong to a new installation.
_NO_REUSE = {"sqlite_autoincrement": True}


def _owner() -> ForeignKey:
    return ForeignKey("installation.id", ondelete="CASCADE")


class KitBase(DeclarativeBase):
    """Base of the kit's tables."""

    metadata = metadata()
    type_annotation_map = COLUMN_TYPES


class Installation(KitBase):
    """One tenant's installation of one package."""

    __tablename__ = "installation"
    __table_args__ = (UniqueConstraint("vendor", "account", "package"), _NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    vendor: Mapped[str]
    account: Mapped[str]
    package: Mapped[str]
    base_url: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="active")
    panel_key: Mapped[str | None]
    panel_issuer: Mapped[str | None]
    panel_audience: Mapped[str | None]
    panel_origin: Mapped[str | None]
    webhook_id: Mapped[str | None]
    webhook_secret: Mapped[Sealed | None]
    locale: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class Token(KitBase):
    """One OAuth grant, with the lease of whoever renews it."""

    __tablename__ = "token"

    key: Mapped[str] = mapped_column(primary_key=True)
    access_token: Mapped[Sealed | None]
    refresh_token: Mapped[Sealed | None]
    expires_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    refresh_expires_at: Mapped[datetime | None]
    scope: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class OAuthState(KitBase):
    """One login under way; used once, then deleted."""

    __tablename__ = "oauth_state"

    state_hash: Mapped[str] = mapped_column(primary_key=True)
    browser_hash: Mapped[str]
    vendor: Mapped[str]
    account: Mapped[str]
    verifier: Mapped[Sealed]
    redirect_uri: Mapped[str]
    return_to: Mapped[str | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SpentContext(KitBase):
    """A signed context that was answered already, by its digest."""

    __tablename__ = "spent_context"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str]
    instance: Mapped[str]
    first_at: Mapped[datetime] = mapped_column(index=True)


class PersonRole(KitBase):
    """A role that somebody was given here, over what the helpdesk says."""

    __tablename__ = "person_role"

    installation_id: Mapped[int] = mapped_column(_owner(), primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class Setting(KitBase):
    """One setting of one app; ``value`` is JSON text, or a sealed text when ``is_secret``."""

    __tablename__ = "setting"

    installation_id: Mapped[int] = mapped_column(_owner(), primary_key=True)
    app: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    is_secret: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class TicketStatus(KitBase):
    """The last status category that was seen of a ticket."""

    __tablename__ = "ticket_status"

    installation_id: Mapped[int] = mapped_column(_owner(), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str]
    seen_at: Mapped[datetime]


class Audit(KitBase):
    """Who did what; it outlives the installation, so it points to none."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_installation_id_at", "installation_id", "at"), _NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    installation_id: Mapped[int | None]
    app: Mapped[str | None]
    person_id: Mapped[str | None]
    action: Mapped[str]
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class WorkRow:
    """What the inbox and the outbox share: where a piece of work stands.

    ``state`` goes from waiting to running to done or dead; ``due_at`` follows
    the world's clock, ``lease_until`` the real one.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    installation_id: Mapped[int] = mapped_column(_owner())
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    settled_at: Mapped[datetime | None]


class InboxRow(WorkRow, KitBase):
    """A delivery that was accepted."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("installation_id", "vendor", "delivery_id"),
        Index("ix_inbox_state_event_at", "state", "event_at"),
        Index("ix_inbox_ticket", "installation_id", "ticket_id", "state"),
        # The database itself keeps two workers off the same ticket.
        Index(
            "uq_inbox_one_running",
            "installation_id",
            "ticket_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        _NO_REUSE,
    )

    vendor: Mapped[str]
    delivery_id: Mapped[str]
    ticket_id: Mapped[str | None]
    event_at: Mapped[datetime]
    headers: Mapped[dict[str, str]] = mapped_column(default=dict)
    body: Mapped[bytes]


class OutboxRow(WorkRow, KitBase):
    """An effect that was decided: a job, a mail or a call."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("installation_id", "app", "kind", "key"),
        Index("ix_outbox_state_due_at", "state", "due_at"),
        _NO_REUSE,
    )

    app: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)


def seal_context(table: str, key: object, column: str) -> str:
    """Name the place of a secret for the key ring, such as ``token:zendesk/acme:access_token``.

    Args:
        table: Name of the table.
        key: The row's primary key; several columns are joined by ``/`` in
            their order, such as ``1/csat_pulse/smtp_password`` for a setting.
        column: Name of the column.
    """
    return f"{table}:{key}:{column}"
