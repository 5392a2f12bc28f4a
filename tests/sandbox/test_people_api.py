"""People, organizations, groups, fields and ratings over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cxsdk.sandbox.clock import moment


def test_people_are_listed_by_role(api, cast) -> None:
    def names(**query: object) -> set[str]:
        return {u["name"] for u in api.get("/users", **query)["users"]}

    assert names(role="end-user") == {"Марина Лапина"}
    assert names(role="admin") == {"Роман Кузьмин"}
    assert names(**{"role[]": ["agent", "admin"]}) == {
        "Роман Кузьмин",
        "Анна Белова",
        "Тимур Сафин",
    }
    assert len(names()) == 4
    assert api.get("/users/count")["count"]["value"] == 4


def test_a_person_is_shown_with_their_organization(api, cast) -> None:
    body = api.get(f"/users/{cast.customer['id']}.json", include="organizations")
    assert body["user"]["email"] == "m.lapina@teplydom.example"
    assert body["user"]["url"].endswith(f"/api/v2/users/{cast.customer['id']}.json")
    assert body["organizations"][0]["organization_fields"] == {"plan": "team"}
    many = api.get("/users/show_many", ids=f"{cast.customer['id']},{cast.agent['id']}")
    assert many["count"] == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"query": "email:M.Lapina@teplydom.example"}, ["Марина Лапина"]),
        ({"query": "m.lapina@teplydom.example"}, ["Марина Лапина"]),
        ({"query": "белова"}, ["Анна Белова"]),
        ({"query": "role:agent"}, ["Анна Белова", "Тимур Сафин"]),
        ({"query": "email:nobody@x.example"}, []),
        ({"external_id": "crm-7"}, ["Тимур Сафин"]),
    ],
)
def test_people_are_found(api, office, cast, query, found) -> None:
    office.state.put("users", cast.other | {"external_id": "crm-7"})
    body = api.get("/users/search.json", **query)
    assert [u["name"] for u in body["users"]] == found
    assert body["count"] == len(found)
    assert body["next_page"] is None


def test_a_person_is_added_once_and_changed(api) -> None:
    person = api.post("/users", {"user": {"name": "Лев", "email": "lev@x.example"}})["user"]
    assert person["role"] == "end-user"
    twice = api.post("/users", {"user": {"name": "Лев", "email": "LEV@x.example"}}, expected=422)
    assert twice["details"]["email"][0]["error"] == "DuplicateValue"
    changed = api.put(f"/users/{person['id']}", {"user": {"phone": "+79000000000"}})["user"]
    assert changed["phone"] == "+79000000000"
    assert changed["name"] == "Лев"
    same = api.post(
        "/users/create_or_update",
        {"user": {"name": "Лев", "email": "lev@x.example", "notes": "vip"}},
        expected=200,
    )
    assert same["user"]["id"] == person["id"]
    api.post("/users/create_or_update", {"user": {"name": "Новый", "email": "n@x.example"}})


@pytest.mark.parametrize(
    ("user", "field"),
    [
        ({"name": ""}, "name"),
        ({}, "name"),
        ({"name": "x", "role": "god"}, "role"),
        ({"name": 5}, "name"),
        ({"name": "x", "email": 5}, "email"),
        ({"name": "x", "organization_id": 999}, "organization"),
    ],
)
def test_a_person_that_cannot_be_is_refused_by_field(api, user, field) -> None:
    refused = api.post("/users", {"user": user}, expected=422)
    assert list(refused["details"]) == [field]


def test_organizations_are_listed_added_and_changed(api) -> None:
    assert [o["name"] for o in api.get("/organizations")["organizations"]] == ["Teplydom"]
    made = api.post("/organizations", {"organization": {"name": "Kornhaus"}})["organization"]
    api.post("/organizations", {"organization": {"name": "KORNHAUS"}}, expected=422)
    api.post("/organizations", {"organization": {}}, expected=422)
    api.put(f"/organizations/{made['id']}", {"organization": {"organization_fields": {"a": 1}}})
    api.put(f"/organizations/{made['id']}", {"organization": {"organization_fields": {"b": 2}}})
    shown = api.get(f"/organizations/{made['id']}")["organization"]
    assert shown["organization_fields"] == {"a": 1, "b": 2}
    assert shown["name"] == "Kornhaus"
    assert [u["name"] for u in api.get("/organizations/31/users")["users"]] == ["Марина Лапина"]


def test_groups_and_who_is_in_them(api, cast) -> None:
    assert [g["name"] for g in api.get("/groups.json")["groups"]] == ["Payments"]
    assert api.get("/groups/71")["group"]["name"] == "Payments"
    (member,) = api.get("/group_memberships", include="users,groups")["group_memberships"]
    assert (member["user_id"], member["group_id"]) == (cast.agent["id"], 71)
    assert api.get("/groups/71/memberships")["count"] == 1
    assert api.get(f"/users/{cast.other['id']}/group_memberships")["count"] == 0
    assert [u["name"] for u in api.get("/groups/71/users")["users"]] == ["Анна Белова"]


def test_fields_are_listed(api, office) -> None:
    office.state.put("ticket_fields", {"id": 36001, "type": "text", "title": "Заказ"})
    (field,) = api.get("/ticket_fields.json")["ticket_fields"]
    assert field["title"] == "Заказ"
    assert api.get("/ticket_fields/36001")["ticket_field"]["type"] == "text"


def test_ratings_are_filtered_by_score_and_time(api, office, cast, make_ticket) -> None:
    for n, score in enumerate(("good", "bad", "offered", "good")):
        ticket = make_ticket(str(n))
        office.desk.change_ticket(ticket["id"], cast.agent["id"], status="solved")
        comment = "Спасибо" if n == 3 else None
        office.desk.rate(ticket["id"], score=score, comment=comment)
        office.clock.advance(timedelta(hours=1))

    def scores(**query: object) -> list[str]:
        found = api.get("/satisfaction_ratings.json", **query)["satisfaction_ratings"]
        return [each["score"] for each in found]

    assert scores() == ["good", "bad", "offered", "good"]
    assert scores(score="received") == ["good", "bad", "good"]
    assert scores(score="good") == ["good", "good"]
    assert scores(score="good_with_comment") == ["good"]
    assert scores(score="received_without_comment") == ["good", "bad"]
    second = int(moment("2026-11-23T08:31:00Z").timestamp())
    assert scores(start_time=second) == ["bad", "offered", "good"]
    assert scores(start_time=second, end_time=second + 3600) == ["bad"]
    assert len(scores(sort="-created_at", **{"page[size]": 2})) == 2
    assert api.get("/satisfaction_ratings/1")["satisfaction_rating"]["score"] == "good"


def test_only_the_customer_rates(account, api, office, cast, make_ticket) -> None:
    from cxsdk.sandbox.oauth import TokenShelf

    ticket = make_ticket()
    office.desk.change_ticket(ticket["id"], cast.agent["id"], status="solved")
    path = f"/tickets/{ticket['id']}/satisfaction_rating"
    rating = {"satisfaction_rating": {"score": "good", "comment": "Быстро"}}
    api.post(path, rating, expected=403)
    token = {"access_token": "customers-own", "expires_in": 900, "scope": "read write"}
    TokenShelf(office.state).keep(token, client_id=1, user_id=cast.customer["id"])
    client, headers = account.test_client(), {"Authorization": "Bearer customers-own"}
    made = client.post(f"/api/v2{path}", json=rating, headers=headers)
    assert made.status_code == 200
    assert made.get_json()["satisfaction_rating"]["score"] == "good"
    assert client.get("/api/v2/tickets", headers=headers).status_code == 403
    assert api.get(f"/tickets/{ticket['id']}")["ticket"]["satisfaction_rating"]["score"] == "good"
