"""Confidence intervals: Wilson for shares, Student's t and the bootstrap for means."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_RESAMPLES = 2000
_SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Interval:
    """Two ends of an interval, ``low <= high``, in the unit of the figure."""

    low: float
    high: float


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        message = f"confidence lies between 0 and 1, not {confidence}"
        raise ValueError(message)
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(successes: int, n: int, *, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share.

    Args:
        successes: How many of ``n`` were successes, 0..n.
        n: Trials, at least 1.
        confidence: Coverage, 0.95 by default.

    Returns:
        Both ends as shares, 0.0..1.0.

    Raises:
        ValueError: ``n`` is below 1, or ``successes`` outside 0..n.

    Source:
        E. B. Wilson, "Probable inference, the law of succession, and statistical
        inference", JASA 22 (1927); read 2026-11-22.
    """
    if n < 1 or not 0 <= successes <= n:
        message = f"{successes} of {n} is no share"
        raise ValueError(message)
    z = _z(confidence)
    p = successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def _t_quantile(confidence: float, df: int) -> float:
    """Approximate Student's quantile by Cornish and Fisher's expansion; 1e-4 from 10 degrees on."""
    z = _z(confidence)
    z3, z5, z7 = z**3, z**5, z**7
    return (
        z
        + (z3 + z) / (4 * df)
        + (5 * z5 + 16 * z3 + 3 * z) / (96 * df**2)
        + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * df**3)
    )


def t_mean(values: Sequence[float], *, confidence: float = 0.95) -> Interval:
    """Return Student's interval of a mean; for 30 values or more.

    Raises:
        ValueError: Fewer than two values: there is no spread to go by.
    """
    n = len(values)
    if n < 2:
        message = f"a mean of {n} has no interval"
        raise ValueError(message)
    half = _t_quantile(confidence, n - 1) * stdev(values) / sqrt(n)
    mean = fmean(values)
    return Interval(mean - half, mean + half)


def bootstrap_mean(values: Sequence[float], *, confidence: float = 0.95) -> Interval:
    """Return the percentile bootstrap interval of a mean: 2,000 resamples, always the same ones.

    Raises:
        ValueError: Fewer than two values: there is nothing to resample.
    """
    n = len(values)
    if n < 2:
        message = f"a mean of {n} has no interval"
        raise ValueError(message)
    _z(confidence)  # refuses a confidence that is none
    dice = random.Random(_SEED)  # noqa: S311 - resampling, not secrecy
    means = sorted(fmean(dice.choices(values, k=n)) for _ in range(_RESAMPLES))
    tail = (1 - confidence) / 2
    last = _RESAMPLES - 1
    return Interval(means[round(tail * last)], means[round((1 - tail) * last)])
