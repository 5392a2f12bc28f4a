"""Views, macros, triggers and what else an account does by rules."""

from __future__ import annotations

import pytest

import cxsdk
from cxsdk.helpdesks.zendesk.native import Action, Condition, Conditions, Macro, Ticket

VIEW = {"id": 25, "title": "Unassigned"}
COLUMNS = [{"id": "status", "title": "Status"}, {"id": 77, "title": "Size"}]


def test_a_view_is_run_over_all_its_pages(account, desk, calls):
    first = {
        "view": VIEW,
        "columns": COLUMNS,
        "rows": [{"ticket": {"id": 1}, "status": "open", "77": "XL", "group": None}],
        "meta": {"has_more": True},
        "links": {"next": account.url_for("/api/v2/views/25/execute?page[after]=x")},
    }
    last = {"view": VIEW, "columns": COLUMNS, "rows": [], "meta": {"has_more": False}}
    account.expect_ordered_request("/api/v2/views/25/execute").respond_with_json(first)
    account.expect_ordered_request("/api/v2/views/25/execute").respond_with_json(last)
    pages = [*desk.native.views.execute(25, sort_order="desc")]
    assert [column.title for column in pages[0].columns] == ["Status", "Size"]
    (row,) = pages[0].rows
    assert row.ticket == {"id": 1}
    assert row.raw["77"] == "XL"  # what a column holds is found by the column's id
    assert pages[1].rows == ()
    assert [call.query for call in calls()] == [
        {"page[size]": ["100"], "sort_order": ["desc"]},
        {"page[after]": ["x"]},
    ]


def test_the_tickets_of_a_view_can_be_had_by_single_pages(account, desk, calls, ticket_body):
    page = {
        "tickets": [ticket_body],
        "meta": {"has_more": True},
        "links": {"next": account.url_for("/api/v2/views/25/tickets?page[after]=x")},
    }
    account.expect_request("/api/v2/views/25/tickets").respond_with_json(page)
    got = desk.native.views.tickets(25).page(size=1)
    assert [type(each) for each in got.items] == [Ticket]
    assert got.next == account.url_for("/api/v2/views/25/tickets?page[after]=x")
    assert [call.query for call in calls()] == [{"page[size]": ["1"]}]


def test_a_search_of_views_asks_by_numbered_pages(account, desk, calls):
    second = account.url_for("/api/v2/views/search?query=un&page=2")
    first = {"views": [VIEW], "next_page": second, "count": 2}
    last = {"views": [{"id": 26, "title": "Unread"}], "next_page": None, "count": 2}
    account.expect_ordered_request("/api/v2/views/search").respond_with_json(first)
    account.expect_ordered_request("/api/v2/views/search").respond_with_json(last)
    assert [view.title for view in desk.native.views.search("un")] == ["Unassigned", "Unread"]
    assert calls()[0].query == {"query": ["un"], "per_page": ["100"]}


@pytest.mark.parametrize(
    ("ticket", "path"),
    [(None, "/api/v2/macros/7/apply"), (5, "/api/v2/tickets/5/macros/7/apply")],
)
def test_what_a_macro_would_change_is_shown_before_it_does(account, desk, calls, ticket, path):
    effect = {
        "status": "solved",
        "comment": {"body": "До встречи!", "public": True, "scoped_body": [["channel:all", "x"]]},
        "fields": {"id": 27642, "value": "745"},
    }
    account.expect_request(path).respond_with_json({"result": {"ticket": effect}})
    found = desk.native.macros.preview(7, ticket_id=ticket)
    assert (found.status, found.comment.body, found.comment.public) == (
        "solved",
        "До встречи!",
        True,
    )
    assert found.to_dict() == effect  # it can be sent as it is
    assert [call.line for call in calls()] == [f"GET {path}"]


def test_a_macro_is_written_from_typed_parts(account, desk, calls):
    made = {"macro": {"id": 1, "title": "Решить", "actions": [{"field": "status", "value": "s"}]}}
    account.expect_request("/api/v2/macros", "POST").respond_with_json(made, 201)
    draft = Macro(title="Решить", actions=(Action(field="status", value="solved"),))
    assert desk.native.macros.create(draft).id == 1
    (call,) = calls()
    assert call.body["macro"]["title"] == "Решить"
    assert call.body["macro"]["actions"] == [{"field": "status", "value": "solved"}]


