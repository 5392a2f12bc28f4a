"""What csat_pulse can do: plan a survey, send it, take an answer, stop asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csat_pulse import tables
from csat_pulse.domain import history
from csat_pulse.domain.answer import SATISFIED_FROM, FirstTime
from csat_pulse.domain.choice import ACCOUNT_WINDOW, Candidate, may_ask_again_at, skip
from csat_pulse.domain.schedule import ANSWER_WINDOW, CHANGE_WINDOW, delay, due_at
from csat_pulse.tables import State, Survey
from cxsdk import NotFound
from cxsdk.models import ActorType, StatusCategory, Ticket
from cxsdk.stats import Figure, share_figure
from cxsdk.text import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from csat_pulse.domain.answer import Answer
    from cxsdk.appkit import Context
    from cxsdk.models import Message, Person

FIGURE_WINDOW = timedelta(days=90)
REASON_MEMORY = timedelta(days=90)
REOPENED = "reopened"
_LATEST_SHOWN = 5
_REASON_TOLD: dict[str, str] = {
    FirstTime.CAME_BACK: "not_first_time",
    FirstTime.NOT_SOLVED: "not_solved",
}
_SOLVED = frozenset({StatusCategory.SOLVED, StatusCategory.CLOSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the sidebar tells about asking this customer.

    Args:
        survey: The newest survey of this conversation; None when none was thought of.
        latest: Surveys that this person answered, the last answer first, five at most.
        last_bad_reason: Why an earlier conversation, answered within 90 days, was bad.
        account: Share of satisfied answers of the organization in 90 days; None when
            the organization is unknown.
        may_ask_again_at: When this person may be asked again; None when at once.
        opted_out_at: Since when this customer wants no surveys.
        person_id: The customer; None for a ticket without one.
    """

    survey: Survey | None
    latest: tuple[Survey, ...]
    last_bad_reason: str | None
    account: Figure | None
    may_ask_again_at: datetime | None
    opted_out_at: datetime | None
    person_id: str | None


@dataclass(frozen=True, slots=True)
class Sending:
    """A survey that may leave now, and to whom."""

    survey: Survey
    email: str
    number: str


def plan(ctx: Context, ticket_id: str) -> Survey | None:
    """Plan a survey about a conversation that is solved, or note why none will be sent.

    Returns:
        The survey's row, that of before when the same solving is told again; None when
        the ticket is not solved or has no customer.
    """
    ticket = ctx.desk.tickets.get(ticket_id)
    if ticket.status.category not in _SOLVED or ticket.requester is None:
        return None
    person = _person(ctx, ticket.requester.id)
    messages = list(ctx.desk.messages.iter(ticket_id))
    zone, now = _zone(ctx, person), ctx.now()
    due = due_at(last_word_at=max([now, *_times(messages)]), channel=ticket.channel.kind, zone=zone)
    with ctx.write() as db:
        known = tables.newest(db, ticket_id)
        if known is not None and known.reason != REOPENED:
            return known
        survey = Survey(
            ticket_id=ticket_id,
            person_id=ticket.requester.id,
            organization_id=ticket.organization.id if ticket.organization else None,
            agent_id=ticket.assignee.id if ticket.assignee else None,
            locale=_locale(ctx, messages),
            time_zone=zone.key,
            state=State.PLANNED,
            planned_at=now,
            due_at=due,
        )
        reason = skip(
            _candidate(db, survey, now, has_address=bool(person and person.emails)), now=now
        )
        if reason is not None:
            survey.state, survey.reason, survey.due_at = State.SKIPPED, reason, None
        db.add(survey)
        db.flush()
        if survey.due_at is not None:
            ctx.enqueue("send_survey", key=_key(survey), due=due, survey_id=survey.id)
    return survey


def _key(survey: Survey) -> str:
    """Return what the sending waits under; another moment is another sending."""
    return f"{survey.id}@{survey.due_at.isoformat() if survey.due_at else ''}"


def _person(ctx: Context, person_id: str) -> Person | None:
    try:
        return ctx.desk.people.get(person_id)
    except NotFound:
        return None


def _times(messages: Iterable[Message]) -> list[datetime]:
    return [m.created_at for m in messages if m.created_at is not None]


def _zone(ctx: Context, person: Person | None) -> ZoneInfo:
    for name in (person.time_zone if person else None, ctx.settings["time_zone"]):
        try:
            return ZoneInfo(name or "")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def _locale(ctx: Context, messages: list[Message]) -> str:
    said = " ".join(m.body_text for m in messages if m.author.type is ActorType.CUSTOMER)
    return language(said) or ctx.installation.locale


