"""Reading and opening tickets: what is really sent, and what is made of the answers."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cxsdk.errors import ConfigError, NotFound
from cxsdk.models import (
    AgentRef,
    Channel,
    ChannelKind,
    OrganizationRef,
    PersonRef,
    Priority,
    PriorityLevel,
    Ref,
    Status,
    StatusCategory,
    TeamRef,
)

PATH = "/api/v2/tickets/4821"


def answer(server: Any, path: str, body: Any, *, method: str = "GET", **how: Any) -> None:
    server.expect_request(path, method=method).respond_with_json(body, **how)


def stored(ticket: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"ticket": {**ticket, **changes}}


# -- reading --------------------------------------------------------------


def test_ticket_is_told_in_our_words(account, desk, ticket_body):
    answer(account, PATH, stored(ticket_body))
    ticket = desk.tickets.get("4821")
    assert ticket.ref == Ref("zendesk", "acme", "4821", ticket_body["url"])
    assert (ticket.id, ticket.number) == ("4821", "4821")
    assert ticket.subject == "Не проходит оплата заказа 48213"
    assert ticket.status == Status(StatusCategory.SOLVED, "solved")
    assert ticket.priority == Priority(PriorityLevel.HIGH, "high")
    assert ticket.channel == Channel(ChannelKind.CHAT, "native_messaging")
    assert ticket.type == "incident"
    assert ticket.requester == PersonRef("5001")
    assert ticket.assignee == AgentRef("9003")
    assert ticket.team == TeamRef("7001")
    assert ticket.organization == OrganizationRef("3001")
    assert ticket.tags == ("payment", "vip")
    assert ticket.custom_fields == {"36001": "48213", "36002": None, "36003": ["card", "refund"]}
    assert ticket.created_at == datetime(2026, 11, 20, 9, 12, 44, tzinfo=UTC)
    assert ticket.updated_at == datetime(2026, 11, 20, 10, 1, 3, tzinfo=UTC)
    assert ticket.raw == ticket_body


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("new", StatusCategory.NEW),
        ("open", StatusCategory.OPEN),
        ("pending", StatusCategory.PENDING_CUSTOMER),
        ("hold", StatusCategory.ON_HOLD),
        ("solved", StatusCategory.SOLVED),
        ("closed", StatusCategory.CLOSED),
        ("deleted", StatusCategory.DELETED),
    ],
)
def test_every_status_has_its_category(account, desk, ticket_body, name, category):
    answer(account, PATH, stored(ticket_body, status=name))
    assert desk.tickets.get("4821").status == Status(category, name)


def test_ticket_that_nobody_ranked_has_no_priority(account, desk, ticket_body):
    answer(account, PATH, stored(ticket_body, priority=None))
    assert desk.tickets.get("4821").priority == Priority(PriorityLevel.NONE)


def test_token_and_account_are_used(account, desk, ticket_body, calls):
    answer(account, PATH, stored(ticket_body))
    desk.tickets.get("4821")
    (call,) = calls()
    assert call.line == f"GET {PATH}"
    assert call.headers["authorization"] == "Bearer t0ken"


def test_missing_ticket_is_not_found(account, desk):
    body = {"error": "RecordNotFound", "description": "Not found"}
    answer(account, PATH, body, status=404, headers={"X-Request-Id": "r-7"})
    with pytest.raises(NotFound) as caught:
        desk.tickets.get("4821")
    assert (caught.value.code, caught.value.request_id) == ("RecordNotFound", "r-7")


@pytest.mark.parametrize("ticket_id", ["", "abc", "1/../2", "٣", " 1", "1_0", "-1", "9" * 21])
def test_text_that_is_no_id_is_never_sent(desk, ticket_id, calls):
    for ask in (desk.tickets.get, desk.messages.iter, desk.people.get, desk.organizations.get):
        with pytest.raises(ConfigError):
            ask(ticket_id)
    assert calls() == []


def test_list_is_read_page_by_page_as_it_is_asked_for(account, desk, ticket_body, calls):
    following = account.url_for("/api/v2/tickets?page%5Bafter%5D=x")
    first = {
        "tickets": [{**ticket_body, "id": 1}, {**ticket_body, "id": 2}],
        "meta": {"has_more": True, "after_cursor": "x"},
        "links": {"next": following},
    }
    last = {"tickets": [{**ticket_body, "id": 3}], "meta": {"has_more": False}, "links": {}}
    account.expect_ordered_request("/api/v2/tickets").respond_with_json(first)
    account.expect_ordered_request("/api/v2/tickets").respond_with_json(last)
    found = desk.tickets.iter()
    assert calls() == []
    assert next(found).id == "1"
    assert [ticket.id for ticket in found] == ["2", "3"]
    one, two = calls()
    assert one.query == {"page[size]": ["100"]}
    assert two.query == {"page[after]": ["x"]}


# -- what changed since ---------------------------------------------------


def exported(ticket: dict[str, Any], number: int, at: datetime, **changes: Any) -> dict[str, Any]:
    moment = at.isoformat().replace("+00:00", "Z")
    times = {"updated_at": moment, "generated_timestamp": int(at.timestamp())}
    return {**ticket, "id": number, **times, **changes}


def export_page(account: Any, items: list[Any], *, after: str, is_last: bool) -> dict[str, Any]:
    return {
        "tickets": items,
        "after_cursor": after,
        "after_url": account.url_for(f"/api/v2/incremental/tickets/cursor?cursor={after}"),
        "end_of_stream": is_last,
    }


def test_changed_tickets_come_from_the_export_each_once(account, desk, ticket_body, calls):
    since = datetime(2026, 11, 1, tzinfo=UTC)
    early, late = since + timedelta(hours=1), since + timedelta(hours=2)
    first = [exported(ticket_body, 1, early), exported(ticket_body, 2, early, status="deleted")]
    second = [exported(ticket_body, 2, early, status="deleted"), exported(ticket_body, 1, late)]
    where = "/api/v2/incremental/tickets/cursor"
    for page in (
        export_page(account, first, after="a", is_last=False),
        export_page(account, second, after="b", is_last=True),
    ):
        account.expect_ordered_request(where).respond_with_json(page)
    found = list(desk.tickets.iter(updated_since=since))
    assert [(t.id, t.updated_at) for t in found] == [("1", early), ("2", early), ("1", late)]
    assert found[1].status.category is StatusCategory.DELETED
    one, two = calls()
    assert one.query == {"start_time": [str(int(since.timestamp()))], "per_page": ["1000"]}
    assert two.query == {"cursor": ["a"], "per_page": ["1000"]}


def test_export_never_starts_within_the_last_minute(account, desk, ticket_body, calls):
    now = datetime.now(UTC)
    since = now - timedelta(seconds=5)
    page = export_page(
        account,
        [exported(ticket_body, 1, now - timedelta(seconds=50)), exported(ticket_body, 2, now)],
        after="a",
        is_last=True,
    )
    answer(account, "/api/v2/incremental/tickets/cursor", page)
    found = list(desk.tickets.iter(updated_since=since))
    assert [ticket.id for ticket in found] == ["2"]
    (call,) = calls()
    assert int(call.query["start_time"][0]) <= now.timestamp() - 60


def test_silent_change_counts_although_updated_at_is_old(account, desk, ticket_body):
    since = datetime(2026, 11, 1, tzinfo=UTC)
    old = exported(ticket_body, 1, since - timedelta(days=9))
    old["generated_timestamp"] = int(since.timestamp()) + 60
    page = export_page(account, [old], after="a", is_last=True)
    answer(account, "/api/v2/incremental/tickets/cursor", page)
    assert [ticket.id for ticket in desk.tickets.iter(updated_since=since)] == ["1"]


def test_moment_without_a_zone_is_refused_before_anything_is_sent(desk, calls):
    naive = datetime(2026, 11, 1)  # noqa: DTZ001 - that is the point
    with pytest.raises(ConfigError):
        desk.tickets.iter(updated_since=naive)
    with pytest.raises(ConfigError):
        desk.satisfaction.iter(since=naive)
    with pytest.raises(ConfigError):
        desk.tickets.update("1", status="open", expected_updated_at=naive)
    assert calls() == []


# -- opening --------------------------------------------------------------


def test_ticket_is_opened_with_all_its_parts(account, desk, ticket_body, calls):
    answer(account, "/api/v2/tickets", stored(ticket_body), method="POST", status=201)
    made = desk.tickets.create(
        subject="Оплата",
        body="Не проходит",
        requester="m.lapina@teplydom.example",
        public=False,
        tags=["payment", "vip", "payment"],
        fields={"36001": "48213"},
        idempotency_key="order-48213",
    )
    assert made.id == "4821"
    (call,) = calls()
    assert call.line == "POST /api/v2/tickets"
    assert call.headers["idempotency-key"] == "order-48213"
    assert call.body == {
        "ticket": {
            "subject": "Оплата",
            "comment": {"body": "Не проходит", "public": False},
            "requester": {"email": "m.lapina@teplydom.example", "name": "m.lapina"},
            "tags": ["payment", "vip"],
            "custom_fields": [{"id": 36001, "value": "48213"}],
        }
    }


def test_known_person_opens_by_id(account, desk, ticket_body, calls):
    answer(account, "/api/v2/tickets", stored(ticket_body), method="POST", status=201)
    desk.tickets.create(subject="s", body="b", requester="5001", public=True)
    (call,) = calls()
    assert call.body == {
        "ticket": {"subject": "s", "comment": {"body": "b", "public": True}, "requester_id": 5001}
    }


def test_lost_answer_is_asked_for_again_with_the_same_key(
    account, desk, ticket_body, calls, monkeypatch
):
    monkeypatch.setattr(desk.raw, "_sleep", lambda seconds: None)
    account.expect_ordered_request("/api/v2/tickets", method="POST").respond_with_data(
        "busy", status=503
    )
    account.expect_ordered_request("/api/v2/tickets", method="POST").respond_with_json(
        stored(ticket_body), status=201
    )
    desk.tickets.create(subject="s", body="b", requester="5001", public=True)
    first, second = (call.headers["idempotency-key"] for call in calls())
    assert first == second
    assert str(uuid.UUID(first)) == first


def test_each_ticket_has_a_key_of_its_own(account, desk, ticket_body, calls):
    answer(account, "/api/v2/tickets", stored(ticket_body), method="POST", status=201)
    for _ in range(2):
        desk.tickets.create(subject="s", body="b", requester="5001", public=True)
    first, second = (call.headers["idempotency-key"] for call in calls())
    assert first != second
