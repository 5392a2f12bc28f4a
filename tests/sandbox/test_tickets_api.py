"""Tickets over the API: as the vendor answers, down to the shape of a refusal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from cxsdk.sandbox.api.guard import MAX_BODY_BYTES


def test_a_ticket_is_opened_with_who_asks_and_what(api, office, cast) -> None:
    response = api.send(
        "POST",
        "/tickets.json",
        json={
            "ticket": {
                "subject": "Printer",
                "comment": {"html_body": "<p>It <b>burns</b></p>"},
                "requester": {"name": "New Person", "email": "new@shop.example"},
                "tags": ["en"],
                "priority": "urgent",
                "custom_fields": [{"id": 36001, "value": "48213"}],
            }
        },
    )
    assert response.status_code == 201
    body = response.get_json()
    ticket = body["ticket"]
    assert response.headers["Location"] == ticket["url"]
    assert ticket["url"] == f"http://localhost:8400/api/v2/tickets/{ticket['id']}.json"
    assert ticket["description"] == "It burns"
    assert ticket["submitter_id"] == cast.admin["id"]
    assert office.desk.user_by_email("new@shop.example")["id"] == ticket["requester_id"]
    assert ticket["via"]["channel"] == "api"
    assert "generated_timestamp" not in ticket
    assert body["audit"]["ticket_id"] == ticket["id"]
    assert {"Create"} == {e["type"] for e in body["audit"]["events"] if e["type"] != "Comment"}


def test_the_same_idempotency_key_opens_one_ticket(api, office) -> None:
    body = {"ticket": {"subject": "Once", "comment": {"body": "Hi"}}}
    headers = {"Idempotency-Key": "k-1"}
    first = api.send("POST", "/tickets", json=body, headers=headers)
    second = api.send("POST", "/tickets", json=body, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.headers["x-idempotency-lookup"] == "miss"
    assert second.headers["x-idempotency-lookup"] == "hit"
    assert first.get_json() == second.get_json()
    assert office.state.count("tickets") == 1
    body["ticket"]["subject"] = "Twice"
    third = api.send("POST", "/tickets", json=body, headers=headers)
    assert (third.status_code, third.get_json()["error"]) == (400, "IdempotentRequestError")
    other = api.send("POST", "/tickets", json=body, headers={"Idempotency-Key": "k-2"})
    assert other.headers["x-idempotency-lookup"] == "miss"
    assert office.state.count("tickets") == 2


def test_a_refused_ticket_does_not_spend_its_key(api, office) -> None:
    headers = {"Idempotency-Key": "k-1"}
    bad = {"ticket": {"subject": "x", "comment": {"body": ""}}}
    assert api.send("POST", "/tickets", json=bad, headers=headers).status_code == 422
    good = {"ticket": {"subject": "x", "comment": {"body": "Hi"}}}
    assert api.send("POST", "/tickets", json=good, headers=headers).status_code == 201


def test_a_change_and_what_is_said_with_it_are_one_action(api, cast, make_ticket) -> None:
    ticket = make_ticket()
    body = api.put(
        f"/tickets/{ticket['id']}",
        {
            "ticket": {
                "status": "pending",
                "assignee_email": cast.agent["email"],
                "comment": {"body": "Какой заказ?", "public": True, "author_id": cast.agent["id"]},
                "additional_tags": ["ждём"],
            }
        },
    )
    assert body["ticket"]["status"] == "pending"
    assert body["ticket"]["assignee_id"] == cast.agent["id"]
    assert body["ticket"]["tags"] == ["ждём"]
    comments = api.get(f"/tickets/{ticket['id']}/comments")["comments"]
    assert [c["author_id"] for c in comments] == [cast.customer["id"], cast.agent["id"]]
    assert {"Comment", "Change"} == {e["type"] for e in body["audit"]["events"]}


def test_whether_a_comment_is_public_follows_the_ticket(api, cast, make_ticket) -> None:
    ticket = make_ticket()
    api.put(f"/tickets/{ticket['id']}", {"ticket": {"comment": {"body": "Да"}}})
    private = api.post(
        "/tickets", {"ticket": {"subject": "s", "comment": {"body": "b", "public": False}}}
    )["ticket"]
    assert private["is_public"] is False
    api.put(f"/tickets/{private['id']}", {"ticket": {"comment": {"body": "Да"}}})
    assert [c["public"] for c in api.get(f"/tickets/{ticket['id']}/comments")["comments"]] == [
        True,
        True,
    ]
    assert [c["public"] for c in api.get(f"/tickets/{private['id']}/comments")["comments"]] == [
        False,
        False,
    ]


def test_changes_without_words_are_no_comments(api, make_ticket) -> None:
    ticket = make_ticket()
    api.put(f"/tickets/{ticket['id']}", {"ticket": {"status": "open"}})
    assert len(api.get(f"/tickets/{ticket['id']}/comments")["comments"]) == 1
    assert api.get(f"/tickets/{ticket['id']}/comments/count")["count"]["value"] == 1


@pytest.mark.parametrize("flag", [True, False, "true"])
def test_a_safe_update_of_what_somebody_else_changed_is_refused(api, office, make_ticket, flag):
    ticket = make_ticket()
    path = f"/tickets/{ticket['id']}"
    stamp = api.get(path)["ticket"]["updated_at"]
    fresh = {"ticket": {"priority": "high", "safe_update": flag, "updated_stamp": stamp}}
    api.put(path, fresh)
    office.clock.advance(timedelta(seconds=5))
    api.put(path, {"ticket": {"priority": "low"}})
    refused = api.put(path, fresh, expected=409)
    assert refused["error"] == "UpdateConflict"
    assert api.get(path)["ticket"]["priority"] == "low"
    api.put(path, {"ticket": {"safe_update": True}}, expected=422)


def test_tags_are_set_added_and_taken_away(api, make_ticket) -> None:
    path = f"/tickets/{make_ticket()['id']}/tags"
    assert api.post(path, {"tags": ["b", "a"]}) == {"tags": ["a", "b"]}
    assert api.put(path, {"tags": ["c"]}) == {"tags": ["a", "b", "c"]}
    gone = api.send("DELETE", path, json={"tags": ["a"]})
    assert gone.get_json() == {"tags": ["b", "c"]}
    assert api.send("DELETE", path, query_string={"tags": "b"}).get_json() == {"tags": ["c"]}
    assert api.get(path) == {"tags": ["c"]}


def test_many_are_shown_at_once_but_not_too_many(api, make_ticket) -> None:
    first, second = make_ticket(), make_ticket()
    body = api.get("/tickets/show_many", ids=f"{second['id']},{first['id']},999")
    assert [t["id"] for t in body["tickets"]] == [first["id"], second["id"]]
    many = ",".join(str(n) for n in range(101))
    refused = api.send("GET", "/tickets/show_many", query_string={"ids": many})
    assert (refused.status_code, refused.get_json()["error"]) == (400, "TooManyValues")
    assert api.send("GET", "/tickets/show_many").status_code == 400


def test_side_loads_come_along_when_asked_for(api, cast, make_ticket) -> None:
    ticket = make_ticket(assignee_id=cast.agent["id"])
    body = api.get(f"/tickets/{ticket['id']}", include="users,groups,organizations")
    assert {u["id"] for u in body["users"]} == {cast.customer["id"], cast.agent["id"]}
    assert [g["name"] for g in body["groups"]] == ["Payments"]
    assert [o["name"] for o in body["organizations"]] == ["Teplydom"]
    assert "users" not in api.get("/tickets")
    comments = api.get(f"/tickets/{ticket['id']}/comments", include="users")
    assert [u["id"] for u in comments["users"]] == [cast.customer["id"]]


def test_what_hangs_on_people_and_firms_is_listed(api, cast, make_ticket) -> None:
    mine = make_ticket(assignee_id=cast.agent["id"])
    other = make_ticket(requester_id=cast.admin["id"])

    def numbers(path: str) -> list[int]:
        return [t["id"] for t in api.get(path)["tickets"]]

    assert numbers(f"/users/{cast.customer['id']}/tickets/requested") == [mine["id"]]
    assert numbers(f"/users/{cast.agent['id']}/tickets/assigned") == [mine["id"]]
    assert numbers("/organizations/31/tickets") == [mine["id"]]
    assert numbers("/tickets") == [mine["id"], other["id"]]


def test_a_deleted_ticket_is_gone(api, make_ticket) -> None:
    ticket = make_ticket()
    assert api.send("DELETE", f"/tickets/{ticket['id']}").status_code == 204
    assert api.send("GET", f"/tickets/{ticket['id']}").status_code == 404
    assert api.get("/tickets")["tickets"] == []
    assert api.get("/tickets/count")["count"]["value"] == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("GET", "/tickets/999", None, 404, "RecordNotFound"),
        ("PUT", "/tickets/999", {"ticket": {}}, 404, "RecordNotFound"),
        ("DELETE", "/tickets/999", None, 404, "RecordNotFound"),
        ("GET", "/tickets/999/comments", None, 404, "RecordNotFound"),
        ("GET", f"/tickets/{2**80}", None, 404, "RecordNotFound"),
        ("GET", "/nothing", None, 404, "InvalidEndpoint"),
        ("PATCH", "/tickets", {}, 404, "InvalidEndpoint"),
        ("POST", "/tickets", {"ticket": {"subject": "s"}}, 422, "RecordInvalid"),
        ("POST", "/tickets", {"ticket": {"comment": {"body": ""}}}, 422, "RecordInvalid"),
        ("POST", "/tickets", {"subject": "s"}, 400, "ParameterMissing"),
        ("PUT", "/tickets/1", {"ticket": {"status": "done"}}, 422, "RecordInvalid"),
        ("PUT", "/tickets/1", {"ticket": {"assignee_id": 10**30}}, 422, "RecordInvalid"),
        (
            "PUT",
            "/tickets/1",
            {"ticket": {"comment": {"body": "x", "author_id": 9}}},
            422,
            "RecordInvalid",
        ),
    ],
)
def test_refusals_have_the_vendors_shape(api, make_ticket, method, path, body, status, error):
    make_ticket()
    response = api.send(method, path, json=body)
    assert response.status_code == status
    given = response.get_json()
    assert given["error"] == error
    assert given["description"]
    if error == "RecordInvalid":
        for problems in given["details"].values():
            assert problems[0].keys() == {"description", "error"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/tickets/abc", None),
        ("PUT", "/tickets/1", {"ticket": "solved"}),
        ("PUT", "/tickets/1", {"ticket": {"comment": "hi"}}),
        ("PUT", "/tickets/1", {"ticket": {"comment": {"body": 5}}}),
        ("PUT", "/tickets/1", {"ticket": {"tags": [1, 2]}}),
        ("GET", "/tickets?page=two", None),
    ],
)
def test_parameters_of_the_wrong_kind_are_named(api, make_ticket, method, path, body) -> None:
    make_ticket()
    response = api.send(method, path, json=body)
    assert response.status_code == 400
    assert response.get_json()["error"]["title"] == "Invalid attribute"


@pytest.mark.parametrize("body", [b"{bad", b"[1]", b"\xff\xfe", b'{"a": NaN}', b'{"a": "\\ud800"}'])
def test_what_is_no_json_object_is_refused(api, body) -> None:
    response = api.send("POST", "/tickets", data=body, content_type="application/json")
    assert response.status_code == 400
    assert "could not parse JSON" in response.get_json()["description"]


def test_a_body_of_five_megabytes_is_refused_in_words(api, office) -> None:
    response = api.send("POST", "/tickets", data=b"x" * 5_000_000, content_type="application/json")
    assert response.status_code == 413
    assert str(MAX_BODY_BYTES) in response.get_json()["description"]
    assert office.state.count("tickets") == 0


def test_a_mistake_of_ours_shows_no_trace(api, office, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr(type(office.state), "count", broken)
    response = api.send("GET", "/tickets/count")
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text


def test_a_file_that_cannot_be_written_is_a_503_that_can_be_repeated(
    api, office, make_ticket
) -> None:
    ticket = make_ticket()
    office.state.close()
    with closing(sqlite3.connect(office.state.path)) as db:
        db.execute("VACUUM")
    with office.state.write() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
    body = {"ticket": {"comment": {"body": "слово " * 20_000}}}
    response = api.send("PUT", f"/tickets/{ticket['id']}", json=body)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "full" in response.get_json()["description"]
    assert api.get(f"/tickets/{ticket['id']}")["ticket"]["status"] == "new"
