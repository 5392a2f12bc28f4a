"""What the demo world's agents did with hints before, as data, spread over its conversations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cxsdk.models import StatusCategory
from upsell_hints.domain.account import Account, Consent
from upsell_hints.domain.moment import OFFER_REST, REFUSED_REST
from upsell_hints.domain.offer import Offer, offers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxsdk.models import Ticket

HISTORY = timedelta(days=90)
_MOST = 20
_SHOWN_AFTER = timedelta(minutes=40)
_OVER = frozenset({StatusCategory.SOLVED, StatusCategory.CLOSED})
# Verdict and reason, one after the other, again and again; None is a hint that was passed over.
_VERDICTS: tuple[tuple[str | None, str | None], ...] = (
    ("mentioned", None),
    (None, None),
    ("mentioned", None),
    ("refused", "not_needed"),
    ("mentioned", None),
    (None, None),
    ("refused", "wrong_time"),
)


@dataclass(frozen=True, slots=True)
class Past:
    """A hint of the past and what its agent did with it."""

    ticket_id: str
    organization_id: str
    agent_id: str | None
    offer: Offer
    shown_at: datetime
    verdict: str | None
    reason: str | None


def hints(
    tickets: Iterable[Ticket], accounts: Mapping[str, Account], *, now: datetime
) -> list[Past]:
    """Suggest beside finished conversations by the same rules as in life.

    A company that is talked to now was left alone for so long that a hint may follow.
    """
    known = [t for t in tickets if t.organization and t.created_at]
    known.sort(key=lambda t: (t.created_at, t.id))
    talking = {
        t.organization.id for t in known if t.organization and t.status.category not in _OVER
    }
    free_from: dict[str, datetime] = {}
    found: list[Past] = []
    for ticket in known:
        organization = ticket.organization
        if organization is None or ticket.created_at is None or len(found) == _MOST:
            continue
        offer = _offer(accounts.get(organization.id))
        shown_at = ticket.created_at + _SHOWN_AFTER
        is_talked_to = organization.id in talking
        until = now - OFFER_REST if is_talked_to else now
        is_free = shown_at >= free_from.get(organization.id, now - HISTORY)
        if offer is None or ticket.status.category not in _OVER or not is_free or shown_at >= until:
            continue
        verdict, reason = _VERDICTS[len(found) % len(_VERDICTS)]
        if is_talked_to and verdict == "refused":
            verdict, reason = None, None
        rest = REFUSED_REST if verdict == "refused" else OFFER_REST
        free_from[organization.id] = shown_at + rest
        agent_id = ticket.assignee.id if ticket.assignee else None
        found.append(Past(ticket.id, organization.id, agent_id, offer, shown_at, verdict, reason))
    return found


def _offer(account: Account | None) -> Offer | None:
    found = offers(account) if account is not None else ()
    if not found or account is None:
        return None
    return found[0] if account.consent is Consent.YES or not found[0].is_paid else None
