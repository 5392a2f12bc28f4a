"""Conversations as the vendor keeps them: tickets, comments, ratings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zlib import crc32

from cxsdk.sandbox import shapes
from cxsdk.sandbox.clock import WORLD_START, stamp
from cxsdk.sandbox.markup import from_text, wrap
from cxsdk.sandbox.state import Bodies
from cxsdk.sandbox.world.people import (
    COMPANY,
    DEVICE_FIELD,
    MAILBOX,
    ORDER_FIELD,
    TOPIC_FIELD,
    TOPICS,
)
from cxsdk.sandbox.world.turns import CUSTOMER, MOSCOW, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxsdk.sandbox.state import Body
    from cxsdk.sandbox.world.people import Cast, Person
    from cxsdk.sandbox.world.tales import Tale
    from cxsdk.sandbox.world.turns import Turn

SYSTEM = -1
BOT = "bot"
AUTO = "auto"  # a rule of the account hands over, not a person
#: A solved ticket is closed for good after so long.
_CLOSED_AFTER = timedelta(days=28)
_OPEN, _SHUT = 9, 20
#: Groups of topics; everything else is for support.
_HOMES = {
    "payment": "payments",
    "invoice": "payments",
    "refund": "payments",
    "plan": "sales",
    "feature": "sales",
}
_DONE = frozenset({"solved", "closed"})


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that was ever said."""

    tickets: Bodies = field(default_factory=list)
    comments: Bodies = field(default_factory=list)
    ratings: Bodies = field(default_factory=list)


def tell(tales: Iterable[Tale], cast: Cast, origin: str) -> Told:
    """Play every conversation in order; ``origin`` begins every ``url``."""
    told = Told()
    for tale in tales:
        stage = _Stage(tale, cast, origin)
        for turn in tale.turns:
            stage.play(turn)
        stage.end()
        told.tickets.append(stage.ticket)
        told.comments.extend(stage.comments)
        told.ratings.extend(stage.ratings)
    _link(told.tickets)
    return told


def _link(tickets: Bodies) -> None:
    by_id = {ticket["id"]: ticket for ticket in tickets}
    for ticket in tickets:
        origin = ticket["via"]["source"]["from"].get("ticket_id")
        if origin is not None:
            by_id[origin]["followup_ids"].append(ticket["id"])
        if ticket["problem_id"] is not None:
            by_id[ticket["problem_id"]]["has_incidents"] = True


