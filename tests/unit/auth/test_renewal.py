from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from cxsdk.auth import FileStore, MemoryStore, OAuthApp, OAuthEndpoints, OAuthToken, Token
from cxsdk.errors import AuthError, ConnectError, RateLimited, ReauthRequired, ServerError
from cxsdk.http import Response

ENDPOINTS = OAuthEndpoints("https://acme.example/authorize", "https://acme.example/tokens")
APP = OAuthApp("cx", "s3cret", ("read", "write"))


class FakeServer:
    """A token server that rotates: every refresh token can be spent once."""

    def __init__(self):
        self.forms = []
        self.valid = {"r-1"}
        self.answers = []
        self.lock = threading.Lock()

    def send(self, request):
        with self.lock:
            form = {name: value[0] for name, value in parse_qs(request.body.decode()).items()}
            self.forms.append(form)
            if self.answers:
                answer = self.answers.pop(0)
                if isinstance(answer, Exception):
                    raise answer
                return answer
            if form["refresh_token"] not in self.valid:
                return reply(400, error="invalid_grant")
            self.valid = {f"r-{len(self.forms) + 1}"}
            return reply(
                200,
                access_token=f"a-{len(self.forms) + 1}",
                refresh_token=f"r-{len(self.forms) + 1}",
                token_type="bearer",
                expires_in=1800,
                scope="read",
            )


def reply(status, headers=None, **answer):
    return Response(status, ENDPOINTS.token_url, headers or {}, json.dumps(answer).encode())


def ending(access="a-1", refresh="r-1", left_s=10):
    now = datetime.now(UTC)
    return Token(
        access,
        refresh,
        expires_at=now + timedelta(seconds=left_s),
        issued_at=now - timedelta(seconds=1800 - left_s),
    )


@pytest.fixture
def server():
    return FakeServer()


@pytest.fixture
def store():
    return MemoryStore()


def source(store, server):
    return OAuthToken(store, "zendesk/acme", APP).bind(ENDPOINTS, server)


def test_a_fresh_token_costs_no_call_and_no_lease(store, server):
    store.save("zendesk/acme", ending(left_s=900))
    with store.lease("zendesk/acme"):
        assert source(store, server).header() == "Bearer a-1"
    assert server.forms == []


def test_an_ending_token_is_renewed_and_the_pair_is_kept(store, server):
    store.save("zendesk/acme", ending())
    assert source(store, server).header() == "Bearer a-2"
    kept = store.load("zendesk/acme")
    assert (kept.access_token, kept.refresh_token) == ("a-2", "r-2")
    assert server.forms == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "r-1",
            "client_id": "cx",
            "client_secret": "s3cret",
        }
    ]


def test_the_scope_is_not_asked_for_again(store, server):
    """A refresh that asks for more than was granted is refused."""
    store.save("zendesk/acme", ending())
    source(store, server).header()
    assert "scope" not in server.forms[0]


def test_the_old_refresh_token_is_kept_when_the_answer_has_none(store, server):
    store.save("zendesk/acme", ending())
    server.answers = [reply(200, access_token="a-2", expires_in=1800)]
    source(store, server).header()
    assert store.load("zendesk/acme").refresh_token == "r-1"


def test_what_another_process_renewed_is_taken_instead_of_renewing_again(store, server):
    store.save("zendesk/acme", ending(left_s=10))
    tokens = source(store, server)
    store.save("zendesk/acme", ending("a-9", "r-9", left_s=1500))
    assert tokens.header() == "Bearer a-9"
    assert server.forms == []


def test_a_refused_token_is_renewed_though_it_looks_fresh(store, server):
    store.save("zendesk/acme", ending(left_s=900))
    tokens = source(store, server)
    assert tokens.refused(tokens.header()) is True
    assert tokens.header() == "Bearer a-2"


def test_a_refused_token_that_another_process_replaced_is_taken_from_the_store(store, server):
    store.save("zendesk/acme", ending(left_s=900))
    tokens = source(store, server)
    old = tokens.header()
    store.save("zendesk/acme", ending("a-9", "r-9", left_s=1500))
    assert tokens.refused(old) is True
    assert tokens.header() == "Bearer a-9"
    assert server.forms == []


def test_a_plain_token_is_used_until_it_is_refused_and_then_there_is_none(store, server):
    store.save("zendesk/acme", Token("a-1"))
    tokens = source(store, server)
    assert tokens.header() == "Bearer a-1"
    assert tokens.refused("Bearer a-1") is False
    assert server.forms == []


@pytest.mark.parametrize("kind", [MemoryStore, FileStore])
def test_many_clients_of_one_store_spend_one_refresh_token(kind, server, tmp_path):
    store = kind() if kind is MemoryStore else kind(tmp_path)
    store.save("zendesk/acme", ending())
    start, got = threading.Barrier(8), []

    def call():
        tokens = source(store, server)
        start.wait()
        got.append(tokens.header())

    workers = [threading.Thread(target=call) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert got == ["Bearer a-2"] * 8
    assert len(server.forms) == 1


def test_a_lost_grant_asks_for_a_person_and_does_not_loop(store, server):
    store.save("zendesk/acme", ending())
    server.valid = set()
    with pytest.raises(ReauthRequired) as caught:
        source(store, server).header()
    assert len(server.forms) == 1
    assert caught.value.hint
    assert "r-1" not in str(caught.value)


def test_a_lost_race_without_a_lease_finds_the_winners_token(store, server):
    """Whoever's lease ran out during a long pause is refused, but the grant is alive."""
    store.save("zendesk/acme", ending())

    def won_meanwhile(request):
        store.save("zendesk/acme", ending("a-9", "r-9", left_s=1500))
        return reply(400, error="invalid_grant")

    server.send = won_meanwhile
    assert source(store, server).header() == "Bearer a-9"


def test_a_refresh_token_past_its_own_end_is_not_even_tried(store, server):
    now = datetime.now(UTC)
    store.save(
        "zendesk/acme",
        Token("a-1", "r-1", now, issued_at=now, refresh_expires_at=now - timedelta(seconds=1)),
    )
    with pytest.raises(ReauthRequired):
        source(store, server).header()
    assert server.forms == []


def test_nobody_has_logged_in(store, server):
    with pytest.raises(ReauthRequired, match="nobody has logged in"):
        source(store, server).header()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(500), ServerError),
        (reply(429, {"Retry-After": "7"}), RateLimited),
        (reply(400, error="invalid_client"), AuthError),
        (reply(200), AuthError),
        (ConnectError("torn"), ConnectError),
    ],
)
def test_a_token_call_that_fails_is_sent_once(store, server, answer, kind):
    store.save("zendesk/acme", ending(left_s=-1))
    server.answers = [answer]
    with pytest.raises(kind) as caught:
        source(store, server).header()
    assert len(server.forms) == 1
    assert store.load("zendesk/acme").refresh_token == "r-1"
    assert not isinstance(caught.value, ReauthRequired)


def test_missing_scopes_are_known_after_a_renewal(store, server):
    store.save("zendesk/acme", ending())
    tokens = source(store, server)
    tokens.header()
    assert tokens.missing_scopes() == ("write",)
