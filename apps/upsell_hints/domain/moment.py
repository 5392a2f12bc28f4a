"""Is now the moment? Gates in a fixed order; the first that is shut names the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from upsell_hints.domain.account import Account, Consent
from upsell_hints.domain.offer import Offer, offers

if TYPE_CHECKING:
    from collections.abc import Callable


SURVEY_SILENCE = timedelta(hours=48)
LOW_MARK = 3
LOW_MARK_MEMORY = timedelta(days=30)
OFFER_REST = timedelta(days=30)
REFUSED_REST = timedelta(days=90)


class Stop(StrEnum):
    """Why no hint is shown, in the order in which the gates stand."""

    NO_DATA = "no_data"
    SENSITIVE = "sensitive"
    OVER = "over"
    NOT_SOLVED = "not_solved"
    UPSET = "upset"
    TOPIC = "topic"
    INCIDENT = "incident"
    LOW_RATING = "low_rating"
    SURVEY_SENT = "survey_sent"
    OFFERED_LATELY = "offered_lately"
    NO_CONSENT = "no_consent"
    LATER = "later"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that a decision rests on, as it was at that moment.

    Args:
        account: The customer's account; None when the organization is unknown.
        is_open: Whether the ticket is still open; on a solved one the agent has left.
        has_confirmed: The customer's last turn says that it works.
        has_agent_pressed: The agent pressed "solved" while the ticket was open.
        is_upset: The last customer turn is negative, or two were.
        tags: Of the ticket; some topics are no time for offers.
        survey_sent_at: When a survey left that is not answered yet; None also for one
            that is only planned: a plan stops nothing.
        last_mark: The customer's last answer to a survey, 1..5.
        last_mark_at: When it was given.
        last_offered_at: When something was last suggested to this account.
        last_refused_at: When this account last refused.
        postponed_until: The agent said "later".
        language: Of the conversation; None when it cannot be told.
    """

    account: Account | None
    is_open: bool
    has_confirmed: bool = False
    has_agent_pressed: bool = False
    is_upset: bool = False
    tags: frozenset[str] = frozenset()
    survey_sent_at: datetime | None = None
    last_mark: int | None = None
    last_mark_at: datetime | None = None
    last_offered_at: datetime | None = None
    last_refused_at: datetime | None = None
    postponed_until: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One gate: passed, shut, or not looked at because an earlier one was shut."""

    stop: Stop
    is_passed: bool | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is shown: an offer, a reason to keep silent, or nothing at all to suggest."""

    offer: Offer | None
    stop: Stop | None
    checks: tuple[Check, ...]


_LANGUAGES = frozenset({"ru", "en"})
# Causes that are told to nobody, in the words that teams tag them with.
_SENSITIVE = frozenset(
    {"bereavement", "утрата", "debt", "долг", "hardship", "трудности", "minor", "vulnerable"}
    | {"security", "безопасность", "data_deletion", "удаление_данных"}
)
_NO_TOPIC = frozenset(
    {
        "complaint",
        "жалоба",
        "претензия",
        "refund",
        "возврат",
        "возвраты",
        "cancellation",
        "закрытие",
    }
)


def _is_within(moment: datetime | None, span: timedelta, now: datetime) -> bool:
    return moment is not None and now - moment < span


# Each gate says whether it is shut.
_GATES: tuple[tuple[Stop, Callable[[Situation, datetime], bool]], ...] = (
    (Stop.SENSITIVE, lambda s, _: not _SENSITIVE.isdisjoint(s.tags)),
    (Stop.OVER, lambda s, _: not s.is_open),
    (Stop.NOT_SOLVED, lambda s, _: not (s.has_confirmed or s.has_agent_pressed)),
    (Stop.UPSET, lambda s, _: s.is_upset),
    (Stop.TOPIC, lambda s, _: not _NO_TOPIC.isdisjoint(s.tags)),
    (Stop.INCIDENT, lambda s, _: s.account is not None and s.account.has_open_incident),
    (
        Stop.LOW_RATING,
        lambda s, now: (
            s.last_mark is not None
            and s.last_mark <= LOW_MARK
            and _is_within(s.last_mark_at, LOW_MARK_MEMORY, now)
        ),
    ),
    (Stop.SURVEY_SENT, lambda s, now: _is_within(s.survey_sent_at, SURVEY_SILENCE, now)),
    (
        Stop.OFFERED_LATELY,
        lambda s, now: (
            _is_within(s.last_offered_at, OFFER_REST, now)
            or _is_within(s.last_refused_at, REFUSED_REST, now)
        ),
    ),
    (
        Stop.NO_CONSENT,
        lambda s, _: s.account is None or s.account.consent is not Consent.YES,
    ),
    (Stop.LATER, lambda s, now: s.postponed_until is not None and now < s.postponed_until),
    (Stop.NO_TEXT, lambda s, _: s.language not in _LANGUAGES),
)
# Help that costs nothing passes only these.
_FREE = frozenset(
    {Stop.SENSITIVE, Stop.OVER, Stop.NOT_SOLVED, Stop.UPSET, Stop.LATER, Stop.NO_TEXT}
)


def decide(situation: Situation, *, now: datetime) -> Decision:
    """Say what to show beside an open conversation.

    Args:
        situation: What is known.
        now: Aware.

    Returns:
        At most one offer. Every gate that applies is listed in order; those behind
        the first shut one were not looked at.
    """
    if situation.account is None or situation.account.seats_share is None:
        return Decision(None, Stop.NO_DATA, (Check(Stop.NO_DATA, is_passed=False),))
    found = offers(situation.account)
    if not found:
        # Reasons not to suggest what nobody would suggest would only frighten.
        return Decision(None, None, ())
    offer = found[0]
    checks = [Check(Stop.NO_DATA, is_passed=True)]
    shut: Stop | None = None
    for stop, is_shut in _GATES:
        if not offer.is_paid and stop not in _FREE:
            continue
        if shut is not None:
            checks.append(Check(stop, is_passed=None))
            continue
        if is_shut(situation, now):
            shut = stop
        checks.append(Check(stop, is_passed=shut is None))
    return Decision(None if shut else offer, shut, tuple(checks))
