"""Both paging styles: every ticket once, whatever happens in between."""

from __future__ import annotations

from typing import Any

import pytest

from cxsdk.sandbox import shapes


@pytest.fixture
def many(office, cast) -> list[int]:
    """A quarter of a thousand tickets, some of which changed in the same second."""
    tickets = []
    for n in range(1, 251):
        at = f"2026-11-{n % 20 + 1:02}T0{n % 7}:00:00Z"
        ticket = shapes.ticket(n, at=at, subject=f"№{n}", requester_id=cast.customer["id"])
        ticket["status"] = ("open", "pending", "solved")[n % 3]
        tickets.append(ticket)
    office.state.load({"tickets": tickets})
    return [each["id"] for each in tickets]


def follow(api, address: str | None) -> Any:
    assert address
    path = address.removeprefix("http://localhost:8400/api/v2")
    response = api.send("GET", path)
    assert response.status_code == 200, response.text
    return response.get_json()


@pytest.mark.parametrize("sort", [None, "id", "-id", "updated_at", "-updated_at", "status"])
@pytest.mark.parametrize("size", [7, 100])
def test_cursors_see_every_ticket_once(api, many, sort, size) -> None:
    query = {"page[size]": size} | ({"sort": sort} if sort else {})
    page = api.get("/tickets.json", **query)
    seen = list(page["tickets"])
    while page["meta"]["has_more"]:
        page = follow(api, page["links"]["next"])
        seen += page["tickets"]
    assert sorted(t["id"] for t in seen) == many
    column = (sort or "id").removeprefix("-")
    keys = [(t[column], t["id"]) for t in seen]
    assert keys == sorted(keys, reverse=(sort or "").startswith("-"))


def test_the_last_page_still_has_a_cursor_so_only_has_more_tells(api, many) -> None:
    page = api.get("/tickets", **{"page[size]": 100, "sort": "-id"})
    while page["meta"]["has_more"]:
        page = follow(api, page["links"]["next"])
    assert page["meta"]["after_cursor"]
    beyond = follow(api, page["links"]["next"])
    assert beyond["tickets"] == []
    assert beyond["meta"] == {"has_more": False, "after_cursor": None, "before_cursor": None}
    assert beyond["links"] == {"next": None, "prev": None}


def test_one_can_page_back(api, many) -> None:
    first = api.get("/tickets", **{"page[size]": 20})
    second = follow(api, first["links"]["next"])
    third = follow(api, second["links"]["next"])
    back = follow(api, third["links"]["prev"])
    assert [t["id"] for t in back["tickets"]] == [t["id"] for t in second["tickets"]]
    assert back["meta"]["has_more"] is True
    start = follow(api, back["links"]["prev"])
    assert [t["id"] for t in start["tickets"]] == [t["id"] for t in first["tickets"]]
    assert start["meta"]["has_more"] is False


def test_what_moves_while_one_pages_is_neither_lost_nor_doubled(api, office, many) -> None:
    page = api.get("/tickets", **{"page[size]": 50})
    seen = [t["id"] for t in page["tickets"]]
    office.desk.delete_ticket(seen[3], None)
    office.state.put("tickets", shapes.ticket(9001, at="2026-11-01T00:00:00Z"))
    while page["meta"]["has_more"]:
        page = follow(api, page["links"]["next"])
        seen += [t["id"] for t in page["tickets"]]
    assert seen == [*many, 9001]


def test_counted_pages_see_every_ticket_once(api, many) -> None:
    page = api.get("/tickets.json", per_page=40, sort_by="created_at", sort_order="desc")
    seen, links = list(page["tickets"]), 0
    while page["next_page"]:
        assert ".json?" in page["next_page"]
        page = follow(api, page["next_page"])
        seen += page["tickets"]
        links += 1
    assert links == 6
    assert page["count"] == 250
    assert sorted(t["id"] for t in seen) == many
    times = [t["created_at"] for t in seen]
    assert times == sorted(times, reverse=True)
    assert page["previous_page"].endswith("page=6&per_page=40")


def test_the_hundredth_page_is_the_last_that_is_counted(api, many) -> None:
    assert api.get("/tickets", page=100, per_page=1)["tickets"][0]["id"] == 100
    for query in ({"page": 101, "per_page": 1}, {"page": 10**30}):
        refused = api.send("GET", "/tickets", query_string=query)
        assert refused.status_code == 400
        assert refused.get_json()["errors"][0]["code"] == "InvalidPaginationDepth"


def test_mixing_the_styles_answers_cursors_and_ignores_the_order_without_a_word(api, many) -> None:
    mixed = api.get("/tickets", **{"page[size]": 5, "sort_by": "updated_at", "sort_order": "desc"})
    assert "next_page" not in mixed
    assert [t["id"] for t in mixed["tickets"]] == [1, 2, 3, 4, 5]
    counted = api.get("/tickets", per_page=5, sort="-id")
    assert [t["id"] for t in counted["tickets"]] == [1, 2, 3, 4, 5]
    assert "meta" not in counted


@pytest.mark.parametrize(
    "query",
    [
        {"page[size]": 101},
        {"page[size]": 0},
        {"page[size]": 5, "sort": "created_at"},
        {"page[size]": 5, "sort": "priority"},
        {"page[after]": "nonsense"},
        {"page[after]": "WzEsMl0="},
        {"page[after]": "W251bGwsbnVsbCxudWxsXQ=="},
        {"page[after]": "x", "page[before]": "x"},
    ],
)
def test_what_cannot_be_paged_is_refused(api, many, query) -> None:
    refused = api.send("GET", "/tickets", query_string=query)
    assert refused.status_code == 400
    assert refused.get_json()["errors"][0]["code"] == "InvalidPaginationParameter"


def test_a_cursor_of_another_order_is_refused(api, many) -> None:
    cursor = api.get("/tickets", **{"page[size]": 5})["meta"]["after_cursor"]
    refused = api.send(
        "GET", "/tickets", query_string={"page[after]": cursor, "sort": "-updated_at"}
    )
    assert refused.status_code == 400


def test_other_lists_page_alike(api, office, cast, make_ticket) -> None:
    ticket = make_ticket()
    for n in range(30):
        office.desk.add_comment(ticket["id"], cast.agent["id"], body=f"Ответ {n}")
    path = f"/tickets/{ticket['id']}/comments"
    page = api.get(path, **{"page[size]": 10})
    said = [c["body"] for c in page["comments"]]
    while page["meta"]["has_more"]:
        page = follow(api, page["links"]["next"])
        said += [c["body"] for c in page["comments"]]
    assert said == ["Карта рабочая.", *(f"Ответ {n}" for n in range(30))]
    newest = api.get(path, sort_order="desc", per_page=2)
    assert [c["body"] for c in newest["comments"]] == ["Ответ 29", "Ответ 28"]
    latest = api.get(path, **{"page[size]": 1, "sort": "-created_at"})
    assert latest["comments"][0]["body"] == "Ответ 29"
    for kind in ("users", "groups", "organizations", "group_memberships", "ticket_fields"):
        assert api.get(f"/{kind}", **{"page[size]": 1})["meta"].keys() == page["meta"].keys()
        assert api.get(f"/{kind}", per_page=1)["count"] == office.state.count(kind)
