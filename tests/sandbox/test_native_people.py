"""People of the local helpdesk through the vendor's own resources, over a real socket."""

from __future__ import annotations

import pytest

import cxsdk
from cxsdk.sandbox.api.guard import add_api_token


@pytest.fixture
def z(serve):
    """The vendor's resources, as the admin of an account with one group."""
    office = serve().office
    group = {"id": 71, "name": "Payments", "description": "", "default": False, "deleted": False}
    times = {"created_at": "2026-11-01T09:00:00Z", "updated_at": "2026-11-01T09:00:00Z"}
    office.state.put("groups", {**group, "is_public": True, **times})
    office.desk.create_user("Роман Кузьмин", email="roman@skladen.example", role="admin")
    agent = office.desk.create_user(
        "Анна Белова", email="anna@skladen.example", role="agent", default_group_id=71
    )
    membership = {"id": 711, "user_id": agent["id"], "group_id": 71, "default": True}
    office.state.put("group_memberships", {**membership, **times})
    add_api_token(office.state, "api-token")
    auth = cxsdk.ApiToken("roman@skladen.example", "api-token")
    with cxsdk.connect("zendesk", "skladen", auth=auth, base_url=office.origin) as desk:
        yield desk.native


def test_a_person_is_made_once_and_found_from_every_side(z) -> None:
    assert z.users.me().name == "Роман Кузьмин"
    company = z.organizations.create({"name": "Teplydom", "external_id": "t-1"})
    body = {"name": "Марина", "email": "m@teplydom.example", "organization_id": company.id}
    made = z.users.create_or_update(body)
    assert z.users.create_or_update({**body, "name": "Марина Лапина"}).id == made.id
    assert [each.name for each in z.users.of_organization(company.id)] == ["Марина Лапина"]
    assert [each.id for each in z.users.search("email:m@teplydom.example")] == [made.id]
    assert [each.id for each in z.users.show_many([made.id, 999_999])] == [made.id]
    assert z.users.count().value == 3


def test_groups_and_their_agents_point_to_each_other(z) -> None:
    (agent,) = z.users.of_group(71)
    (there,) = z.group_memberships.of_group(71)
    (here,) = z.group_memberships.of_user(agent.id)
    assert there == here
    assert (here.user_id, here.group_id, here.default) == (agent.id, 71, True)
    assert [each.id for each in z.groups.assignable()] == [71]
