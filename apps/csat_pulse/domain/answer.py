"""What a survey asks, and what counts as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MARKS = (1, 2, 3, 4, 5)
SATISFIED_FROM = 4
COMMENT_MOST = 2000


class FirstTime(StrEnum):
    """Was it solved the first time?"""

    YES = "yes"
    CAME_BACK = "came_back"
    NOT_SOLVED = "not_solved"


BAD_REASONS = (
    "repeat_explain",
    "slow",
    "channel_restart",
    "unkind",
    "bot_template",
    "not_solved",
    "not_first_time",
    "not_expected",
    "hard_to_reach",
    "product",
    "other",
)
GOOD_REASONS = ("fast", "kind", "solved", "first_time", "expected", "clear", "extra_value")
# What the second question said already is not asked again.
_TOLD = {
    FirstTime.YES: frozenset({"first_time", "not_first_time", "not_solved"}),
    FirstTime.CAME_BACK: frozenset({"not_first_time", "first_time"}),
    FirstTime.NOT_SOLVED: frozenset({"not_solved", "solved", "first_time"}),
}


class AnswerError(ValueError):
    """What came is no answer; ``field`` names the part."""

    def __init__(self, message: str, *, field: str) -> None:
        """Keep which part it is about."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Answer:
    """One customer's answer.

    Args:
        mark: 1 (worst) to 5.
        first_time: None when left open.
        reasons: Codes, in the order of the survey.
        comment: In the customer's own words; empty when there are none.
    """

    mark: int
    first_time: FirstTime | None = None
    reasons: tuple[str, ...] = ()
    comment: str = ""

    @property
    def is_satisfied(self) -> bool:
        """Whether it counts towards CSAT: 4 and 5 do."""
        return self.mark >= SATISFIED_FROM


def reasons_for(mark: int, first_time: FirstTime | None) -> tuple[str, ...]:
    """Return the reasons to offer for a mark, without those that are told already."""
    offered = GOOD_REASONS if mark >= SATISFIED_FROM else BAD_REASONS
    told = _TOLD[first_time] if first_time is not None else frozenset[str]()
    return tuple(code for code in offered if code not in told)


def read_answer(
    *, mark: int, first_time: str | None = None, reasons: Collection[str] = (), comment: str = ""
) -> Answer:
    """Make an answer of what was sent.

    Reasons that belong to the other end of the scale are dropped: a customer who
    changed the mark has changed their mind.

    Raises:
        AnswerError: The mark is off the scale, a code is unknown, or the comment is
            over 2,000 characters.
    """
    if mark not in MARKS:
        message = f"a mark is 1 to 5, not {mark}"
        raise AnswerError(message, field="mark")
    try:
        told = FirstTime(first_time) if first_time else None
    except ValueError as error:
        message = f"{first_time!r} is no answer to the second question"
        raise AnswerError(message, field="first_time") from error
    if unknown := set(reasons) - {*BAD_REASONS, *GOOD_REASONS}:
        message = f"no such reason: {min(unknown)}"
        raise AnswerError(message, field="reasons")
    if len(comment) > COMMENT_MOST:
        message = f"a comment has {COMMENT_MOST} characters at most"
        raise AnswerError(message, field="comment")
    kept = tuple(code for code in reasons_for(mark, told) if code in reasons)
    return Answer(mark, told, kept, comment.strip())
