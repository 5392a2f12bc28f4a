"""How a client waits: for a spent budget, for a busy server, and never in silence."""

from __future__ import annotations

import logging

import pytest

from cxsdk.auth import BearerToken
from cxsdk.client import Client, Refusal
from cxsdk.errors import RateLimited, RequestTimeout, ServerError, TransportError
from cxsdk.http import MemoryBudget, RateHeaders, RateNames, Response, Retry

BASE = "https://acme.example"
NAMES = RateHeaders(account=(RateNames("limit", "remaining", "reset"),))


class FakeTransport:
    """Answers in order; the last answer stays."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def send(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        pass


class Waits(list):
    def __call__(self, seconds):
        self.append(seconds)


@pytest.fixture
def waits():
    return Waits()


def answer(status=200, headers=None):
    return Response(status, BASE, headers or {}, b'{"a": 1}')


def client(transport, **options):
    source = BearerToken("s3cret").bind(None, transport)
    options.setdefault("retry", Retry(draw=lambda: 0.5))
    return Client(
        BASE, source, transport, vendor="zendesk", read_error=lambda *_: Refusal(), **options
    )


def rated(remaining, reset, status=200):
    headers = {"limit": "10", "remaining": str(remaining), "reset": str(reset)}
    return answer(status, headers)


class Clock(Waits):
    now = 0.0

    def __call__(self, seconds=None):
        if seconds is None:
            return self.now
        super().__call__(seconds)
        self.now += seconds
        return None


def test_a_spent_budget_is_waited_for_before_the_call_and_said_so(caplog):
    clock = Clock()
    transport = FakeTransport(rated(0, 20), rated(9, 60))
    made = client(transport, budget=MemoryBudget(clock=clock), rates=NAMES, sleep=clock)
    made.request("GET", "/x")
    with caplog.at_level(logging.WARNING, "cxsdk"):
        made.request("GET", "/x?secret=1")
    assert clock == [21.0]
    assert "waiting 21.0 s" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("retry", [Retry(on_limit="raise"), Retry(max_wait_s=20)])
def test_a_spent_budget_that_is_not_waited_for_sends_nothing(retry):
    clock = Clock()
    transport = FakeTransport(rated(0, 20))
    made = client(
        transport, budget=MemoryBudget(clock=clock), rates=NAMES, sleep=clock, retry=retry
    )
    made.request("GET", "/x")
    with pytest.raises(RateLimited, match="nothing was sent") as caught:
        made.request("GET", "/x")
    assert caught.value.retry_after_s == 21.0
    assert (len(transport.requests), clock) == (1, [])


def test_a_long_wait_says_every_half_minute_that_it_goes_on(caplog):
    clock = Clock()
    transport = FakeTransport(rated(0, 99.5), rated(9, 60))
    made = client(
        transport,
        budget=MemoryBudget(clock=clock),
        rates=NAMES,
        sleep=clock,
        retry=Retry(max_wait_s=300),
    )
    made.request("GET", "/x")
    with caplog.at_level(logging.WARNING, "cxsdk"):
        made.request("GET", "/x?secret=1")
    assert clock == [30.0, 30.0, 30.0, 9.5]
    said = [record.getMessage() for record in caplog.records]
    assert "bucket account are spent; 0 calls done; waiting 99.5 s" in said[0]
    assert [line.rpartition("; ")[2] for line in said[1:]] == [
        "waiting 70 s more",
        "waiting 40 s more",
        "waiting 10 s more",
    ]


@pytest.mark.parametrize(("asked", "level"), [("2", "INFO"), ("45", "WARNING")])
def test_a_long_wait_for_the_server_is_no_secret_either(waits, caplog, asked, level):
    transport = FakeTransport(answer(503, headers={"Retry-After": asked}), answer())
    with caplog.at_level(logging.INFO, "cxsdk"):
        client(transport, sleep=waits).request("GET", "/x")
    assert (sum(waits), caplog.records[0].levelname) == (float(asked), level)


def test_time_spent_on_answers_that_never_came_counts_as_waiting(waits, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("cxsdk.client.monotonic", lambda: now[0])

    class Slow(FakeTransport):
        def send(self, request):
            now[0] += 25
            return super().send(request)

    transport = Slow(RequestTimeout("slow"))
    with pytest.raises(RequestTimeout):
        client(transport, sleep=waits).request("GET", "/x")
    assert len(transport.requests) == 3  # 75 s, and not a fourth time


def test_a_client_that_is_closed_while_it_waits_stops_waiting():
    transport = FakeTransport(answer(503))
    made = client(transport, sleep=lambda _: made.close())
    with pytest.raises(TransportError, match="closed") as caught:
        made.request("GET", "/x")
    assert len(transport.requests) == 1
    assert caught.value.hint


def test_waits_for_budget_and_for_retries_share_one_cap():
    clock = Clock()
    transport = FakeTransport(rated(0, 20), answer(503, headers={"Retry-After": "45"}))
    made = client(transport, budget=MemoryBudget(clock=clock), rates=NAMES, sleep=clock)
    made.request("GET", "/x")
    with pytest.raises(ServerError):
        made.request("GET", "/x")
    assert clock == [21.0]
