"""How far an export is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import Progress as Bar

    from cxsdk.export import Progress

_EVERY_S = 10.0


class Meter(logging.Handler):
    """Shows count, rate and the time that is left, and passes warnings on, on standard error.

    An export comes in order of change, so what is done is the time that is
    covered: from the start to the last change, of all up to now.

    Args:
        kind: What is exported.
        path: Where to.
    """

    def __init__(self, kind: str, path: Path) -> None:
        """Show nothing yet."""
        super().__init__(logging.WARNING)
        self._kind, self._path = kind, path
        self._bar: Bar | None = None
        self._began = self._said = time.monotonic()
        self._first: tuple[datetime, float] | None = None
        self._last: Progress | None = None

    def __enter__(self) -> Self:
        """Begin to count the time; on a terminal, draw the bar."""
        from rich.console import Console  # noqa: PLC0415 - slow to load
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

        logging.getLogger("cxsdk").addHandler(self)
        console = Console(stderr=True)
        if console.is_terminal:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[how]}"),
            )
            self._bar = Progress(*columns, console=console, transient=True)
            self._bar.add_task(self._kind, total=1.0, how="")
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        logging.getLogger("cxsdk").removeHandler(self)
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def emit(self, record: logging.LogRecord) -> None:
        """Show a warning, such as a wait for the account's limit."""
        if self._bar is not None:
            self._bar.console.print(record.getMessage(), markup=False, highlight=False)
        else:
            click.echo(record.getMessage(), err=True)

    def show(self, progress: Progress) -> None:
        """Show how far it is after a page."""
        self._last = progress
        now, clock = datetime.now(UTC), time.monotonic()
        reached = progress.reached
        if self._first is None and reached is not None:
            self._first = reached, clock
        done = None if reached is None else share(self._base(progress), reached, now)
        if self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=done or 0.0, how=self._how(progress, now, clock))
        elif clock - self._said >= _EVERY_S:
            self._said = clock
            click.echo(f"{self._kind}: {self._how(progress, now, clock)}", err=True)

    def summary(self, *, replaces: bool) -> str:
        """Say what was done; ``replaces``: newer states took the place of older ones."""
        last = self._last
        rows, before = (0, 0) if last is None else (last.rows, last.before)
        text = f"{self._path}: {rows:,} {self._kind}"
        if before:
            text += f" {'new or changed' if replaces else 'added'} to {before:,}"
        if last is not None and last.rejects:
            text += f"; {last.rejects:,} could not be read: {self._path}.rejects.jsonl"
        return text

    def _base(self, progress: Progress) -> datetime:
        """Return where the whole begins: where it was asked to, or at the first change."""
        assert self._first is not None  # noqa: S101 - there is a moment to compare with
        return max(progress.since, self._first[0]) if not progress.before else progress.since

    def _how(self, progress: Progress, now: datetime, clock: float) -> str:
        took_s = max(clock - self._began, 0.001)
        text = f"{progress.rows:,} rows, {progress.rows / took_s:,.0f} a second"
        if progress.reached is None or self._first is None:
            return text
        text += f", up to {progress.reached:%Y-%m-%d %H:%M}"
        left = remaining(*self._first, progress.reached, clock, now=now)
        return text if left is None else f"{text}, {_spoken(left)} left"


def share(since: datetime, reached: datetime, now: datetime) -> float:
    """Return how much of the time is covered, 0.0 to 1.0."""
    whole = (now - since).total_seconds()
    return min(1.0, max(0.0, (reached - since).total_seconds() / whole)) if whole > 0 else 1.0


def remaining(
    first: datetime, first_clock: float, reached: datetime, clock: float, *, now: datetime
) -> timedelta | None:
    """Return how long the rest will take at the pace so far; None while nobody can know.

    Args:
        first: Moment of the first page of this run.
        first_clock: When that was shown, in seconds.
        reached: Moment of the last change.
        clock: Seconds now.
        now: Up to where the export goes.
    """
    covered = (reached - first).total_seconds()
    if covered <= 0 or clock <= first_clock:
        return None
    left_s = (now - reached).total_seconds() / covered * (clock - first_clock)
    return timedelta(seconds=round(max(0.0, min(left_s, 10.0**8))))


def _spoken(left: timedelta) -> str:
    return str(left).removesuffix(", 0:00:00")
