from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from cxsdk.auth import Token
from cxsdk.auth.source import RenewingSource
from cxsdk.errors import AuthError, ConnectError, ReauthRequired


def token(number, life_s=1800, age_s=0):
    issued_at = datetime.now(UTC) - timedelta(seconds=age_s)
    return Token(f"a-{number}", "r", issued_at + timedelta(seconds=life_s), issued_at=issued_at)


class Server:
    """Gives out a-1, a-2, … and remembers what it was shown."""

    def __init__(self, *tokens):
        self.tokens = list(tokens)
        self.shown = []

    def __call__(self, spent):
        self.shown.append(spent and spent.access_token)
        given = self.tokens.pop(0)
        if isinstance(given, Exception):
            raise given
        return given


def source(server, can_renew=lambda _: True):
    return RenewingSource(server, can_renew=can_renew, asked=("read", "write"))


def test_a_token_is_fetched_once_and_used_while_it_is_fresh():
    server = Server(token(1))
    tokens = source(server)
    assert {tokens.header() for _ in range(5)} == {"Bearer a-1"}
    assert server.shown == [None]


def test_a_token_is_renewed_ahead_of_its_end():
    server = Server(token(1, 1800, age_s=1750), token(2))
    tokens = source(server)
    assert tokens.header() == "Bearer a-1"
    assert tokens.header() == "Bearer a-2"
    assert server.shown == [None, "a-1"]


def test_a_token_that_nothing_renews_is_used_until_it_is_refused():
    tokens = source(Server(token(1, 60, age_s=3600)), can_renew=lambda _: False)
    assert tokens.header() == tokens.header() == "Bearer a-1"


@pytest.mark.parametrize("threads", [8])
def test_eight_threads_that_expire_at_once_make_one_renewal(threads):
    class Slow(Server):
        def __call__(self, spent):
            given = super().__call__(spent)
            threading.Event().wait(0.05)
            return given

    server = Slow(token(1, 1800, age_s=1750), token(2))
    tokens = source(server)
    tokens.header()
    start, got = threading.Barrier(threads), []

    def call():
        start.wait()
        got.append(tokens.header())

    workers = [threading.Thread(target=call) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert got == ["Bearer a-2"] * threads
    assert server.shown == [None, "a-1"]


def test_eight_threads_that_are_refused_at_once_make_one_renewal():
    server = Server(token(1), token(2))
    tokens = source(server)
    old = tokens.header()
    start, got = threading.Barrier(8), []

    def call():
        start.wait()
        got.append(tokens.refused(old))

    workers = [threading.Thread(target=call) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert got == [True] * 8
    assert server.shown == [None, "a-1"]


def test_no_other_token_means_no_second_try():
    tokens = source(Server(token(1), None))
    assert tokens.refused(tokens.header()) is False
    assert tokens.header() == "Bearer a-1"


def test_a_server_that_is_away_a_moment_fails_no_call_while_the_old_token_works():
    server = Server(token(1, 1800, age_s=1750), ConnectError("away"))
    tokens = source(server)
    tokens.header()
    assert tokens.header() == tokens.header() == "Bearer a-1"
    assert len(server.shown) == 2


def test_a_server_that_is_away_when_the_token_is_over_is_told():
    server = Server(token(1, 1, age_s=5), ConnectError("away"))
    tokens = source(server)
    tokens.header()
    with pytest.raises(ConnectError):
        tokens.header()


def test_a_lost_grant_is_told_at_once():
    tokens = source(Server(token(1, 1800, age_s=1750), ReauthRequired("lost")))
    tokens.header()
    with pytest.raises(AuthError):
        tokens.header()


def test_scopes_that_are_missing_are_known_once_a_token_is():
    tokens = source(Server(Token("a", scope="read")))
    assert tokens.missing_scopes() == ()
    tokens.header()
    assert tokens.missing_scopes() == ("write",)
