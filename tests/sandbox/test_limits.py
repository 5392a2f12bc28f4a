"""The API's budget: told in every answer, and kept."""

from __future__ import annotations

import pytest

from cxsdk.sandbox.api.limits import SETTING


@pytest.fixture
def budget(office, limiter):
    def give(**limits: int) -> None:
        office.state.set_setting(SETTING, {n.replace("_", "-"): v for n, v in limits.items()})
        limiter.refill()

    return give


def test_every_answer_says_what_is_left(api, budget) -> None:
    budget()
    first = api.send("GET", "/tickets")
    second = api.send("GET", "/tickets/999")
    assert first.headers["X-Rate-Limit"] == first.headers["ratelimit-limit"] == "700"
    assert int(first.headers["X-Rate-Limit-Remaining"]) == 699
    assert int(second.headers["ratelimit-remaining"]) == 698
    assert 0 < int(second.headers["ratelimit-reset"]) <= 60
    export = api.send("GET", "/incremental/tickets/cursor", query_string={"start_time": 0})
    assert export.headers["zendesk-ratelimit-incremental-exports"].startswith(
        "total=10; remaining=9; resets="
    )


def test_a_spent_budget_is_a_429_that_says_when_to_come_back(api, budget, limiter) -> None:
    budget(account=2)
    assert api.send("GET", "/users/me").status_code == 200
    assert api.send("GET", "/users/me").status_code == 200
    refused = api.send("GET", "/users/me")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["X-Rate-Limit-Remaining"] == "0"
    assert refused.get_json()["error"] == "APIRateLimitExceeded"
    limiter.refill()
    assert api.send("GET", "/users/me").status_code == 200


def test_exports_have_a_budget_of_their_own(api, budget) -> None:
    budget(incremental_exports=1)
    query = {"start_time": 0}
    assert api.send("GET", "/incremental/tickets/cursor", query_string=query).status_code == 200
    assert api.send("GET", "/incremental/users/cursor", query_string=query).status_code == 429
    assert api.send("GET", "/tickets").status_code == 200


def test_the_budget_comes_back_after_a_minute(state) -> None:
    from cxsdk.sandbox.api.limits import Limits

    state.set_setting(SETTING, {"account": 2})
    now = [100.0]
    limits = Limits(state, clock=lambda: now[0])
    assert [limits.take("account").is_over for _ in range(3)] == [False, False, True]
    now[0] += 59
    assert limits.take("account").is_over
    assert limits.take("account").reset_s == 1
    now[0] += 1
    assert not limits.take("account").is_over


def test_a_forbidden_call_spends_as_well(account, budget, cast) -> None:
    budget(account=1)
    client = account.test_client()
    assert client.get("/api/v2/tickets").status_code == 401
    assert client.get("/api/v2/tickets").status_code == 429
