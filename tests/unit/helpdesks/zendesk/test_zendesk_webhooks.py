"""Zendesk's deliveries: a known vector, what events say, and what is none."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from cxsdk.errors import BadSignature, StaleDelivery, UnknownEvent
from cxsdk.helpdesks.zendesk import facts
from cxsdk.helpdesks.zendesk.webhooks import SCHEME, ZendeskWebhookReader, ZendeskWebhooks
from cxsdk.models import EventType
from cxsdk.webhooks import Delivery

# The public secret of test deliveries. It is base64 text, used verbatim, not decoded.
SECRET = base64.b64encode(b"this_secret_is_for_testing_only").decode()
BODY = b'{"event":"ticket.updated","id":123}'
SIGNED_AT = datetime(2021, 3, 25, 5, 9, 27, tzinfo=UTC)
SIGNATURE = "S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM="
HEADERS = {
    "X-Zendesk-Webhook-Signature": SIGNATURE,
    "X-Zendesk-Webhook-Signature-Timestamp": "2021-03-25T05:09:27Z",
    "X-Zendesk-Webhook-Invocation-Id": "0191-inv",
}
EVENT = Path(__file__).parents[3] / "wire" / "zendesk" / "event_status_changed.json"
NOW = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
scheme = ZendeskWebhooks()


def delivery(body: Any) -> Delivery:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Delivery("d-1", NOW, raw)


def ticket_event(name: str, **parts: Any) -> Any:
    event = {"type": f"zen:event-type:ticket.{name}", "detail": {"id": "4821"}, "event": {}}
    return event | parts


def test_known_vector_is_verified() -> None:
    found = scheme.verify(HEADERS, BODY, secret=SECRET, now=SIGNED_AT)
    assert found == Delivery("0191-inv", SIGNED_AT, BODY)


def test_known_vector_needs_the_text_of_the_secret_not_what_it_decodes_to() -> None:
    with pytest.raises(BadSignature):
        scheme.verify(HEADERS, BODY, secret="this_secret_is_for_testing_only", now=SIGNED_AT)


def test_known_vector_is_stale_by_now() -> None:
    with pytest.raises(StaleDelivery):
        scheme.verify(HEADERS, BODY, secret=SECRET, now=NOW)


def test_event_is_read() -> None:
    body = EVENT.read_bytes()
    event = scheme.event(delivery(body))
    assert event.vendor == "zendesk"
    assert event.type is EventType.TICKET_UPDATED
    assert event.native_type == "zen:event-type:ticket.status_changed"
    assert (event.ticket_id, event.delivery_id) == ("4821", "d-1")
    assert event.occurred_at == datetime(2026, 11, 23, 7, 31, 0, 123456, tzinfo=UTC)
    assert event.verified
    assert event.raw == json.loads(body)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("created", EventType.TICKET_CREATED),
        ("comment_added", EventType.MESSAGE_CREATED),
        ("status_changed", EventType.TICKET_UPDATED),
        ("priority_changed", EventType.TICKET_UPDATED),
        ("agent_assignment_changed", EventType.TICKET_UPDATED),
        ("custom_field_changed", EventType.TICKET_UPDATED),
        ("tags_changed", EventType.TICKET_UPDATED),
        ("merged", EventType.TICKET_UPDATED),
        ("soft_deleted", EventType.TICKET_UPDATED),
        ("csat_requested", EventType.TICKET_UPDATED),
        ("csat_received", EventType.RATING_RECEIVED),
        ("next_sla_breach_changed", EventType.UNKNOWN),
        ("sla_policy_changed", EventType.UNKNOWN),
        ("sent_to_the_moon", EventType.UNKNOWN),
        ("created\n", EventType.UNKNOWN),
    ],
)
def test_every_type_has_a_kind_and_keeps_its_name(name: str, expected: EventType) -> None:
    event = scheme.event(delivery(ticket_event(name)))
    assert event.type is expected
    assert event.native_type == f"zen:event-type:ticket.{name}"
    assert event.ticket_id == "4821"


def test_every_type_that_we_subscribe_to_is_known() -> None:
    for native_type in facts.SUBSCRIPTIONS:
        event = scheme.event(delivery({"type": native_type, "detail": {"id": "1"}}))
        assert event.type is not EventType.UNKNOWN


def test_event_of_a_user_belongs_to_no_ticket() -> None:
    body = {
        "type": "zen:event-type:user.created",
        "detail": {"id": "5001"},
        "subject": "zen:user:5001",
    }
    event = scheme.event(delivery(body))
    assert (event.type, event.ticket_id) == (EventType.UNKNOWN, None)
    assert event.native_type == "zen:event-type:user.created"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"detail": {"id": 4821}}, "4821"),
        ({"detail": {}, "subject": "zen:ticket:4821"}, "4821"),
        ({"detail": None, "subject": "zen:ticket:4821"}, "4821"),
        ({"detail": {}, "subject": "zen:user:4821"}, None),
        ({"detail": {"id": True}}, None),
        ({"detail": {"id": "4821/../1"}}, None),
        ({"detail": {"id": ["4821"]}, "subject": 4821}, None),
    ],
)
def test_ticket_is_found_in_the_detail_or_the_subject(
    parts: dict[str, Any], expected: str | None
) -> None:
    event = scheme.event(delivery(ticket_event("created", **parts)))
    assert event.ticket_id == expected


@pytest.mark.parametrize("time", [None, 7, "soon", "2026-11-23T07:31:00", "9" * 400])
def test_time_that_is_none_is_left_out(time: Any) -> None:
    assert scheme.event(delivery(ticket_event("created", time=time))).occurred_at is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[1, 2]",
        b'"text"',
        b"{}",
        b'{"type": 7}',
        b'{"type": "ticket_solved", "id": 4821}',
        b'{"ticket_id": "{{ticket.id}}"}',
    ],
)
def test_genuine_delivery_that_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(UnknownEvent) as caught:
        scheme.event(delivery(body))
    assert caught.value.hint


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_no_detail_of_any_shape_breaks_the_reader(part: Any) -> None:
    body = {"type": "zen:event-type:ticket.created", "detail": part, "subject": part, "time": part}
    assert scheme.event(delivery(body)).type is EventType.TICKET_CREATED


def test_parse_verifies_and_reads_at_once() -> None:
    body = EVENT.read_bytes()
    stamp = datetime.now(UTC).isoformat()
    headers = [
        ("x-zendesk-webhook-signature", SCHEME.sign(body, secret="s", timestamp=stamp)),
        ("x-zendesk-webhook-signature-timestamp", stamp),
    ]
    event = ZendeskWebhookReader().parse(headers, body, secret="s")
    assert (event.verified, event.ticket_id) == (True, "4821")
    assert ZendeskWebhookReader().parse(headers, body, secret=["new", "s"]).verified


def test_parse_without_a_secret_takes_unsigned_deliveries_only() -> None:
    body = EVENT.read_bytes()
    assert not ZendeskWebhookReader().parse({}, body).verified
    with pytest.raises(BadSignature):
        ZendeskWebhookReader().parse(HEADERS, body)
    with pytest.raises(BadSignature):
        ZendeskWebhookReader().parse({}, body, secret="s")
