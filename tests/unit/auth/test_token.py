from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from cxsdk.auth import Token
from cxsdk.auth.token import read_token
from cxsdk.errors import AuthError

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def read(**answer):
    return read_token({"access_token": "a-1", "token_type": "bearer", **answer}, now=NOON)


@given(life_s=st.integers(1, 200_000))
def test_a_token_is_renewed_a_minute_or_a_fifth_of_its_life_before_its_end(life_s):
    token = read(expires_in=life_s, refresh_token="r-1")
    margin = min(timedelta(seconds=60), timedelta(seconds=life_s) / 5)
    renew_at = NOON + timedelta(seconds=life_s) - margin
    assert token.renew_at == renew_at
    assert token.is_fresh(now=renew_at - timedelta(microseconds=1))
    assert not token.is_fresh(now=renew_at)
    assert not token.is_over(now=renew_at)
    assert token.is_over(now=NOON + timedelta(seconds=life_s))


def test_no_expires_in_means_short_where_there_is_a_refresh_token():
    assert read(refresh_token="r-1").expires_at == NOON + timedelta(minutes=5)


@pytest.mark.parametrize("value", [None, 0, "0", -1, "soon", float("nan"), [], {}])
def test_no_expires_in_means_until_refused_where_there_is_none(value):
    token = read(expires_in=value)
    assert token.expires_at is None
    assert token.is_fresh(now=NOON + timedelta(days=9999))
    assert not token.is_over(now=NOON + timedelta(days=9999))


@pytest.mark.parametrize("value", [1800, "1800", 1800.0, "1800.0"])
def test_expires_in_is_read_in_any_spelling(value):
    assert read(expires_in=value).expires_at == NOON + timedelta(minutes=30)


@pytest.mark.parametrize("value", [1e300, "9" * 400, float("inf"), 10**400])
def test_an_absurd_life_is_no_failure(value):
    read(expires_in=value)


def test_the_end_of_the_refresh_token_is_kept():
    token = read(expires_in=1800, refresh_token="r-1", refresh_token_expires_in=86400)
    assert token.can_renew(now=NOON)
    assert not token.can_renew(now=NOON + timedelta(days=1))
    assert not read(expires_in=1800).can_renew(now=NOON)


def test_the_old_refresh_token_is_kept_when_the_answer_has_none():
    old = read(expires_in=1800, refresh_token="r-1", refresh_token_expires_in=86400)
    new = read(expires_in=600).keeping_refresh_of(old)
    assert new.refresh_token == "r-1"
    assert new.refresh_expires_at == old.refresh_expires_at
    assert new.expires_at == NOON + timedelta(minutes=10)


def test_a_kept_refresh_token_makes_an_endless_answer_short():
    old = read(expires_in=1800, refresh_token="r-1")
    assert read().keeping_refresh_of(old).expires_at == NOON + timedelta(minutes=5)


def test_a_new_refresh_token_wins():
    old = read(refresh_token="r-1")
    assert read(refresh_token="r-2").keeping_refresh_of(old).refresh_token == "r-2"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": ""},
        {"access_token": None},
        {"access_token": 7},
        {"access_token": "a\nX-Evil: 1"},
        {"access_token": "a b"},
        {"access_token": "ключ"},
        {"access_token": "a-1", "token_type": "mac"},
    ],
)
def test_an_answer_without_a_usable_token_is_refused_and_not_quoted(answer):
    with pytest.raises(AuthError) as caught:
        read_token(answer)
    value = str(answer.get("access_token") or "\0")
    assert value not in str(caught.value)


def test_scopes_that_were_not_granted_are_named_in_order():
    token = Token("a-1", scope="read tickets:write")
    assert token.missing(("tickets:write", "users:read", "hc:read")) == ("users:read", "hc:read")


def test_a_server_that_does_not_name_scopes_granted_them_all():
    assert Token("a-1").missing(("read",)) == ()


def test_secrets_stay_out_of_the_repr():
    assert "s3cret" not in repr(Token("s3cret-a", "s3cret-r"))
