from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

import cxsdk
from cxsdk.auth import (
    BearerToken,
    ClientCredentials,
    MemoryStore,
    OAuthApp,
    OAuthEndpoints,
    OAuthToken,
    Token,
)
from cxsdk.client import Client, Refusal
from cxsdk.errors import AuthError, BadRequest, ConnectError, RateLimited, SchemaError
from cxsdk.http import Retry, Transport


class Waits(list):
    def __call__(self, seconds):
        self.append(seconds)


@pytest.fixture
def waits():
    return Waits()


@pytest.fixture
def endpoints(httpserver):
    return OAuthEndpoints(httpserver.url_for("/authorize"), httpserver.url_for("/tokens"))


@pytest.fixture
def connect(httpserver, endpoints, waits):
    opened = []

    def make(auth=None, *, base=None, **options):
        transport = Transport(timeout_s=5)
        opened.append(transport)
        return Client(
            base or httpserver.url_for(""),
            (auth or BearerToken("s3cret")).bind(endpoints, transport),
            transport,
            vendor="zendesk",
            read_error=lambda *_: Refusal(),
            sleep=waits,
            **options,
        )

    yield make
    for transport in opened:
        transport.close()


def test_a_limit_in_seconds_is_waited_for(httpserver, connect, waits):
    asked = httpserver.expect_ordered_request("/x")
    asked.respond_with_data(status=429, headers={"Retry-After": "3"})
    httpserver.expect_ordered_request("/x").respond_with_json({"a": 1})
    assert connect().request("GET", "/x") == {"a": 1}
    assert waits == [3.0]


def test_a_limit_until_a_date_is_waited_for(httpserver, connect, waits):
    now = datetime.now(UTC)
    headers = {
        "Date": format_datetime(now, usegmt=True),
        "Retry-After": format_datetime(now + timedelta(seconds=11), usegmt=True),
    }
    httpserver.expect_ordered_request("/x").respond_with_data(status=429, headers=headers)
    httpserver.expect_ordered_request("/x").respond_with_json({"a": 1})
    assert connect().request("GET", "/x") == {"a": 1}
    assert 9 <= waits[0] <= 12


def test_a_limit_can_be_raised_instead(httpserver, connect, waits):
    httpserver.expect_request("/x").respond_with_data(status=429, headers={"Retry-After": "3"})
    with pytest.raises(RateLimited) as caught:
        connect(retry=Retry(on_limit="raise")).request("GET", "/x")
    assert caught.value.retry_after_s == 3.0
    assert (len(httpserver.log), waits) == (1, [])


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_busy_server_is_asked_again(httpserver, connect, waits, status):
    httpserver.expect_ordered_request("/x").respond_with_data(status=status)
    httpserver.expect_ordered_request("/x").respond_with_json({"a": 1})
    assert connect().request("PUT", "/x", json={}) == {"a": 1}
    assert len(waits) == 1


def test_a_torn_answer_is_asked_for_again_but_a_post_is_not_sent_again(serve_raw, connect):
    torn = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
    whole = b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"a": 1}'
    with serve_raw(torn, whole, closes=True) as server:
        assert connect(base=server.url).request("GET", "/x") == {"a": 1}
        assert len(server.requests) == 2
    with serve_raw(torn, whole, closes=True) as server:
        with pytest.raises(ConnectError):
            connect(base=server.url).request("POST", "/x", json={})
        assert len(server.requests) == 1


def test_a_redirect_is_refused_and_the_token_stays(httpserver, connect, serve_raw):
    with serve_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as evil:
        httpserver.expect_request("/x").respond_with_data(
            status=302, headers={"Location": evil.url}
        )
        with pytest.raises(BadRequest) as caught:
            connect().request("GET", "/x")
        assert evil.requests == []
    assert "redirects" in caught.value.hint


def test_a_listing_that_runs_in_a_circle_is_stopped(httpserver, connect):
    for page, following in ((1, 2), (2, 3), (3, 2)):
        httpserver.expect_request("/x", query_string=f"page={page}").respond_with_json(
            {"n": page, "next_page": httpserver.url_for(f"/x?page={following}")}
        )
    seen = []
    with pytest.raises(SchemaError, match="circle"):
        seen.extend(page["n"] for page in connect().pages("/x", params={"page": 1}))
    assert len(httpserver.log) == 3


def test_a_listing_is_not_followed_to_another_host(httpserver, connect, serve_raw):
    with serve_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as evil:
        httpserver.expect_request("/x").respond_with_json({"next_page": evil.url})
        with pytest.raises(SchemaError, match="another host"):
            list(connect().pages("/x"))
        assert evil.requests == []


