"""A figure with its n and interval, and how much of it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import TYPE_CHECKING

from cxsdk.stats.interval import Interval, bootstrap_mean, t_mean, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNT_ONLY_BELOW = 10
THIN_BELOW = 30


class Trust(StrEnum):
    """How a figure may be shown.

    Below 10 observations only the count is told, from 10 to 29 the figure stands
    in grey with its interval, from 30 on it stands as it is.
    """

    COUNT_ONLY = "count_only"
    THIN = "thin"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number about many observations.

    Args:
        value: In percent, 0..100; None when there is nothing to measure.
        interval: 95 % interval in percent; None with fewer than two observations.
        n: Observations.
        hits: Successes among them, for shares; None for means.
    """

    value: float | None
    interval: Interval | None
    n: int
    hits: int | None = None

    @property
    def trust(self) -> Trust:
        """How it may be shown."""
        if self.n < COUNT_ONLY_BELOW:
            return Trust.COUNT_ONLY
        return Trust.THIN if self.n < THIN_BELOW else Trust.NORMAL


def share_figure(hits: int, n: int) -> Figure:
    """Return a share in percent with Wilson's interval; nothing but ``n`` for ``n`` = 0."""
    if n == 0:
        return Figure(None, None, 0, 0)
    ends = wilson(hits, n)
    return Figure(100 * hits / n, Interval(100 * ends.low, 100 * ends.high), n, hits)


def mean_figure(values: Sequence[float]) -> Figure:
    """Return the mean of scores in percent (0..100) with its interval.

    The interval is Student's from 30 values on and bootstrapped below; it is cut
    to 0..100, where scores live.
    """
    n = len(values)
    if n < 2:
        return Figure(values[0] if n else None, None, n)
    ends = t_mean(values) if n >= THIN_BELOW else bootstrap_mean(values)
    return Figure(fmean(values), Interval(max(0.0, ends.low), min(100.0, ends.high)), n)
