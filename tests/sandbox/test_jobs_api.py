"""Work on many tickets: queued, done when its time has come, told line by line."""

from __future__ import annotations

import base64

import pytest


@pytest.fixture(autouse=True)
def _no_waiting(office) -> None:
    office.state.set_setting("job_wait_s", 0)


def test_a_job_is_queued_first_and_done_before_the_next_answer(api, office) -> None:
    body = {"subject": "s", "comment": {"body": "Hi"}}
    started = api.post("/tickets/create_many", {"tickets": [body, {}, body]}, expected=200)
    job = started["job_status"]
    assert (job["status"], job["total"], job["results"]) == ("queued", 3, None)
    assert job["url"].endswith(f"/api/v2/job_statuses/{job['id']}.json")
    assert not {"tasks", "due_at", "user_id"} & job.keys()
    assert office.state.count("tickets") == 0
    (done,) = api.get("/job_statuses/show_many", ids=f"{job['id']},V3-none")["job_statuses"]
    assert (done["status"], done["progress"]) == ("completed", 3)
    first, refused, last = done["results"]
    assert [first["index"], last["index"]] == [0, 2]
    assert refused["index"] == 1
    assert refused["success"] is False
    assert refused["error"] == "RecordInvalid"
    assert "cannot be blank" in refused["details"]
    assert office.state.count("tickets") == 2
    assert [each["id"] for each in api.get("/job_statuses")["job_statuses"]] == [job["id"]]


def test_a_job_acts_as_who_asked_for_it(api, cast, office) -> None:
    word = base64.b64encode(f"{cast.agent['email']}/token:an-api-token".encode()).decode()
    agent = {"Authorization": f"Basic {word}"}
    wanted = {"tickets": [{"comment": {"body": "Hi"}}]}
    api.send("POST", "/tickets/create_many", json=wanted, headers=agent)
    api.get("/job_statuses")
    (ticket,) = office.state.list("tickets")
    assert ticket["submitter_id"] == cast.agent["id"]


def test_only_so_many_jobs_wait_at_once(api, office) -> None:
    office.state.set_setting("job_wait_s", 60)
    office.state.set_setting("jobs_at_once", 2)
    for _ in range(2):
        assert api.send("DELETE", "/tickets/destroy_many?ids=1").status_code == 200
    refused = api.send("DELETE", "/tickets/destroy_many?ids=1")
    assert (refused.status_code, refused.get_json()["error"]) == (429, "TooManyJobs")


def test_more_than_a_hundred_are_refused(api) -> None:
    many = [{"comment": {"body": "x"}}] * 101
    refused = api.send("POST", "/tickets/create_many", json={"tickets": many})
    assert (refused.status_code, refused.get_json()["error"]) == (400, "TooManyValues")


def test_tickets_are_changed_each_in_its_own_way_or_all_alike(api, office, make_ticket) -> None:
    one, two = make_ticket(tags=["a"]), make_ticket(tags=["a"])
    changes = [
        {"id": one["id"], "priority": "urgent"},
        {"id": two["id"], "additional_tags": ["b"]},
        {"id": 900, "priority": "low"},
        {"priority": "low"},
    ]
    api.put("/tickets/update_many", {"tickets": changes})
    (job,) = api.get("/job_statuses")["job_statuses"]
    assert [line["success"] for line in job["results"]] == [True, True, False, False]
    assert job["results"][2]["error"] == "RecordNotFound"
    assert office.state.get("tickets", one["id"])["priority"] == "urgent"
    assert office.state.get("tickets", two["id"])["tags"] == ["a", "b"]
    ids = f"{one['id']},{two['id']}"
    api.put(f"/tickets/update_many?ids={ids}", {"ticket": {"remove_tags": ["a"]}})
    api.get("/job_statuses")
    tags = [office.state.get("tickets", each["id"])["tags"] for each in (one, two)]
    assert tags == [[], ["b"]]


def test_what_is_in_the_bin_can_be_taken_back_until_it_is_deleted_for_good(
    api, office, make_ticket
) -> None:
    ticket = make_ticket(status="open")
    number = ticket["id"]
    assert api.send("DELETE", f"/tickets/{number}").status_code == 204
    (gone,) = api.get("/deleted_tickets")["deleted_tickets"]
    assert (gone["id"], gone["previous_state"]) == (number, "open")
    assert gone["actor"]["name"] == "Роман Кузьмин"
    assert api.send("PUT", f"/deleted_tickets/{number}/restore").status_code == 200
    assert office.state.get("tickets", number)["status"] == "open"
    assert api.send("PUT", f"/deleted_tickets/{number}/restore").status_code == 404
    api.send("DELETE", f"/tickets/destroy_many?ids={number}")
    assert api.send("PUT", f"/deleted_tickets/restore_many?ids={number},900").status_code == 404
    assert api.send("PUT", f"/deleted_tickets/restore_many?ids={number}").status_code == 200
    api.send("DELETE", f"/tickets/{number}")
    assert api.send("DELETE", f"/deleted_tickets/{number}").status_code == 200
    assert api.get("/deleted_tickets")["deleted_tickets"] == []
    assert office.state.count("comments", ticket_id=number) == 0


def test_merged_tickets_are_closed_and_say_where_they_went(api, office, make_ticket) -> None:
    target, source = make_ticket(), make_ticket()
    told = {"ids": [source["id"]], "target_comment": "Оба об одном", "source_comment": "См. другой"}
    started = api.post(f"/tickets/{target['id']}/merge", told, expected=200)
    done = api.get(f"/job_statuses/{started['job_status']['id']}")["job_status"]
    assert done["results"][0]["success"] is True
    closed = office.state.get("tickets", source["id"])
    assert (closed["status"], closed["tags"]) == ("closed", ["closed_by_merge"])
    last = [
        office.state.list("comments", ticket_id=each["id"], author_id__ne=-1)[-1]
        for each in (target, source)
    ]
    assert [each["body"] for each in last] == ["Оба об одном", "См. другой"]
    assert {each["public"] for each in last} == {False}
