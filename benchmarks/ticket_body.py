"""Bodies of Zendesk tickets as a listing gives them: made up, alike in shape and size to real ones.

41 keys and about 2.8 KB a ticket; 15 custom fields, most of them set, and their
mirror under ``fields``; Latin, Cyrillic and Japanese text; a third of the
optional parts null. The same number always gives the same ticket.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

ORIGIN = "https://acme.zendesk.com"
START = datetime(2025, 1, 1, tzinfo=UTC)
STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = (None, "low", "normal", "high", "urgent")
TYPES = (None, "question", "incident", "problem", "task")
CHANNELS = ("email", "web", "api", "chat", "mobile")
TAGS = ("vip", "billing", "refund", "eu", "bug", "tier_2", "sla_gold", "web_widget", "возврат")
WORDS = (
    *("order", "payment", "refund", "invoice", "delivery", "address", "parcel", "again", "since"),
    *("Monday", "nobody", "answered", "please", "help", "account", "login", "error", "page"),
    *("printer", "label", "café", "Straße", "заказ", "оплата", "карта", "вчера", "спасибо", "не"),
    *("проходит", "помогите", "注文", "返金", "screen", "blank", "update", "thanks", "photo"),
)


def moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def words(rng: random.Random, least: int, most: int) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(least, most)))


def custom_fields(number: int, rng: random.Random) -> list[dict[str, Any]]:
    """A third is empty, as fields of other forms are; the rest are choices, ticks and texts."""
    values: list[Any] = []
    for index in range(15):
        match (number + index) % 6:
            case 0 | 3:
                value: Any = None
            case 1:
                value = rng.random() < 0.5
            case 2:
                value = str(rng.randrange(10**6))
            case _:
                value = f"choice_{rng.randrange(40)}_tag"
        values.append(value)
    return [{"id": 360_000_000_000 + 7919 * i, "value": value} for i, value in enumerate(values)]


def via(number: int, channel: str) -> dict[str, Any]:
    if channel != "email":
        return {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}}
    customer = {"address": f"user{number % 5000}@example.com", "name": f"User {number % 5000}"}
    desk = {"name": "Acme Support", "address": "support@acme.zendesk.com"}
    return {"channel": channel, "source": {"from": customer, "to": desk, "rel": None}}


def rating(number: int, rng: random.Random) -> dict[str, Any]:
    if number % 7:
        return {"score": "offered" if number % 3 == 0 else "unoffered"}
    comment = words(rng, 4, 8)
    return {"score": "good", "id": 4_000_000 + number, "comment": comment, "reason": None}


def people(number: int, rng: random.Random, *, is_new: bool) -> dict[str, Any]:
    customer = 370_000_000_000 + number % 5000
    return {
        "requester_id": customer,
        "submitter_id": customer,
        "assignee_id": None if is_new else 380_000_000_000 + number % 40,
        "organization_id": None if number % 4 == 0 else 390_000_000_000 + number % 300,
        "group_id": 20_000_000 + number % 12,
        "collaborator_ids": [370_000_000_000 + rng.randrange(5000) for _ in range(number % 3)],
        "follower_ids": [380_000_000_000 + rng.randrange(40) for _ in range(number % 2)],
        "email_cc_ids": [370_000_000_000 + rng.randrange(5000) for _ in range(number % 3)],
    }


def ticket(number: int) -> dict[str, Any]:
    """Return one ticket, parsed."""
    rng = random.Random(number)
    created = START + timedelta(seconds=300 * number)
    updated = created + timedelta(seconds=250)
    channel, status = rng.choice(CHANNELS), rng.choice(STATUSES)
    subject, fields = words(rng, 3, 9), custom_fields(number, rng)
    return {
        "url": f"{ORIGIN}/api/v2/tickets/{number}.json",
        "id": number,
        "external_id": None if number % 3 else f"crm-{number:08d}",
        "via": via(number, channel),
        "created_at": moment(created),
        "updated_at": moment(updated),
        "generated_timestamp": int(updated.timestamp()),
        "type": rng.choice(TYPES),
        "subject": subject,
        "raw_subject": subject,
        "description": words(rng, 36, 100),
        "priority": rng.choice(PRIORITIES),
        "status": status,
        "recipient": "support@acme.zendesk.com" if channel == "email" else None,
        **people(number, rng, is_new=status == "new"),
        "forum_topic_id": None,
        "problem_id": None if number % 11 else number - 5,
        "has_incidents": number % 13 == 0,
        "is_public": True,
        "due_at": None if number % 9 else moment(created + timedelta(days=3)),
        "tags": rng.choices(TAGS, k=rng.randint(1, 5)),
        "custom_fields": fields,
        "satisfaction_rating": rating(number, rng),
        "sharing_agreement_ids": [],
        "custom_status_id": 1_500_000_000 + STATUSES.index(status),
        "encoded_id": f"{number * 2_654_435_761 % 36**6:06X}-{number % 1000:04d}",
        "fields": fields,
        "followup_ids": [],
        "ticket_form_id": 360_000_100_000 + number % 4,
        "brand_id": 360_000_200_000 + number % 3,
        "allow_channelback": False,
        "allow_attachments": True,
        "from_messaging_channel": channel == "chat",
        "support_type": "agent",
    }


def dumps(value: object) -> bytes:
    """Return the bytes that a server would send."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
