"""What could be suggested to an account, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upsell_hints.domain.account import Account

FULL_FROM = 0.9
IDLE_BELOW = 0.3
SEATS_STEP = 5


class OfferKey(StrEnum):
    """What is suggested."""

    MORE_SEATS = "more_seats"
    SMALLER_PLAN = "smaller_plan"


@dataclass(frozen=True, slots=True)
class Offer:
    """One suggestion with the numbers that it rests on.

    Args:
        key: What is suggested.
        is_paid: Whether the customer would pay more; what costs nothing needs neither
            consent nor a pause between offers.
        seats_used: Seats in use.
        seats_total: Seats the plan allows.
    """

    key: OfferKey
    is_paid: bool
    seats_used: int
    seats_total: int


def offers(account: Account) -> tuple[Offer, ...]:
    """Return what fits an account, what costs nothing first; empty when nothing does."""
    share = account.seats_share
    if share is None or account.seats_used is None or account.seats_total is None:
        return ()
    used, total = account.seats_used, account.seats_total
    if share < IDLE_BELOW and total > SEATS_STEP:
        return (Offer(OfferKey.SMALLER_PLAN, is_paid=False, seats_used=used, seats_total=total),)
    if share >= FULL_FROM:
        return (Offer(OfferKey.MORE_SEATS, is_paid=True, seats_used=used, seats_total=total),)
    return ()
