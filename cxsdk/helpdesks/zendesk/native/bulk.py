"""Work on any number of objects: chunks of a hundred, jobs in the background, an answer per item.

A family of resources needs no more than the verbs below, or :func:`in_bulk` with
the call that starts a job.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/job_statuses/
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.native.jobs import JobStatus, start_job
from cxsdk.helpdesks.zendesk.native.resource import Body, R, Resource, differing, joined, spelled
from cxsdk.helpdesks.zendesk.native.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cxsdk.client import Client
    from cxsdk.helpdesks.zendesk.native.results import BulkProgress, BulkResult

T = TypeVar("T")
#: Objects that one call may name.
CHUNK = 100
Progress: TypeAlias = "Callable[[BulkProgress], None]"


class BulkRun(Generic[T]):
    """An iterator over the results, in the order of the input.

    It works only while it is iterated, and reads the input as it goes: at most 6,000
    items are held at once. Who stops early leaves the jobs that were started to run.
    One thread may iterate it; others may run bulks of their own beside it.
    """

    def __init__(self, results: Iterator[BulkResult[T]]) -> None:
        """Begin nothing yet."""
        self._results = results
        self._is_begun = False

    def __iter__(self) -> BulkRun[T]:
        """Return itself."""
        return self

    def __next__(self) -> BulkResult[T]:
        """Return the next item's result.

        Raises:
            Unauthorized: These credentials are refused; as Forbidden and AuthError.
            TransportError: Three answers in a row were lost; as ServerError.

        In each of these cases what was begun has been told before, and what was not told
        was not sent.
        """
        self._is_begun = True
        return next(self._results)

    def __del__(self) -> None:
        """Warn who forgot to iterate: the write has not happened."""
        if not self._is_begun:
            message = "a bulk was never iterated: nothing was sent"
            warnings.warn(message, RuntimeWarning, stacklevel=2, source=self)


def in_bulk(  # noqa: PLR0913 - one keyword per part of the work
    client: Client,
    items: Iterable[T],
    send: Callable[[list[Any]], JobStatus | None],
    *,
    prepare: Callable[[T], Any] | None = None,
    id_of: Callable[[Any], int | str | None] | None = None,
    chunk: int = CHUNK,
    on_progress: Progress | None = None,
) -> BulkRun[T]:
    """Work through any number of items, by jobs that the account does in the background.

    No call is ever sent twice. At most 30 jobs of one client are under way, over all
    its threads; where others fill the account's own limit, it waits.

    Args:
        client: Makes the calls.
        items: Read as they are needed; may be endless.
        send: Starts the job of one chunk, as :func:`~…native.jobs.start_job` does, and
            returns it; None where the work was done at once.
        prepare: Makes of an item what ``send`` is given; a ValueError of it, such as a
            ConfigError, fails that item only. Default: a record is spelled out, all else stays.
        id_of: Reads the object's id from what was prepared; default: there is none yet.
        chunk: Items in one call, 1 to 100.
        on_progress: Called whenever a chunk is settled.

    Returns:
        The results, one per item, in the order of ``items``.

    Raises:
        ConfigError: ``chunk`` is not 1 to 100.
    """
    if not 1 <= chunk <= CHUNK:
        message = f"a call names 1 to {CHUNK} objects, not {chunk}"
        raise ConfigError(message, hint="leave chunk out")
    work = Work(client, send, prepare or _prepared, id_of or _no_id, on_progress)
    return BulkRun(work.run(iter(items), chunk))


def _prepared(item: Any) -> Any:
    return item if isinstance(item, (int, str)) else spelled(item)


def _no_id(body: Any) -> None:  # noqa: ARG001 - what is made has no id yet
    return None


def own_id(body: Any) -> int | str | None:
    """Return the id that a body names.

    Raises:
        ConfigError: It names none.
    """
    found: int | str | None = body.get("id")
    return found


def itself(item: T) -> T:
    """Return what was given: of an id, the id."""
    return item


class CreatesMany(Resource[R]):
    """A place where any number of objects is made."""

    def create_many(
        self, items: Iterable[Body], *, on_progress: Progress | None = None
    ) -> BulkRun[Body]:
        """Make any number of objects; a result per item, in order, as they are iterated.

        Args:
            items: What :meth:`create` takes; read as they are needed.
            on_progress: Called whenever a chunk of a hundred is settled.
        """
        return in_bulk(self._client, items, self._create_chunk, on_progress=on_progress)

    def _create_chunk(self, bodies: Sequence[Any]) -> JobStatus:
        path = f"{self._path}/create_many"
        return start_job(self._client, "POST", path, json={self.many: bodies})


class UpdatesMany(Resource[R]):
    """A place where any number of objects is changed."""

    def update_many(
        self, items: Iterable[Body], *, on_progress: Progress | None = None
    ) -> BulkRun[Body]:
        """Change any number of objects, each in its own way; every item names its ``id``."""
        return in_bulk(
            self._client,
            items,
            self._update_chunk,
            prepare=named,
            id_of=own_id,
            on_progress=on_progress,
        )

    def change_many(
        self, ids: Iterable[int], changes: Body, *, on_progress: Progress | None = None
    ) -> BulkRun[int]:
        """Change any number of objects in the same way."""
        body = self._body(changes)

        def send(chunk: Sequence[Any]) -> JobStatus:
            path, params = f"{self._path}/update_many", {"ids": joined(chunk)}
            return start_job(self._client, "PUT", path, json=body, params=params)

        return in_bulk(self._client, ids, send, id_of=itself, on_progress=on_progress)

    def _update_chunk(self, bodies: Sequence[Any]) -> JobStatus:
        path = f"{self._path}/update_many"
        return start_job(self._client, "PUT", path, json={self.many: bodies})


class DeletesMany(Resource[R]):
    """A place where any number of objects is deleted."""

    def delete_many(
        self, ids: Iterable[int], *, on_progress: Progress | None = None
    ) -> BulkRun[int]:
        """Delete any number of objects by their ids."""

        def send(chunk: Sequence[Any]) -> JobStatus:
            path, params = f"{self._path}/destroy_many", {"ids": joined(chunk)}
            return start_job(self._client, "DELETE", path, params=params)

        return in_bulk(self._client, ids, send, id_of=itself, on_progress=on_progress)


def named(item: Body) -> dict[str, Any]:
    """Return what is sent about an object of which the id is named.

    Raises:
        ConfigError: It is not.
    """
    known = spelled(item).get("id")
    if isinstance(known, (int, str)):
        return {"id": known, **differing(item)}
    message = "an item of update_many names no id"
    raise ConfigError(message, hint="give {'id': 5, …}; change_many() does the same to many ids")
