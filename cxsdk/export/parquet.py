"""Parquet: what was fetched waits in JSON Lines, and DuckDB builds the file at the end.

A Parquet file cannot grow, so every run that found something writes it anew:
the older file without what changed since, and the newest state of that.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from cxsdk.errors import ConfigError, StoreError
from cxsdk.export.columns import Column, Rows, spell
from cxsdk.export.files import Appended, file_errors, move_into_place
from cxsdk.export.lines import beside, load_beside, save_beside
from cxsdk.export.sinks import Rejects, Target, fitting, is_new

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cxsdk.export.state import State
    from cxsdk.helpdesks.zendesk.native import Reject
    from cxsdk.models import Record

_ORDER = "_cxsdk_order"
_TYPES = {
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "moment": "TIMESTAMPTZ",
    "ints": "BIGINT[]",
    "texts": "VARCHAR[]",
}
# Names of columns are quoted, everything else is our own. Row groups are small: each is
# held in memory while it is filled.
_WAITING = (
    "CREATE VIEW waiting AS SELECT * FROM read_json("
    "{file}, format = 'newline_delimited', columns = {{{columns}}})"
)
_NEWEST = (
    "SELECT {names} FROM waiting WHERE {order} IN (SELECT max({order}) FROM waiting GROUP BY {id})"
)
_OLDER = (
    "SELECT * FROM read_parquet({file}) WHERE id NOT IN (SELECT {id} FROM waiting)"
    " UNION ALL BY NAME "
)
_COPY = "COPY ({rows}) TO {file} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)"
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "512MB",
    "preserve_insertion_order": False,
}


class ParquetSink:
    """Writes one row for each object: a newer version takes the older one's place."""

    can_grow = True
    replaces = True

    def __init__(self, target: Target) -> None:
        """Open nothing yet."""
        self._target = target
        self._stage = target.path.with_name(f"{target.path.name}.part")
        self._spilled = target.path.with_name(f"{target.path.name}.part.tmp")
        self._file: Appended | None = None
        self._rejects = Rejects(target.rejects_path)
        self._rows: Rows | None = None

    def load(self) -> State | None:
        """Return how far the export came, None when it is to be made."""
        path = self._target.path
        state = load_beside(self._target, is_built=False)
        if state is not None and state.rows and not state.size and is_new(path):
            message = f"{beside(path)} is there, and {path} is not"
            hint = f"bring the file back, or remove {beside(path).name} to begin again"
            raise ConfigError(message, hint=hint)
        return state

    def open(self, state: State) -> State:
        """Begin, or go on behind what the state says is whole."""
        self._rows = Rows(self._target.kind, state.columns)
        state = replace(state, is_over=False)
        save_beside(self._target, state)
        self._file = Appended(self._stage, state.size)
        self._rejects.open(state.rejects_size)
        return state

    def write(self, records: Sequence[Record], rejects: Sequence[Reject], state: State) -> State:
        """Put a page with the waiting ones, then write the checkpoint."""
        assert self._file is not None  # noqa: S101 - opened before
        assert self._rows is not None  # noqa: S101
        rows, refused = fitting(self._rows, records)
        first = state.rows - len(records)
        lines = [self._line(row, first + n) for n, row in enumerate(rows)]
        if lines:
            self._file.append(b"".join(lines))
        rejects_size = self._rejects.write([*rejects, *refused])
        state = state.refusing(len(refused))
        state = replace(state, size=self._file.size, rejects_size=rejects_size)
        save_beside(self._target, state)
        return state

    def finish(self, state: State) -> None:
        """Build the file from what is there and what waits; a kill in here changes nothing."""
        path = self._target.path
        if state.size or is_new(path):
            built = path.with_name(f"{path.name}.new")
            with file_errors(path):
                self._build(built, state.columns)
                move_into_place(built, path)
        save_beside(self._target, replace(state, size=0))
        self._close_stage()
        self._stage.unlink(missing_ok=True)
        shutil.rmtree(self._spilled, ignore_errors=True)  # a kill may have left it

    def close(self) -> None:
        """Close the files."""
        self._rejects.close()
        self._close_stage()

    def _close_stage(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _line(self, row: Sequence[Any], order: int) -> bytes:
        assert self._rows is not None  # noqa: S101 - opened before
        pairs = zip(self._rows.columns, row, strict=True)
        cells = {f"c{n}": _cell(*pair) for n, pair in enumerate(pairs)}
        try:
            return orjson.dumps({_ORDER: order, **cells}) + b"\n"
        except TypeError:  # half a character, which DuckDB refuses
            text = json.dumps({_ORDER: order, **cells}, ensure_ascii=False)
            return text.encode(errors="replace") + b"\n"

    def _build(self, built: Path, columns: tuple[Column, ...]) -> None:
        import duckdb  # noqa: PLC0415 - an extra, and slow to load

        waiting = {_ORDER: "BIGINT"}
        waiting |= {f"c{n}": _TYPES.get(c.type, "VARCHAR") for n, c in enumerate(columns)}
        names = ", ".join(f"c{n} AS {_quoted(c.name)}" for n, c in enumerate(columns))
        identity = next(n for n, c in enumerate(columns) if c.key == "id" and not c.is_own)
        try:
            with duckdb.connect(config=_SETTINGS) as db:
                db.execute(f"SET temp_directory = {_text(self._spilled)}")
                db.execute("SET TimeZone = 'UTC'")
                spelled = ", ".join(f"{name}: '{type_}'" for name, type_ in waiting.items())
                db.execute(_WAITING.format(file=_pattern(self._stage), columns=spelled))
                rows = _NEWEST.format(names=names, order=_ORDER, id=f"c{identity}")
                if not is_new(self._target.path):
                    file = _pattern(self._target.path)
                    rows = _OLDER.format(file=file, id=f"c{identity}") + rows
                db.execute(_COPY.format(rows=rows, file=_text(built)))
        except duckdb.Error as error:
            message = f"{self._target.path} cannot be built: {error}"
            hint = "make room or mend that, then run the same command: nothing is fetched again"
            raise StoreError(message, hint=hint) from error


def make(target: Target) -> ParquetSink:
    """Return the sink for Parquet.

    Raises:
        ConfigError: DuckDB is not installed.
    """
    if importlib.util.find_spec("duckdb") is None:
        message = "Parquet needs DuckDB"
        raise ConfigError(message, hint="pip install 'cxsdk[parquet]'")
    return ParquetSink(target)


def _cell(column: Column, value: Any) -> Any:
    if value is None or column.type in _TYPES or isinstance(value, str):
        return value
    return spell(value)


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _text(value: object) -> str:
    doubled = str(value).replace("'", "''")
    return f"'{doubled}'"


def _pattern(path: Path) -> str:
    """Return a path that is read: what DuckDB would take for a pattern is meant as it stands."""
    return _text(re.sub(r"([*?\[])", r"[\1]", str(path)))
