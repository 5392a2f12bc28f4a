from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, strategies as st

from cxsdk.http import Retry, retry_after_s

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TRANSIENT = (429, 502, 503, 504)
SAFE = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")


def half() -> float:
    return 0.5


@pytest.mark.parametrize("status", [None, *TRANSIENT])
@pytest.mark.parametrize("method", SAFE)
def test_what_passes_is_tried_again_for_verbs_that_may_be_repeated(method, status):
    assert Retry(draw=half).delay_s(method=method, status=status) == 0.25


@pytest.mark.parametrize("status", [None, *TRANSIENT])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_post_is_repeated_with_an_idempotency_key_only(method, status):
    assert Retry().delay_s(method=method, status=status) is None
    assert Retry().delay_s(method=method, status=status, has_key=True) is not None


@given(status=st.integers(100, 599).filter(lambda s: s not in TRANSIENT))
def test_no_other_status_is_tried_again(status):
    assert Retry().delay_s(method="GET", status=status, has_key=True) is None


def test_the_tries_count_the_first_sending():
    retry = Retry(tries=3, draw=half)
    waits = []
    while (wait_s := retry.delay_s(method="GET")) is not None:
        waits.append(wait_s)
        retry = retry.after(wait_s)
    assert waits == [0.25, 0.5]


def test_a_used_retry_is_a_new_value():
    fresh = Retry()
    fresh.after(10)
    assert fresh == Retry()
    assert pickle.loads(pickle.dumps(fresh)) == fresh


def test_what_the_server_asks_for_is_waited_to_the_second():
    assert Retry(draw=half).delay_s(method="GET", status=503, retry_after_s=17.0) == 17.0


def test_a_wait_beyond_the_cap_is_not_begun():
    assert Retry(max_wait_s=60).delay_s(method="GET", status=429, retry_after_s=60.5) is None


def test_on_limit_raise_never_waits_for_a_limit_but_still_for_a_hiccup():
    retry = Retry(on_limit="raise")
    assert retry.delay_s(method="GET", status=429, retry_after_s=0.0) is None
    assert retry.patience_s == 0
    assert retry.delay_s(method="GET", status=503) is not None


@given(
    tries=st.integers(1, 12),
    cap_s=st.floats(0, 300),
    base_s=st.floats(0.001, 30),
    draws=st.lists(st.floats(0, 1, exclude_max=True), min_size=12, max_size=12),
    asked=st.lists(st.none() | st.floats(0, 400), min_size=12, max_size=12),
)
def test_all_waits_together_never_pass_the_cap(tries, cap_s, base_s, draws, asked):
    left = iter(draws)
    retry = Retry(tries=tries, max_wait_s=cap_s, base_s=base_s, draw=lambda: next(left))
    waits: list[float] = []
    for asked_s in asked:
        wait_s = retry.delay_s(method="GET", status=429, retry_after_s=asked_s)
        if wait_s is None:
            break
        if asked_s is None:
            assert 0 <= wait_s <= base_s * 2 ** len(waits)
        waits.append(wait_s)
        retry = retry.after(wait_s)
    assert len(waits) <= tries - 1
    assert sum(waits) <= cap_s + 1e-6


@given(seconds=st.integers(0, 10**9 - 1))
def test_retry_after_in_seconds(seconds):
    assert retry_after_s({"Retry-After": f" {seconds} "}) == seconds


@given(seconds=st.integers(-100_000, 100_000))
def test_retry_after_as_a_date_is_taken_against_the_answers_own_date(seconds):
    headers = {
        "Retry-After": format_datetime(NOON + timedelta(seconds=seconds), usegmt=True),
        "Date": format_datetime(NOON, usegmt=True),
    }
    assert retry_after_s(headers) == max(0, seconds)


@pytest.mark.parametrize(
    "spelling",
    ["Mon, 23 Nov 2026 12:00:30 GMT", "Monday, 23-Nov-26 12:00:30 GMT", "Mon Nov 23 12:00:30 2026"],
)
def test_every_spelling_of_an_http_date_is_read(spelling):
    assert retry_after_s({"Retry-After": spelling}, now=NOON) == 30


@given(st.text(max_size=30))
def test_nonsense_is_no_wait_and_no_failure(text):
    wait_s = retry_after_s({"Retry-After": text}, now=NOON)
    assert wait_s is None or wait_s >= 0


@pytest.mark.parametrize("text", ["", "soon", "-5", "1e3", "nan", "inf", "²", "9" * 40])
def test_what_is_no_number_of_seconds_is_not_read_as_one(text):
    assert retry_after_s({"Retry-After": text}) is None
