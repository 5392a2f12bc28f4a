"""How a piece of work is taken, kept and settled; the inbox and the outbox share it.

Two clocks: a row is *due* by the world's clock, which the demo may move, and
its *lease* runs by the real one, because a worker dies in real time.
"""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from cxsdk.errors import StoreError
from cxsdk.store.tables import InboxRow, OutboxRow
from cxsdk.store.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from cxsdk.store.database import Database

WAITING, RUNNING, DONE, DEAD = "waiting", "running", "done", "dead"
CANCELLED, UNKNOWN = "cancelled", "unknown"

MAX_ATTEMPTS = 8
LEASE = timedelta(seconds=30)
FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
_FACTOR = 3
_ERROR_LIMIT = 300
_SECRET = re.compile(
    r"(?i)\b((?:authorization|\w*token|\w*secret|password|api[_-]?key)\W{1,4}(?:bearer |basic )?"
    r"|bearer |basic )[^\s'\",}&]+"
)

Row = TypeVar("Row", InboxRow, OutboxRow)


def delay(attempts: int, *, jitter: Callable[[], float]) -> timedelta:
    """Return how long to wait after ``attempts`` failures: full jitter under a growing cap.

    Args:
        attempts: How often it failed, 1 or more.
        jitter: Returns a number 0..1.

    Source:
        https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    cap = min(LONGEST_DELAY, FIRST_DELAY * _FACTOR ** min(attempts - 1, 20))
    pause: timedelta = cap * jitter()
    return pause


def one_line(error: object) -> str:
    """Return an error as one line that may be stored and shown."""
    said = f"{type(error).__name__}: {error}" if isinstance(error, BaseException) else str(error)
    return _SECRET.sub(r"\1…", " ".join(said.split()))[:_ERROR_LIMIT]


class Claims(Generic[Row]):
    """The work of one table."""

    _table: type[Row]

    def __init__(  # noqa: PLR0913 - each clock and chance can be replaced
        self,
        database: Database,
        now: Callable[[], datetime],
        *,
        jitter: Callable[[], float] = random.random,
        real_now: Callable[[], datetime] = utc_now,
        lease: timedelta = LEASE,
        max_attempts: int = MAX_ATTEMPTS,
    ) -> None:
        """Work on ``database``.

        Args:
            database: Where the rows are.
            now: The world's clock: what is due.
            jitter: Returns a number 0..1, for the back-off.
            real_now: The real clock: which lease is over.
            lease: How long a claim holds unless it is renewed.
            max_attempts: After so many failures a row is dead.
        """
        self.database = database
        self._now = now
        self._jitter = jitter
        self._real_now = real_now
        self._lease = lease
        self._max_attempts = max_attempts
        self._listeners: list[Callable[[], object]] = []

    def listen(self, listener: Callable[[], object]) -> None:
        """Call ``listener`` after every commit that made work due; it must not raise."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()

    def _due(self) -> Select[Row]:
        """Select what may be claimed now, the most urgent first."""
        raise NotImplementedError

    def _claim(self) -> Row | None:
        # On PostgreSQL two workers may reach for rows of the same ticket at
        # once; the unique index lets one of them through.
        for _ in range(10):
            try:
                with self.database.write() as db:
                    return self._take(db)
            except StoreError as error:
                if not isinstance(error.__cause__, IntegrityError):
                    raise
        return None

    def _take(self, db: Session) -> Row | None:
        chosen = self._due().limit(1).with_for_update(skip_locked=True, of=self._table)
        row = db.scalars(chosen).first()
        if row is not None:
            row.state = RUNNING
            row.attempts += 1
            row.lease_until = self._real_now() + self._lease
        return row

    def renew(self, ids: Collection[int]) -> None:
        """Keep claims that are still being worked on.

        Raises:
            StoreError: The database refused.
        """
        if ids:
            until = self._real_now() + self._lease
            self._settle(self._running(ids), lease_until=until)

    def release_overdue(self) -> int:
        """Give back what dead workers held; returns how many rows.

        A row whose workers died ``max_attempts`` times is dead itself.

        Raises:
            StoreError: The database refused.
        """
        table = self._table
        over = and_(table.state == RUNNING, table.lease_until < self._real_now())
        with self.database.read() as db:
            if db.scalar(select(func.count()).select_from(table).where(over)) == 0:
                return 0
        last = table.attempts >= self._max_attempts
        died = "the worker died"
        with self.database.write() as db:
            buried = update(table).where(over, last)
            db.execute(buried.values(state=DEAD, error=died, settled_at=self._now()))
            given_back = update(table).where(over)
            done: Any = db.execute(
                given_back.values(state=WAITING, lease_until=None, due_at=self._now(), error=died)
            )
            return int(done.rowcount)

    def done(self, id: int, *, attempt: int | None = None) -> bool:  # noqa: A002 - the row's own word
        """Say that a claimed row is finished.

        Args:
            id: Of the row.
            attempt: Its ``attempts`` when it was claimed; then a claim that
                was lost to another worker changes nothing.

        Returns:
            Whether the claim still held.

        Raises:
            StoreError: The database refused.
        """
        return self._settle(
            self._running([id], attempt), state=DONE, settled_at=self._now(), error=None
        )

    def retry(
        self,
        id: int,  # noqa: A002 - the row's own word
        error: object,
        *,
        attempt: int | None = None,
        at_least: timedelta = timedelta(0),
    ) -> bool:
        """Say that a claimed row failed: it comes again later, or is dead after enough attempts.

        Args:
            id: Of the row.
            error: Why; stored as one line without secrets.
            attempt: As for :meth:`done`.
            at_least: The shortest time to wait, such as a vendor's Retry-After.

        Returns:
            Whether the claim still held.

        Raises:
            StoreError: The database refused.
        """
        said = one_line(error)
        with self.database.write() as db:
            row = db.scalars(select(self._table).where(self._running([id], attempt))).first()
            if row is None:
                return False
            row.error = said
            row.lease_until = None
            if row.attempts >= self._max_attempts:
                row.state, row.settled_at = DEAD, self._now()
            else:
                row.state = WAITING
                pause = max(at_least, delay(row.attempts, jitter=self._jitter))
                row.due_at = self._now() + pause
        return True

    def bury(self, id: int, error: object, *, attempt: int | None = None) -> bool:  # noqa: A002 - the row's own word
        """Say that a claimed row failed for good; as :meth:`retry` without another attempt."""
        return self._settle(
            self._running([id], attempt), state=DEAD, settled_at=self._now(), error=one_line(error)
        )

    def replay(self, id: int) -> bool:  # noqa: A002 - the row's own word
        """Let a settled row run again from its first attempt; returns False when there is none.

        Raises:
            StoreError: The database refused.
        """
        table = self._table
        settled = and_(table.id == id, table.state.in_([DONE, DEAD, CANCELLED, UNKNOWN]))
        again = {"state": WAITING, "attempts": 0, "due_at": self._now(), "settled_at": None}
        is_found = self._settle(settled, **again)
        if is_found:
            self._tell()
        return is_found

    def waiting(self) -> int:
        """Return how many rows are not settled, running ones included."""
        return self._count(self._table.state.in_([WAITING, RUNNING]))

    def running(self) -> int:
        """Return how many rows are claimed, by any worker."""
        return self._count(self._table.state == RUNNING)

    def has_due(self) -> bool:
        """Tell whether :meth:`claim` would find something now."""
        with self.database.read() as db:
            return db.scalars(self._due().limit(1)).first() is not None

    def is_busy(self, db: Session) -> bool:
        """Tell whether something runs or could be claimed, as one read session sees it."""
        running = select(self._table.id).where(self._table.state == RUNNING)
        return (
            db.scalar(running.limit(1)) is not None or db.scalar(self._due().limit(1)) is not None
        )

    def next_due(self) -> datetime | None:
        """Return when the next waiting row is due, None when nothing waits."""
        table = self._table
        with self.database.read() as db:
            return db.scalar(select(func.min(table.due_at)).where(table.state == WAITING))

    def forget(self, before: datetime) -> int:
        """Delete rows that were done or cancelled before a moment; returns how many.

        Dead rows stay until somebody replays them.

        Raises:
            StoreError: The database refused.
        """
        table = self._table
        old = and_(table.state.in_([DONE, CANCELLED]), table.settled_at < before)
        with self.database.write() as db:
            gone: Any = db.execute(delete(table).where(old))
            return int(gone.rowcount)

    def _running(self, ids: Collection[int], attempt: int | None = None) -> ColumnElement[bool]:
        table = self._table
        held = and_(table.id.in_(ids), table.state == RUNNING)
        return held if attempt is None else and_(held, table.attempts == attempt)

    def _settle(self, which: ColumnElement[bool], **values: Any) -> bool:
        with self.database.write() as db:
            changed: Any = db.execute(update(self._table).where(which).values(**values))
            return bool(changed.rowcount)

    def _count(self, which: ColumnElement[bool]) -> int:
        with self.database.read() as db:
            return db.scalar(select(func.count()).select_from(self._table).where(which)) or 0
