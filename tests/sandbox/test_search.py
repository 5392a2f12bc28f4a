"""The search, in the vendor's query language."""

from __future__ import annotations

from datetime import timedelta

import pytest


@pytest.fixture
def world(office, cast, make_ticket):
    made = {
        "payment": make_ticket("Не проходит оплата", tags=["оплата"], priority="high"),
        "invoice": make_ticket("Invoice shows the wrong VAT", requester_id=cast.admin["id"]),
    }
    office.desk.change_ticket(made["payment"]["id"], None, assignee_id=cast.agent["id"])
    office.desk.add_comment(made["payment"]["id"], cast.agent["id"], body="Заказ 48213 вижу")
    office.clock.advance(timedelta(days=1))
    made["late"] = make_ticket("Скидки пропали")
    office.desk.change_ticket(made["late"]["id"], cast.agent["id"], status="solved")
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type:ticket", ["late", "payment", "invoice"]),
        ("type:ticket status:solved", ["late"]),
        ("type:ticket status<solved", ["payment", "invoice"]),
        ("type:ticket -status:solved", ["payment", "invoice"]),
        ("type:ticket status>=open", ["late", "payment"]),
        ("type:ticket 48213", ["payment"]),
        ('type:ticket "wrong vat"', ["invoice"]),
        ("type:ticket ОПЛАТА", ["payment"]),
        ("type:ticket tags:оплата", ["payment"]),
        ("type:ticket priority:high", ["payment"]),
        ("type:ticket subject:скидки", ["late"]),
        ("type:ticket requester:m.lapina@teplydom.example", ["late", "payment"]),
        ("type:ticket assignee:none", ["invoice"]),
        ('type:ticket assignee:"анна белова"', ["late", "payment"]),
        ("type:ticket organization:Teplydom", ["late", "payment"]),
        ("type:ticket created>2026-11-23", ["late"]),
        ("type:ticket created:2026-11-23", ["payment", "invoice"]),
        ("type:ticket created<=2026-11-23", ["payment", "invoice"]),
        ("type:ticket no-such-word", []),
        ("type:ticket colour:red", []),
        ("type:ticket status<nonsense", []),
    ],
)
def test_tickets_are_found(api, world, query, found) -> None:
    body = api.get("/search.json", query=query)
    names = {ticket["id"]: name for name, ticket in world.items()}
    assert sorted(names[each["id"]] for each in body["results"]) == sorted(found)
    assert body["count"] == len(found)
    assert {each["result_type"] for each in body["results"]} <= {"ticket"}
    assert api.get("/search/count", query=query)["count"] == len(found)


def test_other_kinds_are_found_and_named(api, world) -> None:
    kinds = {each["result_type"] for each in api.get("/search", query="teplydom")["results"]}
    assert kinds == {"user", "organization"}
    (person,) = api.get("/search", query="type:user email:m.lapina@teplydom.example")["results"]
    assert person["name"] == "Марина Лапина"


def test_the_order_can_be_chosen(api, world) -> None:
    body = api.get("/search", query="type:ticket", sort_by="created_at", sort_order="asc")
    assert [each["id"] for each in body["results"]] == [t["id"] for t in world.values()]


def test_results_end_after_a_thousand(api, world) -> None:
    query = {"query": "type:ticket", "page": 11, "per_page": 100}
    refused = api.send("GET", "/search", query_string=query)
    assert refused.status_code == 422
    assert "Search Response Limits" in refused.get_json()["description"]
    assert api.get("/search", query="type:ticket", page=10)["results"] == []
    assert api.send("GET", "/search").status_code == 400


def test_deleted_tickets_are_not_found(api, office, world) -> None:
    office.desk.delete_ticket(world["late"]["id"], None)
    assert api.get("/search", query="type:ticket скидки")["count"] == 0
