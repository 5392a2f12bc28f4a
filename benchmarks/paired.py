"""Comparisons on a machine that is never equally busy for long.

Every run of a case stands between two runs of its baseline, and a ratio is the
case over the mean of both. In the same round the baseline is compared with
itself in the same way: the control. A figure counts when the control's median
lies within 0.97 and 1.03; else the measurement is made again.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

VALID = (0.97, 1.03)
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison.

    Args:
        name: What is compared with what.
        unit: Of ``ours`` and ``baseline``.
        ours: Median of the case.
        baseline: Median of the baseline.
        ratio: Median of ``ours / baseline`` over all pairs.
        quartiles: Of the ratio.
        control: Median of ``baseline / baseline``.
        goal: The largest ratio that is fine.
        pairs: How many ratios there are.
    """

    name: str
    unit: str
    ours: float
    baseline: float
    ratio: float
    quartiles: tuple[float, float]
    control: float
    goal: float
    pairs: int

    @property
    def is_valid(self) -> bool:
        """Whether the machine was calm enough."""
        return VALID[0] <= self.control <= VALID[1]


@dataclass(frozen=True, slots=True)
class Case:
    """Two ways of doing the same.

    Args:
        name: What is compared with what.
        ours: Does it once and returns what that spent.
        baseline: Does it the other way.
        goal: The largest ratio that is fine.
        unit: Of what is spent.
    """

    name: str
    ours: Callable[[], float]
    baseline: Callable[[], float]
    goal: float
    unit: str = "us"


def compare(case: Case, pairs: int) -> Row:
    """Compare both ways; with 30 pairs or more, again where the machine was not calm enough."""
    for _ in range(ATTEMPTS):
        row = _once(case, pairs)
        if row.is_valid or pairs < 30:
            break
    return row


def _once(case: Case, pairs: int) -> Row:
    ours, baseline = case.ours, case.baseline
    runs, bases, ratios, controls = [], [baseline()], [], []
    for _ in range(pairs):
        for run, kept in ((ours, ratios), (baseline, controls)):
            spent = run()
            bases.append(baseline())
            kept.append(spent / statistics.mean(bases[-2:]))
            if run is ours:
                runs.append(spent)
    low, _, high = statistics.quantiles(ratios, n=4) if pairs > 1 else ratios * 3
    return Row(
        name=case.name,
        unit=case.unit,
        ours=statistics.median(runs),
        baseline=statistics.median(bases),
        ratio=statistics.median(ratios),
        quartiles=(low, high),
        control=statistics.median(controls),
        goal=case.goal,
        pairs=pairs,
    )


def cpu_us(run: Callable[[], int], per: int) -> float:
    """Return the CPU microseconds of one run for each of ``per`` things; checks that all came."""
    gc.collect()
    start = time.process_time()
    seen = run()
    spent = time.process_time() - start
    if seen != per:
        message = f"{seen} came of {per}"
        raise RuntimeError(message)
    return spent / per * 1e6


def lines(rows: list[Row]) -> list[str]:
    """Return the rows as a Markdown table."""
    head = "| comparison | ours | baseline | ratio | quartiles | goal | control | pairs |"
    out = [head, "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for row in rows:
        low, high = row.quartiles
        control = f"{row.control:.2f}" + ("" if row.is_valid else " (too noisy)")
        out.append(
            f"| {row.name} | {row.ours:.1f} {row.unit} | {row.baseline:.1f} {row.unit}"
            f" | **{row.ratio:.2f}** | {low:.2f}–{high:.2f} | ≤ {row.goal:g} | {control}"
            f" | {row.pairs} |"
        )
    return out
