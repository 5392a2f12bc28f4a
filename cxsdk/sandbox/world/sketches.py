"""Sketches: conversations written without times, and often without a customer.

A seeded chooser gives each a customer, a moment in the ninety days and the delays
that fit its channel, and fills what stands in braces:

``{name}`` ``{order}`` ``{device}`` ``{phone}`` ``{org}``   facts of this customer
``{sign}``   the speaker's signature under a letter
``{hi}`` ``{bye}`` ``{wait}`` ``{ty}``   a phrase in the speaker's own manner
``{–ёл|–ла}``   the speaker's gender: masculine, feminine
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from cxsdk.sandbox.world import people
from cxsdk.sandbox.world.turns import CUSTOMER, MOSCOW, Kind, Line, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxsdk.sandbox.world.people import Cast, Person

_FIRST_DAY = datetime(2026, 8, 25, tzinfo=MOSCOW)
_DAYS = 87  # the last sketch begins on 19 November, so that slow mail ends in time
_LATEST = datetime(2026, 11, 22, 21, 0, tzinfo=MOSCOW)
_WEEK = (100, 96, 92, 90, 84, 14, 8)  # how busy each day is, from Monday
_HOURS = (9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
_BUSY = (60, 100, 100, 80, 55, 80, 90, 80, 60, 30, 16, 10, 6)
_OPEN, _SHUT = 9, 19
_UP, _ASLEEP = 8, 23
_EVENING = 21  # chats have somebody on duty until then
_LIVE = frozenset({"chat", "native_messaging", "voice"})
#: Minutes by channel: first answer, later answers, the customer's answers (least, most).
_PACE = {
    "chat": ((1, 7), (1, 5), (1, 4)),
    "native_messaging": ((3, 35), (2, 25), (2, 50)),
    "email": ((35, 280), (20, 240), (15, 700)),
    "web": ((40, 300), (20, 240), (15, 600)),
    "voice": ((6, 14), (4, 40), (5, 30)),
}
_SLOT = re.compile(r"\{([^{}]*)\}")
_WORDLESS = frozenset({"hi", "bye", "wait", "ty"})


class Sketcher:
    """Turns sketches into whole conversations, the same ones every time."""

    def __init__(self, cast: Cast) -> None:
        """Read the phrases; nothing is chosen yet."""
        self._cast = cast
        self._phrases: Mapping[str, Mapping[str, Sequence[str]]] = people.read("phrases.json")
        self._served: dict[tuple[str, str], int] = {}
        self._free = {
            language: [p for p in cast.customers(language) if not p.is_reserved]
            for language in ("ru", "en")
        }

    def finish(
        self, facts: Mapping[str, Any], lines: Sequence[Line]
    ) -> tuple[Person, tuple[Turn, ...], Mapping[str, Any]]:
        """Return customer, turns and facts of one sketch."""
        chance = Random(f"skladen {facts['subject']}")  # noqa: S311 - a plot, not a secret
        customer = self._customer(facts, lines, chance)
        turns = _schedule(lines, facts, chance)
        whole = self._facts(facts, lines, customer, turns[0].at, chance)
        filled = self.fill(turns, customer, whole)
        subject = self._words(str(whole["subject"]), customer, customer, whole)
        return customer, filled, {**whole, "subject": subject}

    def _customer(self, facts: Mapping[str, Any], lines: Sequence[Line], chance: Random) -> Person:
        if "who" in facts:
            return self._cast.people[facts["who"]]
        is_russian = re.search("[а-яё]", lines[0].text, re.IGNORECASE) is not None
        return chance.choice(self._free["ru" if is_russian else "en"])

    def _facts(
        self,
        facts: Mapping[str, Any],
        lines: Sequence[Line],
        customer: Person,
        at: datetime,
        chance: Random,
    ) -> dict[str, Any]:
        text = " ".join([facts["subject"], *(line.text for line in lines)])
        whole = dict(facts)
        if "{order}" in text:
            whole.setdefault("order", _order(at, chance))
        if "{device}" in text:
            whole.setdefault("device", customer.device)
        if "rating" not in whole and whole.get("status", "solved") == "solved":
            roll = chance.random()
            whole["rating"] = self._praise(customer, roll) if roll < 0.38 else None
        return whole

    def _praise(self, customer: Person, roll: float) -> list[str]:
        """Most who are pleased press the button; one in four says why."""
        pool = self._phrases[customer.language]["praise"]
        return ["good", self._next(customer.language, "praise", pool)] if roll < 0.1 else ["good"]

    def fill(
        self, turns: Sequence[Turn], customer: Person, facts: Mapping[str, Any]
    ) -> tuple[Turn, ...]:
        """Put words where braces are."""
        return tuple(Turn(turn.at, self._fill(turn.line, customer, facts)) for turn in turns)

    def _fill(self, line: Line, customer: Person, facts: Mapping[str, Any]) -> Line:
        if not line.text:
            return line
        speaker = customer if line.author == CUSTOMER else self._cast.people[line.author]
        text = self._words(line.text, speaker, customer, facts)
        return Line(line.kind, line.author, text, line.to, line.group, line.status, line.days)

    def _words(self, text: str, speaker: Person, customer: Person, facts: Mapping[str, Any]) -> str:
        known = {
            "name": customer.first_name,
            "order": facts.get("order", ""),
            "device": facts.get("device", ""),
            "phone": _spoken(customer.phone),
            "org": customer.organization or customer.name,
            "sign": speaker.signatures[customer.language],
        }

        def one(found: re.Match[str]) -> str:
            slot = found[1]
            if "|" in slot:
                masculine, feminine = slot.split("|")
                return masculine if speaker.gender == "m" else feminine
            if slot in _WORDLESS:
                return self._phrase(slot, speaker, customer)
            return str(known[slot])

        return _SLOT.sub(one, text)

    def _phrase(self, slot: str, speaker: Person, customer: Person) -> str:
        manner = self._phrases.get(f"{speaker.key}.{customer.language}")
        pools = manner or self._phrases[customer.language]
        text = self._next(speaker.key, f"{slot}.{customer.language}", pools[slot])
        return text.replace("{name}", customer.first_name)

    def _next(self, who: str, slot: str, pool: Sequence[str]) -> str:
        """Go round the pool: nobody says the same twice in a row."""
        turn = self._served.get((who, slot), 0)
        self._served[who, slot] = turn + 1
        return pool[turn % len(pool)]


def _order(at: datetime, chance: Random) -> str:
    """Return an order number of that day: about 22 orders a day, 48213 was on 20 November."""
    days_before = (datetime(2026, 11, 20, tzinfo=MOSCOW) - at).days
    return str(48213 - 22 * days_before - chance.randint(3, 19))


def _spoken(phone: str | None) -> str:
    if phone is None:
        return ""
    if phone.startswith("+44"):
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return f"{phone[:2]} {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"


def _schedule(lines: Sequence[Line], facts: Mapping[str, Any], chance: Random) -> list[Turn]:
    channel = facts.get("via", "chat")
    now = _beginning(facts, channel, chance)
    turns: list[Turn] = []
    is_answered = False
    for place, line in enumerate(lines):
        if place:
            is_staff = line.author not in {CUSTOMER, "bot"}
            now = _later(now, line, channel, chance, is_first=is_staff and not is_answered)
            is_answered = is_answered or (is_staff and line.kind is Kind.SAY)
        turns.append(Turn(now, line))
    if now > _LATEST:
        message = f"{facts['subject']!r} does not end in time"
        raise ValueError(message)
    return turns


def _beginning(facts: Mapping[str, Any], channel: str, chance: Random) -> datetime:
    if "at" in facts:
        day = datetime.fromisoformat(facts["at"]).replace(tzinfo=MOSCOW)
    else:
        first = _day(facts.get("after")) or _FIRST_DAY
        last = _day(facts.get("before")) or _FIRST_DAY + timedelta(days=_DAYS)
        days = [first + timedelta(days=i) for i in range((last - first).days)]
        day = chance.choices(days, [_WEEK[each.weekday()] for each in days])[0]
    (hour,) = [facts["hour"]] if "hour" in facts else chance.choices(_HOURS, _BUSY)
    if channel in _LIVE and (day.weekday() > 4 or channel == "voice"):
        hour = min(hour, 17)
    return day + timedelta(hours=hour, minutes=chance.randrange(60))


def _day(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


def _later(now: datetime, line: Line, channel: str, chance: Random, *, is_first: bool) -> datetime:
    if line.days:
        now = (now + timedelta(days=line.days)).replace(hour=chance.randint(9, 16))
    is_at_once = line.kind is Kind.HAND and channel in _LIVE
    if line.author == "bot" or is_at_once:
        return now + timedelta(seconds=chance.randint(2, 40))
    first, later, customers = _PACE[channel]
    is_customer = line.author == CUSTOMER
    least, most = customers if is_customer else first if is_first else later
    if line.kind in {Kind.NOTE, Kind.STATUS}:
        least, most = 1, 4
    now += timedelta(minutes=chance.randint(least, most))
    return _awake(now, chance) if is_customer else _at_work(now, channel, chance)


def _awake(now: datetime, chance: Random) -> datetime:
    """Let customers sleep on it."""
    if _UP <= now.hour < _ASLEEP:
        return now
    morning = now.replace(hour=_UP, minute=chance.randint(20, 59))
    return morning if now.hour < _UP else morning + timedelta(days=1)


def _at_work(now: datetime, channel: str, chance: Random) -> datetime:
    """Move an answer into the hours in which somebody is there."""
    shut = _EVENING + 1 if channel in _LIVE else _SHUT
    is_staffed = now.weekday() < 5 or channel in _LIVE
    if is_staffed and _OPEN <= now.hour < shut:
        return now
    morning = now.replace(hour=_OPEN, minute=chance.randint(2, 50))
    if now.hour >= _OPEN:
        morning += timedelta(days=1)
    while morning.weekday() > 4 and channel not in _LIVE:
        morning += timedelta(days=1)
    return morning
