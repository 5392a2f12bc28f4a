"""Webhooks: asked for over the API, signed, delivered after the change, repeated, logged."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from werkzeug import Request, Response

from cxsdk.errors import BadSignature, StaleDelivery
from cxsdk.helpdesks.zendesk.webhooks import SCHEME, ZendeskWebhooks
from cxsdk.models import EventType
from cxsdk.sandbox.hooks import LOG_LENGTH, Hooks, signature_headers
from cxsdk.webhooks import verify

ALL = [
    "zen:event-type:ticket.created",
    "zen:event-type:ticket.status_changed",
    "zen:event-type:ticket.comment_added",
    "zen:event-type:ticket.tags_changed",
    "zen:event-type:ticket.agent_assignment_changed",
    "zen:event-type:ticket.custom_field_changed",
    "zen:event-type:ticket.csat_received",
    "zen:event-type:ticket.soft_deleted",
]


class Receiver:
    """What stands at the other end."""

    def __init__(self, httpserver) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Response] = []
        self.url = httpserver.url_for("/hooks/1")
        httpserver.expect_request("/hooks/1").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        self.got.append((dict(request.headers), request.get_data()))
        return self.answers.pop(0) if self.answers else Response(status=202)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [orjson.loads(body) for _, body in self.got]

    def by_type(self) -> dict[str, dict[str, Any]]:
        return {each["type"].removeprefix("zen:event-type:"): each for each in self.events}


@pytest.fixture
def receiver(httpserver) -> Receiver:
    return Receiver(httpserver)


@pytest.fixture
def hook(api, receiver) -> dict[str, Any]:
    body = {
        "name": "cxsdk",
        "endpoint": receiver.url,
        "http_method": "POST",
        "request_format": "json",
        "status": "active",
        "subscriptions": ALL,
    }
    made = api.post("/webhooks", {"webhook": body})["webhook"]
    assert "signing_secret" not in made
    secret = api.get(f"/webhooks/{made['id']}/signing_secret")["signing_secret"]
    return made | {"secret": secret["secret"]}


def test_a_delivery_is_signed_so_that_our_own_sdk_accepts_it(
    office, hook, receiver, make_ticket
) -> None:
    ticket = make_ticket()
    assert office.hooks.drain()
    ((headers, body),) = receiver.got
    scheme = ZendeskWebhooks()
    delivery = scheme.verify(headers, body, secret=hook["secret"])
    event = scheme.event(delivery)
    assert event.verified
    assert event.type == EventType.TICKET_CREATED
    assert event.ticket_id == str(ticket["id"])
    assert event.occurred_at == office.clock()
    assert headers["X-Zendesk-Webhook-Id"] == hook["id"]
    with pytest.raises(BadSignature):
        verify(SCHEME, headers, body, secret="another")
    with pytest.raises(BadSignature):
        verify(SCHEME, headers, body.replace(b"created", b"deleted"), secret=hook["secret"])


def test_the_signature_carries_real_time_and_the_body_the_worlds(
    office, hook, receiver, make_ticket
) -> None:
    office.clock.advance(timedelta(days=30))
    make_ticket()
    office.hooks.drain()
    ((headers, body),) = receiver.got
    sent_at = verify(SCHEME, headers, body, secret=hook["secret"]).sent_at
    assert abs(datetime.now(UTC) - sent_at) < timedelta(seconds=30)
    assert orjson.loads(body)["time"].startswith("2026-12-23T07:31:00")
    with pytest.raises(StaleDelivery):
        verify(
            SCHEME,
            headers,
            body,
            secret=hook["secret"],
            now=datetime.now(UTC) + timedelta(hours=1),
        )


def test_bodies_say_what_changed_in_the_vendors_words(
    office, cast, hook, receiver, make_ticket
) -> None:
    ticket = make_ticket()
    office.desk.change_ticket(
        ticket["id"],
        cast.agent["id"],
        status="solved",
        additional_tags=["ru"],
        custom_fields=[{"id": 36001, "value": "48213"}],
    )
    office.desk.add_comment(ticket["id"], cast.agent["id"], body="Заметка", public=False)
    office.desk.rate(ticket["id"], score="good")
    office.desk.delete_ticket(ticket["id"], cast.admin["id"])
    office.hooks.drain()
    told = receiver.by_type()
    solved = told["ticket.status_changed"]
    assert (solved["event"]["current"], solved["event"]["previous"]) == ("SOLVED", "NEW")
    assert solved["subject"] == f"zen:ticket:{ticket['id']}"
    assert solved["zendesk_event_version"] == "2022-11-06"
    assert solved["detail"]["id"] == str(ticket["id"])
    assert solved["detail"]["status"] == "SOLVED"
    assert solved["detail"]["actor_id"] == str(cast.agent["id"])
    assert solved["detail"]["via"] == {"channel": "web"}
    assert told["ticket.tags_changed"]["event"]["tags_added"] == ["ru"]
    assert told["ticket.custom_field_changed"]["event"]["current"] == "48213"
    assert told["ticket.agent_assignment_changed"]["event"]["current"] == str(cast.agent["id"])
    said = told["ticket.comment_added"]["event"]["comment"]
    assert (said["body"], said["is_public"]) == ("Заметка", False)
    assert said["author"] == {
        "id": str(cast.agent["id"]),
        "is_staff": True,
        "name": "Анна Белова",
    }
    assert told["ticket.csat_received"]["event"]["current"]["score"] == "good"
    assert "ticket.soft_deleted" in told
    sequence = {each["event"]["meta"]["sequence"]["id"] for each in receiver.events}
    assert len(sequence) == 5
    assert len({each["id"] for each in receiver.events}) == len(receiver.events)


def test_only_what_was_subscribed_to_is_delivered(api, office, receiver, make_ticket) -> None:
    for name, subscription, status in (
        ("a", "zen:event-type:ticket.created", "inactive"),
        ("b", "zen:event-type:ticket.merged", "active"),
        ("c", "conditional_ticket_events", "active"),
    ):
        body = {"name": name, "endpoint": receiver.url, "http_method": "POST"}
        body |= {"request_format": "json", "status": status, "subscriptions": [subscription]}
        api.post("/webhooks", {"webhook": body})
    make_ticket()
    office.hooks.drain()
    assert receiver.got == []


def test_what_is_rolled_back_is_not_delivered(office, hook, receiver, make_ticket) -> None:
    def fail_half_way() -> None:
        with office.state.write():
            make_ticket()
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    office.hooks.drain()
    assert receiver.got == []


@pytest.mark.parametrize("status", [429, 503, 409])
def test_a_busy_receiver_is_asked_again_with_the_same_invocation(
    office, hook, receiver, make_ticket, status
) -> None:
    receiver.answers = [Response(status=status, headers={"Retry-After": "0"})]
    make_ticket()
    assert office.hooks.drain()
    first, second = receiver.got
    assert first[1] == second[1]
    key = "X-Zendesk-Webhook-Invocation-Id"
    assert first[0][key] == second[0][key]
    (entry,) = office.hooks.log()
    assert (entry["status"], entry["attempts"], entry["status_code"]) == ("success", 2, 202)


def test_a_refusal_is_not_repeated_and_logged_as_failed(
    office, hook, receiver, make_ticket
) -> None:
    receiver.answers = [Response("no such installation", status=404)]
    make_ticket()
    office.hooks.drain()
    (entry,) = office.hooks.log()
    assert (entry["status"], entry["attempts"], entry["status_code"]) == ("failed", 1, 404)
    assert entry["response_body"] == "no such installation"
    assert hook["secret"] not in str(entry)


def test_a_receiver_that_is_away_is_given_up_after_a_few_tries(api, office, make_ticket) -> None:
    body = {"name": "gone", "endpoint": "http://127.0.0.1:9/hooks", "http_method": "POST"}
    body |= {"request_format": "json", "status": "active", "subscriptions": ALL[:1]}
    made = api.post("/webhooks", {"webhook": body})["webhook"]
    make_ticket()
    assert office.hooks.drain()
    (entry,) = office.hooks.log()
    assert (entry["status"], entry["attempts"], entry["status_code"]) == ("failed", 3, None)
    assert entry["error"]
    shown = api.get(f"/webhooks/{made['id']}/invocations")["invocations"]
    assert [each["status"] for each in shown] == ["failed"]


def test_the_log_keeps_the_last_deliveries(office, hook, receiver, make_ticket) -> None:
    for n in range(LOG_LENGTH + 5):
        office.state.put(
            "webhook_invocations", {"id": f"old-{n}", "created_at": f"2020-01-01T00:00:{n:05}"}
        )
    make_ticket()
    office.hooks.drain()
    log = office.hooks.log(limit=1000)
    assert len(log) == LOG_LENGTH
    assert log[0]["ticket_id"] == 1


def test_stopping_awaits_what_is_on_its_way_and_repeats_nothing_more(
    state, httpserver, cast, office, make_ticket
) -> None:
    receiver = Receiver(httpserver)
    receiver.answers = [Response(status=503) for _ in range(9)]
    hooks = Hooks(state, pauses_s=(60, 60))
    hook = {"id": "01H", "status": "active", "endpoint": receiver.url, "http_method": "POST"}
    state.put("webhooks", hook | {"subscriptions": ALL, "signing_secret": "s"})
    office.desk.listen(hooks.deliver)
    make_ticket()
    hooks.stop()
    assert len(receiver.got) <= 1
    hooks.deliver([])
    make_ticket()


def test_our_signature_is_the_one_that_others_published() -> None:
    """The vendor's public test secret; the value is from a receiver nobody here wrote."""
    headers = signature_headers(
        "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==",
        b'{"event":"ticket.updated","id":123}',
        at=datetime(2021, 3, 25, 5, 9, 27, tzinfo=UTC),
    )
    assert headers["X-Zendesk-Webhook-Signature"] == "S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM="


