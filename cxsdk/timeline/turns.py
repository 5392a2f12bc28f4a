"""Messages grouped into turns: what one side said until the other spoke."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cxsdk.models import Actor, ActorType, Message, MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Public messages by one author in a row, oldest first; never empty."""

    author: Actor
    messages: tuple[Message, ...]

    @property
    def started_at(self) -> datetime | None:
        """When the first of them came; None when the vendor gave no time."""
        return self.messages[0].created_at

    @property
    def ended_at(self) -> datetime | None:
        """When the last of them came."""
        return self.messages[-1].created_at

    @property
    def text(self) -> str:
        """Everything said in it, a message a paragraph."""
        return "\n\n".join(m.body_text for m in self.messages)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a customer waited for a person: from the first unanswered message to the reply."""

    before: Message
    after: Message
    length: timedelta


@dataclass(frozen=True, slots=True)
class Handover:
    """Another agent (or a person after the bot) took over with ``after``."""

    before: Actor
    after: Actor
    message: Message


@dataclass(frozen=True, slots=True)
class Timeline:
    """One conversation in order; internal notes are no turns."""

    turns: tuple[Turn, ...]
    waits: tuple[Wait, ...]
    handovers: tuple[Handover, ...]

    @property
    def last(self) -> Turn | None:
        """The last turn; None in a conversation without public messages."""
        return self.turns[-1] if self.turns else None

    @property
    def last_customer_turn(self) -> Turn | None:
        """What the customer said last."""
        return next((t for t in reversed(self.turns) if t.author.type is ActorType.CUSTOMER), None)

    @property
    def most_active_agent(self) -> Actor | None:
        """The agent with the most public messages; of equals, who spoke last. Bots do not count."""
        said = [t for t in self.turns if t.author.type is ActorType.AGENT and t.author.id]
        counts = Counter[str]()
        for turn in said:
            counts[turn.author.id or ""] += len(turn.messages)
        if not counts:
            return None
        most = max(counts.values())
        return next(t.author for t in reversed(said) if counts[t.author.id or ""] == most)


def _is_spoken(message: Message) -> bool:
    return message.is_public and message.kind is not MessageKind.SYSTEM_EVENT


def timeline(
    messages: Iterable[Message], *, is_ours: Callable[[Message], bool] | None = None
) -> Timeline:
    """Lay out a conversation.

    Args:
        messages: Of one ticket, in any order; those without a time keep their place.
        is_ours: Says which messages are this software's own (a survey, say): they
            are no part of the conversation.

    Returns:
        Turns, waits and handovers, oldest first. A wait ends with the first reply
        of a person; a bot's reply does not end it.
    """
    spoken = [m for m in messages if _is_spoken(m) and not (is_ours and is_ours(m))]
    if all(m.created_at is not None for m in spoken):
        spoken.sort(key=lambda m: m.created_at.timestamp() if m.created_at else 0.0)
    return Timeline(_turns(spoken), _waits(spoken), _handovers(spoken))


def _turns(spoken: list[Message]) -> tuple[Turn, ...]:
    groups: list[list[Message]] = []
    for message in spoken:
        if groups and _same(groups[-1][0].author, message.author):
            groups[-1].append(message)
        else:
            groups.append([message])
    return tuple(Turn(group[0].author, tuple(group)) for group in groups)


def _same(one: Actor, other: Actor) -> bool:
    return one.type is other.type and one.id == other.id


def _waits(spoken: list[Message]) -> tuple[Wait, ...]:
    waits: list[Wait] = []
    asked: Message | None = None
    for message in spoken:
        if message.author.type is ActorType.CUSTOMER:
            asked = asked or message
        elif message.author.type is ActorType.AGENT and asked is not None:
            if asked.created_at is not None and message.created_at is not None:
                waits.append(Wait(asked, message, message.created_at - asked.created_at))
            asked = None
    return tuple(waits)


def _handovers(spoken: list[Message]) -> tuple[Handover, ...]:
    found: list[Handover] = []
    before: Actor | None = None
    for message in spoken:
        if message.author.type not in (ActorType.AGENT, ActorType.BOT):
            continue
        if before is not None and not _same(before, message.author):
            found.append(Handover(before, message.author, message))
        before = message.author
    return tuple(found)
