"""Effects that were decided: jobs, mails and calls, written with the facts they follow from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cxsdk.errors import StoreError
from cxsdk.store.claims import CANCELLED, UNKNOWN, WAITING, Claims, one_line
from cxsdk.store.tables import OutboxRow

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

KINDS = frozenset({"job", "mail", "call"})


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect, as it lies in the outbox."""

    id: int
    installation_id: int
    app: str
    kind: str
    name: str
    key: str
    due_at: datetime
    payload: Mapping[str, Any] = field(repr=False)
    state: str
    attempts: int
    error: str | None
    created_at: datetime


class Outbox(Claims[OutboxRow]):
    """The truth about what is to be done.

    An effect is put in the transaction of the facts that it follows from, so
    that either both are there or neither. Its key makes it happen once:
    putting the same one again changes nothing.
    """

    _table = OutboxRow

    def put(  # noqa: PLR0913 - one keyword per fact of an effect
        self,
        session: Session,
        *,
        installation_id: int,
        app: str,
        kind: str,
        name: str,
        key: str,
        due: datetime | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> None:
        """Put an effect, in the caller's transaction.

        Args:
            session: An open write session.
            installation_id: Whose it is.
            app: Which app decided it.
            kind: ``job``, ``mail`` or ``call``.
            name: Of the job, or what the mail or call is.
            key: Unique among the app's effects of this kind; the same again
                changes nothing, unless that one was cancelled.
            due: When, by the world's clock; None means now.
            payload: JSON values.

        Raises:
            StoreError: The kind is unknown, the payload is no JSON, or the
                session is another installation's or only reads.
        """
        _check(session, kind, installation_id)
        now = self._now()
        due = due or now
        row = {
            "installation_id": installation_id,
            "app": app,
            "kind": kind,
            "name": name,
            "key": key,
            "due_at": due,
            "payload": dict(payload or {}),
        }
        insert = postgresql.insert if self.database.kind == "postgresql" else sqlite.insert
        statement = insert(OutboxRow).values(row)
        again = {
            "state": WAITING,
            "attempts": 0,
            "settled_at": None,
            "error": None,
            **{column: statement.excluded[column] for column in ("name", "due_at", "payload")},
        }
        statement = statement.on_conflict_do_update(
            index_elements=["installation_id", "app", "kind", "key"],
            set_=again,
            where=OutboxRow.state == CANCELLED,
        )
        session.execute(statement)
        if due <= now and self._listeners:
            self._tell_after_commit(session)

    def cancel(
        self,
        session: Session,
        *,
        installation_id: int,
        app: str,
        key: str,
        kind: str | None = None,
    ) -> bool:
        """Take back an effect that waits, in the caller's transaction.

        Args:
            session: An open write session.
            installation_id: Whose it is.
            app: Which app decided it.
            key: Of the effect.
            kind: Only of this kind; None means all kinds with this key.

        Returns:
            Whether something waited. What runs or is done stays as it is.
        """
        which = [
            OutboxRow.installation_id == installation_id,
            OutboxRow.app == app,
            OutboxRow.key == key,
            OutboxRow.state == WAITING,
        ]
        if kind is not None:
            which.append(OutboxRow.kind == kind)
        taken_back = update(OutboxRow).where(*which)
        changed: Any = session.execute(taken_back.values(state=CANCELLED, settled_at=self._now()))
        return bool(changed.rowcount)

    def claim(self) -> Effect | None:
        """Take the effect that is due longest; None when none is.

        Raises:
            StoreError: The database refused.
        """
        row = self._claim()
        return None if row is None else _shown(row)

    def park(self, id: int, error: object, *, attempt: int | None = None) -> bool:  # noqa: A002 - the row's own word
        """Say that nobody knows whether a claimed effect happened; a person must look.

        Args:
            id: Of the row.
            error: Why; stored as one line without secrets.
            attempt: As for :meth:`done`.

        Returns:
            Whether the claim still held.
        """
        return self._settle(
            self._running([id], attempt),
            state=UNKNOWN,
            settled_at=self._now(),
            error=one_line(error),
        )

    def get(self, id: int) -> Effect | None:  # noqa: A002 - the row's own word
        """Return one effect, None when there is none."""
        with self.database.read() as db:
            row = db.get(OutboxRow, id)
        return None if row is None else _shown(row)

    def list(
        self,
        *,
        installation_id: int | None = None,
        app: str | None = None,
        kind: str | None = None,
        state: str | None = None,
        limit: int = 100,
    ) -> list[Effect]:
        """Return effects, newest first.

        Args:
            installation_id: Only this one's.
            app: Only this app's.
            kind: Only ``job``, ``mail`` or ``call``.
            state: Only ``waiting``, ``running``, ``done``, ``dead``,
                ``cancelled`` or ``unknown``.
            limit: At most so many.
        """
        filters = {"installation_id": installation_id, "app": app, "kind": kind, "state": state}
        given = {name: value for name, value in filters.items() if value is not None}
        wanted = select(OutboxRow).filter_by(**given).order_by(OutboxRow.id.desc()).limit(limit)
        with self.database.read() as db:
            return [_shown(row) for row in db.scalars(wanted)]

    def _due(self) -> Select[OutboxRow]:
        return (
            select(OutboxRow)
            .where(OutboxRow.state == WAITING, OutboxRow.due_at <= self._now())
            .order_by(OutboxRow.due_at, OutboxRow.id)
        )

    def _tell_after_commit(self, session: Session) -> None:
        if session.info.get("is_told"):
            return
        session.info["is_told"] = True

        def committed(_: Session) -> None:
            self._tell()

        event.listen(session, "after_commit", committed)


def _check(session: Session, kind: str, installation_id: int) -> None:
    if kind not in KINDS:
        message = f"{kind!r} is no kind of effect"
        raise StoreError(message, hint=f"use one of {', '.join(sorted(KINDS))}")
    scope = session.info.get("scope")
    if scope is not None and scope.owner not in {None, installation_id}:
        message = "the effect belongs to another installation than the session"
        raise StoreError(message, hint="open a session of that installation")
    if not session.info.get("is_write", True):
        message = "an effect was put in a read session"
        raise StoreError(message, hint="use write()")


def _shown(row: OutboxRow) -> Effect:
    return Effect(
        id=row.id,
        installation_id=row.installation_id,
        app=row.app,
        kind=row.kind,
        name=row.name,
        key=row.key,
        due_at=row.due_at,
        payload=row.payload,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        created_at=row.created_at,
    )
