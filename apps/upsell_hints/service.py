"""What upsell_hints can do: look at a conversation, decide, keep the agent's verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cxsdk import NotFound
from cxsdk.models import ActorType, StatusCategory, Ticket
from cxsdk.text import Cue, find, language
from cxsdk.timeline import timeline
from upsell_hints import tables
from upsell_hints.domain import history
from upsell_hints.domain.account import Account, read_account
from upsell_hints.domain.moment import Decision, Situation, decide
from upsell_hints.tables import Hint, Verdict

if TYPE_CHECKING:
    from cxsdk.appkit import Context
    from cxsdk.models import Message
    from cxsdk.timeline import Timeline

LATER = timedelta(days=1)
REFUSALS = ("not_needed", "price", "wrong_time", "has_it", "unhappy", "wrong_data", "other")
_OPEN = frozenset(
    {
        StatusCategory.NEW,
        StatusCategory.OPEN,
        StatusCategory.PENDING_CUSTOMER,
        StatusCategory.ON_HOLD,
    }
)
_SENSITIVE = frozenset(
    {"bereavement", "утрата", "debt", "долг", "hardship", "security", "minor", "vulnerable"}
)
_UPSET_TURNS = 2


@dataclass(frozen=True, slots=True)
class View:
    """What the sidebar shows.

    Args:
        account: The customer's account; None when it is unknown.
        decision: What to suggest, or why not.
        hint: What is shown now, or was shown here last; None when nothing was.
        language: Of the conversation, for the draft; None when it cannot be told.
    """

    account: Account | None
    decision: Decision
    hint: Hint | None
    language: str | None


def look(ctx: Context, ticket_id: str) -> View:
    """Decide what to show beside a conversation; a hint that is shown is kept.

    Raises:
        NotFound: No such ticket.
    """
    ticket = ctx.desk.tickets.get(ticket_id)
    messages = list(ctx.desk.messages.iter(ticket_id))
    situation = _situation(ctx, ticket, messages)
    decision = decide(situation, now=ctx.now())
    if decision.offer is not None:
        hint: Hint | None = _show(ctx, ticket, situation, decision)
    else:
        with ctx.read() as db:
            hint = tables.find_hint(db, ticket.id)
    return View(situation.account, decision, hint, situation.language)


def _account(ctx: Context, ticket: Ticket) -> Account | None:
    if ticket.organization is None:
        return None
    try:
        organization = ctx.desk.organizations.get(ticket.organization.id)
    except NotFound:
        return None
    return read_account(organization.custom_fields)


def _situation(ctx: Context, ticket: Ticket, messages: list[Message]) -> Situation:
    laid = timeline(messages)
    person_id = ticket.requester.id if ticket.requester else None
    organization_id = ticket.organization.id if ticket.organization else None
    survey = ctx.facts(person_id=person_id, organization_id=organization_id).get("survey", {})
    with ctx.read() as db:
        press = tables.find_press(db, ticket.id)
        hint = tables.find_hint(db, ticket.id)
        postponed_until = hint.postponed_until if hint else None
        offered_at = refused_at = None
        if organization_id:
            offered_at = tables.last_verdict_at(
                db, organization_id, Verdict.MENTIONED, except_ticket=ticket.id
            )
            refused_at = tables.last_verdict_at(db, organization_id, Verdict.REFUSED)
    return Situation(
        account=_account(ctx, ticket),
        is_open=ticket.status.category in _OPEN,
        has_confirmed=_has_confirmed(laid),
        has_agent_pressed=press is not None,
        is_upset=_is_upset(laid),
        tags=frozenset(ticket.tags),
        survey_sent_at=survey.get("sent_at"),
        last_mark=survey.get("last_mark"),
        last_mark_at=survey.get("last_mark_at"),
        last_offered_at=offered_at,
        last_refused_at=refused_at,
        postponed_until=postponed_until,
        language=_language(laid),
    )


def _has_confirmed(laid: Timeline) -> bool:
    last = laid.last
    return (
        last is not None
        and last.author.type is ActorType.CUSTOMER
        and bool(find(last.text, Cue.CONFIRMED))
    )


def _is_upset(laid: Timeline) -> bool:
    turns = [t.text for t in laid.turns if t.author.type is ActorType.CUSTOMER]
    upset = [bool(find(text, Cue.UPSET)) for text in turns]
    return bool(upset) and (upset[-1] or sum(upset) >= _UPSET_TURNS)


def _language(laid: Timeline) -> str | None:
    said = " ".join(t.text for t in laid.turns if t.author.type is ActorType.CUSTOMER)
    return language(said)


def _show(ctx: Context, ticket: Ticket, situation: Situation, decision: Decision) -> Hint:
    """Return the hint's row; written when it is shown for the first time, or after another."""
    offer, now = decision.offer, ctx.now()
    assert offer is not None  # noqa: S101 - the only caller has looked
    with ctx.read() as db:
        shown = tables.find_hint(db, ticket.id)
    if shown is not None and shown.offer == offer.key:
        return shown
    with ctx.write() as db:
        hint = tables.find_hint(db, ticket.id, offer=offer.key)
        if hint is not None:
            hint.shown_at = now
            return hint
        hint = Hint(
            ticket_id=ticket.id,
            organization_id=ticket.organization.id if ticket.organization else "",
            offer=offer.key,
            is_paid=offer.is_paid,
            snapshot={
                "seats_used": offer.seats_used,
                "seats_total": offer.seats_total,
                "has_confirmed": situation.has_confirmed,
                "has_agent_pressed": situation.has_agent_pressed,
                "checks": [[c.stop, c.is_passed] for c in decision.checks],
            },
            shown_at=now,
        )
        db.add(hint)
    return hint


def press_solved(ctx: Context, ticket_id: str, *, agent_id: str) -> None:
    """Keep that an agent called a conversation solved while it was open on screen."""
    with ctx.write() as db:
        if tables.find_press(db, ticket_id) is None:
            db.add(tables.Press(ticket_id=ticket_id, agent_id=agent_id, at=ctx.now()))


def judge(
    ctx: Context, ticket_id: str, verdict: Verdict, *, agent_id: str, reason: str | None = None
) -> bool:
    """Keep what an agent did with the hint of a conversation; says whether there was one."""
    now = ctx.now()
    with ctx.write() as db:
        hint = tables.find_hint(db, ticket_id)
        if hint is None:
            return False
        hint.verdict, hint.reason, hint.agent_id, hint.decided_at = verdict, reason, agent_id, now
        hint.postponed_until = now + LATER if verdict is Verdict.LATER else None
    return True


def fill_history(ctx: Context) -> int:
    """Suggest beside conversations of the last 90 days as the demo's agents remember it."""
    now = ctx.now()
    accounts = {one.id: read_account(one.custom_fields) for one in ctx.desk.organizations.iter()}
    tickets = ctx.desk.tickets.iter(updated_since=now - history.HISTORY)
    past = history.hints(tickets, accounts, now=now)
    with ctx.write() as db:
        db.add_all(
            Hint(
                ticket_id=one.ticket_id,
                organization_id=one.organization_id,
                offer=one.offer.key,
                is_paid=one.offer.is_paid,
                snapshot={
                    "seats_used": one.offer.seats_used,
                    "seats_total": one.offer.seats_total,
                    "has_confirmed": True,
                    "has_agent_pressed": False,
                    "checks": [],
                },
                shown_at=one.shown_at,
                verdict=one.verdict,
                reason=one.reason,
                agent_id=one.agent_id,
                decided_at=one.shown_at if one.verdict else None,
            )
            for one in past
        )
    return len(past)
