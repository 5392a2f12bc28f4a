"""One run: where the last one stopped, page by page, to the end of the stream."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cxsdk.errors import ConfigError
from cxsdk.export.columns import columns_of, extended
from cxsdk.export.state import State
from cxsdk.helpdesks.zendesk.desk import ZendeskDesk
from cxsdk.helpdesks.zendesk.native import Checkpoint, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxsdk.export.kinds import Kind
    from cxsdk.export.sinks import Sink

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Account:
    """Where an export comes from, and how its pages are asked for.

    Args:
        desk: The account.
        page_size: Objects asked for at once, 1 to 1000.
        deleted: Whether deleted objects come too, where they can be left out.
    """

    desk: ZendeskDesk
    page_size: int = 1000
    deleted: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, after each page.

    Args:
        rows: Written by this run.
        rejects: Objects that this run could not read.
        before: Rows that earlier runs wrote.
        since: Where the export began.
        reached: Moment of the last change that was written; None when nobody knows.
        is_over: Whether the end is reached and the file is whole.
    """

    rows: int
    rejects: int
    before: int
    since: datetime
    reached: datetime | None
    is_over: bool


def export(
    account: Account, kind: Kind, sink: Sink, *, since: datetime | None = None
) -> Iterator[Progress]:
    """Export what changed since, or since the last run; yields after each page.

    Whenever it is cut off, the same call goes on where it stopped: no object is
    lost, none is there twice.

    Args:
        account: Where from.
        kind: What.
        sink: Where to, open.
        since: An aware moment; None (default) for where the last run stopped, or all there is.

    Raises:
        ConfigError: The file was begun for something else.
        StoreError: It cannot be written.
        ApiError: The helpdesk refused.
    """
    kept = sink.load()
    own = kind.own_fields(account.desk.raw) if kept is None or sink.can_grow else ()
    source = f"{account.desk.vendor}/{account.desk.account}"
    if kept is None:
        begun = since or _BEGINNING
        columns = columns_of(kind, own)
        state = State(source, kind.name, begun.isoformat(), "", columns)
    else:
        _check(kept, source, kind, since)
        state = kept
        if sink.can_grow:
            state = _with_columns(kept, own)
    rejects: list[Reject] = []
    stream = _stream(account, kind, state, rejects)
    first, reached = None, None
    for page in stream.pages():
        if first is None:  # nothing is made before the helpdesk has answered
            first = state = sink.open(state)
        after = state.after(
            page.checkpoint, rows=len(page.items), rejects=len(rejects), is_over=page.is_last
        )
        state = sink.write(page.items, rejects, after)
        rejects.clear()
        reached = page.reached or reached
        if page.is_last:
            sink.finish(state)
        yield Progress(
            state.rows - first.rows,
            state.rejects - first.rejects,
            first.rows,
            datetime.fromisoformat(state.since),
            reached,
            page.is_last,
        )


def _check(kept: State, source: str, kind: Kind, since: datetime | None) -> None:
    if (kept.source, kept.kind) != (source, kind.name):
        message = f"the file holds {kept.kind} of {kept.source}, not {kind.name} of {source}"
        raise ConfigError(message, hint="choose another file")
    if since is not None and since != datetime.fromisoformat(kept.since):
        begun = datetime.fromisoformat(kept.since)
        how = "without --since" if begun == _BEGINNING else f"with --since {kept.since}"
        message = f"the file was begun {how}"
        raise ConfigError(message, hint="leave --since out to go on, or choose another file")


def _with_columns(state: State, own: Iterable[tuple[str, str]]) -> State:
    return replace(state, columns=extended(state.columns, own))


def _stream(account: Account, kind: Kind, state: State, rejects: list[Reject]) -> Any:
    open_stream = getattr(account.desk.native.incremental, f"iter_{kind.name}")
    options: dict[str, Any] = {"page_size": account.page_size, "on_reject": rejects.append}
    if kind.has_deleted:
        options["deleted"] = account.deleted
    if state.checkpoint:
        options["checkpoint"] = Checkpoint.from_json(state.checkpoint)
    else:
        options["since"] = datetime.fromisoformat(state.since)
    return open_stream(**options)
