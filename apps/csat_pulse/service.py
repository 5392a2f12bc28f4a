"""What csat_pulse can do: plan a survey, send it, take an answer, stop asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csat_pulse import tables
from csat_pulse.domain.choice import ACCOUNT_WINDOW, Candidate, may_ask_again_at, skip
from csat_pulse.domain.schedule import (
    ANSWER_WINDOW,
    CHANGE_WINDOW,
    delay,
    due_at,
)
from csat_pulse.tables import State, Survey
from cxsdk import NotFound
from cxsdk.models import ActorType, StatusCategory, Ticket
from cxsdk.stats import Figure, share_figure
from cxsdk.text import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from csat_pulse.domain.answer import Answer
    from cxsdk.appkit import Context
    from cxsdk.models import Message, Person

FIGURE_WINDOW = timedelta(days=90)
REASON_MEMORY = timedelta(days=90)
_SOLVED = frozenset({StatusCategory.SOLVED, StatusCategory.CLOSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the sidebar tells about asking this customer.

    Args:
        survey: The newest survey of this conversation; None when none was thought of.
        answer: What the customer answered to it.
        last_bad_reasons: Why the last answer, not older than 90 days, was bad.
        account: Share of satisfied answers of the organization in 90 days; None when
            the organization is unknown.
        may_ask_again_at: When this person may be asked again; None when at once.
        opted_out_at: Since when this customer wants no surveys.
        person_id: The customer; None for a ticket without one.
    """

    survey: Survey | None
    answer: tables.AnswerRow | None
    last_bad_reasons: tuple[str, ...]
    account: Figure | None
    may_ask_again_at: datetime | None
    opted_out_at: datetime | None
    person_id: str | None


def plan(ctx: Context, ticket_id: str) -> Survey | None:
    """Plan a survey about a conversation that is solved, or note why none will be sent.

    Returns:
        The survey's row; None when the ticket is not solved or has no customer.
    """
    ticket = ctx.desk.tickets.get(ticket_id)
    if ticket.status.category not in _SOLVED or ticket.requester is None:
        return None
    person = _person(ctx, ticket.requester.id)
    messages = list(ctx.desk.messages.iter(ticket_id))
    now = ctx.now()
    due = due_at(
        last_word_at=max([now, *(m.created_at for m in messages if m.created_at)]),
        channel=ticket.channel.kind,
        zone=_zone(ctx, person),
    )
    with ctx.write() as db:
        known = tables.newest(db, ticket_id)
        if known is not None and known.state in (State.PLANNED, State.SENT):
            return known
        reason = skip(_candidate(db, ticket, person, now), now=now)
        survey = Survey(
            ticket_id=ticket_id,
            person_id=ticket.requester.id,
            organization_id=ticket.organization.id if ticket.organization else None,
            agent_id=ticket.assignee.id if ticket.assignee else None,
            locale=_locale(ctx, messages),
            state=State.SKIPPED if reason else State.PLANNED,
            reason=reason,
            planned_at=now,
            due_at=None if reason else due,
        )
        db.add(survey)
        db.flush()
        if reason is None:
            _enqueue(ctx, survey.id, due)
    return survey


def _enqueue(ctx: Context, survey_id: int, due: datetime) -> None:
    key = f"{survey_id}@{due.isoformat()}"
    ctx.enqueue("send_survey", key=key, due=due, survey_id=survey_id)


def _person(ctx: Context, person_id: str) -> Person | None:
    try:
        return ctx.desk.people.get(person_id)
    except NotFound:
        return None


def _zone(ctx: Context, person: Person | None) -> ZoneInfo:
    for name in (person.time_zone if person else None, ctx.settings["time_zone"]):
        try:
            return ZoneInfo(name or "")
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")


def _locale(ctx: Context, messages: list[Message]) -> str:
    said = " ".join(m.body_text for m in messages if m.author.type is ActorType.CUSTOMER)
    return language(said) or ctx.installation.locale


def _candidate(db: Session, ticket: Ticket, person: Person | None, now: datetime) -> Candidate:
    person_id = ticket.requester.id if ticket.requester else ""
    last = tables.last_sent_to(db, person_id)
    organization_id = ticket.organization.id if ticket.organization else None
    return Candidate(
        has_address=bool(person and person.emails),
        has_opted_out=tables.opt_out_of(db, person_id) is not None,
        last_asked_at=last.sent_at if last else None,
        n_account=(
            tables.count_sent_to_account(db, organization_id, since=now - ACCOUNT_WINDOW)
            if organization_id
            else None
        ),
    )


@dataclass(frozen=True, slots=True)
class Sending:
    """A survey that may leave now, and to whom."""

    survey: Survey
    email: str
    ticket: Ticket
    solved_at: datetime


def ready_to_send(ctx: Context, survey_id: int) -> Sending | None:
    """Look again before a survey leaves; None when it must not leave now.

    A conversation that was opened again cancels it; in a chat where somebody spoke
    a moment ago it waits until both sides were silent.
    """
    with ctx.read() as db:
        survey = db.get(Survey, survey_id)
        if survey is None or survey.state != State.PLANNED:
            return None
        db.expunge_all()
    ticket = ctx.desk.tickets.get(survey.ticket_id)
    if ticket.status.category not in _SOLVED:
        cancel(ctx, survey.ticket_id, reason="reopened")
        return None
    person = _person(ctx, survey.person_id)
    if person is None or not person.emails:
        cancel(ctx, survey.ticket_id, reason="no_address")
        return None
    times = [m.created_at for m in ctx.desk.messages.iter(survey.ticket_id) if m.created_at]
    last_word_at = max([survey.planned_at, *times])
    if ctx.now() - last_word_at < delay(ticket.channel.kind):
        due = due_at(
            last_word_at=last_word_at, channel=ticket.channel.kind, zone=_zone(ctx, person)
        )
        with ctx.write() as db:
            _planned(db, survey_id).due_at = due
            _enqueue(ctx, survey_id, due)
        return None
    return Sending(survey, person.emails[0], ticket, survey.planned_at)


