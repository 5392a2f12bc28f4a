"""A server that is broken or means harm: never a hang, never the token elsewhere, always our error.

Each answer goes over a real socket through an opened desk, as a user has one.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
import threading
import time
import traceback

import pytest

import cxsdk
from cxsdk.errors import (
    ApiError,
    BadRequest,
    ConnectError,
    CxError,
    RateLimited,
    RequestTimeout,
    SchemaError,
    ServerError,
    TransportError,
)

TOKEN = "s3cret"
CALLERS = re.compile(r"cxsdk/(http|client|auth)|urllib3|http/client|requests")
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TICKET = b'{"ticket": {"id": 1, "subject": "x"}}'
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
#: Patience with servers that only dribble: ten of these for a whole answer.
SHORT_S = 0.04


def sized(body: bytes, head: bytes = OK) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def refusal(status: int, *headers: bytes, body: bytes = b"") -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return sized(body, b"HTTP/1.1 %d No\r\n" % status + lines)


def dribble(start: bytes, piece: bytes):
    """Send ``piece`` again and again, each before the time-out is over."""

    def answer(connection):
        pause = threading.Event()
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            pause.wait(SHORT_S / 4)

    return answer


def flood(start: bytes, piece: bytes):
    """Send ``piece`` for ever, as fast as it is read."""

    def answer(connection):
        connection.sendall(start)
        while True:
            connection.sendall(piece)

    return answer


@pytest.fixture
def ask(serve_raw):
    """Ask a server for one ticket, once; return the ticket or the error, soon."""

    def once(answer, *, timeout_s=5.0, retry=None, call=None):
        how = {"timeout_s": timeout_s, "retry": retry or cxsdk.Retry(tries=1)}
        auth = cxsdk.BearerToken(TOKEN)
        with serve_raw(answer, closes=True) as server:
            begun = time.perf_counter()
            with cxsdk.connect("zendesk", "a", auth=auth, base_url=server.url, **how) as hd:
                try:
                    found = call(hd) if call else hd.native.tickets.get(1)
                except CxError as error:
                    found = error
            assert time.perf_counter() - begun < 4  # a crowded machine included
        if isinstance(found, CxError):
            assert TOKEN not in everything_about(found)
            assert found.hint or isinstance(found, SchemaError)
        return found

    return once


def everything_about(error):
    """What a crash reporter would see: texts of the chain, variables of those who make calls."""
    told = []
    while error is not None:
        told.append("".join(traceback.format_exception_only(error)) + repr(vars(error)))
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if CALLERS.search(frame.f_code.co_filename):
                told.append(repr(frame.f_locals))
        error = error.__cause__ or error.__context__
    return "".join(told)


def packed(times: int) -> bytes:
    body = TICKET
    for _ in range(times):
        body = gzip.compress(body)
    return sized(body, OK + b"Content-Encoding: " + b", ".join([b"gzip"] * times) + b"\r\n")


REFUSED = {
    "no answer at all": (b"", ConnectError),
    "no HTTP": (b"\x00\x01\x02 SSH-2.0\r\n\r\n", ConnectError),
    "half a status": (b"HTTP/1.1 2", ConnectError),
    "a status of many digits": (b"HTTP/1.1 " + b"2" * 5000 + b" OK\r\n\r\n", ConnectError),
    "a status beyond all families": (b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", ServerError),
    "another protocol": (b"HTTP/1.1 101 Switch\r\nUpgrade: ws\r\n\r\n", BadRequest),
    "a torn body": (OK + b"Content-Length: 1000\r\n\r\n{", ConnectError),
    "a length too short": (OK + b"Content-Length: 9\r\n\r\n" + TICKET, SchemaError),
    "two lengths": (OK + b"Content-Length: 9\r\nContent-Length: 37\r\n\r\n" + TICKET, ConnectError),
    "a head of 10 MB": (OK + b"X: " + b"y" * 10_000_000 + b"\r\n\r\n", ConnectError),
    "lines without end": (flood(OK, b"X: y\r\n" * 100), ConnectError),
    "one line without end": (flood(OK + b"X: ", b"y" * 9999), ConnectError),
    "a chunk of no size": (CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n", ConnectError),
    "a chunk of less than nothing": (CHUNKED + b"-5\r\n{}\r\n0\r\n\r\n", CxError),
    "a chunk of all memory": (CHUNKED + b"f" * 15 + b"\r\n{}", ConnectError),
    "a size without end": (flood(CHUNKED, b"1" * 9999), CxError),
    "a bomb": (sized(gzip.compress(b"\0" * 80_000_000, 1), OK + b"Content-Encoding: gzip\r\n"),
               TransportError),
    "bombs in bombs": (packed(6), ConnectError),
    "packed nonsense": (sized(b"abcd", OK + b"Content-Encoding: gzip\r\n"), ConnectError),
    "a page": (sized(b"<!DOCTYPE html><title>Log in</title>"), SchemaError),
    "nothing": (sized(b""), SchemaError),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", SchemaError),
    "a list where an object was": (sized(b"[]"), SchemaError),
    "null where an object was": (sized(b'{"ticket": null}'), SchemaError),
    "null where an id was": (sized(b'{"ticket": {"id": null}}'), SchemaError),
    "nesting without end": (sized(b'{"ticket":' + b"[" * 200_000), SchemaError),
    "a number of all digits": (sized(b'{"ticket": {"id": ' + b"9" * 9000 + b"}}"), SchemaError),
    "no text": (sized(b'{"ticket": {"id": 1, "subject": "\xff\xfe"}}'), SchemaError),
    "half a character": (sized(b'{"ticket": {"id": 1, "subject": "\xd0'), SchemaError),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_one_of_our_errors(ask, case):
    answer, kind = REFUSED[case]
    found = ask(answer)
    assert isinstance(found, kind), repr(found)


SLOW = {
    "nothing comes": None,
    "a head by the byte": dribble(OK + b"X: ", b"y"),
    "a head by the line": dribble(b"HTTP/1.1 200 OK\r\n", b""),
    "a body by the byte": dribble(OK + b"Content-Length: 99999\r\n\r\n", b" "),
    "a body without a length": dribble(OK + b"\r\n", b" "),
    "chunks of a byte": dribble(CHUNKED, b"1\r\n \r\n"),
    "packed by the byte": dribble(
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\0"
    ),
    "a hundred and a hundred": flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
    "trailers without end": flood(CHUNKED + b"0\r\n", b"X: y\r\n" * 500),
}


@pytest.mark.parametrize("case", SLOW)
def test_who_never_ends_is_given_up(ask, case):
    found = ask(SLOW[case], timeout_s=SHORT_S)
    assert isinstance(found, (RequestTimeout, ConnectError)), repr(found)


def test_an_answer_that_dribbles_says_how_long_it_was_waited_for(ask):
    found = ask(SLOW["a body by the byte"], timeout_s=SHORT_S)
    assert isinstance(found, RequestTimeout)
    assert "no whole answer in 0.4 s" in str(found)


def test_a_slow_answer_that_ends_is_kept(ask):
    def slow(connection):
        connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(TICKET))
        for byte in TICKET:
            connection.sendall(bytes([byte]))
            threading.Event().wait(0.005)

    assert ask(slow, timeout_s=0.5).id == 1


KEPT = {
    "another content type": sized(TICKET, b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"),
    "no content type": sized(TICKET, b"HTTP/1.1 200 OK\r\n"),
    "a length below nothing": OK + b"Content-Length: -5\r\n\r\n" + TICKET,
    "a length of words": OK + b"Content-Length: many\r\n\r\n" + TICKET,
    "a length of 5000 digits": OK + b"Content-Length: " + b"0" * 5000 + b"37\r\n\r\n" + TICKET,
    "an old protocol": b"HTTP/1.0 200 OK\r\n\r\n" + TICKET,
    "packed twice": packed(2),
    "a mark before it": sized(b"\xef\xbb\xbf" + TICKET),
    "more behind it": sized(TICKET) + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_only_odd_is_read(ask, case):
    assert ask(KEPT[case]).subject == "x"


@pytest.mark.parametrize(
    ("name", "spelled", "value"),
    [
        ("id", "9007199254740993", 2**53 + 1),
        ("id", "18446744073709551617", 2**64 + 1),
        ("status", '"on_the_moon"', "on_the_moon"),
        ("priority", "null", None),
        ("via", "null", None),
        ("created_at", '"2026-01-02T03:04:05"', "2026-01-02T03:04:05+00:00"),
        ("created_at", '"2026-01-02T03:04:05+03:00"', "2026-01-02T00:04:05+00:00"),
    ],
)
def test_a_value_that_nobody_expected_is_kept(ask, name, spelled, value):
    ticket = {"id": "1", name: spelled}
    fields = ", ".join(f'"{key}": {text}' for key, text in ticket.items())
    found = getattr(ask(sized(f'{{"ticket": {{{fields}}}}}'.encode())), name)
    assert (found.isoformat() if name == "created_at" else found) == value


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (b"31536000", 31_536_000),
        (b"Sat, 01 Jan 2600 00:00:00 GMT", None),
        (b"-5", None),
        (b"soon", None),
        (b"1" + b"0" * 400, None),
        (b"NaN", None),
        (b"3, 5", None),
        (b"\xff\xfe", None),
    ],
)
def test_no_word_about_a_limit_makes_a_caller_wait_for_ever(ask, told, seconds):
    found = ask(refusal(429, b"Retry-After: " + told))
    assert isinstance(found, RateLimited)
    assert found.hint
    if seconds:
        assert found.retry_after_s == seconds
    elif not told.startswith(b"Sat"):
        assert found.retry_after_s is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_nothing_to_another_host(ask, serve_raw, status):
    with serve_raw(sized(TICKET)) as evil:
        location = f"Location: {evil.url}/api/v2/tickets/1".encode()
        found = ask(refusal(status, location))
        assert isinstance(found, BadRequest)
        assert "redirects" in found.hint
        assert (evil.connections, evil.requests) == (0, [])


@pytest.mark.parametrize(
    "page",
    [
        '{"tickets": [], "next_page": "%s/x"}',
        '{"tickets": [], "meta": {"has_more": true}, "links": {"next": "%s/x"}}',
        '{"tickets": [], "end_of_stream": false, "after_url": "%s/x"}',
    ],
)
def test_a_page_takes_nothing_to_another_host(ask, serve_raw, page):
    with serve_raw(sized(TICKET)) as evil:
        body = (page % evil.url).encode()
        found = ask(sized(body), call=lambda hd: list(hd.native.tickets.iter()))
        assert isinstance(found, SchemaError)
        assert (evil.connections, evil.requests) == (0, [])


def test_pages_that_repeat_are_stopped_and_fresh_ones_are_the_callers_to_stop(serve_raw):
    numbers = itertools.count(1)

    def fresh(connection):
        number = next(numbers)
        following = f"/api/v2/tickets?page={number}"
        body = json.dumps({"tickets": [{"id": number}], "next_page": following})
        connection.sendall(sized(body.encode(), OK + b"Connection: close\r\n"))

    auth = cxsdk.BearerToken(TOKEN)
    with (
        serve_raw(fresh) as server,
        cxsdk.connect("zendesk", "a", auth=auth, base_url=server.url) as hd,
    ):
        found = [ticket.id for ticket in itertools.islice(hd.native.tickets.iter(), 30)]
        assert found == list(range(1, 31))
        assert len(server.requests) == 30
    again = sized(b'{"tickets": [{"id": 1}], "next_page": "/api/v2/tickets?page=2"}')
    with (
        serve_raw(again) as server,
        cxsdk.connect("zendesk", "a", auth=auth, base_url=server.url) as hd,
    ):
        with pytest.raises(SchemaError, match="circle"):
            list(hd.native.tickets.iter())
        assert len(server.requests) == 2


def test_an_error_page_of_64_mb_is_one_short_error(ask):
    found = ask(refusal(502, body=b"<html>" + b"x" * 3_000_000))
    assert isinstance(found, ApiError)
    assert len(found.body) <= 500
    assert len(str(found)) < 600
