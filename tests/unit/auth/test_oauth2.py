from __future__ import annotations

import base64
import hashlib
import json
import logging
import pickle
from urllib.parse import parse_qs, urlsplit

import pytest

from cxsdk.auth import (
    AuthorizationCode,
    ClientCredentials,
    OAuthApp,
    OAuthEndpoints,
    Token,
    revoke,
)
from cxsdk.errors import AuthError, ServerError, StateMismatch, Unsupported
from cxsdk.http import Response

TOKEN_URL = "https://acme.example/oauth/tokens"
ENDPOINTS = OAuthEndpoints("https://acme.example/oauth/authorizations/new", TOKEN_URL)
APP = OAuthApp("cx", "s3cret", ("read", "tickets:write"))
BACK = "https://apps.example/oauth/callback"


class FakeServer:
    def __init__(self, status=200, headers=None, **answer):
        self.requests = []
        self.reply = Response(status, TOKEN_URL, headers or {}, json.dumps(answer).encode())

    def send(self, request):
        self.requests.append(request)
        return self.reply

    @property
    def form(self):
        return {name: value[0] for name, value in parse_qs(self.requests[-1].body.decode()).items()}


def granting(**answer):
    return FakeServer(access_token="a-1", token_type="bearer", **answer)


def query(url):
    return {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}


def test_the_browser_is_sent_with_state_scope_and_challenge():
    pending = AuthorizationCode(APP, ENDPOINTS, granting()).begin(BACK)
    asked = query(pending.url)
    digest = hashlib.sha256(pending.verifier.encode()).digest()
    assert asked == {
        "response_type": "code",
        "client_id": "cx",
        "redirect_uri": BACK,
        "scope": "read tickets:write",
        "state": pending.state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    assert len(pending.state) >= 43
    assert 43 <= len(pending.verifier) <= 128


def test_no_scopes_are_asked_for_when_there_are_none():
    pending = AuthorizationCode(OAuthApp("cx"), ENDPOINTS, granting()).begin(BACK)
    assert "scope" not in query(pending.url)


def test_what_a_vendor_wants_besides_is_added():
    wanting = OAuthEndpoints(
        "https://a.example/a?x=1", TOKEN_URL, authorize_params=(("prompt", "consent"),)
    )
    asked = query(AuthorizationCode(APP, wanting, granting()).begin(BACK).url)
    assert (asked["prompt"], asked["x"]) == ("consent", "1")


def test_no_two_log_ins_share_a_secret():
    flow = AuthorizationCode(APP, ENDPOINTS, granting())
    one, other = flow.begin(BACK), flow.begin(BACK)
    assert one.state != other.state
    assert one.verifier != other.verifier


def test_the_code_is_exchanged_with_verifier_address_and_secret():
    server = granting(refresh_token="r-1", expires_in=1800, scope="read tickets:write")
    flow = AuthorizationCode(APP, ENDPOINTS, server)
    pending = flow.begin(BACK)
    token = flow.finish(pending, state=pending.state, code="c-1")
    assert (token.access_token, token.refresh_token) == ("a-1", "r-1")
    assert server.form == {
        "grant_type": "authorization_code",
        "code": "c-1",
        "code_verifier": pending.verifier,
        "redirect_uri": BACK,
        "client_id": "cx",
        "client_secret": "s3cret",
    }


def test_a_public_client_sends_its_name_only():
    server = granting()
    flow = AuthorizationCode(OAuthApp("cx"), ENDPOINTS, server)
    pending = flow.begin(BACK)
    flow.finish(pending, state=pending.state, code="c-1")
    assert server.form["client_id"] == "cx"
    assert "client_secret" not in server.form
    assert "Authorization" not in server.requests[0].headers


def test_a_client_that_proves_itself_by_header_keeps_the_form_clean():
    server = granting()
    endpoints = OAuthEndpoints("https://a.example/a", TOKEN_URL, auth_method="client_secret_basic")
    ClientCredentials("cx", "s3cret").bind(endpoints, server).header()
    assert (
        server.requests[0].headers["Authorization"]
        == "Basic " + base64.b64encode(b"cx:s3cret").decode()
    )
    assert "client_secret" not in server.form


@pytest.mark.parametrize("state", ["", "other", "ключ"])
def test_a_foreign_state_is_refused_before_anything_is_sent(state):
    server = granting()
    flow = AuthorizationCode(APP, ENDPOINTS, server)
    with pytest.raises(StateMismatch):
        flow.finish(flow.begin(BACK), state=state, code="c-1")
    assert server.requests == []


def test_a_machine_asks_for_its_scopes():
    server = granting(expires_in=600)
    source = ClientCredentials("cx", "s3cret", ("read", "write")).bind(ENDPOINTS, server)
    assert source.header() == source.header() == "Bearer a-1"
    assert server.form["grant_type"] == "client_credentials"
    assert server.form["scope"] == "read write"
    assert len(server.requests) == 1


def test_a_machines_refused_token_is_fetched_anew():
    server = granting(expires_in=600)
    source = ClientCredentials("cx", "s3cret").bind(ENDPOINTS, server)
    old = source.header()
    server.reply = granting().reply
    object.__setattr__(server.reply, "body", b'{"access_token": "a-2"}')
    assert source.refused(old) is True
    assert source.header() == "Bearer a-2"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_even_when_it_carries_a_token(status):
    server = FakeServer(status, {"Location": "https://evil.example/"}, access_token="a-evil")
    with pytest.raises(AuthError) as caught:
        ClientCredentials("cx", "s3cret").bind(ENDPOINTS, server).header()
    assert "redirects" in caught.value.hint
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        ("invalid_client", "id and secret"),
        ("invalid_scope", "read tickets:write"),
        ("invalid_grant", "start the log-in again"),
    ],
)
def test_a_refusal_says_what_to_do(error, hint):
    server = FakeServer(400, error=error, error_description="Так нельзя: «клиент» неизвестен")
    flow = AuthorizationCode(APP, ENDPOINTS, server)
    pending = flow.begin(BACK)
    with pytest.raises(AuthError) as caught:
        flow.finish(pending, state=pending.state, code="c-1")
    assert error in str(caught.value)
    assert "Так нельзя" in str(caught.value)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "answer",
    [{"error": {"title": "no", "message": "no"}}, {"error": "x", "error_description": {"a": 1}}],
)
def test_a_refusal_in_a_strange_shape_is_still_a_refusal(answer):
    with pytest.raises(AuthError):
        ClientCredentials("cx", "s3cret").bind(ENDPOINTS, FakeServer(401, **answer)).header()


