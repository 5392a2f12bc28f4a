"""Marks on a card weighed into one score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from qa_review.domain.card import Card


class ScorecardError(ValueError):
    """The marks do not fit the card; ``key`` names the row."""

    def __init__(self, message: str, *, key: str = "") -> None:
        """Keep which row it is about."""
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class ReviewScore:
    """What a review comes to.

    Args:
        percent: 0.0..100.0, rounded to 2 places; None when no row was applicable.
        percent_without_criticals: The same before criticals zeroed it.
        failed_criticals: Keys of the criticals that were seen, in card order.
    """

    percent: float | None
    percent_without_criticals: float | None
    failed_criticals: tuple[str, ...]


def score_review(
    card: Card, marks: Mapping[str, int | None], *, failed_criticals: Collection[str] = ()
) -> ReviewScore:
    """Weigh one reviewer's marks into a score.

    A row marked not applicable (None) leaves the sum and the divisor. A critical
    that was seen zeroes the score while the card is zeroing, whatever the rows say;
    it carries no weight of its own.

    Args:
        card: The card that was used.
        marks: One per category, on the card's scale; None is not applicable.
        failed_criticals: Keys of the criticals that were seen.

    Raises:
        ScorecardError: A row is missing, unknown or off the scale.

    Source:
        docs/explain/quality-score.md.
    """
    _check(card, marks, failed_criticals)
    applicable = [(c.weight, m) for c in card.categories if (m := marks[c.key]) is not None]
    weight = sum(w for w, _ in applicable)
    plain = (
        round(100 * sum(w * card.scale.share(m) for w, m in applicable) / weight, 2)
        if weight
        else None
    )
    failed = tuple(key for key in card.criticals if key in failed_criticals)
    is_zeroed = card.is_zeroing and failed and plain is not None
    return ReviewScore(0.0 if is_zeroed else plain, plain, failed)


def _check(card: Card, marks: Mapping[str, int | None], failed_criticals: Collection[str]) -> None:
    keys = [c.key for c in card.categories]
    for key in marks:
        if key not in keys:
            message = f"{key} is not on the card"
            raise ScorecardError(message, key=key)
    for key in keys:
        if key not in marks:
            message = f"{key} has no mark"
            raise ScorecardError(message, key=key)
        mark = marks[key]
        if mark is not None and mark not in card.scale.marks:
            message = f"{key}: {mark} is not on the scale"
            raise ScorecardError(message, key=key)
    for key in failed_criticals:
        if key not in card.criticals:
            message = f"{key} is no critical of the card"
            raise ScorecardError(message, key=key)
