"""An account of the local helpdesk, small and empty: each test makes what it needs."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cxsdk.appkit.serving import Server, free_port
from cxsdk.sandbox.account import create_account
from cxsdk.sandbox.api.guard import add_api_token
from cxsdk.sandbox.api.limits import Limits
from cxsdk.sandbox.clock import WorldClock
from cxsdk.sandbox.desk import NewComment
from cxsdk.sandbox.hooks import Hooks
from cxsdk.sandbox.oauth import register_client
from cxsdk.sandbox.office import office_of
from cxsdk.sandbox.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse

    from cxsdk.sandbox.office import Office

ORIGIN = "http://localhost:8400"
API_TOKEN = "an-api-token"
SECRET = "the-kits-own-secret"
REDIRECT = "http://127.0.0.1:8401/oauth/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, Appendix B
CONSENT = {
    "response_type": "code",
    "client_id": "cxsdk",
    "redirect_uri": REDIRECT,
    "scope": "tickets:read users:read",
    "state": "s-1",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}


@dataclass
class Hands:
    """Real time that only moves when a test moves it."""

    at: datetime = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Cast:
    """Who is there at the beginning."""

    admin: dict[str, Any]
    agent: dict[str, Any]
    other: dict[str, Any]
    customer: dict[str, Any]
    group: dict[str, Any]
    organization: dict[str, Any]


@dataclass
class Caller:
    """Calls the API without a network, as somebody."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, **how: Any) -> TestResponse:
        headers = {**self.headers, **how.pop("headers", {})}
        return self.client.open(f"/api/v2{path}", method=method, headers=headers, **how)

    def get(self, path: str, **query: Any) -> Any:
        response = self.send("GET", path, query_string=query)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json()

    def post(self, path: str, body: Any, *, expected: int = 201) -> Any:
        response = self.send("POST", path, json=body)
        assert response.status_code == expected, response.get_data(as_text=True)
        return response.get_json()

    def put(self, path: str, body: Any, *, expected: int = 200) -> Any:
        response = self.send("PUT", path, json=body)
        assert response.status_code == expected, response.get_data(as_text=True)
        return response.get_json()


@dataclass
class Visitor:
    """A browser at the consent page, and the app that trades what it gets there for tokens."""

    http: FlaskClient

    def ask(self, **changed: str | None) -> TestResponse:
        """Open the consent page as the app asks for it, but for what is changed."""
        query = {k: v for k, v in {**CONSENT, **changed}.items() if v is not None}
        return self.http.get("/oauth/authorizations/new", query_string=query)

    def press(self, form: dict[str, str], **changed: str | None) -> TestResponse:
        """Send the form of the consent page as it is given."""
        query = {k: v for k, v in {**CONSENT, **changed}.items() if v is not None}
        return self.http.post("/oauth/authorizations/new", query_string=query, data=form)

    def decide(self, decision: str = "allow", **changed: str | None) -> TestResponse:
        """Open the consent page and press one of its buttons."""
        page = self.ask(**changed)
        assert page.status_code == 200, page.text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf
        return self.press({"csrf": csrf[1], "decision": decision}, **changed)

    def trade(self, **form: Any) -> TestResponse:
        """Ask the token endpoint as the app; a field that is None is left out."""
        body = {"client_id": "cxsdk", "client_secret": SECRET, **form}
        return self.http.post(
            "/oauth/tokens", json={k: v for k, v in body.items() if v is not None}
        )

    def issue(self, **changed: Any) -> dict[str, Any]:
        """Allow the app and return the tokens it gets."""
        allowed = self.decide()
        assert allowed.status_code == 302, allowed.text
        response = self.trade(
            grant_type="authorization_code",
            code=parse_qs(urlsplit(allowed.location).query)["code"][0],
            redirect_uri=REDIRECT,
            code_verifier=VERIFIER,
            **changed,
        )
        assert response.status_code == 200, response.text
        return response.get_json()

    def call(
        self, token: str, path: str = "/api/v2/users/me", method: str = "GET", **how: Any
    ) -> TestResponse:
        """Call the API with a token."""
        headers = {"Authorization": f"Bearer {token}"}
        return self.http.open(path, method=method, headers=headers, **how)


def basic(email: str, token: str = API_TOKEN) -> dict[str, str]:
    word = base64.b64encode(f"{email}/token:{token}".encode()).decode()
    return {"Authorization": f"Basic {word}"}


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    found = State(tmp_path / "helpdesk.db")
    yield found
    found.close()


@pytest.fixture
def clock(state: State, hands: Hands) -> WorldClock:
    return WorldClock(state, real=hands)