def test_a_page_instead_of_an_answer_is_a_refusal():
    server = granting()
    server.reply = Response(404, TOKEN_URL, {}, b"<html>no such account</html>")
    with pytest.raises(AuthError, match="404"):
        ClientCredentials("cx", "s3cret").bind(ENDPOINTS, server).header()


def test_a_failing_server_is_told_apart_from_a_refusing_one():
    with pytest.raises(ServerError):
        ClientCredentials("cx", "s3cret").bind(ENDPOINTS, FakeServer(503)).header()


def test_an_error_never_repeats_a_secret_that_the_server_repeats():
    echo = "code c-topsecret, secret s3cret, all wrong"
    server = FakeServer(400, error="invalid_grant", error_description=echo)
    flow = AuthorizationCode(APP, ENDPOINTS, server)
    pending = flow.begin(BACK)
    with pytest.raises(AuthError) as caught:
        flow.finish(pending, state=pending.state, code="c-topsecret")
    error = caught.value
    for secret in (b"topsecret", b"s3cret", pending.verifier.encode()):
        assert secret not in pickle.dumps(error)
        assert secret.decode() not in str(error)
    assert error.__cause__ is None


def test_scopes_that_were_not_granted_are_logged(caplog):
    flow = AuthorizationCode(APP, ENDPOINTS, granting(scope="read"))
    pending = flow.begin(BACK)
    with caplog.at_level(logging.WARNING, "cxsdk"):
        flow.finish(pending, state=pending.state, code="c-1")
    assert "tickets:write" in caplog.text


def test_a_pending_log_in_shows_no_secret():
    pending = AuthorizationCode(APP, ENDPOINTS, granting()).begin(BACK)
    assert pending.state not in repr(pending)
    assert pending.verifier not in repr(pending)


def test_a_token_is_given_back_whole():
    server = FakeServer(200)
    endpoints = OAuthEndpoints(
        "https://a.example/a", TOKEN_URL, revoke_url="https://acme.example/revoke"
    )
    revoke(APP, endpoints, server, Token("a-1", "r-1"))
    assert server.requests[0].url == "https://acme.example/revoke"
    assert server.form["token"] == "r-1"
    assert server.form["token_type_hint"] == "refresh_token"


def test_giving_back_needs_an_address():
    with pytest.raises(Unsupported):
        revoke(APP, ENDPOINTS, FakeServer(), Token("a-1"))


def test_a_refused_revocation_is_told():
    endpoints = OAuthEndpoints(
        "https://a.example/a", TOKEN_URL, revoke_url="https://acme.example/revoke"
    )
    with pytest.raises(AuthError, match="invalid_client"):
        revoke(APP, endpoints, FakeServer(401, error="invalid_client"), Token("a-1"))
