"""Every answer of the local helpdesk, against the vendor's own API document.

The document is corrected by the reviewed list in ``document_corrections.py``.
"""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from cxsdk.sandbox import shapes
from cxsdk.sandbox.oauth import TokenShelf
from cxsdk.sandbox.world import build

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask.testing import FlaskClient
    from openapi_core import OpenAPI

DOCUMENT = Path(__file__).parents[2].parent / "shared/specs/zendesk-support-oas.json"
ORIGIN = "http://localhost:8400"
pytestmark = pytest.mark.skipif(
    not DOCUMENT.exists(), reason="the vendor's API document lies in ../shared, which is absent"
)


def corrections() -> Any:
    path = Path(__file__).with_name("document_corrections.py")
    spec = importlib.util.spec_from_file_location("document_corrections", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def apply(document: dict[str, Any], path: str, value: Any) -> None:
    """Change one place of the document; a place that is not there is a stale entry."""
    *steps, last = path.split(" › ")
    place: Any = document
    for step in steps:
        place = place[int(step) if isinstance(place, list) else step]
    if isinstance(value, dict) and isinstance(place.get(last), dict):
        merged = {**place[last], **value}
        place[last] = {name: part for name, part in merged.items() if part is not None}
    else:
        place[last] = value


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    return json.loads(DOCUMENT.read_text())


def make_validator(document: dict[str, Any], corrected: Iterable[tuple[str, Any, str]]) -> OpenAPI:
    from openapi_core import Config, OpenAPI

    copy = json.loads(json.dumps(document))
    copy["servers"] = [{"url": ORIGIN}]
    copy.pop("security", None)
    for operations in copy["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    for path, value, _ in corrected:
        apply(copy, path, value)
    return OpenAPI.from_dict(copy, config=Config(spec_validator_cls=None))


@pytest.fixture(scope="session")
def validator(document: dict[str, Any]) -> OpenAPI:
    return make_validator(document, corrections().CORRECTIONS)


@pytest.fixture
def world(office, cast, make_ticket) -> dict[str, Any]:
    """A little of everything, nulls among it."""
    desk, at = office.desk, "2026-11-01T00:00:00Z"
    office.state.put(
        "ticket_fields",
        {
            "id": 36003,
            "type": "tagger",
            "title": "Тема",
            "raw_title": "Тема",
            "description": "",
            "raw_description": "",
            "position": 9,
            "active": True,
            "required": False,
            "collapsed_for_agents": False,
            "regexp_for_validation": None,
            "title_in_portal": "Тема",
            "raw_title_in_portal": "Тема",
            "visible_in_portal": True,
            "editable_in_portal": True,
            "required_in_portal": False,
            "tag": None,
            "created_at": at,
            "updated_at": at,
            "removable": True,
            "agent_description": None,
            "custom_field_options": [{"id": 1, "name": "Оплата", "value": "pay"}],
        },
    )
    open_one = make_ticket(tags=["ru"], custom_fields=[{"id": 36003, "value": "pay"}])
    solved = make_ticket("Решено", assignee_id=cast.agent["id"], priority="high", type="question")
    desk.add_comment(solved["id"], cast.agent["id"], html_body="<p>Готово</p>")
    desk.change_ticket(solved["id"], cast.agent["id"], status="solved")
    desk.rate(solved["id"], score="good", comment="Спасибо")
    asked = make_ticket("Спросили", assignee_id=cast.agent["id"])
    desk.change_ticket(asked["id"], cast.agent["id"], status="solved")
    desk.rate(asked["id"], score="offered")
    binned = make_ticket("В корзине")
    desk.delete_ticket(binned["id"], cast.admin["id"])
    firm = office.state.get("organizations", 31)
    firm["organization_fields"] = {"plan": "team", "open_incident": False, "seats": None}
    office.state.put("organizations", firm)
    blank = shapes.ticket(900, at=at, subject="Пусто")
    blank["custom_fields"] = [{"id": 36001, "value": None}, {"id": 36002, "value": True}]
    blank.update(satisfaction_rating=None, requester_id=cast.customer["id"])
    office.state.put("tickets", blank)
    token = {"access_token": "admins", "refresh_token": "r", "scope": "read write"}
    token |= {"expires_in": 1800, "refresh_token_expires_in": 2_592_000}
    TokenShelf(office.state).keep(token, client_id=1, user_id=cast.admin["id"])
    token |= {"access_token": "customers", "refresh_token": None}
    TokenShelf(office.state).keep(token, client_id=1, user_id=cast.customer["id"])
    office.clock.advance(timedelta(minutes=5))
    office.state.set_setting("job_wait_s", 0)
    job = {"id": "V3-1", "status": "completed", "job_type": "create", "created_at": at}
    job |= {"total": 1, "progress": 1, "message": None, "results": [{"id": 1, "index": 0}]}
    job |= {"user_id": cast.admin["id"], "due_at": 0, "tasks": [], "created_at": "2099"}
    office.state.put("job_statuses", job)
    return {"open": open_one["id"], "solved": solved["id"], "asked": asked["id"]}


def walk(world: dict[str, Any], cast: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every call that is made: method, address, and how."""
    yield from _tickets(world, cast)
    yield from _people(cast)
    yield from _lookups(world)
    yield "GET", "/api/v2/oauth/tokens/current", {}
    yield "DELETE", "/api/v2/oauth/tokens/current", {}
    grant = {"grant_type": "client_credentials", "client_id": "cxsdk"}
    grant |= {"client_secret": "the-kits-own-secret", "scope": "read"}
    yield "POST", "/oauth/tokens", {"json": grant}


def _tickets(world: dict[str, Any], cast: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    one = f"/api/v2/tickets/{world['open']}"
    both = "include=users,groups,organizations"
    yield "GET", f"/api/v2/tickets?{both}", {}
    yield "GET", "/api/v2/tickets?page[size]=2&sort=-updated_at", {}
    yield "GET", "/api/v2/tickets?per_page=2&page=2", {}
    yield "GET", "/api/v2/tickets/count", {}
    yield "GET", f"/api/v2/tickets/show_many?ids={world['open']},{world['solved']},900", {}
    yield "GET", f"{one}?{both}", {}
    yield "GET", f"/api/v2/tickets/{world['solved']}", {}
    yield "GET", "/api/v2/tickets/900", {}
    body: dict[str, Any] = {"subject": "s", "comment": {"body": "b"}, "tags": ["x"]}
    yield "POST", "/api/v2/tickets", {"json": {"ticket": body}}
    body = {"status": "pending", "comment": {"html_body": "<p>Ждём</p>", "public": False}}
    yield "PUT", one, {"json": {"ticket": body}}
    yield "GET", f"{one}/comments?include=users", {}
    yield "GET", f"{one}/comments?page[size]=1", {}
    yield "GET", f"{one}/comments/count", {}
    yield "GET", f"{one}/tags", {}
    yield "POST", f"{one}/tags", {"json": {"tags": ["a"]}}
    yield "PUT", f"{one}/tags", {"json": {"tags": ["b"]}}
    yield "DELETE", f"{one}/tags", {"json": {"tags": ["a"]}}
    yield "GET", f"/api/v2/users/{cast.customer['id']}/tickets/requested", {}
    yield "GET", f"/api/v2/users/{cast.agent['id']}/tickets/assigned", {}
    yield "GET", "/api/v2/organizations/31/tickets", {}
    yield "DELETE", one, {}
    yield from _bulk(world)


def _bulk(world: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    many, gone = "/api/v2/tickets", f"/api/v2/deleted_tickets/{world['open']}"
    body: dict[str, Any] = {"subject": "s", "comment": {"body": "b"}}
    yield "POST", f"{many}/create_many", {"json": {"tickets": [body, body]}}
    changed = {"id": world["asked"], "additional_tags": ["x"]}
    yield "PUT", f"{many}/update_many", {"json": {"tickets": [changed]}}
    same = {"ticket": {"priority": "low"}}
    yield "PUT", f"{many}/update_many?ids={world['asked']}", {"json": same}
    yield "GET", "/api/v2/deleted_tickets", {}
    yield "PUT", f"{gone}/restore", {}
    yield "DELETE", f"{many}/destroy_many?ids={world['open']}", {}
    yield "GET", "/api/v2/job_statuses", {}
    yield "PUT", f"/api/v2/deleted_tickets/restore_many?ids={world['open']}", {}
    merged = {"ids": [world["open"]], "target_comment": "Together"}
    yield "POST", f"{many}/{world['asked']}/merge", {"json": merged}
    yield "GET", "/api/v2/job_statuses/show_many?ids=V3-1,V3-2", {}
    yield "GET", "/api/v2/job_statuses/V3-1", {}
    yield "DELETE", f"{many}/{world['open']}", {}
    yield "DELETE", gone, {}
    yield "DELETE", f"/api/v2/deleted_tickets/destroy_many?ids={world['asked']}", {}
    yield "GET", "/api/v2/job_statuses", {}


def _people(cast: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    person = f"/api/v2/users/{cast.customer['id']}"
    yield "GET", "/api/v2/users?role[]=agent&role[]=admin", {}
    yield "GET", "/api/v2/users?page[size]=1&include=organizations", {}
    yield "GET", "/api/v2/users/count", {}
    yield "GET", "/api/v2/users/me", {}
    yield "GET", "/api/v2/users/me", {"headers": {"Authorization": ""}}
    yield "GET", "/api/v2/users/search?query=email:m.lapina@teplydom.example", {}
    yield "GET", f"/api/v2/users/show_many?ids={cast.customer['id']}", {}
    yield "GET", person, {}
    yield "PUT", person, {"json": {"user": {"phone": "+79000000000"}}}
    new = {"user": {"name": "Лев", "email": "lev@x.example"}}
    yield "POST", "/api/v2/users", {"json": new}
    yield "POST", "/api/v2/users/create_or_update", {"json": new}
    yield "GET", "/api/v2/organizations", {}
    yield "GET", "/api/v2/organizations/31", {}
    yield "POST", "/api/v2/organizations", {"json": {"organization": {"name": "Kornhaus"}}}
    fields = {"organization": {"organization_fields": {"seats_used": 46, "plan": "team"}}}
    yield "PUT", "/api/v2/organizations/31", {"json": fields}
    yield "GET", "/api/v2/organizations/31/users", {}
    yield "GET", "/api/v2/groups", {}
    yield "GET", "/api/v2/groups/assignable", {}
    yield "GET", "/api/v2/groups/71", {}
    yield "GET", "/api/v2/groups/71/users", {}
    yield "GET", "/api/v2/groups/71/memberships", {}
    yield "GET", "/api/v2/group_memberships?include=users,groups", {}
    yield "GET", f"/api/v2/users/{cast.agent['id']}/group_memberships", {}


def _lookups(world: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "GET", "/api/v2/ticket_fields", {}
    yield "GET", "/api/v2/ticket_fields/36003", {}
    yield "GET", "/api/v2/satisfaction_ratings", {}
    yield "GET", "/api/v2/satisfaction_ratings/1", {}
    rating = {"satisfaction_rating": {"score": "bad"}}
    customer = {"Authorization": "Bearer customers"}
    path = f"/api/v2/tickets/{world['asked']}/satisfaction_rating"
    yield "POST", path, {"json": rating, "headers": customer}
    yield "GET", "/api/v2/search?query=type:ticket", {}
    yield "GET", "/api/v2/search?query=teplydom", {}
    yield "GET", "/api/v2/search?query=type:group", {}
    yield "GET", "/api/v2/search/count?query=type:ticket", {}
    yield "GET", "/api/v2/search/export?query=оплата&filter[type]=ticket&page[size]=2", {}
    yield "GET", "/api/v2/incremental/tickets/cursor?start_time=0&include=users", {}
    yield "GET", "/api/v2/incremental/tickets?start_time=0", {}
    yield "GET", "/api/v2/incremental/users/cursor?start_time=0", {}
    yield "GET", "/api/v2/incremental/users?start_time=0", {}


def ask(client: FlaskClient, method: str, address: str, how: dict[str, Any]) -> Any:
    """Make one call; returns request and response as the validator wants them."""
    headers = {"Authorization": "Bearer admins"} | how.get("headers", {})
    headers = {name: value for name, value in headers.items() if value}
    builder = EnvironBuilder(address, ORIGIN, method=method, headers=headers, json=how.get("json"))
    request = Request(builder.get_environ())
    response = client.open(
        address, method=method, headers=headers, json=how.get("json"), base_url=ORIGIN
    )
    assert 200 <= response.status_code < 300, f"{method} {address}: {response.text}"
    return (
        f"{method} {address}",
        WerkzeugOpenAPIRequest(request),
        WerkzeugOpenAPIResponse(response),
    )


@pytest.fixture
def answers(account, world, cast) -> list[tuple[str, Any, Any]]:
    """Everything that was asked, with what was answered."""
    client = account.test_client()
    return [ask(client, method, address, how) for method, address, how in walk(world, cast)]


def refusals(validator: OpenAPI, answers: list[tuple[str, Any, Any]]) -> dict[str, set[str]]:
    """Return what does not fit: by call, the places and what is wrong there."""
    wrong: dict[str, set[str]] = {}
    for name, request, response in answers:
        try:
            validator.validate_response(request, response)
        except OpenAPIError as error:
            wrong.setdefault(name, set()).update(_places(error))
    return wrong


def _places(error: BaseException) -> Iterator[str]:
    inner = error.__cause__ or error
    problems = list(getattr(inner, "schema_errors", ()))
    if not problems:
        yield str(inner)
    while problems:
        each = problems.pop()
        problems.extend(each.context or ())
        if not each.context:
            place = "/".join(str(step) for step in each.absolute_path)
            yield f"{place}: {each.message[:120]}"


def test_every_answer_is_one_that_the_vendor_documents(validator, answers) -> None:
    wrong = refusals(validator, answers)
    assert not wrong, "\n".join(f"{name}: {sorted(what)}" for name, what in wrong.items())
    assert len(answers) >= 60


def test_every_correction_is_needed(document, answers) -> None:
    """Without corrections each place of the list is complained of."""
    wrong = refusals(make_validator(document, []), answers)
    said = "\n".join(sorted({place for places in wrong.values() for place in places}))
    for path, _, reason in corrections().CORRECTIONS:
        steps = [step for step in path.split(" › ") if step != "enum"]
        is_status = steps[-1] == "200"
        sign = r"http status: 200" if is_status else rf"\b{steps[-1]}(/\w+)?: "
        assert re.search(sign, said), f"{path} is not needed"
        assert len(reason) > 20


def test_a_wrong_answer_is_noticed(validator, answers) -> None:
    _, request, response = next(each for each in answers if each[0].endswith("/tickets/900"))
    body = json.loads(response.data)
    body["ticket"]["subject"] = 5
    response.response.set_data(json.dumps(body))
    wrong = refusals(validator, [("changed", request, response)])
    assert wrong == {"changed": {"ticket/subject: 5 is not of type 'string'"}}


def test_every_address_of_the_local_helpdesk_was_asked(account, world, cast) -> None:
    adapter = account.url_map.bind("localhost:8400")
    asked = {
        adapter.match(address.partition("?")[0], method=method)[0]
        for method, address, _ in walk(world, cast)
    }
    elsewhere = tuple(corrections().OTHER_DOCUMENTS)
    missing = sorted(
        f"{rule.endpoint} {rule.rule}"
        for rule in account.url_map.iter_rules()
        if rule.rule.startswith(("/api/v2/", "/oauth/tokens"))
        and rule.endpoint not in asked
        and not rule.rule.startswith(elsewhere)
    )
    assert missing == []


def test_the_seeded_world_fits_as_well(validator, account, office) -> None:
    office.state.load(build(ORIGIN))
    office.state.set_setting("limits", {"account": 10_000, "incremental-exports": 1000})
    token = {"access_token": "admins", "expires_in": 1800, "scope": "read"}
    TokenShelf(office.state).keep(token, client_id=1, user_id=9000)
    client = account.test_client()
    kinds = ("users", "organizations", "groups", "group_memberships", "ticket_fields")
    addresses = [f"/api/v2/{kind}?page[size]=100" for kind in (*kinds, "satisfaction_ratings")]
    addresses += ["/api/v2/incremental/tickets/cursor?start_time=0&include=users,organizations"]
    told = [each["id"] for each in office.state.list("tickets", descending=True, limit=40)]
    addresses += [f"/api/v2/tickets/{number}/comments?include=users" for number in told]
    made = [ask(client, "GET", address, {}) for address in addresses]
    assert refusals(validator, made) == {}
