from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from cxsdk.http import Rate, RateHeaders, RateNames

TICKETS = "/api/v2/tickets"
NAMES = RateHeaders(
    account=(
        RateNames("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
        RateNames("rate-limit", "rate-limit-remaining", "rate-limit-reset"),
        RateNames("X-Rate-Limit", "X-Rate-Limit-Remaining"),
    ),
    endpoint_prefixes=("zendesk-ratelimit-", "zendesk-rate-limit-"),
    areas=("/api/v2/help_center",),
    per_object=frozenset({"per-ticket-updates"}),
)


@pytest.mark.parametrize(
    ("headers", "resets_in_s"),
    [
        ({"X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "699"}, None),
        ({"rate-limit": "700", "rate-limit-remaining": "699", "rate-limit-reset": "31"}, 31.0),
        (
            {"ratelimit-limit": "700", "ratelimit-remaining": "699", "ratelimit-reset": "31"},
            31.0,
        ),
    ],
)
def test_three_spellings_of_the_account_say_the_same(headers, resets_in_s):
    assert NAMES.read(TICKETS, headers) == (Rate("account", 699, 700, resets_in_s),)


@pytest.mark.parametrize(
    "prefix", ["zendesk-ratelimit-", "zendesk-rate-limit-", "Zendesk-RateLimit-"]
)
def test_an_endpoint_has_a_bucket_of_its_own(prefix):
    headers = {f"{prefix}tickets-index": "total=100; remaining=99; resets=41"}
    assert NAMES.read(TICKETS, headers) == (Rate("tickets-index", 99, 100, 41.0),)


def test_a_bucket_per_object_is_named_after_its_path():
    headers = {"zendesk-ratelimit-per-ticket-updates": "total=30;remaining=0;resets=600"}
    (rate,) = NAMES.read("/api/v2/tickets/4821", headers)
    assert rate == Rate("per-ticket-updates:/api/v2/tickets/4821", 0, 30, 600.0)


def test_the_help_centre_is_counted_apart():
    headers = {"X-Rate-Limit-Remaining": "5"}
    (here,) = NAMES.read("/api/v2/help_center/articles", headers)
    (there,) = NAMES.read(TICKETS, headers)
    assert here.bucket != there.bucket


@given(
    value=st.text(max_size=40),
    name=st.sampled_from(["X-Rate-Limit-Remaining", "rate-limit-remaining", "zendesk-ratelimit-x"]),
)
def test_nonsense_in_a_header_is_left_out(value, name):
    for rate in NAMES.read(TICKETS, {name: value}):
        assert rate.remaining >= 0


@given(total=st.integers(0, 10**6), left=st.integers(0, 10**6), resets=st.integers(0, 10**4))
def test_what_was_written_is_read(total, left, resets):
    value = f"total={total}; remaining={left}; resets={resets}"
    assert NAMES.read(TICKETS, {"zendesk-ratelimit-x": value}) == (Rate("x", left, total, resets),)