@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_token_call_never_follows_a_redirect(httpserver, connect, status):
    httpserver.expect_request("/tokens").respond_with_data(
        json.dumps({"access_token": "a-evil"}),
        status=status,
        headers={"Location": httpserver.url_for("/evil")},
    )
    with pytest.raises(AuthError):
        connect(ClientCredentials("cx", "s3cret")).request("GET", "/x")
    assert [asked.path for asked, _ in httpserver.log] == ["/tokens"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_token_call_is_never_sent_again(httpserver, connect, status):
    httpserver.expect_request("/tokens").respond_with_data(status=status)
    with pytest.raises(Exception, match=str(status)):
        connect(ClientCredentials("cx", "s3cret")).request("GET", "/x")
    assert len(httpserver.log) == 1


def test_eight_threads_that_expire_at_once_make_exactly_one_refresh(httpserver, connect):
    httpserver.expect_request("/tokens").respond_with_json(
        {"access_token": "a-2", "refresh_token": "r-2", "token_type": "bearer", "expires_in": 1800}
    )
    httpserver.expect_request("/x", headers={"Authorization": "Bearer a-2"}).respond_with_json({})
    store, now = MemoryStore(), datetime.now(UTC)
    store.save("k", Token("a-1", "r-1", expires_at=now, issued_at=now - timedelta(minutes=30)))
    shared = connect(OAuthToken(store, "k", OAuthApp("cx", "s3cret")))
    start, answers = threading.Barrier(8), []

    def ask():
        start.wait()
        answers.append(shared.request("GET", "/x"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{}] * 8
    assert [asked.path for asked, _ in httpserver.log].count("/tokens") == 1
    assert store.load("k").refresh_token == "r-2"


def test_eight_threads_that_are_refused_at_once_make_exactly_one_refresh(httpserver, connect):
    httpserver.expect_request("/tokens").respond_with_json(
        {"access_token": "a-2", "refresh_token": "r-2", "token_type": "bearer", "expires_in": 1800}
    )
    httpserver.expect_request("/x", headers={"Authorization": "Bearer a-1"}).respond_with_data(
        status=401
    )
    httpserver.expect_request("/x", headers={"Authorization": "Bearer a-2"}).respond_with_json({})
    store, now = MemoryStore(), datetime.now(UTC)
    store.save("k", Token("a-1", "r-1", expires_at=now + timedelta(hours=1), issued_at=now))
    shared = connect(OAuthToken(store, "k", OAuthApp("cx", "s3cret")))
    start, answers = threading.Barrier(8), []

    def ask():
        start.wait()
        answers.append(shared.request("POST", "/x", json={}))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{}] * 8
    assert [asked.path for asked, _ in httpserver.log].count("/tokens") == 1


SPENT = {
    "account, 2025": {"ratelimit-limit": "9", "ratelimit-remaining": "0", "ratelimit-reset": "8.5"},
    "account, 2023": {
        "rate-limit": "9",
        "rate-limit-remaining": "0",
        "rate-limit-reset": "8.5",
    },
    "account, oldest": {"X-Rate-Limit": "9", "X-Rate-Limit-Remaining": "0"},
    "endpoint": {"zendesk-ratelimit-tickets-index": "total=9; remaining=0; resets=8.5"},
    "endpoint, older": {"Zendesk-Rate-Limit-Tickets-Index": "total=9;remaining=0;resets=8.5"},
}


@pytest.mark.parametrize("spelling", SPENT)
def test_a_limit_in_any_spelling_is_kept_before_the_server_has_to_refuse(httpserver, spelling):
    httpserver.expect_request("/api/v2/tickets").respond_with_json(
        {"tickets": []}, headers=SPENT[spelling]
    )
    httpserver.expect_request("/api/v2/users/1").respond_with_json({"user": {"id": 1}})
    how = {"base_url": httpserver.url_for(""), "retry": Retry(on_limit="raise")}
    with cxsdk.connect("zendesk", "acme", auth=BearerToken("s3cret"), **how) as hd:
        list(hd.native.tickets.iter())
        with pytest.raises(RateLimited, match="nothing was sent") as caught:
            list(hd.native.tickets.iter())
        assert caught.value.retry_after_s == pytest.approx(
            60 if "oldest" in spelling else 8.5, abs=5
        )
        if spelling.startswith("endpoint"):
            assert hd.native.users.get(1).id == 1  # another bucket, which is not spent
        else:
            with pytest.raises(RateLimited):
                hd.native.users.get(1)
    assert len(httpserver.log) == (2 if spelling.startswith("endpoint") else 1)
