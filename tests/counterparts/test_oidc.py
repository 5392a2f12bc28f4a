"""Our OAuth against somebody else's server: npm's oidc-provider, unmodified.

It rotates refresh tokens and takes the reuse of one for theft: the whole
grant is revoked. A refresh that is spent twice does not pass here.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from sqlalchemy import update

from cxsdk.auth import (
    AuthorizationCode,
    BearerToken,
    ClientCredentials,
    FileStore,
    MemoryStore,
    OAuthApp,
    OAuthEndpoints,
    OAuthToken,
    SqlStore,
    introspect,
    revoke,
)
from cxsdk.client import Client, Refusal
from cxsdk.errors import AuthError, ReauthRequired, StateMismatch, Unauthorized
from cxsdk.http import Transport
from cxsdk.store import Database, KeyRing, tables

pytestmark = pytest.mark.oidc

SCOPES = ("openid", "offline_access", "tickets:read")
CLIENTS = [
    pytest.param((OAuthApp("cx-basic", "cx-secret-1", SCOPES), "client_secret_basic"), id="basic"),
    pytest.param((OAuthApp("cx-post", "cx-secret-2", SCOPES), "client_secret_post"), id="post"),
    pytest.param((OAuthApp("cx-public", None, SCOPES), "client_secret_post"), id="public"),
]
POST = OAuthApp("cx-post", "cx-secret-2", SCOPES)
BACK = "http://127.0.0.1:9999/cb"
KEY = "oidc/acme"
RACER = Path(__file__).with_name("race_expiries.py")
ROUNDS, THREADS = 100, 8
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def transport():
    made = Transport(timeout_s=10)
    yield made
    made.close()


@pytest.fixture
def endpoints(oidc_url):
    return OAuthEndpoints(
        f"{oidc_url}/auth",
        f"{oidc_url}/token",
        revoke_url=f"{oidc_url}/token/revocation",
        introspect_url=f"{oidc_url}/token/introspection",
        authorize_params=(("prompt", "consent"),),
    )


@pytest.fixture
def spent(oidc_url):
    """Return how often a refresh was granted and refused since the test began."""

    def count():
        return requests.get(f"{oidc_url}/spent", timeout=10).json()

    before = count()
    return lambda: {name: number - before[name] for name, number in count().items()}


def allow(url):
    """Be the person and the browser: log in, consent, and return what is brought back."""
    with requests.Session() as browser:
        answer = browser.get(url, allow_redirects=False, timeout=10)
        for _ in range(10):
            if "Location" in answer.headers:
                target = urljoin(answer.url, answer.headers["Location"])
                if target.startswith(BACK):
                    return {k: v[0] for k, v in parse_qs(urlsplit(target).query).items()}
                answer = browser.get(target, allow_redirects=False, timeout=10)
                continue
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert prompt, answer.text[:500]
            form = {"prompt": prompt[1], "login": "ann", "password": "any"}
            answer = browser.post(answer.url, data=form, allow_redirects=False, timeout=10)
    raise AssertionError("the log-in did not come to an end")


def log_in(app, endpoints, transport):
    flow = AuthorizationCode(app, endpoints, transport)
    pending = flow.begin(BACK)
    brought = allow(pending.url)
    return flow.finish(pending, state=brought["state"], code=brought["code"])


def who(oidc_url, auth, endpoints, transport):
    """Call the server with a token; return who it says we are."""
    source = auth.bind(endpoints, transport)
    client = Client(oidc_url, source, transport, vendor="oidc", read_error=lambda *_: Refusal())
    return client.request("GET", "/me")["sub"]


def ended(token):
    now = datetime.now(UTC)
    return replace(token, expires_at=now, issued_at=now - timedelta(minutes=5))


@pytest.mark.parametrize("app_and_method", CLIENTS)
def test_a_person_logs_in_and_the_token_is_renewed_twice(
    oidc_url, endpoints, transport, spent, app_and_method
):
    app, method = app_and_method
    endpoints = replace(endpoints, auth_method=method)
    token = log_in(app, endpoints, transport)
    assert token.refresh_token
    assert token.missing(SCOPES) == ()
    assert timedelta(seconds=290) < token.expires_at - datetime.now(UTC) <= timedelta(seconds=300)
    store, seen = MemoryStore(), {token.access_token}
    store.save(KEY, token)
    for turn in (1, 2):
        store.save(KEY, ended(store.load(KEY)))
        assert who(oidc_url, OAuthToken(store, KEY, app), endpoints, transport) == "ann"
        seen.add(store.load(KEY).access_token)
        assert spent() == {"granted": turn, "refused": 0}
    assert len(seen) == 3


def test_a_machine_gets_what_it_asks_for(endpoints, transport):
    auth = ClientCredentials("cx-machine", "cx-secret-3", ("tickets:read",))
    source = auth.bind(replace(endpoints, auth_method="client_secret_basic"), transport)
    assert source.header().startswith("Bearer ")
    assert source.missing_scopes() == ()


def test_a_machine_with_a_wrong_secret_is_told_what_to_check(endpoints, transport):
    auth = ClientCredentials("cx-machine", "wr0ng", ())
    with pytest.raises(AuthError, match="invalid_client") as caught:
        auth.bind(replace(endpoints, auth_method="client_secret_basic"), transport).header()
    assert "id and secret" in caught.value.hint
    assert "wr0ng" not in str(caught.value)


def test_a_machine_that_asks_for_too_much_is_told_which_scopes(endpoints, transport):
    auth = ClientCredentials("cx-machine", "cx-secret-3", ("offline_access",))
    with pytest.raises(AuthError, match="invalid_scope") as caught:
        auth.bind(replace(endpoints, auth_method="client_secret_basic"), transport).header()
    assert "offline_access" in caught.value.hint


def test_a_machine_that_is_given_less_than_it_asked_for_knows_it(endpoints, transport):
    """This server, like Zendesk, leaves an unknown scope out without a word."""
    auth = ClientCredentials("cx-machine", "cx-secret-3", ("tickets:read", "tickets:burn"))
    source = auth.bind(replace(endpoints, auth_method="client_secret_basic"), transport)
    source.header()
    assert source.missing_scopes() == ("tickets:burn",)


def test_a_code_is_good_once(endpoints, transport):
    flow = AuthorizationCode(POST, endpoints, transport)
    pending = flow.begin(BACK)
    brought = allow(pending.url)
    flow.finish(pending, state=brought["state"], code=brought["code"])
    with pytest.raises(AuthError, match="invalid_grant"):
        flow.finish(pending, state=brought["state"], code=brought["code"])


def test_a_code_without_its_verifier_is_worth_nothing(endpoints, transport):
    flow = AuthorizationCode(POST, endpoints, transport)
    pending = flow.begin(BACK)
    brought = allow(pending.url)
    stolen = replace(pending, verifier="x" * 64)
    with pytest.raises(AuthError, match="invalid_grant"):
        flow.finish(stolen, state=brought["state"], code=brought["code"])


def test_a_code_of_another_log_in_is_not_even_sent(endpoints, transport):
    flow = AuthorizationCode(POST, endpoints, transport)
    mine, theirs = flow.begin(BACK), flow.begin(BACK)
    brought = allow(theirs.url)
    with pytest.raises(StateMismatch):
        flow.finish(mine, state=brought["state"], code=brought["code"])
    token = flow.finish(theirs, state=brought["state"], code=brought["code"])
    assert token.access_token


def test_a_refresh_token_that_was_stolen_and_used_asks_for_a_person(
    oidc_url, endpoints, transport, spent
):
    token = log_in(POST, endpoints, transport)
    ours, thiefs = MemoryStore(), MemoryStore()
    for store in (ours, thiefs):
        store.save(KEY, ended(token))
    assert who(oidc_url, OAuthToken(thiefs, KEY, POST), endpoints, transport) == "ann"
    with pytest.raises(ReauthRequired):
        OAuthToken(ours, KEY, POST).bind(endpoints, transport).header()
    assert spent() == {"granted": 1, "refused": 1}


def test_a_token_that_was_given_back_is_dead(oidc_url, endpoints, transport):
    token = log_in(POST, endpoints, transport)
    revoke(POST, endpoints, transport, token)
    store = MemoryStore()
    store.save(KEY, ended(token))
    with pytest.raises(ReauthRequired):
        OAuthToken(store, KEY, POST).bind(endpoints, transport).header()
    with pytest.raises(Unauthorized):
        who(oidc_url, BearerToken(token.access_token), endpoints, transport)


@pytest.fixture(params=["file", "sql"])
def shared(request, tmp_path):
    """A store that processes can open: its kind, its place, the store, how to end its lease."""
    if request.param == "file":
        yield "file", str(tmp_path), FileStore(tmp_path), lambda: None
        return
    place = f"sqlite:///{tmp_path / 'cx.db'}"
    database = Database(place, keys=KeyRing(["a secret of the tests"]))
    database.upgrade()

    def let_time_pass():
        with database.write() as session:
            session.execute(update(tables.Token).values(lease_until=LONG_AGO))

    yield "sql", place, SqlStore(database), let_time_pass
    database.close()


@contextmanager
def racers(url, kind, place, *, runners, threads=THREADS):
    command = [sys.executable, RACER, url, kind, place, str(threads)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    started = [subprocess.Popen(command, **pipes) for _ in range(runners)]
    try:
        assert [each.stdout.readline() for each in started] == ["ready\n"] * runners
        yield started
    finally:
        for each in started:
            each.kill()
            each.communicate()


def test_sixteen_threads_of_two_processes_race_a_hundred_expiries(
    oidc_url, endpoints, transport, spent, shared
):
    kind, place, store, _ = shared
    store.save(KEY, log_in(POST, endpoints, transport))
    won = [0, 0]
    with racers(oidc_url, kind, place, runners=2) as started:
        for turn in range(ROUNDS):
            old = store.load(KEY)
            store.save(KEY, ended(old))
            for each in started if turn % 2 else reversed(started):
                each.stdin.write("go\n")
                each.stdin.flush()
            said = [each.stdout.readline().split() for each in started]
            won = [int(words[0]) for words in said]
            new = store.load(KEY).access_token
            assert new != old.access_token
            assert [words[1:] for words in said] == [["Bearer", new]] * 2
    assert spent() == {"granted": ROUNDS, "refused": 0}
    assert sum(won) == ROUNDS
    assert min(won) > 0


def test_a_kill_between_rotation_and_commit_asks_for_a_person_and_nothing_else(
    oidc_url, endpoints, transport, spent, shared
):
    kind, place, store, let_time_pass = shared
    store.save(KEY, ended(log_in(POST, endpoints, transport)))
    with racers(oidc_url, f"{kind}-die", place, runners=1, threads=1) as (victim,):
        victim.stdin.write("go\n")
        victim.stdin.flush()
        assert victim.stdout.read() == ""
        assert victim.wait() == -signal.SIGKILL
    assert spent() == {"granted": 1, "refused": 0}
    let_time_pass()
    for _ in range(2):
        with pytest.raises(ReauthRequired) as caught:
            OAuthToken(store, KEY, POST).bind(endpoints, transport).header()
        assert type(caught.value) is ReauthRequired
        assert "log in" in caught.value.hint
    store.save(KEY, log_in(POST, endpoints, transport))
    assert OAuthToken(store, KEY, POST).bind(endpoints, transport).header()


def test_a_provider_that_gives_no_new_refresh_token_keeps_the_old(
    oidc_url, endpoints, transport, spent, shared
):
    _, _, store, _ = shared
    app = OAuthApp("cx-still", "cx-secret-4", SCOPES)
    first = log_in(app, endpoints, transport)
    store.save(KEY, first)
    seen = {first.access_token}
    for _ in range(3):
        store.save(KEY, ended(store.load(KEY)))
        OAuthToken(store, KEY, app).bind(endpoints, transport).header()
        kept = store.load(KEY)
        assert kept.refresh_token == first.refresh_token
        assert timedelta(0) < kept.expires_at - datetime.now(UTC)
        seen.add(kept.access_token)
    assert len(seen) == 4
    assert spent() == {"granted": 3, "refused": 0}


def test_a_server_is_asked_about_a_token(endpoints, transport):
    token = log_in(POST, endpoints, transport)
    told = introspect(POST, endpoints, transport, token)
    assert told.is_active
    assert set(told.scopes) == set(SCOPES)
    assert abs(told.expires_at - token.expires_at) < timedelta(seconds=5)
    assert (told.subject, told.client) == ("ann", "cx-post")
    revoke(POST, endpoints, transport, token)
    assert not introspect(POST, endpoints, transport, token).is_active
