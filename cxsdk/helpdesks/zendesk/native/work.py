"""A bulk under way: what is sent, what is waited for, and in which order it is told."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from cxsdk.errors import (
    ApiError,
    ConfigError,
    CxError,
    Forbidden,
    RateLimited,
    SchemaError,
    ServerError,
    TransportError,
    Unauthorized,
)
from cxsdk.helpdesks.zendesk.native.jobs import JOBS_AT_ONCE, PATIENCE_S, Watched, watch_of
from cxsdk.helpdesks.zendesk.native.results import (
    BulkProgress,
    BulkResult,
    Verdict,
    read_results,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxsdk.client import Client
    from cxsdk.helpdesks.zendesk.native.jobs import JobStatus

log = logging.getLogger(__name__)

#: Chunks that are held at once: those under way, and those that wait for an earlier one.
WINDOW = 2 * JOBS_AT_ONCE
#: How long to wait when too many jobs run and the answer does not say, in seconds.
_FULL_S = 5.0
#: Answers in a row that may be lost: whoever is away would lose all the others too.
_MOST_LOST = 3


@dataclass(slots=True)
class Chunk:
    """Items that were sent together; those that could not be sent have a verdict already."""

    start: int
    items: list[Any]
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    #: Places in ``items`` of what is sent, with what is sent and whose id it has.
    places: list[int] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    ids: list[int | str | None] = field(default_factory=list)
    job: Watched | None = None
    refused_at: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether all of it is known."""
        return self.job is None or self.job.is_over

    def settle(self, verdict: Verdict) -> None:
        """Say the same of everything that was sent."""
        for place, own in zip(self.places, self.ids, strict=True):
            self.verdicts[place] = verdict.of(own)

    def results(self) -> Iterator[BulkResult[Any]]:
        """Yield what became of each item."""
        if self.job is not None:
            verdicts = read_results(self.job.last, self.ids, lost=self.job.lost)
            self.verdicts.update(zip(self.places, verdicts, strict=True))
        for place, item in enumerate(self.items):
            found = self.verdicts[place]
            yield BulkResult(
                self.start + place, item, found.status, found.id, found.error, found.raw
            )


class Work:
    """One bulk under way."""

    def __init__(
        self,
        client: Client,
        send: Callable[[list[Any]], JobStatus | None],
        prepare: Callable[[Any], Any],
        id_of: Callable[[Any], int | str | None],
        on_progress: Callable[[BulkProgress], None] | None,
    ) -> None:
        """Begin nothing yet; the arguments are those of :func:`~…native.bulk.in_bulk`."""
        self._client = client
        self._send = send
        self._prepare = prepare
        self._id_of = id_of
        self._on_progress = on_progress
        self._watch = watch_of(client)
        self._window: deque[Chunk] = deque()
        self._waiting: Chunk | None = None
        self._progress = BulkProgress()
        self._end: BaseException | None = None
        self._is_read = False
        self._lost = 0

    def run(self, items: Iterator[Any], size: int) -> Iterator[BulkResult[Any]]:
        """Send, wait and tell, by turns, until all of ``items`` is told."""
        while True:
            self._fill(items, size)
            if self._window and self._window[0].is_over:
                yield from self._tell(self._window.popleft())
            elif self._window or self._waiting:
                self._look()
            elif self._is_read:
                break
        if self._end is not None:
            raise self._end

    def _fill(self, items: Iterator[Any], size: int) -> None:
        """Send chunks while there is room for them."""
        while len(self._window) < WINDOW:
            chunk = self._waiting = self._waiting or self._read(items, size)
            if chunk is None:
                return
            if chunk.bodies and not (self._watch.reserve() and self._begin(chunk)):
                return
            self._waiting = None
            self._window.append(chunk)

    def _read(self, items: Iterator[Any], size: int) -> Chunk | None:
        if self._is_read:
            return None
        try:
            taken = list(islice(items, size))
        except Exception as error:  # noqa: BLE001 - the caller's own; raised when all is told
            self._stop(error)
            return None
        if not taken:
            self._is_read = True
            return None
        chunk = Chunk(self._progress.read, taken)
        for place, item in enumerate(taken):
            try:
                body = self._prepare(item)
            except (ValueError, TypeError) as error:  # a ConfigError is a ValueError
                chunk.verdicts[place] = Verdict("failed", error=_unsent(error))
                continue
            chunk.places.append(place)
            chunk.bodies.append(body)
            chunk.ids.append(self._id_of(body))
        self._count(read=len(taken))
        return chunk

    def _begin(self, chunk: Chunk) -> bool:
        """Send one chunk; False when it must wait, or nothing more may be sent."""
        try:
            job = self._send(chunk.bodies)
        except RateLimited as error:
            return self._refused(chunk, error)
        except BaseException as error:
            self._watch.release()
            if not isinstance(error, Exception):
                raise
            return self._failed(chunk, error)
        self._lost = 0
        if job is None:
            self._watch.release()
            chunk.settle(Verdict("done"))
        else:
            chunk.job = self._watch.started(job)
        return True

    def _failed(self, chunk: Chunk, error: Exception) -> bool:
        if isinstance(error, (TransportError, ServerError, SchemaError)):
            # It may have arrived: a repeat could do everything twice.
            chunk.settle(Verdict("unknown", error=error))
            self._lost += 1
            if self._lost >= _MOST_LOST:
                self._end, self._is_read = error, True
        elif isinstance(error, ApiError) and not isinstance(error, (Unauthorized, Forbidden)):
            chunk.settle(Verdict("failed", error=error))
        else:
            self._stop(error)
            return False
        return True

    def _refused(self, chunk: Chunk, error: RateLimited) -> bool:
        """Keep a chunk that was turned away for now: nothing of it was done."""
        now = time.monotonic()
        chunk.refused_at = chunk.refused_at or now
        wait_s = _FULL_S if error.retry_after_s is None else error.retry_after_s
        if now + wait_s - chunk.refused_at > PATIENCE_S:
            self._watch.release()
            self._stop(error)
            return False
        log.info("too many jobs or calls: the next chunk is sent in %.0f s", wait_s)
        self._watch.release(wait_s=wait_s)
        return False

    def _look(self) -> None:
        try:
            self._watch.look(self._client)
        except CxError as error:
            for chunk in self._window:
                if chunk.job is not None and not chunk.job.is_over:
                    chunk.job = None
                    chunk.settle(Verdict("unknown", error=error))
            self._stop(error)

    def _stop(self, error: BaseException) -> None:
        """Send nothing more; raise this when everything that was begun is told."""
        self._end, self._waiting, self._is_read = error, None, True

    def _tell(self, chunk: Chunk) -> Iterator[BulkResult[Any]]:
        results = [*chunk.results()]
        tally = {"done": 0, "failed": 0, "unknown": 0}
        for result in results:
            tally[result.status] += 1
        self._count(**tally)
        if self._on_progress is not None:
            self._on_progress(self._progress)
        log.info("bulk: %s", self._progress)
        yield from results

    def _count(self, **more: int) -> None:
        p = self._progress
        self._progress = BulkProgress(
            p.read + more.get("read", 0),
            p.done + more.get("done", 0),
            p.failed + more.get("failed", 0),
            p.unknown + more.get("unknown", 0),
        )


def _unsent(error: Exception) -> ConfigError:
    if isinstance(error, ConfigError):
        return error
    return ConfigError(f"the item cannot be sent: {error}", hint="correct it; it was not sent")
