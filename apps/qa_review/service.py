"""What qa_review can do: look at a conversation, review it, put it into the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from cxsdk.models import Actor, ActorType, Message, StatusCategory, Ticket, Visibility
from cxsdk.stats import Figure, mean_figure
from cxsdk.timeline import timeline
from qa_review import tables
from qa_review.domain import history
from qa_review.domain.card import START_CARD, Card
from qa_review.domain.evidence import Evidence, cite, quote
from qa_review.domain.score import score_review

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cxsdk.appkit import Context
    from cxsdk.models import Agent

_DEMO_REVIEWER = "9002"
_DEMO_LEFT_OUT = frozenset({"4821"})  # the demo's visitors review it themselves
_REVIEWED_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation and whom a review of it scores.

    Args:
        ticket: The ticket.
        messages: All of it, oldest first, internal notes included.
        subject: The most active agent; None when no person has answered yet.
        said: The public messages of ``subject``, oldest first: what evidence is taken from.
    """

    ticket: Ticket
    messages: tuple[Message, ...]
    subject: Actor | None
    said: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark as people read it: the words first."""

    key: str
    mark: int | None
    words: str | None
    message: Message | None


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A review with its words fetched from the helpdesk again.

    Args:
        review: The row.
        card: The card as it was frozen.
        criticals: Critical faults that were seen, in card order.
        faults: Rows below the top of the scale, in card order.
        rest: The other rows.
    """

    review: tables.Review
    card: Card
    criticals: tuple[ShownMark, ...]
    faults: tuple[ShownMark, ...]
    rest: tuple[ShownMark, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What a reviewer gave for one row: a mark, and the message that shows why."""

    mark: int | None
    message_id: str | None = None


class Refusal(StrEnum):
    """Why a review is not taken."""

    NOBODY = "nobody"
    OWN = "own"
    NO_EVIDENCE = "no_evidence"


class ReviewError(ValueError):
    """A review cannot be taken as it is; ``key`` names the row, empty for the whole."""

    def __init__(self, refusal: Refusal, *, key: str = "") -> None:
        """Keep the reason; pages have words for it."""
        super().__init__(refusal.value)
        self.refusal = refusal
        self.key = key


def look(ctx: Context, ticket_id: str) -> Conversation:
    """Read a conversation from the helpdesk and find whom a review scores.

    Raises:
        NotFound: No such ticket.
    """
    return _read(ctx, ctx.desk.tickets.get(ticket_id))


def _read(ctx: Context, ticket: Ticket) -> Conversation:
    messages = tuple(ctx.desk.messages.iter(ticket.id))
    subject = timeline(messages).most_active_agent
    said = tuple(
        m
        for m in messages
        if subject and m.author.id == subject.id and m.visibility is Visibility.PUBLIC
    )
    return Conversation(ticket, messages, subject, said)


def review(  # noqa: PLR0913 - one keyword per part of a review
    ctx: Context,
    conversation: Conversation,
    *,
    reviewer_id: str,
    reviewer_name: str,
    given: Mapping[str, Given],
    criticals: Mapping[str, str | None] | None = None,
    advice: str = "",
) -> int:
    """Score a person in a conversation, once per reviewer, with evidence for every fault.

    Args:
        ctx: Whose installation it is.
        conversation: From :func:`look`.
        reviewer_id: Who reviews.
        reviewer_name: As others see them.
        given: One per category of the start card.
        criticals: Those that were seen, each with the message that shows it.
        advice: What to do next time; may be empty.

    Returns:
        The review's number; a second press gives the number of the first review.

    Raises:
        ReviewError: Nobody to review, one's own conversation, or a fault without words.
        ScorecardError: The marks do not fit the card.
    """
    row = _weigh(
        conversation,
        reviewer_id=reviewer_id,
        reviewer_name=reviewer_name,
        given=given,
        criticals=criticals or {},
        advice=advice,
        at=ctx.now(),
    )
    with ctx.write() as db:
        own = tables.find_own(
            db, ticket_id=row.ticket_id, person_id=row.person_id, reviewer_id=reviewer_id
        )
        if own is not None:
            return own.id
        db.add(row)
        tables.forget_waiting(db, row.ticket_id)
        db.flush()
        return row.id


def _weigh(  # noqa: PLR0913 - one keyword per part of a review
    conversation: Conversation,
    *,
    reviewer_id: str,
    reviewer_name: str,
    given: Mapping[str, Given],
    criticals: Mapping[str, str | None],
    advice: str,
    at: datetime,
) -> tables.Review:
    person, card = conversation.subject, START_CARD
    if person is None or person.id is None:
        raise ReviewError(Refusal.NOBODY)
    if person.id == reviewer_id:
        raise ReviewError(Refusal.OWN)
    marks = {key: one.mark for key, one in given.items()}
    score = score_review(card, marks, failed_criticals=criticals.keys())
    rows = [_mark(c.key, given[c.key], conversation, card) for c in card.categories]
    rows += [_critical(key, criticals[key], conversation) for key in score.failed_criticals]
    for position, row in enumerate(rows):
        row.position = position
    return tables.Review(
        ticket_id=conversation.ticket.id,
        person_id=person.id,
        person_name=person.name or person.id,
        reviewer_id=reviewer_id,
        reviewer_name=reviewer_name,
        card=card.to_dict(),
        score_pct=score.percent,
        score_without_criticals_pct=score.percent_without_criticals,
        failed_criticals=list(score.failed_criticals),
        advice=advice.strip(),
        created_at=at,
        marks=rows,
    )


def _mark(key: str, given: Given, conversation: Conversation, card: Card) -> tables.Mark:
    if given.mark is None or given.mark == card.scale.highest:
        return tables.Mark(key=key, mark=given.mark)
    return _shown_by(_evidence(key, given.message_id, conversation), key=key, mark=given.mark)


def _critical(key: str, message_id: str | None, conversation: Conversation) -> tables.Mark:
    return _shown_by(_evidence(key, message_id, conversation), key=key, mark=None)


def _evidence(key: str, message_id: str | None, conversation: Conversation) -> Evidence:
    message = next((m for m in conversation.said if m.id == message_id), None)
    if message is None or not message.body_text:
        raise ReviewError(Refusal.NO_EVIDENCE, key=key)
    return cite(message.id, message.body_text)


def _shown_by(evidence: Evidence, *, key: str, mark: int | None) -> tables.Mark:
    return tables.Mark(
        key=key,
        mark=mark,
        evidence_message_id=evidence.message_id,
        evidence_start=evidence.start,
        evidence_end=evidence.end,
        evidence_sha256=evidence.sha256,
    )


def shown(ctx: Context, conversation: Conversation) -> ShownReview | None:
    """Return the newest review of a conversation with its words; None when there is none."""
    with ctx.read() as db:
        row = tables.newest_review(db, conversation.ticket.id)
    if row is None:
        return None
    texts = {m.id: m for m in conversation.messages}
    marks = [_shown(mark, texts) for mark in row.marks]
    card = Card.from_dict(row.card)
    criticals = tuple(m for m in marks if m.key in card.criticals)
    faults = tuple(m for m in marks if m.mark is not None and m.mark < card.scale.highest)
    return ShownReview(
        review=row,
        card=card,
        criticals=criticals,
        faults=faults,
        rest=tuple(m for m in marks if m not in faults and m not in criticals),
    )


def _shown(row: tables.Mark, texts: Mapping[str, Message]) -> ShownMark:
    message = texts.get(row.evidence_message_id or "")
    if row.evidence_message_id is None:
        return ShownMark(row.key, row.mark, None, None)
    evidence = Evidence(
        row.evidence_message_id,
        row.evidence_start or 0,
        row.evidence_end or 0,
        row.evidence_sha256 or "",
    )
    words = quote(evidence, message.body_text if message else None)
    return ShownMark(row.key, row.mark, words, message)


def figure(ctx: Context, person_id: str) -> Figure:
    """Return a person's score over the last 90 days with n and interval."""
    with ctx.read() as db:
        scores = tables.scores_of(db, person_id, since=ctx.now() - tables.FIGURE_WINDOW)
    return mean_figure(scores)


def is_waiting(ctx: Context, ticket_id: str) -> bool:
    """Whether a conversation waits for its review."""
    with ctx.read() as db:
        return tables.find_waiting(db, ticket_id) is not None


def wait_for_review(ctx: Context, ticket_id: str) -> bool:
    """Put a conversation into the queue when it is solved; says whether it waits there now."""
    if ctx.desk.tickets.get(ticket_id).status.category is not StatusCategory.SOLVED:
        return False
    with ctx.write() as db:
        if tables.newest_review(db, ticket_id) is not None:
            return False
        if tables.find_waiting(db, ticket_id) is None:
            db.add(tables.Waiting(ticket_id=ticket_id, since=ctx.now()))
    return True


def stop_waiting(ctx: Context, ticket_id: str) -> None:
    """Take a conversation out of the queue: it goes on."""
    with ctx.write() as db:
        tables.forget_waiting(db, ticket_id)


def fill_history(ctx: Context) -> int:
    """Review conversations of the last 90 days as the demo's reviewer did; returns how many.

    Only where something was wrong are the messages read: a mark below the top needs them.
    """
    since = ctx.now() - tables.FIGURE_WINDOW
    agents = {agent.id: agent for agent in ctx.desk.agents.iter()}
    reviewer = agents.get(_DEMO_REVIEWER)
    if reviewer is None:
        return 0
    tickets = ctx.desk.tickets.iter(updated_since=since)
    made: list[tuple[Conversation, str]] = []
    for past in history.reviews(tickets, since=since, left_out=_DEMO_LEFT_OUT):
        if past.is_clean:
            agent = agents.get(past.agent_id)
            name = agent.name if agent else past.agent_id
            person = Actor(type=ActorType.AGENT, id=past.agent_id, name=name)
            made.append((Conversation(past.ticket, (), person, ()), past.marks))
        else:
            made.append((_read(ctx, past.ticket), past.marks))
    rows = [
        _remembered(conversation, marks, reviewer, agents, now=ctx.now())
        for conversation, marks in made
        if conversation.subject and conversation.subject.id != reviewer.id
    ]
    with ctx.write() as db:
        db.add_all(rows)
    return len(rows)


def _remembered(
    conversation: Conversation,
    marks: str,
    reviewer: Agent,
    agents: Mapping[str, Agent],
    *,
    now: datetime,
) -> tables.Review:
    keys = [category.key for category in START_CARD.categories]
    agent = agents.get((conversation.subject and conversation.subject.id) or "")
    return _weigh(
        conversation,
        reviewer_id=reviewer.id,
        reviewer_name=reviewer.name or reviewer.id,
        given={
            key: Given(int(mark), history.evidence_of(key, conversation.said))
            for key, mark in zip(keys, marks, strict=True)
        },
        criticals={},
        advice=history.advice_on(keys, marks, locale=(agent and agent.locale) or ""),
        at=min((conversation.ticket.created_at or now) + _REVIEWED_AFTER, now),
    )