def _candidate(db: Session, survey: Survey, now: datetime, *, has_address: bool) -> Candidate:
    last = tables.last_sent_to(db, survey.person_id)
    account = survey.organization_id
    return Candidate(
        has_address=has_address,
        has_opted_out=tables.opt_out_of(db, survey.person_id) is not None,
        last_asked_at=last.sent_at if last else None,
        n_account=(
            tables.count_sent_to_account(db, account, since=now - ACCOUNT_WINDOW)
            if account
            else None
        ),
    )


def _is_skipped(db: Session, survey: Survey, now: datetime, *, has_address: bool) -> bool:
    reason = skip(_candidate(db, survey, now, has_address=has_address), now=now)
    if reason is not None:
        survey.state, survey.reason, survey.due_at = State.SKIPPED, reason, None
    return reason is not None


def ready_to_send(ctx: Context, survey_id: int) -> Sending | None:
    """Look again before a survey leaves; None when it must not leave now.

    A conversation that was opened again withdraws it; where somebody spoke a moment ago it
    waits until both sides were silent. Whoever was asked meanwhile, or said no, is not asked.
    """
    survey = find(ctx, survey_id)
    if survey is None or survey.state != State.PLANNED:
        return None
    ticket = ctx.desk.tickets.get(survey.ticket_id)
    if ticket.status.category not in _SOLVED:
        withdraw(ctx, survey.ticket_id, reason=REOPENED)
        return None
    person = _person(ctx, survey.person_id)
    last_word_at = max([survey.planned_at, *_times(ctx.desk.messages.iter(survey.ticket_id))])
    now, channel = ctx.now(), ticket.channel.kind
    with ctx.write() as db:
        planned = db.get(Survey, survey_id)
        if planned is None or planned.state != State.PLANNED:
            return None
        if (
            _is_skipped(db, planned, now, has_address=bool(person and person.emails))
            or person is None
        ):
            return None
        if now - last_word_at < delay(channel):
            zone = ZoneInfo(planned.time_zone)
            due = due_at(last_word_at=last_word_at, channel=channel, zone=zone)
            planned.due_at = due
            ctx.enqueue("send_survey", key=_key(planned), due=due, survey_id=survey_id)
            return None
    return Sending(survey, person.emails[0], ticket.number or ticket.id)


def mark_sent(db: Session, survey_id: int, *, at: datetime) -> bool:
    """Note that a survey leaves, in the transaction that puts its mail out; once."""
    survey = db.get(Survey, survey_id)
    if survey is None or survey.state != State.PLANNED:
        return False
    # Another worker may have sent this person a survey since it was looked at.
    if _is_skipped(db, survey, at, has_address=True):
        return False
    survey.state, survey.sent_at = State.SENT, at
    return True


def withdraw(ctx: Context, ticket_id: str, *, reason: str) -> bool:
    """Take back a planned survey, or any unanswered one on reopening; says whether it did."""
    with ctx.write() as db:
        survey = tables.newest(db, ticket_id)
        if survey is None or survey.answer is not None or survey.reason == REOPENED:
            return False
        if survey.state != State.PLANNED and reason != REOPENED:
            return False
        if survey.state == State.PLANNED:
            ctx.cancel(_key(survey))
        survey.state, survey.reason = State.CANCELLED, reason
    return True


def find(ctx: Context, survey_id: int) -> Survey | None:
    """Return a survey with its answer; None when it is unknown."""
    with ctx.read() as db:
        return db.get(Survey, survey_id)


def is_open(survey: Survey, *, now: datetime) -> bool:
    """Whether an answer is still taken: 14 days to answer, 24 hours to change it."""
    if survey.state != State.SENT or survey.sent_at is None:
        return False
    if survey.answer is not None:
        return now <= survey.answer.answered_at + CHANGE_WINDOW
    return now <= survey.sent_at + ANSWER_WINDOW


def record(ctx: Context, survey_id: int, answer: Answer) -> Survey | None:
    """Keep an answer; a second press changes it. Returns None when none is taken (any more)."""
    now = ctx.now()
    with ctx.write() as db:
        survey = db.get(Survey, survey_id)
        if survey is None or not is_open(survey, now=now):
            return None
        row = survey.answer or tables.AnswerRow(first_mark=answer.mark, answered_at=now)
        row.mark, row.first_time, row.comment = answer.mark, answer.first_time, answer.comment
        row.reasons, row.changed_at = list(answer.reasons), now
        survey.answer = row
    return survey


def wish_reopen(ctx: Context, survey_id: int, *, is_wanted: bool) -> Survey | None:
    """Open the conversation again when wanted. Returns None without an answer to change."""
    with ctx.write() as db:
        survey = db.get(Survey, survey_id)
        if survey is None or survey.answer is None or not is_open(survey, now=ctx.now()):
            return None
        survey.answer.is_reopen_wanted = is_wanted
        if is_wanted:
            ctx.enqueue("reopen", key=str(survey_id), ticket_id=survey.ticket_id)
    return survey


