"""SQLite: a table a kind, an object a row. Rows and checkpoint are one transaction."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cxsdk.errors import ConfigError, LockTimeout, StoreError
from cxsdk.export.columns import Column, Rows, spell
from cxsdk.export.files import GO_ON, file_errors
from cxsdk.export.sinks import Rejects, Target, fitting, is_new, refuse_foreign
from cxsdk.export.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cxsdk.helpdesks.zendesk.native import Reject
    from cxsdk.models import Record

_STATES = "_cxsdk_export"
_MAGIC = b"SQLite format 3\0"
_AFFINITY = {"int": "INTEGER", "bool": "INTEGER", "float": "REAL", "any": ""}


class SqliteSink:
    """Writes a table, one row for each object: a newer version takes the older one's place.

    Args:
        target: The file and what goes into it; other kinds have tables of their own.
        path: Where the table is, when that is not the target itself.
    """

    can_grow = True
    replaces = True

    def __init__(self, target: Target, path: Path | None = None) -> None:
        """Open nothing yet."""
        self._target, self._path = target, path or target.path
        self._db: sqlite3.Connection | None = None
        self._rejects = Rejects(target.rejects_path)
        self._rows: Rows | None = None
        self._insert = ""

    def load(self) -> State | None:
        """Return how far the table came, None when it is to be made."""
        if is_new(self._path):
            refuse_foreign(self._target.rejects_path)
            return None
        with file_errors(self._path), self._path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                refuse_foreign(self._path)
        name = self._target.kind.name
        with self._errors():
            db = self._connected()
            if not _has_table(db, _STATES):
                refuse_foreign(self._path)
            sql = f"SELECT state FROM {_STATES} WHERE kind = ?"  # noqa: S608 - our own name
            kept = db.execute(sql, (name,)).fetchone()
            if kept is None and _has_table(db, name):
                message = f"{self._path} has a table {name} that no export made"
                raise ConfigError(message, hint="choose another file")
        return None if kept is None else State.from_json(kept[0], self._path)

    def open(self, state: State) -> State:
        """Make the table, or the columns that it lacks, and cut the rejects."""
        self._rows = Rows(self._target.kind, state.columns)
        state = replace(state, is_over=False)
        with self._errors(), self._connected() as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute(f"CREATE TABLE IF NOT EXISTS {_STATES} (kind TEXT PRIMARY KEY, state TEXT)")
            self._shape(db, state.columns)
            self._keep(db, state)
        self._rejects.open(state.rejects_size)
        return state

    def write(self, records: Sequence[Record], rejects: Sequence[Reject], state: State) -> State:
        """Write the rejects, then rows and state in one transaction."""
        assert self._rows is not None  # noqa: S101 - opened before
        rows, refused = fitting(self._rows, records)
        rejects_size = self._rejects.write([*rejects, *refused])
        state = replace(state.refusing(len(refused)), rejects_size=rejects_size)
        with self._errors(), self._connected() as db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(self._insert, ([cell(value) for value in row] for row in rows))
            self._keep(db, state)
        return state

    def finish(self, state: State) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        """Close the files."""
        self._rejects.close()
        if self._db is not None:
            self._db.close()
            self._db = None

    def _connected(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        return self._db

    def _shape(self, db: sqlite3.Connection, columns: tuple[Column, ...]) -> None:
        table = quoted(self._target.kind.name)
        there = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
        if not there:
            spelled = ", ".join(
                f"{quoted(c.name)} {_AFFINITY.get(c.type, 'TEXT')}"
                + (" PRIMARY KEY" if c.key == "id" and not c.is_own else "")
                for c in columns
            )
            db.execute(f"CREATE TABLE {table} ({spelled})")
        for column in columns if there else ():
            if column.name not in there:
                affinity = _AFFINITY.get(column.type, "TEXT")
                db.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(column.name)} {affinity}")
        names = [quoted(column.name) for column in columns]
        changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != '"id"')
        self._insert = (
            f"INSERT INTO {table} ({', '.join(names)})"  # noqa: S608 - quoted names
            f" VALUES ({', '.join('?' * len(names))})"
            f' ON CONFLICT ("id") DO UPDATE SET {changes}'
        )

    def _keep(self, db: sqlite3.Connection, state: State) -> None:
        sql = f"INSERT OR REPLACE INTO {_STATES} VALUES (?, ?)"  # noqa: S608 - our own name
        db.execute(sql, (self._target.kind.name, state.to_json().decode()))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn the driver's errors into ours, and undo what was begun."""
        try:
            yield
        except sqlite3.Error as error:
            if "locked" in str(error):
                message = f"{self._path} is locked by another program"
                raise LockTimeout(message, hint=f"close what has it open, {GO_ON}") from error
            message = f"{self._path} cannot be used: {error}"
            hint = "make room" if "full" in str(error) else "check the file, its folder and rights"
            raise StoreError(message, hint=f"{hint}, {GO_ON}") from error


def make(target: Target) -> SqliteSink:
    """Return the sink for SQLite."""
    return SqliteSink(target)


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def cell(value: Any) -> Any:
    """Return a value as SQLite keeps it; lists and objects as JSON."""
    if isinstance(value, (list, dict)):
        return spell(value)
    if isinstance(value, str) and not value.isascii():
        return value.encode(errors="replace").decode()  # half a character cannot be kept
    return value


def _has_table(db: sqlite3.Connection, name: str) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return db.execute(sql, (name,)).fetchone() is not None
