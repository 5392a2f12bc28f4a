"""Whom to ask: a fixed order of reasons not to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A person is asked once a month at most; after a bad answer that was followed up, a fortnight
# is enough, else nobody would learn whether the follow-up helped.
PERSON_REST = timedelta(days=30)
FOLLOWED_UP_REST = timedelta(days=14)
ACCOUNT_WINDOW = timedelta(days=7)
ACCOUNT_MOST = 5


class Skip(StrEnum):
    """Why a customer is not asked; in the order in which the reasons are looked at."""

    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"
    ASKED_ALREADY = "asked_already"
    PERSON_RESTS = "person_rests"
    ACCOUNT_RESTS = "account_rests"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A solved conversation, and what is known of the customer.

    Args:
        has_address: Whether a survey can reach the customer.
        has_opted_out: The customer asked for no more surveys.
        is_asked_already: This conversation was asked about since it was last solved.
        last_asked_at: When this person was last asked; None for never.
        was_followed_up: The last answer was bad and somebody got in touch.
        n_account: Surveys to the same organization within a week; None when it is unknown.
        is_not_now: An agent said not to ask this time.
    """

    has_address: bool
    has_opted_out: bool = False
    is_asked_already: bool = False
    last_asked_at: datetime | None = None
    was_followed_up: bool = False
    n_account: int | None = None
    is_not_now: bool = False


def skip(candidate: Candidate, *, now: datetime) -> Skip | None:
    """Return why a customer is not asked; None when the survey may go out."""
    reasons = (
        (Skip.OPTED_OUT, candidate.has_opted_out),
        (Skip.NO_ADDRESS, not candidate.has_address),
        (Skip.ASKED_ALREADY, candidate.is_asked_already),
        (Skip.PERSON_RESTS, (again := may_ask_again_at(candidate)) is not None and now < again),
        (
            Skip.ACCOUNT_RESTS,
            candidate.n_account is not None and candidate.n_account >= ACCOUNT_MOST,
        ),
        (Skip.NOT_NOW, candidate.is_not_now),
    )
    return next((reason for reason, holds in reasons if holds), None)


def may_ask_again_at(candidate: Candidate) -> datetime | None:
    """Return when this person may be asked again; None for somebody who never was."""
    if candidate.last_asked_at is None:
        return None
    return candidate.last_asked_at + (
        FOLLOWED_UP_REST if candidate.was_followed_up else PERSON_REST
    )
