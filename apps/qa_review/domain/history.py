"""What the demo world's reviewer has said before: marks and advice, as data.

The first two agents look different and are not: with a dozen reviews each, their
intervals overlap. The others have too few reviews for a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxsdk.models import StatusCategory, Ticket

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from cxsdk.models import Message

_TOP = "3"

# Reviews of one agent each, the one with most conversations first; a review is its marks in the
# order of the start card. Most conversations are clean, as in life.
_PAST: tuple[tuple[str, ...], ...] = (
    (
        "3333",
        "3333",
        "3231",
        "3333",
        "3333",
        "3332",
        "3333",
        "3333",
        "3333",
        "3323",
        "3333",
        "3333",
    ),
    (
        "3333",
        "2133",
        "3333",
        "3332",
        "3333",
        "3333",
        "1213",
        "3333",
        "3333",
        "3231",
        "3333",
        "3333",
    ),
    ("3333", "3133", "3333", "3333", "3332", "3333", "3333", "3233"),
    ("3333", "3333", "3332", "3333", "3333", "3333"),
    ("3333", "2333", "3333"),
)

# What to do next time, for the heaviest fault of a review.
_ADVICE: dict[str, dict[str, str]] = {
    "ru": {
        "solved": "Прежде чем закрыть вопрос, проверьте вместе с клиентом, что всё работает.",
        "not_twice": "Сначала прочитайте начало переписки: номер и модель клиент уже называл.",
        "tone": "Начните с того, что неудобство понятно, и только потом — вопросы.",
        "next_step": "Назовите час: «проверю до 15:00 и напишу».",
    },
    "en": {
        "solved": "Check together with the customer that it works before you close it.",
        "not_twice": "Read the beginning first: the customer had named the number and the model.",
        "tone": "Say first that you see the trouble; ask after that.",
        "next_step": "Name an hour: “I will check by 3 pm and write to you”.",
    },
}


@dataclass(frozen=True, slots=True)
class Past:
    """A conversation that was reviewed: whose, and the marks in the order of the start card."""

    ticket: Ticket
    agent_id: str
    marks: str

    @property
    def is_clean(self) -> bool:
        """Whether every mark is the top."""
        return set(self.marks) == {_TOP}


def reviews(
    tickets: Iterable[Ticket], *, since: datetime, left_out: Collection[str] = ()
) -> list[Past]:
    """Spread the past reviews over finished conversations, an agent's own evenly in time.

    Args:
        tickets: In any order.
        since: Conversations that began before are left out.
        left_out: Ids that nobody has reviewed.
    """
    by_agent: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        is_over = ticket.status.category in (StatusCategory.SOLVED, StatusCategory.CLOSED)
        is_recent = ticket.created_at is not None and ticket.created_at >= since
        if ticket.assignee and is_over and is_recent and ticket.id not in left_out:
            by_agent.setdefault(ticket.assignee.id, []).append(ticket)
    busiest = sorted(by_agent, key=lambda one: (-len(by_agent[one]), one))
    found: list[Past] = []
    for agent_id, marks in zip(busiest, _PAST, strict=False):
        theirs = sorted(by_agent[agent_id], key=lambda t: (t.created_at, t.id))
        chosen = theirs[:: max(1, len(theirs) // len(marks))]
        found += [Past(t, agent_id, m) for t, m in zip(chosen, marks, strict=False)]
    return found


def evidence_of(key: str, said: Sequence[Message]) -> str | None:
    """Return the message that would show a fault in a row: a question asked, or the last word."""
    words = [m for m in said if m.body_text]
    if not words:
        return None
    asked = [m for m in words if "?" in m.body_text]
    if key in ("not_twice", "tone"):
        return (asked or words)[0].id
    return words[-1].id


def advice_on(keys: Sequence[str], marks: str, *, locale: str) -> str:
    """Return what to do next time, for the heaviest fault; empty for a clean review."""
    faults = [key for key, mark in zip(keys, marks, strict=True) if mark != _TOP]
    language = "ru" if locale.startswith("ru") else "en"
    return _ADVICE[language][faults[0]] if faults else ""
