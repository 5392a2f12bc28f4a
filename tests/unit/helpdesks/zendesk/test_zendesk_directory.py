"""People, agents, teams, organizations, fields and ratings in our words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cxsdk.errors import NotFound, Unauthorized
from cxsdk.models import (
    AgentRef,
    AgentRole,
    FieldOption,
    OrganizationRef,
    Ref,
    SatisfactionLabel,
)

MARINA = {
    "id": 5001,
    "url": "https://acme.zendesk.com/api/v2/users/5001.json",
    "name": "Марина Лапина",
    "email": "m.lapina@teplydom.example",
    "phone": "+7 900 000-00-00",
    "role": "end-user",
    "external_id": "crm-17",
    "organization_id": 3001,
    "locale": "ru",
    "time_zone": "Moscow",
    "iana_time_zone": "Europe/Moscow",
    "tags": ["vip"],
    "user_fields": {"plan": "team"},
    "active": True,
}
ANNA = {"id": 9003, "name": "Анна Белова", "email": "anna@skladen.example", "role": "agent"}
ELENA = {"id": 9001, "name": "Елена Воронцова", "email": None, "role": "admin", "suspended": True}


def one_page(key: str, *items: Any) -> dict[str, Any]:
    return {key: list(items), "meta": {"has_more": False}, "links": {}}


def test_customer_is_told_in_our_words(account, desk):
    account.expect_request("/api/v2/users/5001").respond_with_json({"user": MARINA})
    person = desk.people.get("5001")
    assert person.ref == Ref("zendesk", "acme", "5001", MARINA["url"])
    assert (person.name, person.locale, person.time_zone) == (
        "Марина Лапина",
        "ru",
        "Europe/Moscow",
    )
    assert person.emails == ("m.lapina@teplydom.example",)
    assert person.phones == ("+7 900 000-00-00",)
    assert person.external_id == "crm-17"
    assert person.organization == OrganizationRef("3001")
    assert person.tags == ("vip",)
    assert person.custom_fields == {"plan": "team"}
    assert person.raw == MARINA


def test_customers_are_listed_without_agents(account, desk, calls):
    account.expect_request("/api/v2/users").respond_with_json(one_page("users", MARINA))
    assert [person.id for person in desk.people.iter()] == ["5001"]
    assert calls()[0].query["role"] == ["end-user"]


def test_customer_is_found_by_exactly_their_address(account, desk, calls):
    near = {**MARINA, "id": 5999, "email": "m.lapina@teplydom.example.org"}
    account.expect_request("/api/v2/users/search").respond_with_json(
        {"users": [near, MARINA], "next_page": None, "count": 2}
    )
    found = desk.people.find("M.Lapina@TeplyDom.example")
    assert found is not None
    assert found.id == "5001"
    assert desk.people.find("nobody@teplydom.example") is None
    assert calls()[0].query["query"] == ["email:M.Lapina@TeplyDom.example"]


@pytest.mark.parametrize("email", ["", "marina", 'a" role:admin@x', "a b@x.example", "a@b@c", "*"])
def test_text_that_is_no_address_is_not_searched_for(desk, email, calls):
    assert desk.people.find(email) is None
    assert calls() == []


def test_agents_are_listed_with_their_roles(account, desk, calls):
    account.expect_request("/api/v2/users").respond_with_json(one_page("users", ANNA, ELENA))
    anna, elena = desk.agents.iter()
    assert (anna.role, anna.native_role, anna.is_active) == (AgentRole.AGENT, "agent", True)
    assert (elena.role, elena.emails, elena.is_active) == (AgentRole.ADMIN, (), False)
    assert calls()[0].query["role[]"] == ["agent", "admin"]


def test_agent_is_read_and_a_customer_is_none(account, desk):
    account.expect_request("/api/v2/users/9003").respond_with_json({"user": ANNA})
    account.expect_request("/api/v2/users/5001").respond_with_json({"user": MARINA})
    assert desk.agents.get("9003").name == "Анна Белова"
    with pytest.raises(NotFound) as caught:
        desk.agents.get("5001")
    assert "people" in caught.value.hint


def test_credentials_say_who_they_act_as(account, desk):
    account.expect_request("/api/v2/users/me").respond_with_json({"user": ANNA})
    assert desk.agents.me().id == "9003"


@pytest.mark.parametrize(
    "anonymous",
    [
        {"name": "Anonymous user"},
        {"id": None, "name": "Anonymous user", "email": "invalid@example.com", "role": "end-user"},
    ],
)
def test_anonymous_user_is_nobody_although_the_answer_is_200(account, desk, anonymous):
    account.expect_request("/api/v2/users/me").respond_with_json({"user": anonymous})
    with pytest.raises(Unauthorized) as caught:
        desk.agents.me()
    assert caught.value.status == 401
    assert caught.value.hint


def test_teams_are_groups(account, desk):
    group = {"id": 7001, "name": "Платежи", "url": "https://acme.zendesk.com/g/7001"}
    account.expect_request("/api/v2/groups").respond_with_json(one_page("groups", group))
    account.expect_request("/api/v2/groups/7001").respond_with_json({"group": group})
    assert [(team.id, team.name) for team in desk.teams.iter()] == [("7001", "Платежи")]
    assert desk.teams.get("7001").ref.url == group["url"]


def test_organization_keeps_its_own_fields(account, desk):
    body = {
        "id": 3001,
        "name": "ООО «Тёплый дом»",
        "domain_names": ["teplydom.example"],
        "external_id": None,
        "tags": ["retail"],
        "organization_fields": {"plan": "team", "seats_used": 46, "seats_total": 50},
    }
    where = "/api/v2/organizations"
    account.expect_request(where).respond_with_json(one_page("organizations", body))
    account.expect_request(f"{where}/3001").respond_with_json({"organization": body})
    (listed,) = desk.organizations.iter()
    assert listed == desk.organizations.get("3001")
    assert listed.domains == ("teplydom.example",)
    assert listed.custom_fields["seats_used"] == 46


def test_fields_tell_how_to_draw_a_form(account, desk):
    system = {
        "id": 1,
        "type": "priority",
        "title": "Priority",
        "removable": True,
        "required": False,
        "system_field_options": [{"name": "Low", "value": "low"}],
    }
    own = {
        "id": 36003,
        "type": "tagger",
        "title": "Тема",
        "removable": True,
        "required": True,
        "custom_field_options": [{"id": 1, "name": "Карта", "value": "card", "default": False}],
    }
    subject = {"id": 2, "type": "subject", "title": "Subject", "removable": False}
    account.expect_request("/api/v2/ticket_fields").respond_with_json(
        one_page("ticket_fields", system, own, subject)
    )
    found = list(desk.fields.iter())
    assert [(f.key, f.is_custom, f.is_required, f.applies_to) for f in found] == [
        ("priority", False, False, "ticket"),
        ("36003", True, True, "ticket"),
        ("subject", False, False, "ticket"),
    ]
    assert found[0].options == (FieldOption("low", "Low"),)
    assert found[1].options == (FieldOption("card", "Карта"),)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("good", (100.0, SatisfactionLabel.GOOD, True)),
        ("bad", (0.0, SatisfactionLabel.BAD, True)),
        ("offered", (None, SatisfactionLabel.UNKNOWN, False)),
        ("unoffered", (None, SatisfactionLabel.UNKNOWN, False)),
        ("splendid", (None, SatisfactionLabel.UNKNOWN, False)),
    ],
)
def test_ratings_stand_on_one_ladder(account, desk, recorded, score, expected):
    body = {**recorded("satisfaction_rating.json"), "score": score}
    account.expect_request("/api/v2/satisfaction_ratings").respond_with_json(
        one_page("satisfaction_ratings", body)
    )
    (rating,) = desk.satisfaction.iter()
    assert rating.native_score == score
    assert (rating.score_0_100, rating.label, rating.rated_at is not None) == expected
    assert rating.ticket_id == "4821"
    assert rating.agent == AgentRef("9003")
    assert rating.offered_at == datetime(2026, 11, 20, 11, tzinfo=UTC)


def test_ratings_may_be_asked_for_from_a_moment_on(account, desk, calls):
    account.expect_request("/api/v2/satisfaction_ratings").respond_with_json(
        one_page("satisfaction_ratings")
    )
    assert list(desk.satisfaction.iter(since=datetime(2026, 11, 1, tzinfo=UTC))) == []
    assert calls()[0].query["start_time"] == ["1793491200"]