def _planned(db: Session, survey_id: int) -> Survey:
    survey = db.get(Survey, survey_id)
    if survey is None:
        message = f"survey {survey_id} is gone"
        raise LookupError(message)
    return survey


def mark_sent(db: Session, survey_id: int, *, at: datetime) -> bool:
    """Note that a survey leaves, in the transaction that puts its mail out; once."""
    survey = _planned(db, survey_id)
    if survey.state != State.PLANNED:
        return False
    survey.state, survey.sent_at = State.SENT, at
    return True


def cancel(ctx: Context, ticket_id: str, *, reason: str) -> bool:
    """Take a survey back that is planned, or sent and not answered; says whether there was one."""
    with ctx.write() as db:
        survey = tables.newest(db, ticket_id)
        if survey is None or survey.state not in (State.PLANNED, State.SENT) or survey.answer:
            return False
        survey.state, survey.reason = State.CANCELLED, reason
    return True


def find(ctx: Context, survey_id: int) -> Survey | None:
    """Return a survey with its answer; None when it is unknown."""
    with ctx.read() as db:
        survey = db.get(Survey, survey_id)
        db.expunge_all()
    return survey


def is_open(survey: Survey, *, now: datetime) -> bool:
    """Whether an answer is still taken: 14 days to answer, 24 hours to change it."""
    if survey.state != State.SENT or survey.sent_at is None:
        return False
    if survey.answer is not None:
        return now <= survey.answer.answered_at + CHANGE_WINDOW
    return now <= survey.sent_at + ANSWER_WINDOW


def record(ctx: Context, survey_id: int, answer: Answer) -> Survey | None:
    """Keep an answer; a second press changes it, never doubles it.

    Returns:
        The survey with its answer; None when it takes none (any more).
    """
    now = ctx.now()
    with ctx.write() as db:
        survey = db.get(Survey, survey_id)
        if survey is None or not is_open(survey, now=now):
            return None
        row = survey.answer
        if row is None:
            row = tables.AnswerRow(survey_id=survey.id, first_mark=answer.mark, answered_at=now)
            db.add(row)
        row.mark, row.first_time, row.comment = answer.mark, answer.first_time, answer.comment
        row.reasons, row.changed_at = list(answer.reasons), now
        db.flush()
        db.refresh(survey)
        db.expunge_all()
    return survey


def wish_reopen(ctx: Context, survey_id: int, *, is_wanted: bool) -> Survey | None:
    """Keep whether the customer wants the conversation opened again; opens it when so."""
    with ctx.write() as db:
        survey = db.get(Survey, survey_id)
        if survey is None or survey.answer is None:
            return None
        survey.answer.is_reopen_wanted = is_wanted
        if is_wanted:
            ctx.enqueue("reopen", key=str(survey_id), ticket_id=survey.ticket_id)
        db.flush()
        db.refresh(survey)
        db.expunge_all()
    return survey


def stop_asking(ctx: Context, person_id: str, *, by: str | None) -> None:
    """Never ask this customer again; a second wish changes nothing."""
    with ctx.write() as db:
        if tables.opt_out_of(db, person_id) is None:
            db.add(tables.OptOut(person_id=person_id, by=by, at=ctx.now()))


def standing(ctx: Context, ticket: Ticket) -> Standing:
    """Return what the sidebar tells about asking this customer."""
    person_id = ticket.requester.id if ticket.requester else None
    organization_id = ticket.organization.id if ticket.organization else None
    now = ctx.now()
    with ctx.read() as db:
        survey = tables.newest(db, ticket.id)
        last = tables.last_answer_of(db, person_id) if person_id else None
        opt_out = tables.opt_out_of(db, person_id) if person_id else None
        sent = tables.last_sent_to(db, person_id) if person_id else None
        marks = (
            tables.marks_of_account(db, organization_id, since=now - FIGURE_WINDOW)
            if organization_id
            else None
        )
        db.expunge_all()
    again = may_ask_again_at(
        Candidate(has_address=True, last_asked_at=sent.sent_at if sent else None)
    )
    is_bad = last is not None and last.mark < 4 and now - last.changed_at <= REASON_MEMORY
    return Standing(
        survey=survey,
        answer=survey.answer if survey else None,
        last_bad_reasons=tuple(last.reasons) if last is not None and is_bad else (),
        account=share_figure(sum(m >= 4 for m in marks), len(marks)) if marks is not None else None,
        may_ask_again_at=again if again and again > now else None,
        opted_out_at=opt_out.at if opt_out else None,
        person_id=person_id,
    )


def survey_fact(
    ctx: Context,
    *,
    person_id: str | None,
    organization_id: str | None,
    ticket_id: str | None,
) -> Mapping[str, Any]:
    """Tell other apps how asking this customer stands.

    Returns:
        ``sent_at`` of a survey that is sent and not answered (None for one that is only
        planned), ``last_mark`` 1..5 and ``last_mark_at`` of the last answer.
    """
    del organization_id, ticket_id
    if person_id is None:
        return {}
    with ctx.read() as db:
        sent = tables.last_sent_to(db, person_id)
        last = tables.last_answer_of(db, person_id)
        is_silent = sent is not None and sent.state == State.SENT and sent.answer is None
        return {
            "sent_at": sent.sent_at if sent is not None and is_silent else None,
            "last_mark": last.mark if last else None,
            "last_mark_at": last.changed_at if last else None,
        }
