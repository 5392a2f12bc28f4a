"""JSON Lines and CSV: files that grow at their end, with a checkpoint in a file beside.

A page is written and forced to the disk first, then the checkpoint takes the
place of the older one. What a killed run wrote behind its last checkpoint is
cut off by the next run, and fetched again.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from cxsdk.errors import ConfigError
from cxsdk.export.columns import Rows, dump_any, spell
from cxsdk.export.files import Appended, file_errors, replace_whole
from cxsdk.export.sinks import Rejects, Target, is_new, refuse_foreign
from cxsdk.export.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from cxsdk.helpdesks.zendesk.native import Reject
    from cxsdk.models import Record

#: Makes a page of records into bytes.
Encoder: TypeAlias = "Callable[[Rows, Iterable[Record]], bytes]"
# What makes a spreadsheet calculate a cell, full-width forms included. Source:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


class LinesSink:
    """Writes a file that grows at its end.

    Args:
        target: The file and what goes into it.
        encode: Makes a page of records into bytes.
        head: Makes the first line of the file, or nothing.
    """

    can_grow = False
    replaces = False

    def __init__(self, target: Target, encode: Encoder, head: Callable[[Rows], bytes]) -> None:
        """Open nothing yet."""
        self._target, self._encode, self._head = target, encode, head
        self._file: Appended | None = None
        self._rejects = Rejects(target.rejects_path)
        self._rows: Rows | None = None

    def load(self) -> State | None:
        """Return how far the file came, None when it is to be made."""
        return load_beside(self._target)

    def open(self, state: State) -> State:
        """Begin, or go on behind what the state says is whole."""
        path = self._target.path
        self._rows = Rows(self._target.kind, state.columns)
        if state.is_over and path.stat().st_size != state.size:
            message = f"{path} was changed since it was exported"
            raise ConfigError(
                message, hint=f"choose another file, or remove {path.name}.checkpoint"
            )
        state = replace(state, is_over=False)
        save_beside(self._target, state)  # from here on, what is behind the size is ours
        self._file = Appended(path, state.size)
        self._rejects.open(state.rejects_size)
        if state.size == 0 and (head := self._head(self._rows)):
            self._file.append(head)
            state = replace(state, size=len(head))
            save_beside(self._target, state)
        return state

    def write(self, records: Sequence[Record], rejects: Sequence[Reject], state: State) -> State:
        """Write a page, then the checkpoint."""
        assert self._file is not None  # noqa: S101 - opened before
        assert self._rows is not None  # noqa: S101
        page = self._encode(self._rows, records)
        if page:
            self._file.append(page)
        state = replace(state, size=self._file.size, rejects_size=self._rejects.write(rejects))
        save_beside(self._target, state)
        return state

    def finish(self, state: State) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        """Close the files."""
        self._rejects.close()
        if self._file is not None:
            self._file.close()


def beside(path: Path) -> Path:
    """Return where the checkpoint of a file is kept."""
    return path.with_name(f"{path.name}.checkpoint")


def load_beside(target: Target, *, is_built: bool = True) -> State | None:
    """Return the state in the file beside, None when nothing was exported yet.

    Args:
        target: The file.
        is_built: Whether the state's size is that of the file itself.

    Raises:
        ConfigError: One of file and checkpoint is there without the other.
    """
    kept = beside(target.path)
    if not kept.exists():
        refuse_foreign(target.path, target.rejects_path)
        return None
    with file_errors(kept):
        state = State.from_json(kept.read_bytes(), kept)
    if is_built and state.size and is_new(target.path):
        message = f"{kept} is there, and {target.path} is not"
        raise ConfigError(
            message, hint=f"bring the file back, or remove {kept.name} to begin again"
        )
    return state


def save_beside(target: Target, state: State) -> None:
    """Keep the state in the file beside."""
    replace_whole(beside(target.path), state.to_json())


def make(target: Target) -> LinesSink:
    """Return the sink for JSON Lines or CSV."""
    if target.path.suffix.lower() == ".csv":
        return LinesSink(target, _csv_page, _csv_head)
    return LinesSink(target, _json_page, lambda _rows: b"")


def _json_page(_rows: Rows, records: Iterable[Record]) -> bytes:
    return b"".join(dump_any(record.raw) + b"\n" for record in records)


def _csv_head(rows: Rows) -> bytes:
    return _csv([[safe(column.name) for column in rows.columns]])


def _csv_page(rows: Rows, records: Iterable[Record]) -> bytes:
    return _csv([[cell(value) for value in rows.row(record)] for record in records])


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    page = io.StringIO()
    csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(lines)
    return page.getvalue().encode(errors="replace")


def cell(value: Any) -> str:
    """Return a value as a CSV cell that no spreadsheet takes for a formula."""
    if isinstance(value, str):
        return safe(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else safe(spell(value))


def safe(text: str) -> str:
    """Put an apostrophe before a text that would be calculated."""
    return f"'{text}" if _FORMULA.match(text) else text
