from __future__ import annotations

import json
import logging
import pickle

import pytest

from cxsdk.client import Client, Refusal
from cxsdk.errors import (
    BadRequest,
    ConfigError,
    ConnectError,
    Forbidden,
    NotFound,
    RateLimited,
    RequestTimeout,
    SchemaError,
    ServerError,
    TransportError,
    Unauthorized,
)
from cxsdk.http import Response, Retry

BASE = "https://acme.example"


class FakeTransport:
    """Answers in order; the last answer stays."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []
        self.is_closed = False

    def send(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        self.is_closed = True


class FakeSource:
    def __init__(self, *headers, missing=()):
        self.headers = list(headers) or ["Bearer s3cret"]
        self.refusals = []
        self.missing = missing

    def header(self):
        return self.headers[0]

    def refused(self, header):
        self.refusals.append(header)
        if len(self.headers) > 1:
            self.headers.pop(0)
            return True
        return False

    def missing_scopes(self):
        return self.missing


def answer(status=200, body=b"", headers=None, url=BASE):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, url, headers or {}, content)


def read_error(status, headers, body):
    try:
        parsed = json.loads(body)
    except ValueError:
        return Refusal(message=body.decode())
    return Refusal(
        message=parsed.get("description", ""),
        code=parsed.get("error", ""),
        request_id=headers.get("X-Request-Id", ""),
        details=parsed.get("details", {}),
    )


class Waits(list):
    def __call__(self, seconds):
        self.append(seconds)


@pytest.fixture
def waits():
    return Waits()


def client(transport, source=None, base=BASE, **options):
    options.setdefault("retry", Retry(draw=lambda: 0.5))
    return Client(
        base, source or FakeSource(), transport, vendor="zendesk", read_error=read_error, **options
    )


def test_an_answer_is_parsed_and_an_empty_one_is_none():
    transport = FakeTransport(answer(body={"a": 1}), answer(204))
    with client(transport) as made:
        assert made.request("get", "/api/v2/x") == {"a": 1}
        assert made.request("DELETE", "api/v2/x") is None
    assert [r.url for r in transport.requests] == [f"{BASE}/api/v2/x"] * 2
    assert transport.requests[0].method == "GET"
    assert transport.requests[0].headers["Authorization"] == "Bearer s3cret"
    assert transport.is_closed


def test_a_base_address_with_a_path_keeps_it():
    transport = FakeTransport(answer())
    client(transport, base=f"{BASE}/rt/").request("GET", "/REST/2.0/tickets")
    assert transport.requests[0].url == f"{BASE}/rt/REST/2.0/tickets"


def test_parameters_are_spelled_for_the_wire():
    transport = FakeTransport(answer())
    params = {"page[size]": 100, "a": None, "b": True, "c": [1, "ж"], "d": "x&y"}
    client(transport).request("GET", "/x?z=1", params=params)
    assert (
        transport.requests[0].url == f"{BASE}/x?z=1&page%5Bsize%5D=100&b=true&c=1&c=%D0%B6&d=x%26y"
    )


def test_a_body_is_json_in_bytes():
    transport = FakeTransport(answer())
    client(transport).request("PUT", "/x", json={"имя": 2**70, "x": "\ud800"})
    request = transport.requests[0]
    assert json.loads(request.body) == {"имя": 2**70, "x": "\ud800"}
    assert request.headers["Content-Type"] == "application/json"


def test_bytes_go_as_they_are():
    transport = FakeTransport(answer(201, {"upload": {}}))
    client(transport).request("POST", "/uploads", content=b"\xff", headers={"Content-Type": "a/b"})
    assert transport.requests[0].body == b"\xff"
    assert transport.requests[0].headers["Content-Type"] == "a/b"


def test_what_is_no_json_is_not_sent():
    transport = FakeTransport(answer())
    with pytest.raises(ConfigError):
        client(transport).request("PUT", "/x", json={"x": object()})
    assert transport.requests == []


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/x",
        "http://acme.example/x",
        "https://acme.example:8443/x",
        "https://acme.example@evil.example/x",
        "https://acme.example.evil.example/x",
    ],
)
def test_the_token_is_never_sent_to_another_origin(path):
    transport = FakeTransport(answer())
    with pytest.raises(ConfigError):
        client(transport).request("GET", path)
    assert transport.requests == []


def test_an_odd_path_stays_on_the_host():
    transport = FakeTransport(answer())
    client(transport).request("GET", "//evil.example/x?u=https://evil.example")
    assert transport.requests[0].url.startswith(f"{BASE}/evil.example/x")


def test_a_hiccup_is_sat_out_with_growing_waits(waits):
    transport = FakeTransport(answer(503), ConnectError("torn"), answer(body={"a": 1}))
    assert client(transport, sleep=waits).request("GET", "/x") == {"a": 1}
    assert waits == [0.25, 0.5]


def test_the_last_failure_is_the_one_that_is_raised(waits):
    with pytest.raises(RequestTimeout):
        client(FakeTransport(RequestTimeout("slow")), sleep=waits).request("GET", "/x")
    with pytest.raises(ServerError):
        client(FakeTransport(answer(502)), sleep=waits).request("GET", "/x")
    assert len(waits) == 6


def test_an_answer_that_is_too_long_is_not_asked_for_again(waits):
    transport = FakeTransport(TransportError("too long"))
    with pytest.raises(TransportError):
        client(transport, sleep=waits).request("GET", "/x")
    assert len(transport.requests) == 1


@pytest.mark.parametrize("outcome", [ConnectError("torn"), answer(503), answer(429)])
def test_a_post_is_sent_once_unless_it_has_a_key(waits, outcome):
    transport = FakeTransport(outcome, answer(201, {"a": 1}))
    with pytest.raises((ConnectError, ServerError, RateLimited)):
        client(transport, sleep=waits).request("POST", "/x", json={})
    assert len(transport.requests) == 1
    transport = FakeTransport(outcome, answer(201, {"a": 1}))
    made = client(transport, sleep=waits)
    assert made.request("POST", "/x", json={}, idempotency_key="k-1") == {"a": 1}
    assert [r.headers["Idempotency-Key"] for r in transport.requests] == ["k-1", "k-1"]


def test_a_put_that_must_not_happen_twice_is_sent_once(waits):
    transport = FakeTransport(ConnectError("torn"), answer(body={"a": 1}))
    with pytest.raises(ConnectError):
        client(transport, sleep=waits).request("PUT", "/x", json={}, may_repeat=False)
    assert len(transport.requests) == 1


def test_a_refused_token_is_replaced_once_for_any_verb():
    transport = FakeTransport(answer(401), answer(201, {"a": 1}))
    source = FakeSource("Bearer old", "Bearer new")
    assert client(transport, source).request("POST", "/x", json={}) == {"a": 1}
    assert [r.headers["Authorization"] for r in transport.requests] == ["Bearer old", "Bearer new"]
    assert source.refusals == ["Bearer old"]


def test_a_second_refusal_is_final():
    transport = FakeTransport(answer(401))
    source = FakeSource("Bearer a", "Bearer b", "Bearer c")
    with pytest.raises(Unauthorized) as caught:
        client(transport, source).request("GET", "/x")
    assert len(transport.requests) == 2
    assert caught.value.hint


def test_a_refusal_says_what_the_vendor_said():
    body = {"error": "RecordInvalid", "description": "no\nsubject", "details": {"subject": []}}
    transport = FakeTransport(answer(422, body, {"X-Request-Id": "r-1"}))
    with pytest.raises(BadRequest) as caught:
        client(transport).request("POST", "/api/v2/tickets?email=a@b.c", json={})
    error = caught.value
    said = "RecordInvalid: no subject"
    assert str(error) == f"zendesk answered 422 to POST {BASE}/api/v2/tickets: {said}"
    assert (error.status, error.vendor, error.code) == (422, "zendesk", "RecordInvalid")
    assert (error.request_id, error.fields) == ("r-1", ("subject",))


def test_an_error_never_repeats_the_token():
    transport = FakeTransport(answer(404, b"no such thing for s3cret"))
    with pytest.raises(NotFound) as caught:
        client(transport).request("GET", "/x")
    assert b"s3cret" not in pickle.dumps(caught.value)
    assert "s3cret" not in str(caught.value)


def test_scopes_that_are_missing_are_named():
    source = FakeSource(missing=("tickets:write",))
    with pytest.raises(Forbidden) as caught:
        client(FakeTransport(answer(403)), source).request("PUT", "/x", json={})
    assert caught.value.missing_scopes == ("tickets:write",)
    assert "tickets:write" in caught.value.hint


def test_a_redirect_is_an_error_that_names_the_host_and_no_query():
    moved = answer(302, headers={"Location": "https://other.example/login?token=t0ken"})
    with pytest.raises(BadRequest) as caught:
        client(FakeTransport(moved)).request("GET", "/x")
    assert "other.example" in caught.value.hint
    assert "t0ken" not in caught.value.hint


def test_a_page_where_json_should_be_names_the_vendor():
    with pytest.raises(SchemaError) as caught:
        client(FakeTransport(answer(200, b"<html>log in</html>"))).request("GET", "/x")
    assert caught.value.vendor == "zendesk"


def test_a_limit_is_waited_for_as_long_as_it_says(waits):
    transport = FakeTransport(answer(429, headers={"Retry-After": "7"}), answer(body={"a": 1}))
    assert client(transport, sleep=waits).request("GET", "/x") == {"a": 1}
    assert waits == [7.0]


@pytest.mark.parametrize("retry", [Retry(on_limit="raise"), Retry(max_wait_s=5)])
def test_a_limit_that_is_not_waited_for_says_how_long_it_was(waits, retry):
    transport = FakeTransport(answer(429, headers={"Retry-After": "7"}))
    with pytest.raises(RateLimited) as caught:
        client(transport, sleep=waits, retry=retry).request("GET", "/x")
    assert caught.value.retry_after_s == 7.0
    assert waits == []


def test_a_vendors_warning_is_logged(caplog):
    transport = FakeTransport(answer(headers={"X-Api-Warn": "old endpoint"}))
    with caplog.at_level(logging.WARNING, "cxsdk"):
        client(transport, warning_headers=("X-Api-Warn",)).request("GET", "/x?secret=1")
    assert "old endpoint" in caplog.text
    assert "secret" not in caplog.text


def test_pages_are_fetched_as_they_are_asked_for():
    pages = [{"n": n, "next_page": f"{BASE}/x?page={n + 1}" if n < 3 else None} for n in (1, 2, 3)]
    transport = FakeTransport(*(answer(body=page) for page in pages))
    walk = client(transport).pages("/x", params={"page": 1})
    assert next(walk)["n"] == 1
    assert len(transport.requests) == 1
    assert [page["n"] for page in walk] == [2, 3]
    assert transport.requests[-1].url == f"{BASE}/x?page=3"


def test_pages_follow_a_link_header():
    first = answer(body=[1], headers={"Link": f'<{BASE}/x?page=2>; rel="next"'})
    assert list(client(FakeTransport(first, answer(body=[2]))).pages("/x")) == [[1], [2]]


def test_pages_do_not_follow_a_link_to_another_host():
    transport = FakeTransport(answer(body={"next_page": "https://evil.example/x"}))
    with pytest.raises(SchemaError, match="another host"):
        list(client(transport).pages("/x"))
    assert len(transport.requests) == 1
