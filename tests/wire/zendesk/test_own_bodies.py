"""Bodies that no recording shows: new values, missing keys, extra keys, nulls, ancient ones."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.mapping import Mapper
from cxsdk.helpdesks.zendesk.native.comments import COMMENT
from cxsdk.helpdesks.zendesk.native.satisfaction_ratings import SATISFACTION_RATING
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, FieldValue
from cxsdk.helpdesks.zendesk.native.webhooks import SIGNING_SECRET
from cxsdk.models import ChannelKind, PriorityLevel, StatusCategory

HERE = Path(__file__).parent
TICKETS = sorted(path.name for path in HERE.glob("ticket*.json"))
acme = Mapper("acme")


def body_of(name: str) -> Any:
    return json.loads((HERE / name).read_text())


@pytest.mark.parametrize("name", TICKETS)
def test_ticket_comes_back_whole(name: str) -> None:
    body = body_of(name)
    assert json.dumps(TICKET.load(body).to_dict()) == json.dumps(body)


@pytest.mark.parametrize("name", TICKETS)
def test_ticket_of_any_shape_is_mapped(name: str) -> None:
    ticket = acme.ticket(TICKET.load(body_of(name)))
    assert ticket.id == str(body_of(name)["id"])
    assert ticket.raw == body_of(name)


def test_unknown_values_are_kept_and_marked_unknown() -> None:
    ticket = acme.ticket(TICKET.load(body_of("ticket_unknown_values.json")))
    assert (ticket.status.category, ticket.status.native_id) == (
        StatusCategory.UNKNOWN,
        "waiting_for_robot",
    )
    assert (ticket.priority.level, ticket.priority.native_id) == (
        PriorityLevel.UNKNOWN,
        "catastrophic",
    )
    assert (ticket.channel.kind, ticket.channel.native_id) == (ChannelKind.OTHER, "telepathy")
    assert ticket.type == "miracle"
    assert ticket.custom_fields == {"36004": {"amount": 12.5, "currency": "RUB"}}


def test_channel_of_old_days_is_a_number() -> None:
    ticket = acme.ticket(TICKET.load(body_of("ticket_old_channel.json")))
    assert (ticket.channel.kind, ticket.channel.native_id) == (ChannelKind.UNKNOWN, "33")


def test_changed_field_is_spelled_and_the_unknown_rest_stays() -> None:
    body = body_of("ticket_extra_keys.json")
    changed = replace(TICKET.load(body), subject="Другая тема")
    assert changed.to_dict() == {**body, "subject": "Другая тема"}


def test_native_ticket_made_by_hand_is_mapped_like_one_that_came() -> None:
    body = body_of("ticket.json")
    came = TICKET.load(body)
    by_hand = replace(
        came, raw={}, custom_fields=tuple(FieldValue(**v) for v in body["custom_fields"])
    )
    assert acme.ticket(by_hand) == acme.ticket(came)


def test_ticket_without_an_id_is_refused_by_name() -> None:
    with pytest.raises(SchemaError) as caught:
        TICKET.load({"subject": "nobody"})
    assert caught.value.path == "id"
    assert caught.value.vendor == "zendesk"


def test_comments_come_back_whole() -> None:
    for body in body_of("comments.json")["comments"]:
        assert json.dumps(COMMENT.load(body).to_dict()) == json.dumps(body)


def test_rating_comes_back_whole() -> None:
    body = body_of("satisfaction_rating.json")
    assert json.dumps(SATISFACTION_RATING.load(body).to_dict()) == json.dumps(body)


def test_signing_secret_is_not_shown() -> None:
    secret = SIGNING_SECRET.load({"algorithm": "SHA256", "secret": "s3cret"})
    assert "s3cret" not in repr(secret)