def test_a_file_of_a_macro_is_sent_as_a_form(account, desk):
    kept = {"macro_attachment": {"id": 3, "filename": "а.png", "size": 4}}
    place = account.expect_request("/api/v2/macros/7/attachments", "POST")
    place.respond_with_json(kept, 201)
    assert desk.native.macros.attachments(7).upload("а.png", b"\x89PNG").size == 4
    ((request, _),) = account.log
    sent = request.files["attachment"]
    assert (sent.filename, sent.mimetype, sent.read()) == ("а.png", "image/png", b"\x89PNG")
    request.close()


def test_rules_beyond_a_hundred_are_changed_and_deleted_by_hundreds(account, desk, calls):
    place = account.expect_request("/api/v2/triggers/update_many", "PUT")
    place.respond_with_json({"triggers": [{"id": 1}]})
    place = account.expect_request("/api/v2/triggers/destroy_many", "DELETE")
    place.respond_with_data("", 204)
    changes = ({"id": number, "active": False} for number in range(250))
    assert len(desk.native.triggers.update_many(changes)) == 3
    desk.native.triggers.delete_many(range(101))
    desk.native.triggers.delete_many([])
    made = calls()
    assert [len(call.body["triggers"]) for call in made[:3]] == [100, 100, 50]
    assert [call.query["ids"][0].count(",") + 1 for call in made[3:]] == [100, 1]


def test_conditions_are_typed_and_keep_what_nobody_knows(account, desk):
    body = {
        "id": 1,
        "conditions": {
            "all": [{"field": "status", "operator": "less_than", "value": "solved", "new": 1}],
            "any": [],
        },
    }
    account.expect_request("/api/v2/triggers/1").respond_with_json({"trigger": body})
    found = desk.native.triggers.get(1)
    (only,) = found.conditions.all
    assert (only.field, only.operator, only.value) == ("status", "less_than", "solved")
    assert only.raw["new"] == 1
    assert found.to_dict() == body


def test_typed_conditions_are_written_as_the_vendor_spells_them(account, desk, calls):
    account.expect_request("/api/v2/views", "POST").respond_with_json({"view": {"id": 1}})
    wanted = Conditions(all=(Condition(field="status", operator="is", value="open"),))
    desk.native.views.create({"title": "Mine", "all": wanted.to_dict()["all"]})
    (call,) = calls()
    assert call.body["view"]["all"] == [{"field": "status", "operator": "is", "value": "open"}]


def test_the_history_of_a_trigger_is_walked_back_to_its_beginning(account, desk):
    path = "/api/v2/triggers/1/revisions"
    older = account.url_for(f"{path}?cursor=b")
    first = {"trigger_revisions": [{"id": 2}], "before_url": older, "after_url": "x"}
    last = {"trigger_revisions": [{"id": 1}], "before_url": None, "after_url": "x"}
    account.expect_ordered_request(path).respond_with_json(first)
    account.expect_ordered_request(path, query_string={"cursor": "b"}).respond_with_json(last)
    assert [each.id for each in desk.native.triggers.revisions(1)] == [2, 1]


def test_a_history_that_leads_to_itself_ends_in_an_error(account, desk):
    path = "/api/v2/triggers/1/revisions"
    page = {"trigger_revisions": [{"id": 2}], "before_url": account.url_for(f"{path}?cursor=b")}
    account.expect_request(path).respond_with_json(page)
    with pytest.raises(cxsdk.SchemaError, match="in a circle"):
        list(desk.native.triggers.revisions(1))


def test_a_trigger_job_says_what_it_changed(account, desk, calls):
    answer = {"status": "complete", "results": {"triggers": [{"id": 3}], "trigger_categories": []}}
    account.expect_request("/api/v2/trigger_categories/jobs").respond_with_json(answer)
    done = desk.native.trigger_categories.batch(triggers=[{"id": "3", "category_id": "9"}])
    assert (done.status, [each.id for each in done.results.triggers]) == ("complete", [3])
    (call,) = calls()
    assert call.body == {
        "job": {"action": "patch", "items": {"triggers": [{"id": "3", "category_id": "9"}]}}
    }


def test_secrets_of_targets_are_never_shown(account, desk):
    body = {"id": 1, "password": "hunter2", "token": "hunter3", "api_token": "hunter4"}
    account.expect_request("/api/v2/targets/1").respond_with_json(
        {"target": body | {"secret": "hunter5", "from": "+7"}}
    )
    found = desk.native.targets.get(1)
    assert (found.password, found.from_) == ("hunter2", "+7")
    assert "hunter" not in repr(found)
