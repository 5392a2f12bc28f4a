"""Incremental exports: whoever follows them has everything, while everything moves."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from cxsdk.sandbox import shapes
from cxsdk.sandbox.api.limits import SETTING
from cxsdk.sandbox.clock import moment

OLD = int(moment("2026-11-01T00:00:00Z").timestamp())


@pytest.fixture
def many(office) -> list[int]:
    office.state.set_setting(SETTING, {"incremental-exports": 10_000})
    tickets = []
    for n in range(1, 251):
        ticket = shapes.ticket(n, at="2026-11-01T00:00:00Z", subject=f"№{n}")
        ticket["generated_timestamp"] = OLD + n // 60
        tickets.append(ticket)
    office.state.load({"tickets": tickets})
    return [each["id"] for each in tickets]


def follow(api, address: str) -> Any:
    response = api.send("GET", address.removeprefix("http://localhost:8400/api/v2"))
    assert response.status_code == 200, response.text
    return response.get_json()


def test_the_cursor_export_has_every_ticket_once(api, many) -> None:
    page = api.get("/incremental/tickets/cursor.json", start_time=0, per_page=30)
    seen = [t["id"] for t in page["tickets"]]
    while not page["end_of_stream"]:
        page = follow(api, page["after_url"])
        seen += [t["id"] for t in page["tickets"]]
    assert seen == many
    assert page["tickets"][0]["generated_timestamp"] >= OLD


def test_the_time_export_has_every_ticket_and_ends_pages_with_whole_seconds(api, many) -> None:
    page = api.get("/incremental/tickets.json", start_time=0, per_page=30)
    assert page["count"] == len(page["tickets"]) == 59
    seen = {t["id"] for t in page["tickets"]}
    while not page["end_of_stream"]:
        page = follow(api, page["next_page"])
        seen |= {t["id"] for t in page["tickets"]}
    assert sorted(seen) == many
    assert page["end_time"] == OLD + 250 // 60


def test_the_last_minute_is_held_back(api, office, make_ticket) -> None:
    make_ticket()
    start = int(office.clock().timestamp()) - 3600
    assert api.get("/incremental/tickets/cursor", start_time=start)["tickets"] == []
    refused = api.send(
        "GET",
        "/incremental/tickets/cursor",
        query_string={"start_time": int(office.clock().timestamp()) - 30},
    )
    assert (refused.status_code, refused.get_json()["error"]) == (400, "StartTimeTooRecent")
    office.clock.advance(timedelta(seconds=61))
    assert len(api.get("/incremental/tickets/cursor", start_time=start)["tickets"]) == 1


def test_an_empty_export_still_says_where_to_go_on(api, office, make_ticket) -> None:
    make_ticket("older than what is asked for")
    office.clock.advance(timedelta(minutes=10))
    start = int(office.clock().timestamp()) - 120
    page = api.get("/incremental/tickets/cursor", start_time=start)
    assert page["end_of_stream"] is True
    ticket = make_ticket()
    office.clock.advance(timedelta(minutes=5))
    assert [t["id"] for t in follow(api, page["after_url"])["tickets"]] == [ticket["id"]]


def test_deleted_tickets_are_told_unless_they_are_not_wanted(api, office, make_ticket) -> None:
    ticket = make_ticket()
    office.desk.delete_ticket(ticket["id"], None)
    office.clock.advance(timedelta(minutes=5))
    (told,) = api.get("/incremental/tickets/cursor", start_time=0)["tickets"]
    assert told["status"] == "deleted"
    page = api.get("/incremental/tickets/cursor", start_time=0, exclude_deleted="true")
    assert page["tickets"] == []
    assert "exclude_deleted=true" in page["after_url"]


@pytest.mark.parametrize("seed", range(4))
def test_whoever_follows_moving_data_ends_with_its_last_state(
    api, office, cast, make_ticket, seed
) -> None:
    """Between any two pages tickets are opened, changed and deleted."""
    office.state.set_setting(SETTING, {"account": 10_000, "incremental-exports": 10_000})
    dice = random.Random(seed)
    ids = [make_ticket(f"№{n}")["id"] for n in range(12)]
    office.clock.advance(timedelta(minutes=2))
    known: dict[int, str] = {}
    page = api.get("/incremental/tickets/cursor", start_time=0, per_page=3)
    for step in range(60):
        known |= {t["id"]: t["status"] + t["subject"] for t in page["tickets"]}
        if step < 40:
            office.clock.advance(timedelta(seconds=dice.randint(0, 45)))
            number = dice.choice(ids)
            alive = office.state.get("tickets", number)["status"] != "deleted"
            if dice.random() < 0.2:
                ids.append(make_ticket(f"new {step}")["id"])
            elif alive and dice.random() < 0.15:
                office.desk.delete_ticket(number, None)
            elif alive:
                office.desk.change_ticket(number, None, subject=f"changed {step}")
        else:
            office.clock.advance(timedelta(seconds=70))
        page = follow(api, page["after_url"])
    assert known == {t["id"]: t["status"] + t["subject"] for t in office.state.list("tickets")}


def test_people_are_exported_too(api, office, cast) -> None:
    office.clock.advance(timedelta(minutes=5))
    by_cursor = api.get("/incremental/users/cursor.json", start_time=0)
    assert {u["id"] for u in by_cursor["users"]} == {u["id"] for u in office.state.list("users")}
    by_time = api.get("/incremental/users", start_time=0)
    assert by_time["count"] == len(by_cursor["users"])
    assert by_time["end_of_stream"] is True
    office.desk.create_user("Новый")
    office.clock.advance(timedelta(minutes=5))
    assert [u["name"] for u in follow(api, by_cursor["after_url"])["users"]] == ["Новый"]


def test_side_loads_come_along(api, office, cast, make_ticket) -> None:
    make_ticket()
    office.clock.advance(timedelta(minutes=5))
    page = api.get("/incremental/tickets/cursor", start_time=0, include="users")
    assert [u["id"] for u in page["users"]] == [cast.customer["id"]]


@pytest.mark.parametrize(
    "query", [{}, {"start_time": "yesterday"}, {"start_time": -5}, {"cursor": "nonsense"}]
)
def test_what_cannot_be_exported_is_refused(api, query) -> None:
    response = api.send("GET", "/incremental/tickets/cursor", query_string=query)
    assert response.status_code == 400
