"""What stands around tickets: requests, audits, metrics, skills, tasks, messages of services."""

from __future__ import annotations

import pytest

import cxsdk


def test_an_answer_in_a_request_is_sent_once_only(account, desk):
    account.expect_request("/api/v2/requests/1", "PUT").respond_with_json({}, status=503)
    with pytest.raises(cxsdk.ServerError):
        desk.native.requests.update(1, {"comment": {"body": "Спасибо"}})
    assert len(account.log) == 1


def test_solving_a_request_is_tried_again(account, desk):
    solved = {"request": {"id": 1, "status": "solved"}}
    place = account.expect_ordered_request("/api/v2/requests/1", "PUT")
    place.respond_with_json({}, status=503, headers={"Retry-After": "0"})
    account.expect_ordered_request("/api/v2/requests/1", "PUT").respond_with_json(solved)
    assert desk.native.requests.update(1, {"solved": True}).status == "solved"


def test_tasks_are_added_to_a_template_once_only(account, desk):
    path = "/api/v2/task_list_templates/01A"
    account.expect_request(path, "PUT").respond_with_json({}, status=503)
    with pytest.raises(cxsdk.ServerError):
        desk.native.task_list_templates.update("01A", {"tasks": [{"name": "Keys"}]})
    assert len(account.log) == 1


def test_audits_of_all_tickets_are_walked_over_all_pages(account, desk):
    following = account.url_for("/api/v2/ticket_audits?page[after]=x")
    first = {"audits": [{"id": 2}], "meta": {"has_more": True}, "links": {"next": following}}
    last = {"audits": [{"id": 1}], "meta": {"has_more": False}, "after_url": "never followed"}
    account.expect_ordered_request("/api/v2/ticket_audits").respond_with_json(first)
    account.expect_ordered_request("/api/v2/ticket_audits").respond_with_json(last)
    assert [audit.id for audit in desk.native.ticket_audits] == [2, 1]


def test_changes_of_skills_end_at_an_empty_page(account, desk):
    path = "/api/v2/incremental/routing/instance_values"
    following = account.url_for(f"{path}?cursor=x")
    change = {"id": "i", "type": "associate_agent", "instance_id": "5"}
    first = {"instance_values": [change], "next_page": following, "count": 1}
    account.expect_ordered_request(path).respond_with_json(first)
    empty = {"instance_values": [], "next_page": following, "count": 0}
    account.expect_ordered_request(path).respond_with_json(empty)
    (found,) = desk.native.skills.changes_of_instances()
    assert (found.type, found.instance_id) == ("associate_agent", "5")


def test_skills_are_given_to_many_agents_by_jobs(account, desk, calls):
    job = {"id": "j", "status": "completed", "results": [{"id": 5, "success": True}]}
    place = account.expect_request("/api/v2/routing/agents/instance_values/jobs")
    place.respond_with_json({"job_status": job})
    skill = {"id": "u", "agent_skill_priority": "HIGH"}
    (result,) = desk.native.skills.change_for_agents([5], [skill])
    assert (result.item, result.status) == (5, "done")
    (call,) = calls()
    assert call.body == {
        "job": {"action": "upsert", "attributes": {"attribute_values": [skill]}, "items": [5]}
    }


def test_names_with_colons_are_read_and_written_back(account, desk):
    event = {
        "id": "e",
        "author": {"type": "bot", "zen:support:user_id": -1, "zen:sunco:user_id": "s"},
    }
    page = {"events": [event], "meta": {"has_more": False}}
    account.expect_request("/api/v2/tickets/1/conversation_log").respond_with_json(page)
    (found,) = desk.native.conversation_log.of(1)
    assert (found.author.user_id, found.author.messaging_user_id) == (-1, "s")
    assert found.to_dict() == event


def test_a_pushed_message_that_failed_is_no_error_but_a_result(account, desk, calls):
    status = {"code": "could_not_locate_parent", "description": "x"}
    answer = {"results": [{"external_resource_id": "e", "status": status}]}
    account.expect_request("/api/v2/any_channel/push", "POST").respond_with_json(answer)
    (result,) = desk.native.channel_framework.push("i", [{"external_id": "e"}])
    assert result.status.code == "could_not_locate_parent"
    (call,) = calls()
    assert call.body == {"instance_push_id": "i", "external_resources": [{"external_id": "e"}]}


def test_a_set_of_rules_is_begun_by_a_job_that_is_sent_once(account, desk):
    account.expect_request("/api/v2/resource_collections/1", "PUT").respond_with_json({}, 503)
    with pytest.raises(cxsdk.ServerError):
        desk.native.resource_collections.update(1, {"triggers": {}})
    assert len(account.log) == 1
