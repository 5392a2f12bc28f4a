"""Where rows go: a format by the file's ending, each with its own way to survive a kill."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cxsdk.errors import ConfigError, SchemaError
from cxsdk.export.columns import Rows, dump_any
from cxsdk.export.files import Appended, held
from cxsdk.export.kinds import Kind
from cxsdk.helpdesks.zendesk.native import Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cxsdk.export.state import State
    from cxsdk.models import Record

#: Ending of the file, and the module that writes it.
FORMATS = {
    ".jsonl": "cxsdk.export.lines",
    ".csv": "cxsdk.export.lines",
    ".sqlite": "cxsdk.export.sqlite",
    ".parquet": "cxsdk.export.parquet",
}
_BITS = 1 << 63


@dataclass(frozen=True, slots=True)
class Target:
    """What a sink is opened for: the file, and what is to be written into it."""

    path: Path
    kind: Kind

    @property
    def rejects_path(self) -> Path:
        """Where objects go that cannot be read."""
        return self.path.with_name(f"{self.path.name}.rejects.jsonl")


class Sink(Protocol):
    """Writes one file: what :meth:`write` was given is there after a kill, and nothing twice."""

    #: Whether a column can be added to what is there.
    can_grow: bool
    #: Whether a newer version of an object takes the place of the older one.
    replaces: bool

    def load(self) -> State | None:
        """Return how far the file came, None when it is to be made.

        Raises:
            ConfigError: There is a file that no export made.
        """

    def open(self, state: State) -> State:
        """Begin, or go on: cut off what is half written. Returns the state to go on with."""

    def write(self, records: Sequence[Record], rejects: Sequence[Reject], state: State) -> State:
        """Write a page and the state after it, together; returns the state with the sizes.

        Raises:
            StoreError: The disk is full, or fails.
        """

    def finish(self, state: State) -> None:
        """Put the last stroke to the file; called when the end is reached."""

    def close(self) -> None:
        """Close what is open."""


@contextmanager
def open_sink(path: Path, kind: Kind) -> Iterator[Sink]:
    """Open the sink for a file, by its ending, and hold the file against other exports.

    Raises:
        ConfigError: The ending is unknown, or its format needs an extra.
        LockTimeout: Another export writes to it.
        StoreError: The folder cannot be written.
    """
    module = FORMATS.get(path.suffix.lower())
    if module is None:
        message = f"{path.name} ends with none of {', '.join(FORMATS)}"
        raise ConfigError(message, hint="the ending of FILE is its format")
    make: Callable[[Target], Sink] = import_module(module).make
    sink = make(Target(path, kind))
    with held(path):
        try:
            yield sink
        finally:
            sink.close()


def is_new(path: Path) -> bool:
    """Whether nothing stands there yet; an empty file counts as nothing."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def refuse_foreign(*paths: Path) -> None:
    """Refuse to write over what no export made.

    Raises:
        ConfigError: One of the files is there, and not empty.
    """
    for path in paths:
        if not is_new(path):
            message = f"{path} is there already, and was not made by this export"
            raise ConfigError(message, hint="choose another file, or move that one away")


def fitting(rows: Rows, records: Sequence[Record]) -> tuple[list[list[Any]], list[Reject]]:
    """Return the rows that fit a table, and the objects that do not: numbers beyond 64 bits."""
    made: list[list[Any]] = []
    refused: list[Reject] = []
    for record in records:
        row = rows.row(record)
        if any(isinstance(value, int) and not -_BITS <= value < _BITS for value in row):
            error = SchemaError("a number of more than 64 bits does not fit a table")
            refused.append(Reject(record.raw, error))
        else:
            made.append(row)
    return made, refused


class Rejects:
    """The file of objects that cannot be read: made with the first of them."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet."""
        self._path = path
        self._file: Appended | None = None
        self._size = 0

    def open(self, size: int) -> None:
        """Go on behind ``size`` bytes; the rest is cut off."""
        self._size = size
        if self._path.exists() or size:
            self._file = Appended(self._path, size)

    def write(self, rejects: Sequence[Reject]) -> int:
        """Append them, and return how long the file is then."""
        if rejects:
            if self._file is None:
                self._file = Appended(self._path)
            lines = [dump_any(_spelled(reject)) + b"\n" for reject in rejects]
            self._file.append(b"".join(lines))
            self._size = self._file.size
        return self._size

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def _spelled(reject: Reject) -> dict[str, Any]:
    return {"reason": str(reject.error), "path": reject.error.path, "raw": reject.raw}
