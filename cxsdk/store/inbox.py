"""Deliveries that were accepted, once each, worked off in order per ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from cxsdk.store.claims import RUNNING, WAITING, Claims
from cxsdk.store.tables import InboxRow

if TYPE_CHECKING:
    from sqlalchemy import Select

_other = aliased(InboxRow)  # a mate of the same ticket; costly to make


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery, as it lies in the inbox; ``body`` is the raw bytes that were verified."""

    id: int
    installation_id: int
    vendor: str
    delivery_id: str
    ticket_id: str | None
    event_at: datetime
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    state: str
    attempts: int
    due_at: datetime
    error: str | None
    created_at: datetime


class Inbox(Claims[InboxRow]):
    """The truth about what came in.

    A delivery is kept once. Of one ticket at most one delivery is worked on at
    a time, the oldest event first among those that wait; one that fails holds
    up its own ticket until it is through or dead, and no other.
    """

    _table = InboxRow

    def add(  # noqa: PLR0913 - one keyword per fact of a delivery
        self,
        *,
        installation_id: int,
        vendor: str,
        delivery_id: str,
        event_at: datetime,
        body: bytes,
        ticket_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bool:
        """Keep a delivery; it is committed on return.

        Args:
            installation_id: Whose it is.
            vendor: Who sent it.
            delivery_id: The vendor's id of the delivery, or a digest of it.
            event_at: When the event happened, by the vendor.
            body: The raw bytes.
            ticket_id: Deliveries of the same ticket keep their order.
            headers: What the handler may need again; no secrets.

        Returns:
            False when this delivery is here already.

        Raises:
            StoreError: The database refused; nothing is kept.
        """
        row = {
            "installation_id": installation_id,
            "vendor": vendor,
            "delivery_id": delivery_id,
            "ticket_id": ticket_id,
            "event_at": event_at,
            "due_at": self._now(),
            "headers": dict(headers or {}),
            "body": body,
        }
        insert = postgresql.insert if self.database.kind == "postgresql" else sqlite.insert
        statement = insert(InboxRow).values(row).on_conflict_do_nothing().returning(InboxRow.id)
        with self.database.write() as db:
            is_new = db.execute(statement).first() is not None
        if is_new:
            self._tell()
        return is_new

    def claim(self) -> Delivered | None:
        """Take the delivery with the oldest event that may run now; None when there is none.

        Raises:
            StoreError: The database refused.
        """
        row = self._claim()
        return None if row is None else _shown(row)

    def get(self, id: int) -> Delivered | None:  # noqa: A002 - the row's own word
        """Return one delivery, None when there is none."""
        with self.database.read() as db:
            row = db.get(InboxRow, id)
        return None if row is None else _shown(row)

    def list(
        self, *, installation_id: int | None = None, state: str | None = None, limit: int = 100
    ) -> list[Delivered]:
        """Return deliveries, newest first.

        Args:
            installation_id: Only this one's.
            state: Only ``waiting``, ``running``, ``done`` or ``dead``.
            limit: At most so many.
        """
        wanted = select(InboxRow).order_by(InboxRow.id.desc()).limit(limit)
        if installation_id is not None:
            wanted = wanted.where(InboxRow.installation_id == installation_id)
        if state is not None:
            wanted = wanted.where(InboxRow.state == state)
        with self.database.read() as db:
            return [_shown(row) for row in db.scalars(wanted)]

    def _due(self) -> Select[InboxRow]:
        is_older = or_(
            _other.event_at < InboxRow.event_at,
            and_(_other.event_at == InboxRow.event_at, _other.id < InboxRow.id),
        )
        in_front = exists().where(
            _other.installation_id == InboxRow.installation_id,
            _other.ticket_id == InboxRow.ticket_id,
            or_(_other.state == RUNNING, and_(_other.state == WAITING, is_older)),
        )
        return (
            select(InboxRow)
            .where(InboxRow.state == WAITING, InboxRow.due_at <= self._now(), ~in_front)
            .order_by(InboxRow.event_at, InboxRow.id)
        )


def _shown(row: InboxRow) -> Delivered:
    return Delivered(
        id=row.id,
        installation_id=row.installation_id,
        vendor=row.vendor,
        delivery_id=row.delivery_id,
        ticket_id=row.ticket_id,
        event_at=row.event_at,
        body=row.body,
        headers=row.headers,
        state=row.state,
        attempts=row.attempts,
        due_at=row.due_at,
        error=row.error,
        created_at=row.created_at,
    )