@pytest.fixture(scope="session")
def whole_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Limits, int]]:
    """One application for all tests: binding its addresses takes longer than most of them."""
    state = State(tmp_path_factory.mktemp("house") / "helpdesk.db")
    limiter = Limits(state)
    hooks = Hooks(state, pauses_s=(0.01, 0.01))
    clock = WorldClock(state, real=Hands())
    flask = create_account(state, clock, origin=ORIGIN, hooks=hooks, limiter=limiter)
    yield flask, limiter, len(office_of(flask).desk._listeners)
    office_of(flask).close()


@pytest.fixture
def limiter(whole_house: tuple[Flask, Limits, int]) -> Limits:
    return whole_house[1]


@pytest.fixture
def account(whole_house: tuple[Flask, Limits, int]) -> Iterator[Flask]:
    """The account, as empty as if it had just been made."""
    flask, limiter, listeners = whole_house
    found = office_of(flask)
    found.state.reset()
    with found.state.write() as db:
        db.execute("DELETE FROM setting WHERE key NOT IN ('secret_key')")
    found.clock.restart()
    limiter.refill()
    yield flask
    found.hooks.drain()
    del found.desk._listeners[listeners:]
    found.state.close()


@pytest.fixture
def office(account: Flask) -> Office:
    return office_of(account)


@pytest.fixture
def cast(office: Office) -> Cast:
    desk, at = office.desk, "2026-11-01T09:00:00Z"
    group = {"id": 71, "name": "Payments", "description": "", "default": False, "deleted": False}
    group |= {"is_public": True, "created_at": at, "updated_at": at}
    office.state.put("groups", group)
    organization = {"id": 31, "name": "Teplydom", "created_at": at, "updated_at": at}
    organization |= {"tags": [], "domain_names": [], "organization_fields": {"plan": "team"}}
    organization |= {"external_id": None, "details": None, "notes": None, "group_id": None}
    organization |= {"shared_tickets": False, "shared_comments": False}
    office.state.put("organizations", organization)
    found = Cast(
        admin=desk.create_user("Роман Кузьмин", email="roman@skladen.example", role="admin"),
        agent=desk.create_user(
            "Анна Белова", email="anna@skladen.example", role="agent", default_group_id=71
        ),
        other=desk.create_user("Тимур Сафин", email="timur@skladen.example", role="agent"),
        customer=desk.create_user(
            "Марина Лапина", email="m.lapina@teplydom.example", organization_id=31
        ),
        group=group,
        organization=organization,
    )
    membership = {"user_id": found.agent["id"], "group_id": 71, "default": True}
    membership |= {"created_at": at, "updated_at": at, "id": 711}
    office.state.put("group_memberships", membership)
    add_api_token(office.state, API_TOKEN)
    register_client(
        office.state,
        identifier="cxsdk",
        name="The kit",
        redirect_uris=[REDIRECT],
        owner_id=found.admin["id"],
        secret=SECRET,
    )
    return found


@pytest.fixture
def api(account: Flask, cast: Cast) -> Caller:
    """Calls as the admin."""
    return Caller(account.test_client(), basic(cast.admin["email"]))


@pytest.fixture
def browser(account: Flask, cast: Cast) -> Callable[[dict[str, Any] | None], Visitor]:
    """Open a browser in which somebody is signed in, or nobody."""

    def sign_in(person: dict[str, Any] | None) -> Visitor:
        client = account.test_client()
        if person:
            with client.session_transaction() as session:
                session["user_id"] = person["id"]
        return Visitor(client)

    return sign_in


@pytest.fixture
def make_ticket(office: Office, cast: Cast) -> Callable[..., dict[str, Any]]:
    def make(subject: str = "Не проходит оплата", **fields: Any) -> dict[str, Any]:
        comment = NewComment(cast.customer["id"], fields.pop("body", "Карта рабочая."))
        customer = fields.pop("requester_id", cast.customer["id"])
        return office.desk.create_ticket(comment, requester_id=customer, subject=subject, **fields)

    return make


@dataclass
class Served:
    """An account behind a real socket."""

    flask: Flask
    origin: str
    server: Server
    is_open: bool = True

    @property
    def office(self) -> Office:
        return office_of(self.flask)

    def stop(self) -> None:
        """Close it; a second time does nothing."""
        if self.is_open:
            self.is_open = False
            self.server.stop()
            self.office.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Open accounts on free ports; the same folder is the same account."""
    running: list[Served] = []

    def open_account(name: str = "served.db", **how: Any) -> Served:
        state = State(tmp_path / name)
        hooks = Hooks(state, pauses_s=(0.01,))
        port = free_port()
        origin = f"http://127.0.0.1:{port}"
        flask = create_account(state, WorldClock(state), origin=origin, hooks=hooks, **how)
        server = Server(flask, port=port)
        server.start()
        running.append(Served(flask, origin, server))
        return running[-1]

    yield open_account
    for each in running:
        each.stop()
