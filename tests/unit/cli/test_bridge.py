"""Scripts that call by `requests` themselves, moved to OAuth: against the local helpdesk."""

from __future__ import annotations

import io
import pickle

import pytest
import requests
from urllib3.util import parse_url

import cxsdk
from cxsdk.auth import BearerToken, Token, saved_login
from cxsdk.errors import ConfigError
from cxsdk.sandbox.oauth import TokenShelf

ANSWER = {"user": {"id": 1}}


@pytest.fixture
def logged_in(log_in):
    assert log_in()[0] == 0


def old_script(session, origin):
    """What people have: it lists tickets page by page, and writes one."""
    found = session.get(f"{origin}/api/v2/tickets.json", params={"page[size]": 5}, timeout=10)
    found.raise_for_status()
    ticket = {"subject": "From a script", "comment": {"body": "It works", "public": False}}
    made = session.post(f"{origin}/api/v2/tickets.json", json={"ticket": ticket}, timeout=10)
    made.raise_for_status()
    return len(found.json()["tickets"]), made.json()["ticket"]["subject"]


def test_a_requests_script_moves_in_three_lines(logged_in, origin):
    session = requests.Session()
    session.auth = cxsdk.RequestsAuth("zendesk", "acme")
    assert old_script(session, origin) == (5, "From a script")


def test_a_client_that_takes_a_session_moves_too(logged_in, origin):
    """Such as zenpy: it asks for no password when the session says it is authorized."""

    class TakesSession:
        def __init__(self, subdomain, session=None):
            self.session = session or requests.Session()
            if not getattr(self.session, "authorized", False):
                raise ValueError("password, token or oauth_token are required!")
            self.session.headers.update({"User-Agent": "a client"})

    session = requests.Session()
    session.auth, session.authorized = cxsdk.RequestsAuth("zendesk", "acme"), True
    client = TakesSession("acme", session=session)
    assert old_script(client.session, origin)[0] == 5


def test_a_token_that_ends_is_renewed_ahead(logged_in, origin, end_token):
    old = end_token()
    answer = requests.get(
        f"{origin}/api/v2/users/me.json", auth=cxsdk.RequestsAuth("zendesk", "acme"), timeout=10
    )
    assert answer.json()["user"]["role"] == "admin"
    assert answer.request.headers["Authorization"] != f"Bearer {old.access_token}"
    assert answer.history == []


@pytest.mark.parametrize("body", ["json", "file"])
def test_a_refused_request_is_sent_once_more_with_another_token(logged_in, origin, house, body):
    session = requests.Session()
    session.auth = cxsdk.RequestsAuth("zendesk", "acme")
    session.get(f"{origin}/api/v2/users/me.json", timeout=10)
    TokenShelf(house.office.state).expire()
    how = {"json": {"ticket": {"subject": "Twice", "comment": {"body": "x", "public": True}}}}
    if body == "file":
        text = b'--{"ticket": {"subject": "Twice", "comment": {"body": "x", "public": true}}}'
        file = io.BytesIO(text)
        file.seek(2)
        how = {"data": file, "headers": {"Content-Type": "application/json"}}
    answer = session.post(f"{origin}/api/v2/tickets.json", timeout=10, **how)
    assert answer.status_code == 201
    assert [past.status_code for past in answer.history] == [401]
    assert answer.json()["ticket"]["subject"] == "Twice"


def own(httpserver, auth=None):
    return cxsdk.RequestsAuth(
        "zendesk", "acme", auth=auth or BearerToken("t0ken"), base_url=httpserver.url_for("")
    )


def test_a_second_refusal_is_the_answer(httpserver):
    httpserver.expect_request("/api").respond_with_json({}, status=401)

    class TwoTokens:
        def bind(self, endpoints, transport):
            from cxsdk.auth.source import RenewingSource

            names = iter("ab")
            return RenewingSource(
                lambda spent: Token(next(names)), can_renew=lambda _: False, asked=()
            )

    answer = requests.get(httpserver.url_for("/api"), auth=own(httpserver, TwoTokens()), timeout=5)
    assert answer.status_code == 401
    shown = [request.headers["Authorization"] for request, _ in httpserver.log]
    assert shown == ["Bearer a", "Bearer b"]


def test_another_host_never_sees_the_token(httpserver, elsewhere):
    elsewhere.expect_request("/file").respond_with_json(ANSWER)
    httpserver.expect_request("/go").respond_with_json(
        {}, status=307, headers={"Location": elsewhere.url_for("/file")}
    )
    session = requests.Session()
    session.auth = own(httpserver)
    assert session.get(elsewhere.url_for("/file"), timeout=5).json() == ANSWER
    assert session.post(httpserver.url_for("/go"), json={}, timeout=5).json() == ANSWER
    assert [r.headers["Authorization"] for r, _ in httpserver.log] == ["Bearer t0ken"]
    assert ["Authorization" in r.headers for r, _ in elsewhere.log] == [False, False]


def test_a_refusal_by_another_host_gets_no_second_try(httpserver, elsewhere):
    elsewhere.expect_request("/file").respond_with_json({}, status=401)
    httpserver.expect_request("/go").respond_with_json(
        {}, status=302, headers={"Location": elsewhere.url_for("/file")}
    )
    answer = requests.get(httpserver.url_for("/go"), auth=own(httpserver), timeout=5)
    assert answer.status_code == 401
    assert ["Authorization" in r.headers for r, _ in elsewhere.log] == [False]


def test_it_is_pickled_as_a_name_or_not_at_all(logged_in, origin, httpserver):
    session = requests.Session()
    session.auth = cxsdk.RequestsAuth("zendesk", "acme")
    session.get(f"{origin}/api/v2/users/me.json", timeout=10)
    login = saved_login("zendesk", "acme")
    token = login.store.load(login.key)
    packed = pickle.dumps(session)
    for secret in (token.access_token, token.refresh_token, login.app.client_secret):
        assert secret.encode() not in packed
        assert secret not in repr(session.auth)
    assert old_script(pickle.loads(packed), origin)[0] == 5
    with pytest.raises(ConfigError, match="not pickled"):
        pickle.dumps(own(httpserver))


def test_what_it_shows_of_itself_is_an_address(httpserver):
    assert "t0ken" not in repr(own(httpserver)) + str(vars(own(httpserver)))
    assert httpserver.url_for("").rstrip("/") in repr(own(httpserver))


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("https://acme.zendesk.com/api", True),
        ("HTTPS://ACME.Zendesk.com:443/api", True),
        ("http://acme.zendesk.com/api", False),
        ("https://acme.zendesk.com:8443/api", False),
        ("https://acme.zendesk.com@evil.example/api", False),
        ("https://evil.example/https://acme.zendesk.com", False),
        ("https://acme.zendesk.com.evil.example/api", False),
        ("https://evil.example#acme.zendesk.com", False),
        ("https://evil.example\\@acme.zendesk.com/api", False),
        ("https://acme.zendesk.com\\@evil.example/api", True),  # requests quotes it into the path
        ("https://other.zendesk.com/api", False),
    ],
)
def test_the_token_is_for_the_accounts_own_address(url, is_ours):
    auth = cxsdk.RequestsAuth("zendesk", "acme", auth=BearerToken("t0ken"))
    request = requests.Request("GET", url, auth=auth).prepare()
    goes_to = parse_url(request.url)
    assert ("Authorization" in request.headers) is is_ours
    assert not is_ours or (goes_to.scheme, goes_to.host) == ("https", "acme.zendesk.com")