def reopen(ctx: Context, ticket_id: str, *, key: str) -> None:
    """Open a conversation again, as its customer wished; twice is the same as once.

    What is closed for good cannot be opened: another ticket takes it up.
    """
    ticket = ctx.desk.tickets.get(ticket_id)
    if ticket.status.category is StatusCategory.SOLVED:
        ctx.desk.tickets.update(ticket_id, status=StatusCategory.OPEN)
    elif ticket.status.category is StatusCategory.CLOSED and ticket.requester is not None:
        note = ctx.render("csat_pulse/again.txt", number=ticket.number or ticket.id).text.strip()
        ctx.desk.tickets.create(
            subject=ticket.subject or note,
            body=note,
            requester=ticket.requester.id,
            public=False,
            idempotency_key=f"csat_pulse-reopen-{ctx.installation.id}-{key}",
        )


def stop_asking(ctx: Context, person_id: str, *, by: str | None) -> None:
    """Never ask this customer again; a second wish changes nothing."""
    with ctx.write() as db:
        if tables.opt_out_of(db, person_id) is None:
            db.add(tables.OptOut(person_id=person_id, by=by, at=ctx.now()))


def standing(ctx: Context, ticket: Ticket) -> Standing:
    """Return what the sidebar tells about asking this customer."""
    person_id = ticket.requester.id if ticket.requester else None
    now = ctx.now()
    with ctx.read() as db:
        survey = tables.newest(db, ticket.id)
        account = _account_figure(db, ticket, since=now - FIGURE_WINDOW)
        if person_id is None:
            return Standing(survey, (), None, account, None, None, None)
        latest = tables.last_answers_of(db, person_id, most=_LATEST_SHOWN)
        opt_out = tables.opt_out_of(db, person_id)
        sent = tables.last_sent_to(db, person_id)
    again = may_ask_again_at(sent.sent_at if sent else None)
    return Standing(
        survey=survey,
        latest=tuple(latest),
        last_bad_reason=_bad_reason(latest, ticket.id, since=now - REASON_MEMORY),
        account=account,
        may_ask_again_at=again if again and again > now else None,
        opted_out_at=opt_out.at if opt_out else None,
        person_id=person_id,
    )


def _account_figure(db: Session, ticket: Ticket, *, since: datetime) -> Figure | None:
    if ticket.organization is None:
        return None
    marks = tables.marks_of_account(db, ticket.organization.id, since=since)
    return share_figure(sum(mark >= SATISFIED_FROM for mark in marks), len(marks))


def _bad_reason(latest: list[Survey], ticket_id: str, *, since: datetime) -> str | None:
    """Return why the last answer about another conversation was bad, if it was."""
    last = next((s.answer for s in latest if s.ticket_id != ticket_id), None)
    if last is None or last.mark >= SATISFIED_FROM or last.changed_at < since:
        return None
    return last.reasons[0] if last.reasons else _REASON_TOLD.get(last.first_time or "")


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
        latest = tables.last_answers_of(db, person_id, most=1)
    is_silent = sent is not None and sent.state == State.SENT and sent.answer is None
    last = latest[0].answer if latest else None
    return {
        "sent_at": sent.sent_at if sent is not None and is_silent else None,
        "last_mark": last.mark if last else None,
        "last_mark_at": last.changed_at if last else None,
    }


def fill_history(ctx: Context) -> int:
    """Ask about conversations of the last 90 days as the demo's customers remember it."""
    now, zone = ctx.now(), _zone(ctx, None)
    tickets = ctx.desk.tickets.iter(updated_since=now - FIGURE_WINDOW)
    past = history.surveys(tickets, now=now, zone=zone)
    with ctx.write() as db:
        db.add_all(_remembered(one, zone) for one in past)
    return len(past)


def _remembered(past: history.Past, zone: ZoneInfo) -> Survey:
    ticket, answer = past.ticket, None
    if past.answer is not None:
        answer = tables.AnswerRow(
            mark=past.answer.mark,
            first_mark=past.answer.mark,
            first_time=past.answer.first_time,
            reasons=list(past.answer.reasons),
            comment=past.answer.comment,
            answered_at=past.answered_at,
            changed_at=past.answered_at,
        )
    return Survey(
        ticket_id=ticket.id,
        person_id=past.person_id,
        organization_id=ticket.organization.id if ticket.organization else None,
        agent_id=ticket.assignee.id if ticket.assignee else None,
        locale=past.locale,
        time_zone=zone.key,
        state=State.SENT,
        planned_at=past.solved_at,
        due_at=past.sent_at,
        sent_at=past.sent_at,
        answer=answer,
    )
