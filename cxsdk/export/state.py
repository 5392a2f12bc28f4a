"""How far an export came: what is kept beside its file, or in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from cxsdk.errors import ConfigError
from cxsdk.export.columns import Column

if TYPE_CHECKING:
    from cxsdk.helpdesks.zendesk.native import Checkpoint

_VERSION = 1


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the next run must know.

    Args:
        source: Vendor and account, such as ``zendesk/acme``.
        kind: What is exported, such as ``tickets``.
        since: The moment it began at, ISO 8601.
        checkpoint: The stream's own checkpoint, as text.
        columns: Of a row, in order.
        rows: Written so far, by all runs.
        rejects: Objects that could not be read, by all runs.
        size: Bytes of the file that are whole; 0 where the format looks after itself.
        rejects_size: Bytes of the file of rejects that are whole.
        is_over: Whether the last run came to the end.
    """

    source: str
    kind: str
    since: str
    checkpoint: str
    columns: tuple[Column, ...]
    rows: int = 0
    rejects: int = 0
    size: int = 0
    rejects_size: int = 0
    is_over: bool = False

    def after(self, checkpoint: Checkpoint, *, rows: int, rejects: int, is_over: bool) -> Self:
        """Return the state once a page is written."""
        return replace(
            self,
            checkpoint=checkpoint.to_json(),
            rows=self.rows + rows,
            rejects=self.rejects + rejects,
            is_over=is_over,
        )

    def refusing(self, count: int) -> Self:
        """Return the state when so many of a page's rows turn out to fit no table."""
        return replace(self, rows=self.rows - count, rejects=self.rejects + count)

    def to_json(self) -> bytes:
        """Return the state as one line."""
        return (json.dumps({"version": _VERSION, **asdict(self)}) + "\n").encode()

    @classmethod
    def from_json(cls, text: str | bytes, where: object) -> Self:
        """Read what :meth:`to_json` wrote.

        Args:
            text: The line.
            where: What it was read from, for the error.

        Raises:
            ConfigError: It is something else, or of another version.
        """
        try:
            kept: dict[str, Any] = json.loads(text)
            version = kept.pop("version")
            columns = tuple(Column(**each) for each in kept.pop("columns"))
            made = cls(**kept, columns=columns)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            message = f"{where} is not what an export keeps"
            raise ConfigError(message, hint="choose another file") from error
        if version != _VERSION:
            message = f"{where} was written by another version of cxsdk ({version})"
            raise ConfigError(message, hint="go on with that one, or choose another file")
        return made
