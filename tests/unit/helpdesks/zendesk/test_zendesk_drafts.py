"""What a change of a fetched ticket sends, and what is never sent without saying who reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.native import CommentDraft, FieldValue, Ticket, TicketDraft

PATH = "/api/v2/tickets/4821"


@pytest.fixture
def ticket(account, desk, ticket_body):
    account.expect_request(PATH).respond_with_json({"ticket": ticket_body})
    return desk.native.tickets.get(4821)


def sent(calls):
    return [call.body["ticket"] for call in calls() if call.method == "PUT"]


def test_only_what_was_replaced_is_sent(ticket, desk, calls):
    due = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    desk.native.tickets.update(4821, replace(ticket, priority="low", due_at=due, assignee_id=None))
    (body,) = sent(calls)
    assert body == {"priority": "low", "due_at": "2026-12-01T09:00:00Z", "assignee_id": None}


def test_of_custom_fields_only_other_values_are_sent(ticket, desk, calls):
    def changed(each):
        return replace(each, value="999") if each.id == 36001 else each

    fields = (*map(changed, ticket.custom_fields), FieldValue(id=36009, value=True))
    desk.native.tickets.update(4821, replace(ticket, custom_fields=fields))
    (body,) = sent(calls)
    assert body == {"custom_fields": [{"id": 36001, "value": "999"}, {"id": 36009, "value": True}]}


def test_changed_tags_are_guarded_because_they_replace_all(ticket, desk, calls, ticket_body):
    desk.native.tickets.update(4821, replace(ticket, tags=(*ticket.tags, "new")))
    (body,) = sent(calls)
    assert body == {
        "tags": [*ticket_body["tags"], "new"],
        "safe_update": True,
        "updated_stamp": ticket_body["updated_at"],
    }


def test_reading_changes_nothing_and_nothing_is_sent(ticket, desk, calls):
    assert ticket.custom_fields
    assert ticket.via
    assert desk.native.tickets.update(4821, ticket) is ticket
    assert desk.native.tickets.update(4821, replace(ticket, priority=ticket.priority)) == ticket
    assert sent(calls) == []


def test_what_no_write_changes_is_named(ticket, desk, calls):
    with pytest.raises(ConfigError) as caught:
        desk.native.tickets.update(4821, replace(ticket, description="x", is_public=False))
    assert "description, is_public" in str(caught.value)
    assert sent(calls) == []


def test_ticket_that_was_made_here_sends_what_it_says(account, desk, ticket_body, calls):
    account.expect_request(PATH, method="PUT").respond_with_json({"ticket": ticket_body})
    desk.native.tickets.update(4821, Ticket(id=4821, status="open"))
    desk.native.tickets.update(4821, TicketDraft(status="open", tags=("a",)))
    assert sent(calls) == [{"status": "open"}, {"status": "open", "tags": ["a"]}]


@pytest.mark.parametrize(
    "body",
    [
        {"comment": {"body": "x"}},
        {"comment": {"body": "x", "public": None}},
        {"comment": "x"},
        {"comment": {"body": "x", "public": "false"}},
    ],
    ids=str,
)
def test_comment_must_say_who_reads_it(desk, calls, body):
    tickets = desk.native.tickets
    for write in (
        lambda: tickets.create({"subject": "s", **body}),
        lambda: tickets.update(4821, body),
        lambda: tickets.change_many([1], body),
        lambda: desk.native.ticket_imports.create({"comments": [body["comment"]]}),
    ):
        with pytest.raises(ConfigError) as caught:
            write()
        assert "public=True" in caught.value.hint
    (result,) = tickets.update_many([{"id": 1, **body}])
    assert isinstance(result.error, ConfigError)
    with pytest.raises(ConfigError, match="who may read it"):
        tickets.create({"subject": "s", "description": "x"})
    with pytest.raises(TypeError):
        CommentDraft(body="x")
    assert calls() == []