class _Stage:
    """One ticket while its conversation is played."""

    def __init__(self, tale: Tale, cast: Cast, origin: str) -> None:
        self._tale = tale
        self._cast = cast
        self._origin = origin
        self._assignee: Person | None = None
        self._done_at: datetime | None = None
        self.comments: Bodies = []
        self.ratings: Bodies = []
        self._at = self._moment(tale.started_at)
        self.ticket = self._open()

    # -- the ticket ------------------------------------------------------

    def _open(self) -> Body:
        tale, facts = self._tale, self._tale.facts
        customer = tale.customer
        first = tale.turns[0].line
        values = {
            ORDER_FIELD: facts.get("order"),
            DEVICE_FIELD: facts.get("device"),
            TOPIC_FIELD: facts["topic"],
        }
        fields = [{"id": number, "value": value} for number, value in values.items()]
        source = _source(tale.channel, customer, facts)
        return shapes.ticket(
            tale.id,
            at=stamp(self._at),
            url=f"{self._origin}/api/v2/tickets/{tale.id}.json",
            via={"channel": tale.channel, "source": source},
            type=facts.get("type"),
            subject=facts["subject"],
            description=first.text,
            priority=facts.get("priority"),
            recipient=MAILBOX if tale.channel == "email" else None,
            requester_id=customer.id,
            submitter_id=self._person(first.author).id,
            organization_id=customer.organization_id,
            problem_id=facts.get("problem"),
            tags=sorted(self._tags()),
            custom_fields=fields,
            from_messaging_channel=tale.channel == "native_messaging",
            generated_timestamp=int(self._at.timestamp()),
        )

    def _tags(self) -> set[str]:
        facts = self._tale.facts
        tags = set(facts.get("tags", "").split())
        language = self._tale.customer.language
        tags.add(language)
        tags.add(_tag(facts["topic"]) if language == "ru" else facts["topic"])
        if facts.get("follows"):
            tags.add("продолжение" if language == "ru" else "follow_up")
        return tags

    # -- turns -----------------------------------------------------------

    def play(self, turn: Turn) -> None:
        """Let one turn happen."""
        line = turn.line
        self._at = self._moment(turn.at)
        if line.kind is Kind.STATUS:
            self._set_status(line.status or "")
        elif line.kind is Kind.HAND:
            self._hand(turn)
        else:
            changes = [] if line.kind is Kind.NOTE else self._react(line.author)
            self._comment(line.author, line.text, public=line.kind is Kind.SAY, changes=changes)

    def _moment(self, at: datetime) -> datetime:
        """Give a moment its seconds; never before the comment before, never after now."""
        if not at.second:
            at += timedelta(seconds=crc32(f"{self._tale.id} {len(self.comments)}".encode()) % 50)
        if self.comments:
            at = max(at, self._at + timedelta(seconds=3))
        return min(at, WORLD_START)

    def _react(self, author: str) -> Bodies:
        """What saying something changes: who it belongs to, and whether it waits."""
        status = self.ticket["status"]
        if author == CUSTOMER:
            if status in {"pending", "hold", *_DONE}:
                self._done_at = None
                return [self._change("status", "open")]
            return []
        speaker = self._person(author)
        if not speaker.groups:
            return []
        changes = []
        if self._assignee is None or (self._assignee.key == BOT and speaker.key != BOT):
            changes = self._assign(speaker)
        if status == "new" and speaker.key != BOT:
            changes.append(self._change("status", "open"))
        return changes

    def _assign(self, person: Person | None, group: str | None = None) -> Bodies:
        self._assignee = person
        changes = [self._change("assignee_id", person.id if person else None)]
        group_id = self._cast.group_ids[group] if group else self._home(person)
        if group_id != self.ticket["group_id"]:
            changes.append(self._change("group_id", group_id))
        return changes

    def _home(self, person: Person | None) -> int | None:
        """Which of their groups somebody answers this in: the topic's, or their own."""
        if person is None:
            return None
        tale = self._tale
        key = _HOMES.get(tale.facts["topic"], "support")
        fitting = self._cast.group_ids["international" if tale.customer.language == "en" else key]
        return fitting if fitting in person.groups else person.groups[0]

    def _hand(self, turn: Turn) -> None:
        line = turn.line
        if line.text:
            self._comment(line.author, line.text, public=False, changes=[])
            self._at = min(self._at + timedelta(seconds=4), WORLD_START)
        before = "" if line.author == AUTO else self._person(line.author).name
        taker = self._person(line.to) if line.to else None
        changes = self._assign(taker, line.group)
        if self.ticket["status"] == "new" and taker:
            changes.append(self._change("status", "open"))
        group = next(
            each["name"] for each in self._cast.groups if each["id"] == self.ticket["group_id"]
        )
        whom = f"{taker.name}, {group}" if taker else group
        self._comment(SYSTEM, f"{before} → {whom}".strip(), public=False, changes=changes)

    def _set_status(self, status: str) -> None:
        """Set a status with the agent's last word, or without a word when that is past."""
        before = self.ticket["status"]
        change = self._change("status", status)
        if status in _DONE:
            self._done_at = self._at
        last = self.comments[-1]
        is_agents = last["public"] and last["author_id"] not in {self._tale.customer.id, SYSTEM}
        if is_agents and last["created_at"][:16] == stamp(self._at)[:16]:
            last["metadata"]["custom"].setdefault("changes", []).append(change)
        else:
            self._comment(SYSTEM, f"{before} → {status}", public=False, changes=[change])

    def _change(self, name: str, value: Any) -> Body:
        before = self.ticket[name]
        self.ticket[name] = value
        return {"field": name, "from": before, "to": value}

    # -- comments --------------------------------------------------------

    def _comment(self, author: str | int, text: str, *, public: bool, changes: Bodies) -> None:
        number = self._tale.id * 1000 + len(self.comments) + 1
        is_system = isinstance(author, int)
        author_id = author if isinstance(author, int) else self._person(author).id
        is_customer = author_id == self._tale.customer.id
        channel = "system" if is_system else self._tale.channel if public else "web"
        via = self.ticket["via"] if is_customer else shapes.via(channel)
        self.comments.append(
            shapes.comment(
                number,
                self._tale.id,
                author_id,
                at=stamp(self._at),
                body=text,
                plain_body=text,
                html_body=wrap(from_text(text)),
                public=public,
                via=via,
                metadata={"system": {}, "custom": {"changes": changes} if changes else {}},
            )
        )
        self._touch(self._at)

    def _touch(self, at: datetime) -> None:
        self.ticket["updated_at"] = stamp(at)
        self.ticket["generated_timestamp"] = int(at.timestamp())

    def _person(self, key: str) -> Person:
        return self._tale.customer if key == CUSTOMER else self._cast.people[key]

    # -- the end ---------------------------------------------------------

    def end(self) -> None:
        """Leave the ticket as the texts say it stands now."""
        wanted = self._tale.facts.get("status", "solved")
        if wanted != self.ticket["status"]:
            self._conclude(wanted)
        if self._done_at is not None:
            self._rate(self._done_at)
            closed_at = self._done_at + _CLOSED_AFTER
            if closed_at < WORLD_START:
                self.ticket["status"] = "closed"
                self._touch(closed_at)

    def _conclude(self, status: str) -> None:
        last = self.comments[-1]
        if last["author_id"] == self._tale.customer.id or not last["public"]:
            pause = 40 + crc32(f"end {self._tale.id}".encode()) % 300
            self._at = min(self._at_work(self._at) + timedelta(seconds=pause), WORLD_START)
        self._set_status(status)

    def _at_work(self, at: datetime) -> datetime:
        """Return when somebody is there to tick off a letter; chats are ticked off at once."""
        if self._tale.channel not in {"email", "web"}:
            return at
        local = at.astimezone(MOSCOW)
        if local.hour < _OPEN or local.hour >= _SHUT:
            day = timedelta(days=local.hour >= _SHUT)
            local = (local + day).replace(hour=_OPEN, minute=4)
        while local.weekday() > 4:
            local = (local + timedelta(days=1)).replace(hour=_OPEN, minute=4)
        return local

    def _rate(self, done_at: datetime) -> None:
        rating = self._tale.facts.get("rating")
        if not rating:
            return
        score, comment = rating[0], rating[1] if len(rating) > 1 else None
        after = timedelta(minutes=11 + crc32(f"rate {self._tale.id}".encode()) % 2600)
        body = shapes.satisfaction_rating(
            self._tale.id + 80_000,
            self.ticket,
            score=score,
            at=stamp(min(done_at + after, WORLD_START)),
            comment=comment,
        )
        body["url"] = f"{self._origin}/api/v2/satisfaction_ratings/{body['id']}.json"
        self.ratings.append(body)
        self.ticket["satisfaction_rating"] = {
            name: body[name] for name in ("id", "score", "comment", "reason", "reason_id")
        }


def _source(channel: str, customer: Person, facts: Any) -> Body:
    source: Body = {"from": {}, "to": {}, "rel": None}
    if channel == "email":
        source["from"] = {"address": customer.email, "name": customer.name}
        source["to"] = {"address": MAILBOX, "name": COMPANY}
    elif channel == "voice":
        source["from"] = {"phone": customer.phone, "name": customer.name}
        source["rel"] = "inbound"
    if facts.get("follows"):
        source["from"]["ticket_id"] = facts["follows"]
        source["rel"] = "follow_up"
    return source


def _tag(topic: str) -> str:
    """Tags hold no spaces: the first word of the topic's label, without its capital."""
    return TOPICS[topic].split()[0].lower()
