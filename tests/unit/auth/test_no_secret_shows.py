"""Where a secret may not show: repr, logs, errors, pickles of errors, locals of tracebacks.

By a real token server over HTTP, because libraries' frames hold what ours do not.
"""

from __future__ import annotations

import json
import logging
import pickle
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from cxsdk.auth import (
    ApiToken,
    AuthorizationCode,
    BasicAuth,
    BearerToken,
    ClientCredentials,
    FileStore,
    MachineToken,
    MemoryStore,
    OAuthApp,
    OAuthEndpoints,
    OAuthToken,
    Token,
    introspect,
    revoke,
)
from cxsdk.auth.secret import Secret
from cxsdk.client import Client, Refusal
from cxsdk.errors import AuthError, CxError, StoreError
from cxsdk.http import Transport

BASIC = b64encode(b"cx:s3cret-client").decode()
SECRETS = ("s3cret-client", "s3cret-access", "s3cret-refresh", "s3cret-code", "s3cret-new", BASIC)
APP = OAuthApp("cx", "s3cret-client", ("read",))
NOW = datetime.now(UTC)
ENDED = Token(
    "s3cret-access", "s3cret-refresh", expires_at=NOW, issued_at=NOW - timedelta(minutes=30)
)
SENT = "what was sent"
ECHO = {"error": "invalid_request", "error_description": SENT}


@pytest.fixture
def transport():
    made = Transport(timeout_s=5)
    yield made
    made.close()


@pytest.fixture(scope="module")
def elsewhere():
    """A second server that would give a token to anybody."""
    with HTTPServer(host="127.0.0.1") as server:
        server.expect_request("/token").respond_with_json({"access_token": "stolen"})
        yield server


@pytest.fixture(params=["client_secret_post", "client_secret_basic"])
def endpoints(httpserver, request):
    return OAuthEndpoints(
        httpserver.url_for("/authorize"),
        httpserver.url_for("/token"),
        auth_method=request.param,
        revoke_url=httpserver.url_for("/token"),
        introspect_url=httpserver.url_for("/token"),
    )


