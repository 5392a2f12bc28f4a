"""Whom to ask: a fixed order of reasons not to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PERSON_REST = timedelta(days=30)
ACCOUNT_WINDOW = timedelta(days=7)
ACCOUNT_MOST = 5


class Skip(StrEnum):
    """Why a customer is not asked; in the order in which the reasons are looked at."""

    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"
    PERSON_RESTS = "person_rests"
    ACCOUNT_RESTS = "account_rests"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A solved conversation, and what is known of the customer.

    Args:
        has_address: Whether a survey can reach the customer.
        has_opted_out: The customer asked for no more surveys.
        last_asked_at: When this person was last asked; None for never.
        n_account: Surveys to the same organization within a week; None when it is unknown.
    """

    has_address: bool
    has_opted_out: bool = False
    last_asked_at: datetime | None = None
    n_account: int | None = None


def skip(candidate: Candidate, *, now: datetime) -> Skip | None:
    """Return why a customer is not asked; None when the survey may go out."""
    again = may_ask_again_at(candidate.last_asked_at)
    n_account = candidate.n_account or 0
    reasons = (
        (Skip.OPTED_OUT, candidate.has_opted_out),
        (Skip.NO_ADDRESS, not candidate.has_address),
        (Skip.PERSON_RESTS, again is not None and now < again),
        (Skip.ACCOUNT_RESTS, n_account >= ACCOUNT_MOST),
    )
    return next((reason for reason, holds in reasons if holds), None)


def may_ask_again_at(last_asked_at: datetime | None) -> datetime | None:
    """Return when a person may be asked again; None for somebody who never was."""
    return None if last_asked_at is None else last_asked_at + PERSON_REST
