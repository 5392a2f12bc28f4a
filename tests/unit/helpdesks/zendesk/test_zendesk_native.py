"""The vendor's own resources: paths, envelopes, pages."""

import pytest

from cxsdk.errors import ConfigError, SchemaError
from cxsdk.helpdesks.zendesk.native import (
    Group,
    Organization,
    OrganizationDraft,
    SearchResult,
    Ticket,
    User,
)

ACME = {"id": 3001, "name": "Acme"}


def test_page_tells_where_the_next_one_is(account, desk, calls):
    where = "/api/v2/organizations"
    following = account.url_for(f"{where}?page%5Bafter%5D=x&page%5Bsize%5D=1")
    first = {"organizations": [ACME], "meta": {"has_more": True}, "links": {"next": following}}
    last = {"organizations": [], "meta": {"has_more": False}, "links": {"next": following}}
    account.expect_ordered_request(where).respond_with_json(first)
    account.expect_ordered_request(where).respond_with_json(last)
    page = desk.native.organizations.page(size=1)
    assert ([each.id for each in page.items], page.next, page.total) == ([3001], following, None)
    assert desk.native.organizations.page(page.next).next is None
    one, two = calls()
    assert one.query == {"page[size]": ["1"]}
    assert two.query == {"page[size]": ["1"], "page[after]": ["x"]}


def test_page_of_a_numbered_listing_counts_all(account, desk):
    body = {"groups": [{"id": 1, "name": "A"}], "next_page": None, "count": 1}
    account.expect_request("/api/v2/groups").respond_with_json(body)
    page = desk.native.groups.page()
    assert (page.items, page.next, page.total) == ((Group(id=1, name="A"),), None, 1)


def test_token_does_not_follow_a_page_to_another_host(desk):
    with pytest.raises(ConfigError):
        desk.native.groups.page("https://evil.example/api/v2/groups")


@pytest.mark.parametrize("body", [{}, [], {"organisation": ACME}, None])
def test_answer_without_its_envelope_is_named(account, desk, body):
    account.expect_request("/api/v2/organizations/3001").respond_with_json(body)
    with pytest.raises(SchemaError) as caught:
        desk.native.organizations.get(3001)
    assert caught.value.path == "organization"
    assert caught.value.vendor == "zendesk"


def test_draft_sends_only_what_it_says(account, desk, calls):
    where = "/api/v2/organizations"
    account.expect_request(where, method="POST").respond_with_json(
        {"organization": ACME}, status=201
    )
    account.expect_request(f"{where}/3001", method="PUT").respond_with_json({"organization": ACME})
    made = desk.native.organizations.create(OrganizationDraft(name="Acme", tags=("a",)))
    assert made == Organization(id=3001, name="Acme")
    desk.native.organizations.update(3001, {"notes": None})
    create, update = calls()
    assert create.body == {"organization": {"name": "Acme", "tags": ["a"]}}
    assert update.body == {"organization": {"notes": None}}


def test_many_are_made_by_a_job(account, desk, calls):
    job = {"job_status": {"id": "V3-1", "status": "queued", "total": 2}}
    base = "/api/v2/organizations"
    account.expect_request(f"{base}/create_many", method="POST").respond_with_json(job)
    account.expect_request(f"{base}/destroy_many", method="DELETE").respond_with_json(job)
    over = {"id": "V3-1", "status": "completed", "results": [{"id": 1}, {"id": 2}]}
    asked = account.expect_request("/api/v2/job_statuses/show_many", query_string="ids=V3-1")
    asked.respond_with_json({"job_statuses": [over]})
    drafts = [OrganizationDraft(name="A"), {"name": "B"}]
    assert [each.id for each in desk.native.organizations.create_many(drafts)] == [1, 2]
    assert all(each.is_done for each in desk.native.organizations.delete_many([1, 2]))
    made, gone = (call for call in calls() if "job_statuses" not in call.line)
    assert made.body == {"organizations": [{"name": "A"}, {"name": "B"}]}
    assert gone.query == {"ids": ["1,2"]}


def test_deleting_sends_one_call(account, desk, calls):
    account.expect_request("/api/v2/groups/5", method="DELETE").respond_with_data("", status=204)
    desk.native.groups.delete(5)
    assert [call.line for call in calls()] == ["DELETE /api/v2/groups/5"]


def test_search_gives_each_result_its_own_type(account, desk, ticket_body):
    results = [
        {**ticket_body, "result_type": "ticket"},
        {"id": 5001, "name": "Марина", "result_type": "user"},
        {"id": 3001, "name": "Acme", "result_type": "organization"},
        {"id": 7001, "name": "Платежи", "result_type": "group"},
        {"id": 1, "result_type": "article", "title": "How to"},
    ]
    account.expect_request("/api/v2/search").respond_with_json(
        {"results": results, "next_page": None, "count": 5}
    )
    account.expect_request("/api/v2/search/count").respond_with_json({"count": 5})
    found = list(desk.native.search.iter("оплата"))
    assert [type(each) for each in found] == [Ticket, User, Organization, Group, SearchResult]
    assert [each.to_dict() for each in found] == results
    assert desk.native.search.count("оплата") == 5


