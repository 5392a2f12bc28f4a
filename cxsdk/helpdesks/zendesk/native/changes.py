"""An export as a stream: pages in order of change, each object once, and where to go on.

Source: https://developer.zendesk.com/documentation/ticketing/managing-tickets/
using-the-incremental-export-api/
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Generic, Self, TypedDict, TypeVar
from urllib.parse import urlencode

from cxsdk.errors import (
    ConfigError,
    ConnectError,
    RateLimited,
    SchemaError,
    ServerError,
    TransportError,
)
from cxsdk.helpdesks.zendesk.facts import API, EXPORT_LAG_S, EXPORT_PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import part
from cxsdk.http import Cursor
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Unpack

    from cxsdk.client import Client

log = logging.getLogger(__name__)
R = TypeVar("R", bound=Record)
#: The least that is asked for when an account cannot build more in time.
SMALLEST_PAGE = 50
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where an export goes on. A value: keep its text in a file or a table.

    Args:
        kind: What is exported, such as ``tickets``.
        start_time: Seconds since 1970; None once a cursor is known.
        cursor: The vendor's own mark; None for exports by time, and at the beginning.
        seen: Objects of the last page: the next one may repeat some of them.
    """

    kind: str
    start_time: int | None = None
    cursor: str | None = None
    seen: tuple[str, ...] = field(default=(), repr=False)

    def to_json(self) -> str:
        """Return the checkpoint as one line of JSON."""
        return json.dumps({"version": _VERSION, **asdict(self)}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what :meth:`to_json` wrote.

        Raises:
            ConfigError: It is something else, or of a newer version.
        """
        try:
            kept = json.loads(text)
            version, kind = kept.pop("version"), kept["kind"]
            made = cls(**{**kept, "seen": tuple(map(str, kept.get("seen", ())))})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            message = "this is no checkpoint of an export"
            raise ConfigError(message, hint="begin again with since") from error
        if version != _VERSION:
            message = (
                f"the checkpoint of {kind} has version {version}, and {_VERSION} is known here"
            )
            raise ConfigError(
                message, hint="use the cxsdk that wrote it, or begin again with since"
            )
        return made


@dataclass(frozen=True, slots=True)
class Reject:
    """An object that the model cannot read: as it came, and why."""

    raw: Any
    error: SchemaError


@dataclass(frozen=True, slots=True)
class ExportPage(Generic[R]):
    """One page of an export.

    Args:
        items: Objects in order of their change; one that changes meanwhile comes again.
        cursor: Where the next page starts; None for exports by time.
        is_last: Whether nothing more has changed so far.
        checkpoint: Where to go on once these are dealt with, even after the end.
        reached: Moment of the last change in it; None when it is empty, or does not say.
    """

    items: tuple[R, ...]
    cursor: str | None
    is_last: bool
    checkpoint: Checkpoint
    reached: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Generic[R]):
    """One export of the vendor's.

    Args:
        kind: Its name in checkpoints.
        path: Below ``/api/v2/incremental/``.
        key: Of the objects in an answer.
        loader: Reads one object.
        by_time: Whether pages start at a moment; else at a cursor.
        stamp: Field by which the objects are in order: ISO 8601, or seconds since 1970.
        has_size: Whether the size of its pages can be asked for.
    """

    kind: str
    path: str
    key: str
    loader: Loader[R]
    by_time: bool = False
    stamp: str = "updated_at"
    has_size: bool = True


class StreamOptions(TypedDict, total=False):
    """How a stream is opened.

    ``since`` (an aware moment) or ``checkpoint`` says where; one of them.
    ``page_size`` is how many objects are asked for at once, 1 to 1000 (default).
    ``on_reject`` takes objects that cannot be read; without it the first one raises.
    """

    since: datetime | None
    checkpoint: Checkpoint | None
    page_size: int
    on_reject: Callable[[Reject], None] | None


class Stream(Generic[R]):
    """Everything that changed, one object after the other, as it is asked for.

    An iterator for one thread. Each state of an object comes once: the pages'
    overlaps are taken out. After an error the same stream can be asked again.

    A page that the account cannot build in time (504, or no answer) is asked for
    with half as many objects, down to 50. It does not grow again: large objects lie
    together, and each failed try costs one of ten calls a minute and half a minute.

    Attributes:
        checkpoint: Where to go on after a restart. It moves when the object *after* a
            page's last one is asked for, so everything before it has been dealt with.
        end_of_stream: Whether the vendor said that nothing more has changed so far.
            Later changes come with a new stream from the checkpoint.
    """

    def __init__(
        self,
        client: Client,
        feed: Feed[R],
        *,
        deleted: bool = True,
        params: Mapping[str, str] | None = None,
        **options: Unpack[StreamOptions],
    ) -> None:
        """Stand before the first page; nothing is sent.

        Args:
            client: Makes the calls.
            feed: Which export.
            deleted: Whether objects with the status ``deleted`` come too.
            params: Further parameters of each call.
            **options: See :class:`StreamOptions`.

        Raises:
            ConfigError: Neither or both of since and checkpoint, a moment without a
                zone, another export's checkpoint, or a page size out of range.
        """
        self.checkpoint = _start(feed.kind, options.get("since"), options.get("checkpoint"))
        self.end_of_stream = False
        self._client, self._feed, self._deleted = client, feed, deleted
        self._more = dict(params or {})
        self._on_reject = options.get("on_reject")
        self._size = options.get("page_size", EXPORT_PAGE_SIZE)
        if not 1 <= self._size <= EXPORT_PAGE_SIZE:
            message = f"a page has 1 to {EXPORT_PAGE_SIZE} objects, not {self._size}"
            raise ConfigError(message)
        self._path = f"{API}/incremental/{feed.path}"
        self._steps = Cursor(self._url(self.checkpoint), vendor=VENDOR)
        self._page: ExportPage[R] | None = None
        self._end_time: int | None = None
        self._items: Iterator[R] = iter(())

    def __iter__(self) -> Self:
        """Return itself."""
        return self

    def __next__(self) -> R:
        """Return the next object; see :meth:`next_page` for what may be raised."""
        while (item := next(self._items, None)) is None:
            page = self.next_page()
            if page is None:
                raise StopIteration
            self._items = iter(page.items)
        return item

    def pages(self) -> Iterator[ExportPage[R]]:
        """Yield whole pages instead; an empty one may be among them."""
        while (page := self.next_page()) is not None:
            yield page

    def next_page(self) -> ExportPage[R] | None:
        """Return the next page, None at the end.

        Raises:
            SchemaError: The export stands still or repeats its cursor; or an object
                cannot be read and nobody takes rejects.
            ServerError: The account cannot build even small pages.
            ApiError: It refused; see the class.
            TransportError: There was no answer.
        """
        if self._page is not None:
            page, self._page = self._page, None
            self.checkpoint = page.checkpoint
            if not page.is_last:
                url = self._url(self.checkpoint)
                step = {"end_of_stream": False, "after_url": url, "end_time": self._end_time}
                self._steps.advance(step)
        if self.end_of_stream:
            return None
        page = self._read(self._ask())
        self._page, self.end_of_stream = page, page.is_last
        return page

    # -- asking ----------------------------------------------------------

    def _ask(self) -> Any:
        while True:
            try:
                return self._try()
            except (ServerError, TransportError) as error:
                if not self._can_shrink() or not _is_too_much(error):
                    raise
                smaller = max(SMALLEST_PAGE, self._size // 2)
                text = "%s: no page of %d objects (%s); asking for %d"
                log.warning(text, self._path, self._size, error, smaller)
                self._size = smaller

    def _try(self) -> Any:
        params = self._params(self.checkpoint)
        if self._feed.has_size:
            params["per_page"] = self._size
        if self._can_shrink():
            try:  # once: repeating a page that is too large would spend four of ten calls
                return self._client.request("GET", self._path, params=params, may_repeat=False)
            except (ConnectError, RateLimited, ServerError) as error:
                if _is_too_much(error):
                    raise
        return self._client.request("GET", self._path, params=params)

    def _can_shrink(self) -> bool:
        return self._feed.has_size and self._size > SMALLEST_PAGE

    def _params(self, at: Checkpoint) -> dict[str, Any]:
        params = {"start_time": at.start_time, "cursor": at.cursor, **self._more}
        return {name: value for name, value in params.items() if value is not None}

    def _url(self, at: Checkpoint) -> str:
        return f"{self._client.base_url}{self._path}?{urlencode(self._params(at))}"

    # -- reading ---------------------------------------------------------

    def _read(self, answer: Any) -> ExportPage[R]:
        found = part(answer, self._feed.key)
        if not isinstance(found, list):
            message = f"{self._feed.key} is no list"
            raise SchemaError(message, path=self._feed.key, vendor=VENDOR)
        keys = [_key(raw, self._feed.stamp) for raw in found]
        fresh = dict(zip(keys, found, strict=True))
        for key in self.checkpoint.seen:
            fresh.pop(key, None)
        items = tuple(item for raw in fresh.values() for item in self._loaded(raw))
        last = found[-1] if found else None
        reached = _moment(last.get(self._feed.stamp)) if isinstance(last, dict) else None
        after = self._after(answer, keys)
        return ExportPage(items, after.cursor, _is_last(answer, len(found)), after, reached)

    def _loaded(self, raw: Any) -> tuple[R, ...]:
        if not self._deleted and isinstance(raw, dict) and raw.get("status") == "deleted":
            return ()
        try:
            return (self._feed.loader.load(raw),)
        except SchemaError as error:
            if self._on_reject is None:
                raise
            self._on_reject(Reject(raw, error))
            return ()

    def _after(self, answer: Mapping[str, Any], keys: list[str]) -> Checkpoint:
        kept = tuple(dict.fromkeys(keys)) or self.checkpoint.seen
        kind, cursor = self._feed.kind, answer.get("after_cursor")
        end = answer.get("end_time")
        self._end_time = end if isinstance(end, int) else None
        if self._feed.by_time:
            start = self.checkpoint.start_time if self._end_time is None else self._end_time
            return Checkpoint(kind, start_time=start, seen=kept)
        if not isinstance(cursor, str) or not cursor:  # nothing has changed: stay here
            return Checkpoint(kind, self.checkpoint.start_time, self.checkpoint.cursor, kept)
        return Checkpoint(kind, cursor=cursor, seen=kept)


def _start(kind: str, since: datetime | None, checkpoint: Checkpoint | None) -> Checkpoint:
    if (since is None) == (checkpoint is None):
        message = "an export starts at a moment or goes on at a checkpoint"
        raise ConfigError(message, hint="give since, or checkpoint, not both")
    if checkpoint is not None:
        if checkpoint.kind != kind:
            message = f"this is a checkpoint of {checkpoint.kind}, not of {kind}"
            raise ConfigError(message, hint="keep one checkpoint for each export")
        return checkpoint
    assert since is not None  # noqa: S101 - one of the two is there
    if since.utcoffset() is None:
        message = "since has no time zone"
        raise ConfigError(message, hint="use an aware moment, such as datetime.now(UTC)")
    latest = datetime.now(UTC) - timedelta(seconds=EXPORT_LAG_S + 1)
    if since > latest:
        log.warning("the last minute is never exported: starting at %s", latest.isoformat())
        since = latest
    return Checkpoint(kind, start_time=max(0, int(since.timestamp())))


def _is_too_much(error: Exception) -> bool:
    """Whether a smaller page may succeed: built too slowly, or too long to be kept."""
    if isinstance(error, ServerError):
        return error.status == 504
    return isinstance(error, TransportError) and not isinstance(error, ConnectError)


def _is_last(answer: Mapping[str, Any], count: int) -> bool:
    if "end_of_stream" in answer:
        return bool(answer["end_of_stream"])
    meta = answer.get("meta")
    if isinstance(meta, dict) and "has_more" in meta:  # custom objects
        return not meta["has_more"]
    # ticket metric events: a page that is not full is the last one
    return answer.get("next_page") is None or count < EXPORT_PAGE_SIZE


def _key(raw: Any, stamp: str) -> str:
    """Name one state of one object."""
    if isinstance(raw, dict) and raw.get("id") is not None and raw.get(stamp) is not None:
        return f"{raw['id']}@{raw[stamp]}"
    text = json.dumps(raw, sort_keys=True, default=str)
    return f"#{blake2b(text.encode(errors='replace'), digest_size=12).hexdigest()}"


def _moment(stamp: Any) -> datetime | None:
    try:
        if isinstance(stamp, str):
            found = datetime.fromisoformat(stamp)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        return None if stamp is None else datetime.fromtimestamp(stamp, UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
