"""Bulk work that the account does in the background, and how it is watched.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/job_statuses/
and https://developer.zendesk.com/api-reference/introduction/rate-limits/#job-limit
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from cxsdk.errors import (
    NotFound,
    RateLimited,
    RequestTimeout,
    SchemaError,
    ServerError,
    TransportError,
)
from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Listing, ShowsMany, joined, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cxsdk.client import Client
    from cxsdk.errors import CxError

log = logging.getLogger(__name__)

#: Jobs that an account lets wait or run at once.
JOBS_AT_ONCE = 30
#: Between two questions about jobs, in seconds: the first pause, and the longest.
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 10.0
#: Questions in a row that may go without an answer: some minutes.
MOST_SILENCE = 20
#: How long a job is watched before it counts as lost, in seconds.
PATIENCE_S = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatus(Record):
    """How far a job is. It is forgotten about an hour after its end."""

    id: str
    url: str | None = None
    job_type: str | None = None
    #: Tasks in all, and how many of them are done.
    total: int | None = None
    progress: int | None = None
    #: ``queued``, ``working``, ``failed``, ``completed``; a completed one may hold failures.
    status: str | None = None
    message: str | None = None
    #: None until the end; then a list of one object a task, or one for all.
    results: Any = None

    @property
    def is_done(self) -> bool:
        """Whether it will not change any more."""
        return self.status in {"completed", "failed", "killed"}


JOB_STATUS = Loader(JobStatus, vendor=VENDOR)


class JobStatuses(Listing[JobStatus], ShowsMany[JobStatus]):
    """``/api/v2/job_statuses``: the last hundred jobs, each until an hour after its end."""

    path: ClassVar[str] = "job_statuses"
    one: ClassVar[str] = "job_status"
    many: ClassVar[str] = "job_statuses"
    loader = JOB_STATUS

    def wait(self, job: JobStatus, *, timeout_s: float = PATIENCE_S) -> JobStatus:
        """Wait until a job is over, and return it as it is then.

        Args:
            job: As the call that started it returned it; one that is over is returned at once.
            timeout_s: How long to wait at most, in seconds; default half an hour.

        Raises:
            RequestTimeout: It is not over yet; it goes on all the same.
        """
        if job.is_done:
            return job
        until = time.monotonic() + timeout_s
        watch = watch_of(self._client)
        watched = watch.add(job)
        while not watched.is_over:
            if time.monotonic() >= until:
                raise _lost(job.id)
            watch.look(self._client)
        if watched.lost is not None:
            raise watched.lost
        return watched.last


def start_job(
    client: Client,
    method: str,
    path: str,
    *,
    json: object = None,
    params: Mapping[str, Any] | None = None,
) -> JobStatus:
    """Have the account begin a job. It is sent once, whatever the verb: a repeat would be a second.

    Args:
        client: Makes the call.
        method: Verb in capitals.
        path: From the root of the account, such as ``/api/v2/users/destroy_many``.
        json: Body.
        params: Query.
    """
    answer = client.request(method, path, json=json, params=params, may_repeat=False)
    return JOB_STATUS.load(part(answer, "job_status"))


class Watched:
    """A job under way: ``last`` is how it was seen last, ``lost`` why it is not watched on."""

    __slots__ = ("last", "lost", "until")

    def __init__(self, job: JobStatus, until: float) -> None:
        """Begin to watch; ``until`` is a moment of ``time.monotonic()``."""
        self.last = job
        self.until = until
        self.lost: CxError | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be learned."""
        return self.lost is not None or self.last.is_done


class Watch:
    """The jobs that a client has under way, of all its threads together.

    It keeps them at :data:`JOBS_AT_ONCE`, and one thread asks for all of them at a
    time, so that many do not spend the account's calls on waiting.
    """

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._turn = threading.Condition()
        self._running: dict[str, Watched] = {}
        self._reserved = 0
        self._is_asking = False
        self._pause_s = FIRST_PAUSE_S
        self._not_before = 0.0
        self._silences = 0

    def reserve(self) -> bool:
        """Take a place for a job that is about to be started; False while there is none."""
        with self._turn:
            is_full = len(self._running) + self._reserved >= JOBS_AT_ONCE
            if is_full or time.monotonic() < self._not_before:
                return False
            self._reserved += 1
            return True

    def release(self, *, wait_s: float = 0.0) -> None:
        """Give a reserved place back: no job was started; start none for ``wait_s`` seconds."""
        with self._turn:
            self._reserved -= 1
            self._not_before = max(self._not_before, time.monotonic() + wait_s)

    def started(self, job: JobStatus) -> Watched:
        """Turn a reserved place into a job."""
        with self._turn:
            self._reserved -= 1
            return self.add(job)

    def add(self, job: JobStatus) -> Watched:
        """Watch a job, whoever started it."""
        watched = Watched(job, time.monotonic() + PATIENCE_S)
        if not job.is_done:
            with self._turn:
                # Somebody may wait for it already: both shall see its end.
                watched = self._running.setdefault(job.id, watched)
        return watched

    def look(self, client: Client) -> None:
        """Pause, then ask once how all jobs are; while another thread asks, wait for it.

        Raises:
            CxError: These credentials may not ask any more, or nobody answers for minutes.
        """
        with self._turn:
            if self._is_asking:
                self._turn.wait(self._pause_s)
                return
            self._is_asking = True
        try:
            with self._turn:
                self._turn.wait(self._pause_s)
                ids = [*self._running]
            found = self._ask(client, ids) if ids else ()
            with self._turn:
                self._learn(found)
        finally:
            with self._turn:
                self._is_asking = False
                self._turn.notify_all()

    def _ask(self, client: Client, ids: Collection[str]) -> tuple[JobStatus, ...]:
        try:
            path = f"{API}/job_statuses/show_many"
            answer = client.request("GET", path, params={"ids": joined(ids)})
            found = tuple(map(JOB_STATUS.load, part(answer, "job_statuses")))
        except NotFound:
            return ()
        except (TransportError, ServerError, RateLimited, SchemaError) as error:
            # The jobs go on meanwhile; how they ended can be asked later.
            self._silences += 1
            if self._silences >= MOST_SILENCE:
                self._silences = 0
                raise
            log.warning("%d jobs cannot be looked at: %s", len(ids), error)
            return ()
        self._silences = 0
        return found

    def _learn(self, found: Collection[JobStatus]) -> None:
        done = 0
        for job in found:
            watched = self._running.get(job.id)
            if watched is not None:
                watched.last = job
                if job.is_done:
                    del self._running[job.id]
                    done += 1
        now = time.monotonic()
        for job_id, watched in [*self._running.items()]:
            if now >= watched.until:
                watched.lost = _lost(job_id)
                del self._running[job_id]
        slower = min(LONGEST_PAUSE_S, self._pause_s * 1.5)
        self._pause_s = max(FIRST_PAUSE_S, self._pause_s / 2) if done else slower
        if not self._running:
            self._pause_s = FIRST_PAUSE_S
        log.debug("%d jobs are over, %d under way", done, len(self._running))


def _lost(job_id: str) -> RequestTimeout:
    message = f"job {job_id} did not end in time"
    return RequestTimeout(message, hint="it may still go on: see native.job_statuses.get(id)")


_watches: WeakKeyDictionary[Client, Watch] = WeakKeyDictionary()
_watches_lock = threading.Lock()


def watch_of(client: Client) -> Watch:
    """Return the watch that all threads of a client share; it goes when the client goes."""
    with _watches_lock:
        return _watches.setdefault(client, Watch())
