"""What qa_review can do: look at a conversation, review it, put it into the queue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cxsdk.models import Actor, Message, StatusCategory, Ticket, Visibility
from cxsdk.stats import Figure, mean_figure
from cxsdk.timeline import timeline
from qa_review import tables
from qa_review.domain.card import START_CARD, Card
from qa_review.domain.evidence import Evidence, cite, quote
from qa_review.domain.score import score_review

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxsdk.appkit import Context


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
        faults: Rows below the top of the scale, in card order.
        rest: The other rows.
        is_erased: Words of the evidence are gone or were changed since.
    """

    review: tables.Review
    card: Card
    faults: tuple[ShownMark, ...]
    rest: tuple[ShownMark, ...]
    is_erased: bool


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
    ticket = ctx.desk.tickets.get(ticket_id)
    messages = tuple(ctx.desk.messages.iter(ticket_id))
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
    failed_criticals: frozenset[str] = frozenset(),
    advice: str = "",
    card: Card = START_CARD,
) -> int:
    """Score a person in a conversation, once per reviewer, with evidence for every fault.

    Returns:
        The review's number; a second press gives the number of the first review.

    Raises:
        ReviewError: Nobody to review, one's own conversation, or a fault without words.
        ScorecardError: The marks do not fit the card.
    """
    person = conversation.subject
    if person is None or person.id is None:
        raise ReviewError(Refusal.NOBODY)
    if person.id == reviewer_id:
        raise ReviewError(Refusal.OWN)
    score = score_review(
        card, {k: g.mark for k, g in given.items()}, failed_criticals=failed_criticals
    )
    marks = [
        _mark(position, category.key, given[category.key], conversation, card)
        for position, category in enumerate(card.categories)
    ]
    with ctx.write() as db:
        own = tables.find_own(
            db, ticket_id=conversation.ticket.id, person_id=person.id, reviewer_id=reviewer_id
        )
        if own is not None:
            return own.id
        row = tables.Review(
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
            created_at=ctx.now(),
            marks=marks,
        )
        db.add(row)
        waiting = tables.find_waiting(db, conversation.ticket.id)
        if waiting is not None:
            db.delete(waiting)
        db.flush()
        return row.id


def _mark(
    position: int, key: str, given: Given, conversation: Conversation, card: Card
) -> tables.Mark:
    evidence: Evidence | None = None
    if given.mark is not None and given.mark < card.scale.highest:
        shown = next((m for m in conversation.said if m.id == given.message_id), None)
        if shown is None or not shown.body_text:
            raise ReviewError(Refusal.NO_EVIDENCE, key=key)
        evidence = cite(shown.id, shown.body_text)
    return tables.Mark(
        position=position,
        key=key,
        mark=given.mark,
        evidence_message_id=evidence and evidence.message_id,
        evidence_start=evidence and evidence.start,
        evidence_end=evidence and evidence.end,
        evidence_sha256=evidence and evidence.sha256,
    )


def shown(ctx: Context, conversation: Conversation) -> ShownReview | None:
    """Return the newest review of a conversation with its words; None when there is none."""
    with ctx.read() as db:
        found = tables.find_reviews(db, conversation.ticket.id)
        if not found:
            return None
        row = found[0]
        texts = {m.id: m for m in conversation.messages}
        marks = [_shown(mark, texts) for mark in row.marks]
        db.expunge_all()
    card = Card.from_dict(row.card)
    top = card.scale.highest
    faults = tuple(m for m in marks if m.mark is not None and m.mark < top)
    return ShownReview(
        review=row,
        card=card,
        faults=faults,
        rest=tuple(m for m in marks if m not in faults),
        is_erased=any(m.words is None for m in faults),
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
        if tables.find_reviews(db, ticket_id):
            return False
        if tables.find_waiting(db, ticket_id) is None:
            db.add(tables.Waiting(ticket_id=ticket_id, since=ctx.now()))
    return True
