"""What hangs on tickets and has ways of its own: audits, metrics, tags, comments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cxsdk.errors import ConfigError, NotFound, SchemaError
from cxsdk.helpdesks.zendesk.native import MetricTime, User

BASE = "/api/v2/ticket_audits"


def test_audits_of_all_tickets_are_read_to_their_end(account, desk, calls):
    newer = {"after_url": account.url_for(f"{BASE}?cursor=newer")}
    first = {"audits": [{"id": 3}, {"id": 2}], "before_url": account.url_for(f"{BASE}?cursor=x")}
    second = {"audits": [{"id": 1}], "before_url": account.url_for(f"{BASE}?cursor=y")}
    last = {"audits": [], "before_url": account.url_for(f"{BASE}?cursor=y")}
    for page in (first, second, last):
        account.expect_ordered_request(BASE).respond_with_json(newer | page)
    assert [each.id for each in desk.native.ticket_audits] == [3, 2, 1]
    assert [call.query for call in calls()] == [
        {"page[size]": ["100"]},
        {"cursor": ["x"]},
        {"cursor": ["y"]},
    ]


def test_audits_that_run_in_a_circle_are_noticed(account, desk):
    page = {"audits": [{"id": 1}], "before_url": account.url_for(f"{BASE}?cursor=x")}
    account.expect_request(BASE).respond_with_json(page)
    with pytest.raises(SchemaError, match="circle"):
        list(desk.native.ticket_audits)


def test_token_does_not_follow_audits_to_another_host(account, desk):
    page = {"audits": [{"id": 1}], "before_url": "https://evil.example/api/v2/ticket_audits"}
    account.expect_request(BASE).respond_with_json(page)
    with pytest.raises(ConfigError):
        list(desk.native.ticket_audits)


def test_metrics_come_bare_or_as_a_list_of_one(account, desk):
    one = {"id": 7, "ticket_id": 1, "reply_time_in_minutes": {"calendar": 5, "business": 3}}
    path = "/api/v2/tickets/1/metrics"
    for body in (one, [one], []):
        account.expect_ordered_request(path).respond_with_json({"ticket_metric": body})
    bare, listed = (desk.native.ticket_metrics.of_ticket(1) for _ in range(2))
    assert bare == listed
    assert bare.reply_time_in_minutes == MetricTime(calendar=5, business=3)
    with pytest.raises(NotFound):
        desk.native.ticket_metrics.of_ticket(1)


def test_guarded_tags_are_sent_once(account, desk, calls):
    path = "/api/v2/tickets/1/tags"
    account.expect_request(path).respond_with_data("busy", status=503)
    guard = {"safe_update": "true", "updated_stamp": "2026-11-20T10:01:03Z"}
    tickets = desk.native.tickets
    for verb in (tickets.add_tags, tickets.remove_tags, tickets.set_tags):
        with pytest.raises(Exception, match="503"):
            verb(1, ["a"], **guard)
    assert [call.line.split()[0] for call in calls()] == ["PUT", "DELETE", "POST"]
    assert {call.body["updated_stamp"] for call in calls()} == {guard["updated_stamp"]}


def test_comments_can_be_listed_paged_and_counted(account, desk, recorded):
    path = "/api/v2/tickets/1/comments"
    people = {**recorded("comments.json"), "users": [{"id": 9, "name": "Анна"}]}
    account.expect_request(path).respond_with_json(people)
    account.expect_request(f"{path}/count").respond_with_json({"count": {"value": 6}})
    comments = desk.native.tickets.comments(1)
    assert len(list(comments)) == 6
    assert comments.count().value == 6
    (page,) = comments.pages(include="users")
    assert page.included(User) == (User(id=9, name="Анна"),)


def test_changed_ticket_goes_nowhere_but_to_itself(account, desk, ticket_body, calls):
    account.expect_request("/api/v2/tickets/4821").respond_with_json({"ticket": ticket_body})
    ticket = desk.native.tickets.get(4821)
    with pytest.raises(ConfigError, match="4821"):
        desk.native.tickets.update(4822, replace(ticket, priority="low"))
    assert len(calls()) == 1
