"""The engine: takes what is due from the inbox and the outbox, and hands it to the kit.

The rows are the truth; the queue only says that it is time to look. A sweep
about once a second finds what no call announced: what fell due, what the
clock jumped over, what a killed worker held.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cxsdk.errors import BadRequest, RateLimited, SchemaError, StoreError, Unsupported
from cxsdk.jobs.queue import Queue
from cxsdk.store.claims import LEASE, MAX_ATTEMPTS, one_line

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cxsdk.store import Delivered, Effect, Inbox, Outbox

log = logging.getLogger(__name__)

SWEEP_S = 1.0
_RENEW_S = LEASE.total_seconds() / 3
_SETTLE_TRIES = 5
_SETTLE_PAUSE_S = 0.3
_LOOK_S = 0.02

# The same request would be refused again: no attempt can help.
HOPELESS = (BadRequest, SchemaError, Unsupported)

Row = TypeVar("Row", "Delivered", "Effect")


@dataclass(slots=True)
class _Lane(Generic[Row]):
    """One table of work, who handles it, and what of it runs in this process."""

    name: str
    box: Any
    handle: Callable[[Row], None]
    running: set[int] = field(default_factory=set)


class Engine:
    """Workers over one inbox and one outbox.

    Any number of processes may run one over the same database and queue file.

    Args:
        queue_path: File of the wake-up calls; its folder must exist.
        inbox: Deliveries.
        outbox: Effects.
        on_delivery: Handles one delivery; runs again after an exception.
        on_effect: Handles one effect; runs again after an exception.
        now: The world's clock.
        on_tick: Called by each sweep with the world's time; schedules live on it.
        workers: How many threads work here.
    """

    def __init__(  # noqa: PLR0913 - the parts of an engine
        self,
        queue_path: Path,
        *,
        inbox: Inbox,
        outbox: Outbox,
        on_delivery: Callable[[Delivered], None],
        on_effect: Callable[[Effect], None],
        now: Callable[[], datetime],
        on_tick: Callable[[datetime], None] | None = None,
        workers: int = 2,
    ) -> None:
        """Prepare; nothing runs yet."""
        self._lanes: tuple[_Lane[Any], ...] = (
            _Lane("delivery", inbox, on_delivery),
            _Lane("effect", outbox, on_effect),
        )
        self._database = inbox.database
        self._now = now
        self._on_tick = on_tick
        self._workers = workers
        self._queue = Queue(queue_path, self._work_off)
        self._stopping = threading.Event()
        self._poked = threading.Event()
        self._sweeping = threading.Lock()
        self._sweeper: threading.Thread | None = None
        self._renewed = time.monotonic()
        for lane in self._lanes:
            lane.box.listen(self.wake)

    def wake(self) -> None:
        """Say that something may be due. Never raises: the sweep would find it as well."""
        if self._stopping.is_set():
            return
        try:
            self._queue.call()
        except Exception as error:  # noqa: BLE001 - the row is committed; its door must not fail now
            log.warning("no worker could be woken, the sweep will: %s", one_line(error))

    def poke(self) -> None:
        """Sweep at once: the clock was moved."""
        self._poked.set()

    def start(self) -> None:
        """Start the workers and the sweep, on threads of their own; once is enough."""
        if self._sweeper is not None:
            return
        self._stopping.clear()
        self._sweeper = threading.Thread(target=self._sweep_often, name="cxsdk-sweep", daemon=True)
        self._queue.start(self._workers)
        self._sweeper.start()

    def stop(self, timeout_s: float = 20.0) -> None:
        """Let what runs end, then stop; what was not begun stays in its table.

        Args:
            timeout_s: How long to wait. A handler that takes longer is left to
                the process's end; its row comes back when its lease is over.
        """
        self._stopping.set()
        self._poked.set()
        if not self._queue.stop(timeout_s):
            log.warning("a handler did not end within %s s", timeout_s)
        if self._sweeper is not None:
            self._sweeper.join(timeout_s)
            self._sweeper = None
        self._queue.close()

    def drain(self, timeout_s: float = 10.0) -> None:
        """Wait until nothing is due and nothing runs.

        Without :meth:`start`, the work is done here, on the caller's thread.

        Args:
            timeout_s: How long to wait at most.

        Raises:
            TimeoutError: Something was still due or running.
            StoreError: The database refused.
        """
        deadline = time.monotonic() + timeout_s
        self.sweep()
        while self._is_busy():
            if time.monotonic() > deadline:
                message = f"work was still due or running after {timeout_s} s"
                raise TimeoutError(message)
            if self._sweeper is not None or not self._round():
                threading.Event().wait(_LOOK_S)

    def sweep(self) -> None:
        """Give back what dead workers held, keep what runs here, wake somebody when work is due.

        Raises:
            StoreError: The database refused.
        """
        with self._sweeping:
            self._keep_and_give_back()
            if self._on_tick is not None:
                self._on_tick(self._now())
        if any(lane.box.has_due() for lane in self._lanes):
            self.wake()

    def _keep_and_give_back(self) -> None:
        is_renewal = time.monotonic() - self._renewed > _RENEW_S
        if is_renewal:
            self._renewed = time.monotonic()
        for lane in self._lanes:
            if is_renewal:
                lane.box.renew(tuple(lane.running))
            given_back = lane.box.release_overdue()
            if given_back:
                log.warning("%d %s rows came back from a dead worker", given_back, lane.name)

    def _sweep_often(self) -> None:
        while not self._stopping.is_set():
            try:
                self.sweep()
            except Exception as error:
                log.warning("a sweep failed: %s", one_line(error))
                log.debug("traceback of the sweep", exc_info=error)
            self._poked.wait(SWEEP_S)
            self._poked.clear()

    def _is_busy(self) -> bool:
        with self._database.read() as db:
            return any(lane.box.is_busy(db) for lane in self._lanes)

    def _work_off(self) -> None:
        """Do what is due until nothing is, or until the engine stops."""
        try:
            while self._round():
                pass
        except StoreError as error:
            log.warning("no work could be claimed: %s", one_line(error))

    def _round(self) -> bool:
        found = False
        for lane in self._lanes:
            if self._sweeper is None or not self._stopping.is_set():
                found |= self._step(lane)
        return found

    def _step(self, lane: _Lane[Any]) -> bool:
        row = lane.box.claim()
        if row is None:
            return False
        lane.running.add(row.id)
        try:
            if self._sweeper is not None and self._workers > 1:
                self.wake()  # a colleague may take the next one
            self._handle(lane, row)
        finally:
            lane.running.discard(row.id)
        return True

    def _handle(self, lane: _Lane[Any], row: Delivered | Effect) -> None:
        try:
            lane.handle(row)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a handler raises
            self._failed(lane, row, error)
        else:
            self._settle(lane, row, lambda: lane.box.done(row.id, attempt=row.attempts))

    def _failed(self, lane: _Lane[Any], row: Delivered | Effect, error: BaseException) -> None:
        said = one_line(error)
        log.warning(
            "%s %d failed (attempt %d of %d): %s",
            lane.name,
            row.id,
            row.attempts,
            MAX_ATTEMPTS,
            said,
        )
        log.debug("traceback of %s %d", lane.name, row.id, exc_info=error)
        pause = timedelta(0)
        if isinstance(error, RateLimited) and error.retry_after_s:
            pause = timedelta(seconds=error.retry_after_s)

        def settle() -> bool:
            if isinstance(error, HOPELESS):
                return bool(lane.box.bury(row.id, said, attempt=row.attempts))
            return bool(lane.box.retry(row.id, said, attempt=row.attempts, at_least=pause))

        self._settle(lane, row, settle)

    def _settle(
        self, lane: _Lane[Any], row: Delivered | Effect, settle: Callable[[], bool]
    ) -> None:
        # What was done must not be forgotten because the database is busy for a moment.
        for turn in range(_SETTLE_TRIES):
            try:
                if not settle():
                    log.warning("%s %d was taken over by another worker", lane.name, row.id)
            except StoreError as error:
                log.warning("%s %d could not be settled: %s", lane.name, row.id, one_line(error))
                threading.Event().wait(_SETTLE_PAUSE_S * (turn + 1))
            else:
                return
