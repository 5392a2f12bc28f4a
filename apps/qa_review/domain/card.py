"""Scorecards: what is marked, how much it weighs, and which faults spoil everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Scale:
    """A ladder of marks; the lowest is bad, the highest is top."""

    lowest: int
    highest: int

    @property
    def marks(self) -> tuple[int, ...]:
        """Every mark, worst first."""
        return tuple(range(self.lowest, self.highest + 1))

    def share(self, mark: int) -> float:
        """Return a mark as a share of the way up, 0.0 (worst) to 1.0 (top)."""
        return (mark - self.lowest) / (self.highest - self.lowest)


@dataclass(frozen=True, slots=True)
class Category:
    """One row of a card; a row of weight 0 is shown and not counted."""

    key: str
    weight: int


@dataclass(frozen=True, slots=True)
class Card:
    """A published scorecard; reviews keep the version they were made with.

    Args:
        key: Which card, such as ``start``.
        version: Grows by one with every publication.
        scale: The same ladder for every category, so that keys mean the same.
        categories: In the order of the screen. Weights are 0..100 and need not sum to 100.
        criticals: Faults that zero a review when ``is_zeroing``; they weigh nothing.
        is_zeroing: False while a team only watches its criticals (the first month).
    """

    key: str
    version: int
    scale: Scale
    categories: tuple[Category, ...]
    criticals: tuple[str, ...]
    is_zeroing: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return the card as it is frozen beside a review."""
        return {
            "key": self.key,
            "version": self.version,
            "scale": [self.scale.lowest, self.scale.highest],
            "categories": [[c.key, c.weight] for c in self.categories],
            "criticals": list(self.criticals),
            "is_zeroing": self.is_zeroing,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Card:
        """Return the card that was frozen beside a review."""
        return cls(
            key=kept["key"],
            version=kept["version"],
            scale=Scale(*kept["scale"]),
            categories=tuple(Category(key, weight) for key, weight in kept["categories"]),
            criticals=tuple(kept["criticals"]),
            is_zeroing=kept["is_zeroing"],
        )


# Four rows and three criticals on one small scale: people agree better on small scales, and
# twelve decisions forty times a day are too many. The weights follow what customers say makes
# service bad: explaining twice 72 %, unkind 67 %, slow 65 %, unsolved 51 %.
START_CARD = Card(
    key="start",
    version=1,
    scale=Scale(1, 3),
    categories=(
        Category("solved", 35),
        Category("not_twice", 30),
        Category("tone", 20),
        Category("next_step", 15),
    ),
    criticals=("data", "false_promise", "rude"),
)
