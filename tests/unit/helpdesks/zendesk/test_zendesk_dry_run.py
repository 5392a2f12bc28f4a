"""A dry run shows the very bytes that a real run then sends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxsdk.helpdesks.resources import DryRun

PATH = "/api/v2/tickets/4821"
FIELDS = [
    {"id": 1, "type": "subject", "title": "Subject", "removable": False},
    {"id": 36001, "type": "text", "title": "Order number", "removable": True, "active": True},
    {"id": 36002, "type": "text", "title": "Город", "removable": True, "active": True},
    {"id": 36003, "type": "text", "title": "Order numbers", "removable": True, "active": True},
    {"id": 36004, "type": "text", "title": "Size", "removable": True, "active": True},
    {"id": 36005, "type": "text", "title": "size ", "removable": True, "active": True},
    {"id": 36006, "type": "text", "title": "Old", "removable": True, "active": False},
    {"id": 36007, "type": "text", "title": "city", "removable": True, "active": False},
    {"id": 36008, "type": "text", "title": "City", "removable": True, "active": True},
]
SEEN = datetime(2026, 11, 20, 10, 1, 3, tzinfo=UTC)
OPENING: dict[str, Any] = {
    "subject": "Не приходит чек ✓",
    "body": 'He said "no" \\ <b>',
    "requester": "m.lapina@teplydom.example",
    "public": True,
    "tags": ["vip", "чек"],
    "fields": {"Order number": "4711", "36002": None},
    "idempotency_key": "order-4711",
}
WRITES: dict[str, Callable[..., Any]] = {
    "create": lambda t, **how: t.create(**OPENING, **how),
    "update": lambda t, **how: t.update("4821", status="solved", fields={"город": "Тула"}, **how),
    "tags": lambda t, **how: t.update(
        "4821", priority="high", add_tags=["a/b", "к"], remove_tags=["x&y"], **how
    ),
    "bound": lambda t, **how: t.update("4821", set_tags=["a"], expected_updated_at=SEEN, **how),
    "bound tags": lambda t, **how: t.update(
        "4821", add_tags=["new"], expected_updated_at=SEEN, **how
    ),
    "reply": lambda t, **how: t.reply("4821", "<p>Готово ✓</p>", **how),
    "note": lambda t, **how: t.note("4821", "<p>Счёт</p>", **how),
}


@pytest.fixture
def open_account(account, ticket_body) -> Any:
    ticket = {"ticket": ticket_body}
    account.expect_request("/api/v2/ticket_fields").respond_with_json({"ticket_fields": FIELDS})
    account.expect_request("/api/v2/tickets", method="POST").respond_with_json(ticket)
    account.expect_request(f"{PATH}/tags").respond_with_json({"tags": []})
    account.expect_request(PATH).respond_with_json(ticket)
    return account


def steps(plan: DryRun) -> Iterator[DryRun]:
    for each in plan.before:
        yield from steps(each)
    yield plan


def written(server: Any) -> list[Any]:
    return [request for request, _ in server.log if request.method != "GET"]


@pytest.mark.parametrize("name", WRITES)
def test_what_is_shown_is_what_is_sent(open_account, desk, name):
    plan = WRITES[name](desk.tickets, dry_run=True)
    assert written(open_account) == []
    WRITES[name](desk.tickets)
    sent = written(open_account)
    shown = list(steps(plan))
    assert len(sent) == len(shown)
    for request, step in zip(sent, shown, strict=True):
        assert request.method == step.method
        place = urlsplit(request.full_path.rstrip("?"))
        assert place.path == urlsplit(step.path).path
        assert request.query_string.decode() == urlsplit(step.path).query
        assert request.data == step.body
        for header, value in step.headers.items():
            assert request.headers[header] == value


def test_a_plan_reads_as_the_requests_would(open_account, desk):
    plan = desk.tickets.update("4821", status="open", remove_tags=["old"], dry_run=True)
    assert str(plan) == (
        f"DELETE {PATH}/tags?tags=old\n"
        "\n"
        f"PUT {PATH}\n"
        "Content-Type: application/json\n"
        "\n"
        '{"ticket":{"status":"open"}}'
    )
    opening = str(desk.tickets.create(**OPENING, dry_run=True))
    assert "\nIdempotency-Key: order-4711\n" in opening
    assert '"subject":"Не приходит чек ✓"' in opening
    kept = {**OPENING, "idempotency_key": None}
    assert "Idempotency-Key: (a new one for each call)" in str(
        desk.tickets.create(**kept, dry_run=True)
    )


# -- fields by title ------------------------------------------------------


def test_fields_are_named_by_title_or_id_and_looked_up_once_a_call(open_account, desk, calls):
    desk.tickets.update("4821", fields={" order  NUMBER ": "1", "Город": "Тула", "36004": "L"})
    desk.tickets.update("4821", fields={"36001": "2"})
    desk.tickets.update("4821", fields={"CITY": "Tula"})
    listed = [call for call in calls() if call.path.endswith("ticket_fields")]
    assert len(listed) == 2  # once for each call that names a title: nothing is remembered
    first, second, third = (call.body["ticket"] for call in calls() if call.method == "PUT")
    assert first["custom_fields"] == [
        {"id": 36001, "value": "1"},
        {"id": 36002, "value": "Тула"},
        {"id": 36004, "value": "L"},
    ]
    assert second["custom_fields"] == [{"id": 36001, "value": "2"}]
    assert third["custom_fields"] == [{"id": 36008, "value": "Tula"}]  # the other is switched off


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ({"Order numbr": "1"}, "did you mean 'Order number'"),
        ({"Size": "L"}, "give an id: 36004, 36005"),
        ({"Old": "x"}, "switched off"),
        ({"subject": "x"}, "keyword of its own"),
        ({"Zzzz": "x"}, "hd.fields.iter()"),
        ({"Order number": "1", "36001": "2"}, "once"),
    ],
    ids=str,
)
def test_title_that_names_no_field_or_several_is_refused(open_account, desk, fields, hint):
    for write in (
        lambda: desk.tickets.update("4821", fields=fields),
        lambda: desk.tickets.create(**{**OPENING, "fields": fields}),
    ):
        with pytest.raises(ConfigError) as caught:
            write()
        assert hint in caught.value.hint
    assert written(open_account) == []


# -- files ----------------------------------------------------------------


def test_files_are_uploaded_under_one_token_and_sent_with_the_reply(open_account, desk, tmp_path):
    answers = [{"upload": {"token": "tok"}}, {"upload": {"token": "tok"}}]
    for answer in answers:
        open_account.expect_ordered_request("/api/v2/uploads", method="POST").respond_with_json(
            answer, status=201
        )
    path = tmp_path / "счёт.pdf"
    path.write_bytes(b"%PDF")
    files = [path, ("log.txt", b"one\n")]
    plan = desk.tickets.reply("4821", "<p>x</p>", attachments=files, dry_run=True)
    assert [each.method for each in steps(plan)] == ["POST", "POST", "PUT"]
    assert written(open_account) == []
    desk.tickets.reply("4821", "<p>x</p>", attachments=files)
    first, second, reply = written(open_account)
    assert (first.args["filename"], first.data) == ("счёт.pdf", b"%PDF")
    assert (second.args["filename"], second.args["token"], second.data) == (
        "log.txt",
        "tok",
        b"one\n",
    )
    assert reply.get_json()["ticket"]["comment"]["uploads"] == ["tok"]


@pytest.mark.parametrize("attachments", ["a.pdf", ["no/such/file.pdf"]])
def test_file_that_is_not_there_is_refused_before_anything_is_said(open_account, desk, attachments):
    with pytest.raises(ConfigError) as caught:
        desk.tickets.note("4821", "<p>x</p>", attachments=attachments)
    assert caught.value.hint
    assert written(open_account) == []