def test_export_goes_on_where_it_was_left(account, desk, calls):
    page = {"users": [{"id": 1, "name": "A"}], "after_cursor": "c2", "end_of_stream": True}
    account.expect_request("/api/v2/incremental/users/cursor").respond_with_json(page)
    (found,) = desk.native.incremental.users(cursor="c1")
    assert (found.items, found.cursor, found.is_last) == ((User(id=1, name="A"),), "c2", True)
    assert calls()[0].query == {"per_page": ["1000"], "cursor": ["c1"]}
    for both_or_neither in ({}, {"since": None, "cursor": None}):
        with pytest.raises(ConfigError):
            desk.native.incremental.tickets(**both_or_neither)


def test_tags_can_be_set_added_and_removed(account, desk, calls):
    for method in ("GET", "POST", "PUT", "DELETE"):
        account.expect_request("/api/v2/tickets/1/tags", method=method).respond_with_json(
            {"tags": ["a", "b"]}
        )
    tickets = desk.native.tickets
    for tags in (
        tickets.tags(1),
        tickets.set_tags(1, ["a", "b"], safe_update="true", updated_stamp="x"),
        tickets.add_tags(1, ["b"]),
        tickets.remove_tags(1, ["c"]),
    ):
        assert tags == ("a", "b")
    assert [call.body for call in calls()] == [
        None,
        {"tags": ["a", "b"], "safe_update": "true", "updated_stamp": "x"},
        {"tags": ["b"]},
        None,
    ]


def test_rate_limit_headers_are_heeded(account, desk):
    headers = {"X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "0", "ratelimit-remaining": "0"}
    headers |= {"ratelimit-limit": "700", "ratelimit-reset": "3600"}
    body = {"group": {"id": 1, "name": "A"}}
    account.expect_request("/api/v2/groups/1").respond_with_json(body, headers=headers)
    desk.native.groups.get(1)
    with pytest.raises(Exception, match="spent") as caught:  # an hour is longer than it waits
        desk.native.groups.get(1)
    assert caught.value.retry_after_s == pytest.approx(3600, abs=5)
    assert len(account.log) == 1


def test_raw_is_the_way_to_what_has_no_type(account, desk, calls):
    account.expect_request("/api/v2/views/1/execute").respond_with_json({"rows": [1]})
    assert desk.raw.request("GET", "/api/v2/views/1/execute") == {"rows": [1]}
    assert calls()[0].headers["authorization"] == "Bearer t0ken"


def test_many_are_read_at_once(account, desk, ticket_body, calls):
    base = "/api/v2/organizations"
    for verb in ("show_many", "search", "autocomplete"):
        account.expect_request(f"{base}/{verb}").respond_with_json({"organizations": [ACME]})
    account.expect_request("/api/v2/tickets/show_many").respond_with_json(
        {"tickets": [ticket_body]}
    )
    organizations = desk.native.organizations
    for found in (
        organizations.show_many([3001, 2]),
        organizations.search(external_id="x-1"),
        organizations.autocomplete("Ac"),
    ):
        assert found == (Organization(id=3001, name="Acme"),)
    assert [ticket.id for ticket in desk.native.tickets.show_many([4821])] == [4821]
    assert [call.query for call in calls()] == [
        {"ids": ["3001,2"]},
        {"external_id": ["x-1"]},
        {"name": ["Ac"]},
        {"ids": ["4821"]},
    ]


def test_what_the_api_changes_without_an_answer_is_sent_all_the_same(account, desk, calls):
    account.expect_request("/api/v2/webhooks/1", method="PATCH").respond_with_data("", status=204)
    account.expect_request("/api/v2/users/create_or_update", method="POST").respond_with_json(
        {"user": {"id": 5, "name": "A"}}
    )
    account.expect_request("/api/v2/organizations/update_many", method="PUT").respond_with_json(
        {"job_status": {"id": "V3-2", "status": "completed"}}
    )
    assert desk.native.webhooks.update(1, {"status": "inactive"}) is None
    assert desk.native.users.create_or_update({"email": "a@b.example", "name": "A"}).id == 5
    (changed,) = desk.native.organizations.update_many([{"id": 1, "notes": "x"}])
    assert changed.is_done
    assert [call.body for call in calls()] == [
        {"webhook": {"status": "inactive"}},
        {"user": {"email": "a@b.example", "name": "A"}},
        {"organizations": [{"id": 1, "notes": "x"}]},
    ]


def test_comments_are_read_without_their_authors_too(account, desk, recorded):
    account.expect_request("/api/v2/tickets/1/comments").respond_with_json(
        recorded("comments.json")
    )
    assert [comment.id for comment in desk.native.tickets.comments(1)] == [1, 2, 3, 4, 5, 6]


def test_count_that_is_no_number_is_named(account, desk):
    account.expect_request("/api/v2/search/count").respond_with_json({"count": "many"})
    with pytest.raises(SchemaError):
        desk.native.search.count("x")