def shown(error):
    """Yield what a collector of errors would show: texts and each local of our own frames."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield from (str(error), repr(error), repr(vars(error)))
        trace = error.__traceback__
        while trace is not None:
            module = trace.tb_frame.f_globals.get("__name__", "")
            if module.startswith("cxsdk"):
                yield from (
                    f"{module}: {name}={value!r}" for name, value in trace.tb_frame.f_locals.items()
                )
            trace = trace.tb_next
        error = error.__cause__ or error.__context__


def assert_silent(error, log=""):
    told = [*shown(error), log]
    if isinstance(error, CxError):
        told.append(pickle.dumps(error).decode("latin-1"))
    for words in told:
        for secret in SECRETS:
            assert secret not in words, words


def refresh_person(endpoints, transport, tmp_path):
    store = FileStore(tmp_path)
    store.save("k", ENDED)
    OAuthToken(store, "k", APP).bind(endpoints, transport).header()


def refused_person(endpoints, transport, tmp_path):
    """A call is answered with 401, and then the refresh fails."""
    store, base = MemoryStore(), endpoints.authorize_url.removesuffix("/authorize")
    store.save("k", replace(ENDED, expires_at=NOW + timedelta(hours=1)))
    source = OAuthToken(store, "k", APP).bind(endpoints, transport)
    client = Client(base, source, transport, vendor="x", read_error=lambda *_: Refusal())
    client.request("GET", "/refused")


def fetch_machine(endpoints, transport, tmp_path):
    ClientCredentials("cx", "s3cret-client", ("read",)).bind(endpoints, transport).header()


def fetch_kept_machine(endpoints, transport, tmp_path):
    MachineToken(MemoryStore(), "k", APP).bind(endpoints, transport).header()


def exchange_code(endpoints, transport, tmp_path):
    flow = AuthorizationCode(APP, endpoints, transport)
    pending = flow.begin("http://127.0.0.1:1/callback")
    flow.finish(pending, state=str(pending.state), code="s3cret-code")


def give_back(endpoints, transport, tmp_path):
    revoke(APP, endpoints, transport, ENDED)


def ask_about(endpoints, transport, tmp_path):
    introspect(APP, endpoints, transport, ENDED)


CALLS = [
    refresh_person,
    refused_person,
    fetch_machine,
    fetch_kept_machine,
    exchange_code,
    give_back,
    ask_about,
]
REFUSED = ("refused", "lost", "failed", "busy", "moved")
ANSWERS = {
    "refused": (400, ECHO),
    "lost": (400, {"error": "invalid_grant", "error_description": SENT}),
    "failed": (500, ECHO),
    "busy": (429, ECHO),
    "odd": (200, {"access_token": "s3cret-new\n", "deep": ["s3cret-new"]}),
    "no-bearer": (200, {"access_token": "s3cret-new", "token_type": "mac"}),
    "moved": (307, ECHO),
}


# A 200 to a revocation is a success, whatever else it says.
TRIED = [(c, a) for c in CALLS for a in ANSWERS if c is not give_back or a in REFUSED]


@pytest.mark.parametrize(
    ("call", "answer"), TRIED, ids=lambda part: getattr(part, "__name__", part)
)
def test_a_token_call_that_fails_shows_no_secret(
    httpserver, endpoints, transport, tmp_path, caplog, call, answer
):
    caplog.set_level(logging.DEBUG)
    status, body = ANSWERS[answer]

    def repeat(request):
        """Answer as told, and repeat whatever was sent, as some servers do."""
        sent = " ".join(request.form.values())
        told = {k: sent if v == SENT else v for k, v in body.items()}
        return Response(json.dumps(told), status, content_type="application/json")

    httpserver.expect_request("/token").respond_with_handler(repeat)
    httpserver.expect_request("/refused").respond_with_json({}, status=401)
    with pytest.raises(CxError) as caught:
        call(endpoints, transport, tmp_path)
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("cxsdk")]
    assert_silent(caught.value, " ".join(ours))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)
def test_no_answer_at_all_shows_no_secret(
    httpserver, endpoints, transport, tmp_path, free_port, call
):
    httpserver.expect_request("/refused").respond_with_json({}, status=401)
    nobody = f"http://127.0.0.1:{free_port}"
    away = replace(
        endpoints,
        token_url=f"{nobody}/token",
        revoke_url=f"{nobody}/token",
        introspect_url=f"{nobody}/token",
    )
    with pytest.raises(CxError) as caught:
        call(away, transport, tmp_path)
    assert_silent(caught.value)


def test_a_store_that_fails_shows_no_secret(tmp_path, monkeypatch):
    import os

    def full(_):
        raise OSError(28, "No space left on device")

    store = FileStore(tmp_path)
    store.save("k", ENDED)
    path = next(tmp_path.glob("*.json"))
    path.write_text(path.read_text().replace("issued_at", "issued").replace("}}", "}"))
    with pytest.raises(StoreError) as torn:
        store.load("k")
    assert_silent(torn.value)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as caught:
        store.save("k", ENDED)
    assert_silent(caught.value)


def test_values_keep_their_secrets_out_of_sight(transport, endpoints):
    pending = AuthorizationCode(APP, endpoints, transport).begin("http://127.0.0.1:1/callback")
    for value in (
        APP,
        ENDED,
        BearerToken("s3cret-access"),
        ApiToken("ann@acme.example", "s3cret-access"),
        BasicAuth("ann", "s3cret-access"),
        ClientCredentials("cx", "s3cret-client"),
    ):
        fields = [getattr(value, name) for name in value.__dataclass_fields__]
        assert not any(secret in repr((value, fields)) for secret in SECRETS)
    assert pending.state not in repr((pending, [pending.state, pending.verifier]))


def test_a_secret_is_a_string_in_every_other_way():
    secret = Secret("s3cret")
    assert (secret, f"{secret}", str(secret)) == ("s3cret",) * 3
    assert pickle.loads(pickle.dumps(secret)) == "s3cret"
    assert hash(secret) == hash("s3cret")
    assert repr({"token": secret}) == "{'token': '***'}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("call", [c for c in CALLS if c is not refused_person])
def test_a_token_call_never_follows_a_redirect(
    httpserver, elsewhere, endpoints, transport, tmp_path, status, call
):
    httpserver.expect_request("/token").respond_with_json(
        {"access_token": "a-1", "active": True},
        status=status,
        headers={"Location": elsewhere.url_for("/token")},
    )
    with pytest.raises(AuthError) as caught:
        call(endpoints, transport, tmp_path)
    assert elsewhere.log == []
    assert len(httpserver.log) == 1
    assert "redirects" in caught.value.hint
