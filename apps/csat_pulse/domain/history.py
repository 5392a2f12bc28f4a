"""What the demo world's customers have answered before, as data, spread over its conversations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from csat_pulse.domain.answer import Answer, FirstTime
from csat_pulse.domain.choice import ACCOUNT_MOST, ACCOUNT_WINDOW, PERSON_REST
from csat_pulse.domain.schedule import DELAY_MAIL, into_window
from cxsdk.models import StatusCategory, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_WINDOW = timedelta(days=90)
_SOLVED_AFTER = timedelta(hours=3)
_OVER = frozenset({StatusCategory.SOLVED, StatusCategory.CLOSED})
_YES, _CAME_BACK, _NOT_SOLVED = FirstTime.YES, FirstTime.CAME_BACK, FirstTime.NOT_SOLVED

# One after the other, again and again; None is a survey that nobody answered.
_ANSWERS: tuple[Answer | None, ...] = (
    Answer(5, _YES, ("fast", "kind")),
    Answer(4, _YES, ("clear",)),
    Answer(5, None, ("solved",)),
    None,
    Answer(5, _YES, ("kind",)),
    Answer(2, _CAME_BACK, ("repeat_explain", "channel_restart")),
    Answer(4, _YES, ("fast",)),
    Answer(5, _YES, ("extra_value",)),
    None,
    Answer(3, None, ("slow",)),
    Answer(5, _YES, ("expected", "clear")),
    Answer(4, _CAME_BACK, ("solved",)),
    Answer(5, _YES, ("fast",)),
    Answer(5, _YES, ("kind",)),
    Answer(4, _YES, ("expected",)),
    None,
    Answer(1, _NOT_SOLVED, ("slow", "bot_template")),
    Answer(5, _YES, ("kind", "clear")),
    Answer(4, None, ()),
    Answer(5, _YES, ("fast", "solved")),
    Answer(3, _YES, ("product",)),
    Answer(5, _YES, ("solved",)),
)
# The demo's customer with the payment that fails: what she said about the time before.
_TOLD_TWICE = {"5001": Answer(2, _CAME_BACK, ("repeat_explain",))}


@dataclass(frozen=True, slots=True)
class Past:
    """A survey of the past; ``answer`` is None when nobody answered."""

    ticket: Ticket
    person_id: str
    locale: str
    solved_at: datetime
    sent_at: datetime
    answer: Answer | None
    answered_at: datetime


def surveys(tickets: Iterable[Ticket], *, now: datetime, zone: ZoneInfo) -> list[Past]:
    """Ask about finished conversations by the same rules as in life.

    Nobody is asked twice within 30 days, and who is talked to now was not asked for so
    long: a survey may follow.
    """
    known = [t for t in tickets if t.requester and t.created_at]
    known.sort(key=lambda t: (t.created_at, t.id))
    talking = {t.requester.id for t in known if t.requester and t.status.category not in _OVER}
    asked: dict[str, datetime] = {}
    weeks: dict[str, list[datetime]] = {}
    found: list[Past] = []
    for ticket in known:
        person = ticket.requester
        if person is None or ticket.created_at is None or ticket.status.category not in _OVER:
            continue
        solved_at = ticket.created_at + _SOLVED_AFTER
        sent_at = into_window(solved_at + DELAY_MAIL, zone)
        until = now - (PERSON_REST if person.id in talking else _DAY) - _DAY
        rests = person.id in asked and sent_at < asked[person.id] + PERSON_REST
        week = weeks.setdefault(ticket.organization.id, []) if ticket.organization else []
        n_account = sum(sent_at - one < ACCOUNT_WINDOW for one in week)
        if rests or n_account >= ACCOUNT_MOST or not now - _WINDOW <= sent_at < until:
            continue
        asked[person.id] = sent_at
        week.append(sent_at)
        found.append(_past(ticket, person.id, solved_at, sent_at, number=len(found)))
    return found


def _past(
    ticket: Ticket, person_id: str, solved_at: datetime, sent_at: datetime, *, number: int
) -> Past:
    return Past(
        ticket=ticket,
        person_id=person_id,
        locale="en" if "en" in ticket.tags else "ru",
        solved_at=solved_at,
        sent_at=sent_at,
        answer=_TOLD_TWICE.get(person_id, _ANSWERS[number % len(_ANSWERS)]),
        answered_at=sent_at + timedelta(minutes=17 + 131 * (number % 7)),
    )
