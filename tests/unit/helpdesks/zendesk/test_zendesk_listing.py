"""What all listings have in common: whole walks, single pages, counts, what comes beside."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from werkzeug import Response

import cxsdk
from cxsdk.helpdesks.zendesk.native import Group, Organization, Ticket, User


def test_a_listing_is_walked_by_a_plain_loop(account, desk):
    first = {"groups": [{"id": 1, "name": "A"}], "meta": {"has_more": True}}
    first["links"] = {"next": account.url_for("/api/v2/groups?page[after]=x")}
    last = {"groups": [{"id": 2, "name": "B"}], "meta": {"has_more": False}, "links": {}}
    account.expect_ordered_request("/api/v2/groups").respond_with_json(first)
    account.expect_ordered_request("/api/v2/groups").respond_with_json(last)
    assert [group.name for group in desk.native.groups] == ["A", "B"]


@pytest.mark.parametrize("name", ["page", "per_page", "sort_by", "sort_order"])
def test_two_styles_of_pages_are_never_mixed(desk, calls, name):
    """The vendor answers such a query and ignores half of it."""
    for ask in (desk.native.tickets.iter, desk.native.tickets.page, desk.native.tickets.pages):
        with pytest.raises(cxsdk.ConfigError, match=name) as refused:
            list(ask(**{name: 1}))
        assert "sort='-updated_at'" in refused.value.hint
    assert calls() == []


def test_what_comes_beside_is_typed(account, desk, ticket_body):
    page = {
        "tickets": [ticket_body],
        "users": [{"id": 1, "name": "Марина", "role": "end-user"}],
        "organizations": [],
        "meta": {"has_more": False},
    }
    account.expect_request("/api/v2/tickets").respond_with_json(page)
    (got,) = desk.native.tickets.pages(include="users,organizations")
    (user,) = got.included(User)
    assert (user.name, user.role) == ("Марина", "end-user")
    assert got.included(Organization) == ()
    assert [type(each) for each in got.items] == [Ticket]
    with pytest.raises(cxsdk.ConfigError, match="no groups came") as missing:
        got.included(Group)
    assert missing.value.hint == "ask for them: include='groups'"


def test_a_page_whose_link_leaves_the_account_is_refused_by_all_ways(account, desk, calls):
    page = {"groups": [{"id": 1, "name": "A"}], "meta": {"has_more": True}}
    page["links"] = {"next": "https://evil.example/api/v2/groups"}
    account.expect_request("/api/v2/groups").respond_with_json(page)
    with pytest.raises(cxsdk.SchemaError, match="another host: evil"):
        desk.native.groups.page()
    walk = desk.native.groups.iter()
    assert next(walk).name == "A"  # what came is given out first
    with pytest.raises(cxsdk.SchemaError, match="another host"):
        next(walk)
    assert len(calls()) == 2


@pytest.mark.parametrize(
    ("answer", "value", "refreshed_at"),
    [
        ({"count": 102}, 102, None),
        (
            {"count": {"value": 102, "refreshed_at": "2026-11-02T02:18:18Z"}},
            102,
            datetime(2026, 11, 2, 2, 18, 18, tzinfo=UTC),
        ),
        ({"count": {"value": None, "refreshed_at": None}}, None, None),
    ],
)
def test_a_count_says_when_it_was_taken(account, desk, answer, value, refreshed_at):
    account.expect_request("/api/v2/groups/count").respond_with_json(answer)
    counted = desk.native.groups.count()
    assert (counted.value, counted.refreshed_at) == (value, refreshed_at)


def test_a_page_tells_a_total_only_where_the_vendor_does(account, desk):
    account.expect_ordered_request("/api/v2/groups").respond_with_json({"groups": [], "count": 7})
    account.expect_ordered_request("/api/v2/groups").respond_with_json({"groups": []})
    assert [desk.native.groups.page().total for _ in range(2)] == [7, None]


def test_an_id_is_only_ever_one_step_of_a_path(account, desk):
    asked = []

    def note(request):
        asked.append(request.environ["RAW_URI"])
        return Response(status=404)

    account.expect_request(re.compile(".*")).respond_with_handler(note)
    with pytest.raises(cxsdk.NotFound):
        desk.native.groups.get("../users/1?x")
    assert asked == ["/api/v2/groups/..%2Fusers%2F1%3Fx"]


def test_a_changed_record_sends_its_difference_only(account, desk, calls):
    """A whole object sent back would undo what a colleague did meanwhile."""
    came = {
        "id": 5,
        "name": "Марина",
        "notes": "old",
        "tags": ["vip"],
        "user_fields": {"floor": 3, "door": "left"},
        "unknown": {"kept": 1},
    }
    account.expect_request("/api/v2/users/5").respond_with_json({"user": came})
    user = desk.native.users.get(5)
    fields = {"floor": 4, "door": "left"}
    desk.native.users.update(5, replace(user, notes="new", user_fields=fields))
    sent = calls()[-1]
    assert sent.line == "PUT /api/v2/users/5"
    assert sent.body == {"user": {"notes": "new", "user_fields": {"floor": 4}}}


def test_a_value_that_was_taken_out_is_emptied(account, desk, calls):
    came = {"id": 5, "name": "A", "user_fields": {"floor": 3}}
    account.expect_request("/api/v2/users/5").respond_with_json({"user": came})
    desk.native.users.update(5, replace(desk.native.users.get(5), user_fields={}))
    assert calls()[-1].body == {"user": {"user_fields": {"floor": None}}}


def test_rules_send_their_difference_and_their_id(account, desk, calls):
    came = {"id": 7, "title": "Old", "active": True, "position": 3, "actions": []}
    account.expect_request("/api/v2/automations/7").respond_with_json({"automation": came})
    account.expect_request("/api/v2/automations/update_many").respond_with_json(
        {"automations": [came]}
    )
    automations = desk.native.automations
    automations.update_many([replace(automations.get(7), position=1), {"id": 8, "active": False}])
    assert calls()[-1].body == {
        "automations": [{"id": 7, "position": 1}, {"id": 8, "active": False}]
    }
    with pytest.raises(cxsdk.ConfigError, match="names no id"):
        automations.update_many([{"active": False}])
