"""Changing tickets: what is really sent, in which order, and what is never sent twice."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cxsdk.errors import BadRequest, ConfigError, Conflict, Unsupported
from cxsdk.helpdesks.resources import DryRun
from cxsdk.models import PriorityLevel, StatusCategory

PATH = "/api/v2/tickets/4821"


def answer(server: Any, path: str, body: Any, *, method: str = "GET", **how: Any) -> None:
    server.expect_request(path, method=method).respond_with_json(body, **how)


def stored(ticket: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"ticket": {**ticket, **changes}}


# -- changing -------------------------------------------------------------


def test_only_named_parts_are_sent(account, desk, ticket_body, calls):
    answer(account, PATH, stored(ticket_body, status="open"), method="PUT")
    changed = desk.tickets.update(
        "4821",
        status=StatusCategory.PENDING_CUSTOMER,
        priority=PriorityLevel.URGENT,
        assignee="9004",
        team="7002",
        fields={"36002": None},
    )
    assert changed.status.category is StatusCategory.OPEN  # what the helpdesk says it is now
    (call,) = calls()
    assert call.line == f"PUT {PATH}"
    assert call.body == {
        "ticket": {
            "status": "pending",
            "priority": "urgent",
            "assignee_id": 9004,
            "group_id": 7002,
            "custom_fields": [{"id": 36002, "value": None}],
        }
    }


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        ("on_hold", {"status": "hold"}),
        ("hold", {"status": "hold"}),
        ("closed", {"status": "closed"}),
        ("robot", {"status": "robot"}),
        ("12480498776781", {"custom_status_id": 12480498776781}),
    ],
)
def test_status_is_taken_in_our_words_theirs_or_by_id(desk, status, sent):
    plan = desk.tickets.update("4821", status=status, dry_run=True)
    assert plan == DryRun("PUT", PATH, {"ticket": sent})


@pytest.mark.parametrize("status", ["snoozed", "spam", "merged", "deleted", "unknown"])
def test_status_that_zendesk_lacks_is_unsupported(desk, status):
    with pytest.raises(Unsupported) as caught:
        desk.tickets.update("4821", status=status)
    assert "solved" in caught.value.hint


def test_priority_may_be_taken_away_or_be_their_word_but_not_be_unknown(desk):
    plan = desk.tickets.update("4821", priority="blocker", dry_run=True)
    assert plan == DryRun("PUT", PATH, {"ticket": {"priority": "blocker"}})
    plan = desk.tickets.update("4821", priority="none", dry_run=True)
    assert plan == DryRun("PUT", PATH, {"ticket": {"priority": None}})
    with pytest.raises(Unsupported):
        desk.tickets.update("4821", priority="unknown")


def test_tags_are_added_and_removed_apart_and_before_the_rest(account, desk, ticket_body, calls):
    answer(account, f"{PATH}/tags", {"tags": ["a"]}, method="PUT")
    answer(account, f"{PATH}/tags", {"tags": []}, method="DELETE")
    answer(account, PATH, stored(ticket_body), method="PUT")
    desk.tickets.update("4821", status="solved", add_tags=["vip", "a&b"], remove_tags=["old", "к"])
    add, remove, change = calls()
    assert (add.line, add.body) == (f"PUT {PATH}/tags", {"tags": ["vip", "a&b"]})
    assert (remove.line, remove.query) == (f"DELETE {PATH}/tags", {"tags": ["old,к"]})
    assert (change.line, change.body) == (f"PUT {PATH}", {"ticket": {"status": "solved"}})


def test_ticket_is_read_again_when_only_tags_changed(account, desk, ticket_body, calls):
    answer(account, f"{PATH}/tags", {"tags": ["vip"]}, method="PUT")
    answer(account, PATH, stored(ticket_body, tags=["vip"]))
    assert desk.tickets.update("4821", add_tags=["vip"]).tags == ("vip",)
    assert [call.line for call in calls()] == [f"PUT {PATH}/tags", f"GET {PATH}"]


def test_all_tags_are_replaced_in_one_call_with_the_rest(account, desk, ticket_body, calls):
    answer(account, PATH, stored(ticket_body), method="PUT")
    desk.tickets.update("4821", status="open", set_tags=["only"])
    desk.tickets.update("4821", set_tags=())
    first, second = calls()
    assert first.body == {"ticket": {"status": "open", "tags": ["only"]}}
    assert second.body == {"ticket": {"tags": []}}


@pytest.mark.parametrize(
    "changes",
    [
        {"set_tags": ["a"], "add_tags": ["b"]},
        {"set_tags": [], "remove_tags": ["b"]},
        {"add_tags": ["a"], "remove_tags": ["a"]},
        {"add_tags": "vip"},
        {"add_tags": ["two words"]},
        {"remove_tags": ["a,b"]},
        {"set_tags": [""]},
        {"assignee": "anna"},
        {"team": "7001 "},
    ],
    ids=str,
)
def test_change_that_would_do_something_else_is_refused(desk, changes, calls):
    with pytest.raises(ConfigError) as caught:
        desk.tickets.update("4821", **changes)
    assert caught.value.hint
    assert calls() == []


def test_dry_run_shows_what_would_be_sent_and_sends_nothing(desk, calls):
    plan = desk.tickets.update(
        "4821", status="solved", add_tags=["vip"], remove_tags=["a/b"], dry_run=True
    )
    assert plan == DryRun(
        "PUT",
        PATH,
        {"ticket": {"status": "solved"}},
        before=(
            DryRun("PUT", f"{PATH}/tags", {"tags": ["vip"]}),
            DryRun("DELETE", f"{PATH}/tags?tags=a%2Fb", {}),
        ),
    )
    assert calls() == []


def test_nothing_named_changes_nothing(account, desk, ticket_body, calls):
    answer(account, PATH, stored(ticket_body))
    assert desk.tickets.update("4821").id == "4821"
    now = datetime.now(UTC)
    assert desk.tickets.update("4821", expected_updated_at=now).id == "4821"
    assert desk.tickets.update("4821", dry_run=True) == DryRun("GET", PATH, {})
    assert {call.method for call in calls()} == {"GET"}


def test_update_can_be_bound_to_what_was_seen(account, desk, ticket_body, calls):
    answer(account, PATH, stored(ticket_body), method="PUT")
    seen = datetime(2026, 11, 20, 13, 1, 3, tzinfo=UTC)
    desk.tickets.update("4821", status="open", expected_updated_at=seen)
    (call,) = calls()
    assert call.body["ticket"] == {
        "status": "open",
        "safe_update": True,
        "updated_stamp": "2026-11-20T13:01:03Z",
    }


def test_bound_update_covers_tags_in_one_call(account, desk, ticket_body, calls):
    answer(account, PATH, stored(ticket_body))
    answer(account, PATH, stored(ticket_body), method="PUT")
    seen = datetime(2026, 11, 20, 10, 1, 3, tzinfo=UTC)
    desk.tickets.update(
        "4821", add_tags=["new", "vip"], remove_tags=["payment"], expected_updated_at=seen
    )
    read, change = calls()
    assert read.line == f"GET {PATH}"
    assert change.body["ticket"] == {
        "tags": ["vip", "new"],
        "safe_update": True,
        "updated_stamp": "2026-11-20T10:01:03Z",
    }


def test_somebody_elses_change_is_a_conflict(account, desk):
    body = {"error": "UpdateConflict", "description": "Safe Update prevented the update"}
    answer(account, PATH, body, method="PUT", status=409)
    with pytest.raises(Conflict) as caught:
        desk.tickets.update("4821", status="open", expected_updated_at=datetime.now(UTC))
    assert "read it again" in caught.value.hint


def test_missing_fields_are_named(account, desk):
    body = {
        "error": "RecordInvalid",
        "description": "Record validation errors",
        "details": {
            "base": [
                {
                    "description": "Order number: is required when solving a ticket",
                    "error": "BlankValue",
                    "ticket_field_id": 36001,
                }
            ]
        },
    }
    answer(account, PATH, body, method="PUT", status=422)
    with pytest.raises(BadRequest) as caught:
        desk.tickets.update("4821", status="solved")
    assert caught.value.fields == ("base",)
    assert caught.value.details["base"][0]["ticket_field_id"] == 36001
    assert "Order number: is required" in str(caught.value)


# -- saying ---------------------------------------------------------------


def test_reply_is_public_and_note_is_not(account, desk, ticket_body, calls):
    answer(account, PATH, stored(ticket_body), method="PUT")
    desk.tickets.reply("4821", "<p>Готово</p>")
    desk.tickets.note("4821", "<p>Проверить счёт</p>")
    reply, note = calls()
    assert reply.body == {"ticket": {"comment": {"html_body": "<p>Готово</p>", "public": True}}}
    assert note.body == {
        "ticket": {"comment": {"html_body": "<p>Проверить счёт</p>", "public": False}}
    }


def test_what_was_said_is_never_said_twice(account, desk, monkeypatch):
    monkeypatch.setattr(desk.raw, "_sleep", lambda seconds: None)
    account.expect_request(PATH, method="PUT").respond_with_data("busy", status=503)
    for say in (desk.tickets.reply, desk.tickets.note):
        account.clear_log()
        with pytest.raises(Exception, match="503"):
            say("4821", "<p>once</p>")
        assert len(account.log) == 1


def test_bound_update_is_not_repeated_against_its_own_change(account, desk, monkeypatch):
    monkeypatch.setattr(desk.raw, "_sleep", lambda seconds: None)
    account.expect_request(PATH, method="PUT").respond_with_data("busy", status=503)
    with pytest.raises(Exception, match="503"):
        desk.tickets.update("4821", status="open", expected_updated_at=datetime.now(UTC))
    assert len(account.log) == 1


def test_plain_update_is_repeated(account, desk, ticket_body, calls, monkeypatch):
    monkeypatch.setattr(desk.raw, "_sleep", lambda seconds: None)
    account.expect_ordered_request(PATH, method="PUT").respond_with_data("busy", status=503)
    account.expect_ordered_request(PATH, method="PUT").respond_with_json(stored(ticket_body))
    assert desk.tickets.update("4821", status="open").id == "4821"
    assert len(calls()) == 2
