"""One desk and many threads, over real sockets: limits kept, nothing mixed up, all closed."""

from __future__ import annotations

import ast
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import cxsdk
from cxsdk.appkit.serving import Server, free_port
from cxsdk.client import Client
from cxsdk.errors import RateLimited, TransportError
from cxsdk.helpdesks.zendesk.desk import RATES
from cxsdk.helpdesks.zendesk.refusals import read_error
from cxsdk.http import MemoryBudget, Transport
from cxsdk.sandbox.account import create_account
from cxsdk.sandbox.api.guard import add_api_token
from cxsdk.sandbox.api.limits import SETTING, Limits
from cxsdk.sandbox.clock import WorldClock
from cxsdk.sandbox.hooks import Hooks
from cxsdk.sandbox.office import office_of
from cxsdk.sandbox.state import State

#: Rooms that a call goes through.
CALLED = ("http", "auth", "helpdesks")
#: A minute of the limits takes this many times less.
FASTER = 40


def fast_clock():
    return time.monotonic() * FASTER


def fast_sleep(seconds):
    threading.Event().wait(seconds / FASTER)


def together(number, work):
    """Run ``work(n)`` in so many threads, begun at once; return what each returned or raised."""
    start, found = threading.Barrier(number), [None] * number

    def run(n):
        start.wait()
        try:
            found[n] = work(n)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            found[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


class Counting(Limits):
    """Limits that remember what was asked of them."""

    refused = 0
    granted = 0

    def take(self, name):
        allowance = super().take(name)
        self.refused += allowance.is_over
        self.granted += not allowance.is_over
        return allowance


@pytest.fixture
def helpdesk(tmp_path):
    """The local helpdesk with few calls a minute, and minutes that pass quickly."""
    state = State(tmp_path / "helpdesk.db")
    limiter = Counting(state, clock=fast_clock)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    hooks = Hooks(state, pauses_s=(0.01,))
    flask = create_account(state, WorldClock(state), origin=origin, hooks=hooks, limiter=limiter)
    office_of(flask).desk.create_user("Roman", email="r@skladen.example", role="admin")
    add_api_token(state, "api-token")
    server = Server(flask, port=port)
    server.start()
    yield {"app": flask, "origin": origin, "limiter": limiter, "state": state}
    server.stop()
    office_of(flask).close()


def client_of(helpdesk, budget, **options):
    transport = Transport()
    return Client(
        helpdesk["origin"],
        cxsdk.ApiToken("r@skladen.example", "api-token").bind(None, transport),
        transport,
        vendor="zendesk",
        read_error=read_error,
        budget=budget,
        rates=RATES,
        sleep=fast_sleep,
        **options,
    )


@pytest.mark.parametrize("limit", [20, 12])
def test_sixteen_threads_stay_within_the_limit_and_each_gets_its_turn(helpdesk, limit):
    helpdesk["state"].set_setting(SETTING, {"account": limit})
    budget = MemoryBudget(clock=fast_clock)
    retry = cxsdk.Retry(max_wait_s=600)
    with client_of(helpdesk, budget, retry=retry) as one, client_of(helpdesk, budget) as two:
        two.request("GET", "/api/v2/users/me")  # tells the limit
        waits = []

        def work(_):
            for _ in range(2):
                begun = fast_clock()
                one.request("GET", "/api/v2/users/me")
                waits.append(fast_clock() - begun)

        assert together(16, work) == [None] * 16
    limiter = helpdesk["limiter"]
    assert (limiter.granted, limiter.refused) == (33, 0)
    windows = -(-16 // limit) + 1
    assert max(waits) < windows * 65  # no thread was passed over by others again and again


def test_sixteen_threads_that_begin_at_once_stay_within_the_limit(helpdesk):
    helpdesk["state"].set_setting(SETTING, {"account": 20})
    budget = MemoryBudget(clock=fast_clock)
    with client_of(helpdesk, budget, retry=cxsdk.Retry(max_wait_s=600)) as client:
        found = together(
            16, lambda _: [client.request("GET", "/api/v2/users/me") for _ in range(2)]
        )
    assert all(isinstance(answers, list) for answers in found)
    assert (helpdesk["limiter"].granted, helpdesk["limiter"].refused) == (32, 0)


def test_exports_wait_for_their_own_bucket_while_other_calls_go_on(helpdesk):
    helpdesk["state"].set_setting(SETTING, {"incremental-exports": 2})
    retry = cxsdk.Retry(on_limit="raise")
    with client_of(helpdesk, MemoryBudget(clock=fast_clock), retry=retry) as client:
        export = "/api/v2/incremental/tickets/cursor?start_time=0"
        for _ in range(2):
            client.request("GET", export)
        with pytest.raises(RateLimited, match="incremental-exports are spent") as caught:
            client.request("GET", export)
        assert 0 < caught.value.retry_after_s <= 61
        client.request("GET", "/api/v2/users/me")
    assert helpdesk["limiter"].refused == 0


@pytest.mark.parametrize("is_shared", [True, False])
def test_desks_share_a_budget_when_they_are_given_one(httpserver, is_shared):
    headers = {"ratelimit-limit": "9", "ratelimit-remaining": "0", "ratelimit-reset": "40"}
    httpserver.expect_request("/api/v2/tickets/1").respond_with_json(
        {"ticket": {"id": 1}}, headers=headers
    )
    budget = cxsdk.MemoryBudget() if is_shared else None
    how = {"base_url": httpserver.url_for(""), "retry": cxsdk.Retry(on_limit="raise")}
    with (
        cxsdk.connect("zendesk", "a", auth=cxsdk.BearerToken("1"), budget=budget, **how) as one,
        cxsdk.connect("zendesk", "a", auth=cxsdk.BearerToken("2"), budget=budget, **how) as two,
    ):
        assert one.native.tickets.get(1).id == 1
        if is_shared:
            with pytest.raises(RateLimited) as caught:
                two.native.tickets.get(1)
            assert caught.value.retry_after_s == pytest.approx(41, abs=5)
        else:
            assert two.native.tickets.get(1).id == 1
    assert len(httpserver.log) == (1 if is_shared else 2)


class Echo(ThreadingHTTPServer):
    """Answers with the ticket that was asked for; counts calls and open connections."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), EchoHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.calls, self.open, self.changed = 0, 0, threading.Condition()

    def count(self, *, calls=0, opened=0):
        with self.changed:
            self.calls += calls
            self.open += opened
            self.changed.notify_all()
            return self.calls

    def wait_for(self, condition):
        with self.changed:
            assert self.changed.wait_for(condition, timeout=10)


class EchoHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.server.count(opened=1)

    def finish(self):
        super().finish()
        self.server.count(opened=-1)

    def do_GET(self):
        call = self.server.count(calls=1)
        number = int(self.path.rpartition("/")[2])
        threading.Event().wait(0.001 * (number % 3))  # answers overtake each other
        body = json.dumps({"ticket": {"id": number, "subject": f"{number}, call {call}"}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def echo():
    with Echo() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def opened(echo):
    return cxsdk.connect("zendesk", "a", auth=cxsdk.BearerToken("t"), base_url=echo.url)


def test_every_thread_gets_the_answer_to_its_own_question(echo):
    with opened(echo) as hd:

        def work(n):
            numbers = range(n * 100, n * 100 + 20)
            return [hd.native.tickets.get(number).id for number in numbers] == list(numbers)

        assert together(16, work) == [True] * 16
    assert echo.calls == 320


def test_closing_leaves_no_connection_open(echo):
    with opened(echo) as hd:
        together(8, hd.native.tickets.get)
        assert echo.open > 0
    echo.wait_for(lambda: echo.open == 0)


def test_a_desk_that_is_closed_while_threads_use_it_says_so_and_leaves_nothing_open(echo):
    hd = opened(echo)

    def work(n):
        while True:
            assert hd.native.tickets.get(n).id == n

    def close(_):
        echo.wait_for(lambda: echo.calls >= 40)
        hd.close()

    found = together(9, lambda n: work(n) if n else close(n))
    assert found[0] is None
    assert {type(error) for error in found[1:]} == {TransportError}
    assert all("closed" in str(error) and error.hint for error in found[1:])
    echo.wait_for(lambda: echo.open == 0)
    with pytest.raises(TransportError, match="closed"):
        hd.tickets.get("1")
    hd.close()  # again does no harm


def test_a_desk_that_waits_is_woken_when_it_is_closed(httpserver):
    httpserver.expect_request("/api/v2/tickets/1").respond_with_data(
        status=429, headers={"Retry-After": "50"}
    )
    base_url = httpserver.url_for("")
    hd = cxsdk.connect("zendesk", "a", auth=cxsdk.BearerToken("t"), base_url=base_url)

    def close(_):
        while not httpserver.log:
            threading.Event().wait(0.01)
        hd.close()

    begun = time.monotonic()
    _, error = together(2, lambda n: hd.tickets.get("1") if n else close(n))
    assert isinstance(error, TransportError)
    assert "closed" in str(error)
    assert time.monotonic() - begun < 10


def test_nothing_is_remembered_between_calls(echo):
    with opened(echo) as hd:
        first, second = hd.native.tickets.get(7), hd.native.tickets.get(7)
        assert (first.subject, second.subject) == ("7, call 1", "7, call 2")
        assert hd.tickets.get("7").subject == "7, call 3"


def test_no_function_on_the_way_of_a_call_keeps_answers():
    """What is kept is written in docs/explain/limits-retries-threads.md; a new cache goes there."""
    room = Path(cxsdk.__file__).parent
    found = {
        (path.relative_to(room).as_posix(), node.name)
        for path in [room / "client.py", *(p for r in CALLED for p in (room / r).rglob("*.py"))]
        if "cache" in (text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and any("cache" in ast.unparse(decorator) for decorator in node.decorator_list)
    }
    assert found == {("http/transport.py", "_user_agent"), ("helpdesks/registry.py", "_find")}
