"""What an agent should know of the customer before asking: facts, chips, earlier conversations."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cxsdk.sandbox.clock import moment
from cxsdk.sandbox.workspace.rows import picture

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Bodies, Body, State
    from cxsdk.sandbox.workspace.people import Directory

_EARLIER = 6
_MANY = 200
_RELATED = re.compile(r"связано_(\d{1,18})|related_(\d{1,18})")
#: The fields of this account that a customer fills by saying something, by number.
_ORDER, _DEVICE = 36001, 36002


@dataclass(frozen=True, slots=True)
class Earlier:
    """A conversation that the customer had before."""

    id: int
    subject: str
    at: datetime
    picture: str


@dataclass(frozen=True, slots=True)
class Customer:
    """The customer of a ticket.

    Args:
        phone: All but the last four digits hidden; empty when there is none.
        zone: Name of the time zone they live in; empty when unknown.
        language: ``ru`` or ``en``; empty when it is another.
        habit: Picture of the way they mostly write; empty when it cannot be said yet.
        earlier: Newest first.
    """

    id: int
    name: str
    email: str
    phone: str
    organization: str
    zone: str
    language: str
    habit: str
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the customer has said already, so that nobody asks again.

    Args:
        order: Number of the order.
        device: What they work with.
        times: How many conversations there have been about this order, this one included.
        ways: Pictures of the channels of those, each once.
    """

    order: str
    device: str
    times: int
    ways: tuple[str, ...]

    @property
    def is_worth_saying(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.order or self.device or self.times > 1)


def know_customer(state: State, directory: Directory, ticket: Body) -> Customer:
    """Gather what is known of who asks."""
    person = directory.person(ticket["requester_id"]) or {"id": ticket["requester_id"]}
    tickets = _tickets_of(state, person["id"])
    ways = Counter(picture(each["via"]["channel"]) for each in tickets)
    most = ways.most_common(2)
    is_clear = len(tickets) > 1 and (len(most) == 1 or most[0][1] > most[1][1])
    locale = str(person.get("locale") or "").casefold()[:2]
    return Customer(
        id=person["id"],
        name=str(person.get("name") or ""),
        email=str(person.get("email") or ""),
        phone=hide_phone(str(person.get("phone") or "")),
        organization=directory.organization(ticket["organization_id"]),
        zone=str(person.get("iana_time_zone") or ""),
        language=locale if locale in {"ru", "en"} else "",
        habit=most[0][0] if is_clear else "",
        earlier=tuple(
            Earlier(
                each["id"],
                str(each["subject"] or ""),
                moment(each["created_at"]),
                picture(each["via"]["channel"]),
            )
            for each in tickets
            if each["id"] != ticket["id"] and each["created_at"] <= ticket["created_at"]
        )[:_EARLIER],
    )


def what_is_known(state: State, ticket: Body) -> Known:
    """Return what the customer has said already, by the fields of the ticket."""
    order, device = (_field(ticket, number) for number in (_ORDER, _DEVICE))
    about: Bodies = [ticket]
    if order:
        tickets = _tickets_of(state, ticket["requester_id"])
        about = [
            each
            for each in tickets
            if _field(each, _ORDER) == order and each["created_at"] <= ticket["created_at"]
        ] or about
    ways = dict.fromkeys(picture(each["via"]["channel"]) for each in reversed(about))
    return Known(order, device, len(about), tuple(ways))


def related(state: State, ticket: Body) -> list[int]:
    """Return the numbers of tickets that this one points to, smallest first."""
    found = {int(a or b) for tag in ticket["tags"] for a, b in _RELATED.findall(tag)}
    source = (ticket["via"].get("source") or {}).get("from") or {}
    found |= {n for n in (source.get("ticket_id"), ticket["problem_id"]) if isinstance(n, int)}
    found |= {n for n in ticket.get("followup_ids") or () if isinstance(n, int)}
    return sorted(n for n in found if n != ticket["id"] and state.get("tickets", n))


def hide_phone(phone: str) -> str:
    """Show only the end of a number: enough to recognise it, too little to call."""
    digits = [each for each in phone if each.isdigit()]
    if len(digits) < 6:
        return ""
    end = "".join(digits[-4:])
    return f"··· {end[:2]}-{end[2:]}"


def _tickets_of(state: State, person_id: int) -> Bodies:
    found = state.list(
        "tickets", requester_id=person_id, sort="created_at", descending=True, limit=_MANY
    )
    return [each for each in found if each["status"] != "deleted"]


def _field(ticket: Body, number: int) -> str:
    for each in ticket["custom_fields"]:
        if each["id"] == number:
            return str(each.get("value") or "")
    return ""