def test_webhooks_are_managed_over_the_api(api, hook) -> None:
    number = hook["id"]
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", number)
    assert [w["id"] for w in api.get("/webhooks")["webhooks"]] == [number]
    assert api.get("/webhooks", **{"filter[name_contains]": "other"})["webhooks"] == []
    assert (
        api.send("PATCH", f"/webhooks/{number}", json={"webhook": {"name": "n"}}).status_code == 204
    )
    shown = api.get(f"/webhooks/{number}")["webhook"]
    assert (shown["name"], shown["subscriptions"]) == ("n", ALL)
    renewed = api.post(f"/webhooks/{number}/signing_secret", {})["signing_secret"]["secret"]
    assert renewed != hook["secret"]
    assert api.send("DELETE", f"/webhooks/{number}").status_code == 204
    assert api.send("GET", f"/webhooks/{number}").status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"endpoint": "http://elsewhere.example/"}, "endpoint"),
        ({"endpoint": "ftp://x"}, "endpoint"),
        ({"http_method": "BREW"}, "http_method"),
        ({"request_format": "yaml"}, "request_format"),
        ({"status": "on"}, "status"),
        ({"subscriptions": ["ticket.created"]}, "subscriptions"),
        ({"subscriptions": [*ALL, "conditional_ticket_events"]}, "subscriptions"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_by_field(api, changed, field) -> None:
    body = {"name": "n", "endpoint": "https://x.example/", "http_method": "POST"}
    body |= {"request_format": "json", "status": "active", "subscriptions": ALL, **changed}
    refused = api.post("/webhooks", {"webhook": body}, expected=400)
    assert field in refused["errors"][0]["detail"]
