from __future__ import annotations

import sys
import threading

import pytest

from cxsdk.http import MemoryBudget, RateHeaders, RateNames

TICKETS = "/api/v2/tickets"
EXPORT = "/api/v2/incremental/tickets/cursor"
NAMES = RateHeaders(
    account=(
        RateNames("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
        RateNames("X-Rate-Limit", "X-Rate-Limit-Remaining"),
    ),
    endpoint_prefixes=("zendesk-ratelimit-",),
    areas=("/api/v2/help_center",),
    per_object=frozenset({"per-ticket-updates"}),
)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def budget(clock):
    return MemoryBudget(clock=clock)


def learn(budget, path=TICKETS, method="GET", status=200, **headers):
    headers = {k.replace("_", "-"): v for k, v in headers.items()}
    budget.learn(method, path, NAMES, status=status, headers=headers)


def take(budget, method="GET", path=TICKETS, **how):
    """Seconds to wait; 0.0 when the call went out."""
    hold = budget.take(method, path, NAMES, **how)
    return 0.0 if hold is None else hold.wait_s


def account(remaining, resets):
    return {
        "ratelimit_limit": "700",
        "ratelimit_remaining": str(remaining),
        "ratelimit_reset": str(resets),
    }


def test_what_nobody_has_counted_may_go_out(budget):
    assert take(budget, "GET", TICKETS) == 0


def test_a_spent_account_waits_until_the_window_ends_rounding_allowed_for(budget, clock):
    learn(budget, **account(2, 40))
    assert take(budget, "GET", TICKETS) == 0
    assert take(budget, "PUT", "/api/v2/users/1") == 0
    clock.now += 10
    assert take(budget, "GET", TICKETS) == 31
    clock.now += 31
    assert take(budget, "GET", TICKETS) == 0


def test_a_wait_takes_nothing_out(budget, clock):
    learn(budget, **account(0, 5))
    for _ in range(10):
        assert take(budget, "GET", TICKETS, patience_s=5) == 6
    clock.now += 6
    learn(budget, **account(1, 60))
    assert take(budget, "GET", TICKETS) == 0
    assert take(budget, "GET", TICKETS) == 61


def test_a_late_answer_does_not_give_back_what_is_under_way(budget):
    learn(budget, **account(5, 40))
    for _ in range(5):
        assert take(budget, "GET", TICKETS) == 0
    learn(budget, **account(3, 40))
    assert take(budget, "GET", TICKETS) == 41


def test_a_new_window_is_full_again(budget, clock):
    learn(budget, **account(0, 5))
    clock.now += 4
    learn(budget, **account(699, 60))
    assert take(budget, "GET", TICKETS) == 0


def test_without_a_reset_the_window_is_a_minute_from_when_it_was_first_seen(budget, clock):
    learn(budget, X_Rate_Limit="700", X_Rate_Limit_Remaining="1")
    clock.now += 20
    learn(budget, X_Rate_Limit="700", X_Rate_Limit_Remaining="0")
    assert take(budget, "GET", TICKETS) == 40


def test_an_endpoints_bucket_holds_calls_of_its_kind_only(budget):
    learn(
        budget,
        EXPORT,
        **account(600, 40),
        zendesk_ratelimit_incremental_exports="total=10; remaining=0; resets=33",
    )
    assert take(budget, "GET", EXPORT) == 34
    assert take(budget, "GET", TICKETS) == 0


def test_calls_of_a_kind_share_a_bucket_whatever_the_id(budget):
    learn(
        budget,
        f"{TICKETS}/1",
        "PUT",
        zendesk_ratelimit_tickets_update="total=100; remaining=0; resets=50",
    )
    assert take(budget, "PUT", f"{TICKETS}/2") == 51
    assert take(budget, "GET", f"{TICKETS}/2") == 0


def test_a_bucket_per_object_holds_that_object_only(budget):
    learn(
        budget,
        f"{TICKETS}/1",
        "PUT",
        zendesk_ratelimit_per_ticket_updates="total=30; remaining=0; resets=600",
    )
    assert take(budget, "PUT", f"{TICKETS}/1") == 601
    assert take(budget, "PUT", f"{TICKETS}/2") == 0


def test_areas_do_not_spend_each_others_calls(budget):
    learn(budget, **account(0, 40))
    assert take(budget, "GET", "/api/v2/help_center/articles") == 0


def test_a_refusal_without_a_word_holds_its_kind_only(budget):
    learn(budget, EXPORT, status=429, Retry_After="12")
    assert take(budget, "GET", EXPORT) == 12
    assert take(budget, "GET", TICKETS) == 0


def test_a_refusal_of_the_account_is_waited_for_as_long_as_it_says(budget):
    learn(budget, status=429, X_Rate_Limit_Remaining="0", Retry_After="7")
    assert take(budget, "GET", "/api/v2/users") == 7


@pytest.fixture
def _eager_switching():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_eager_switching")
def test_threads_never_take_more_than_there_is(budget):
    learn(budget, **account(600, 40))
    gone = []
    start = threading.Barrier(8)

    def draw():
        start.wait()
        gone.extend(take(budget, "GET", TICKETS) for _ in range(200))

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gone.count(0.0) == 600


def test_buckets_of_single_objects_do_not_pile_up(budget, clock):
    for ticket in range(3000):
        learn(
            budget,
            f"{TICKETS}/{ticket}",
            "PUT",
            zendesk_ratelimit_per_ticket_updates="total=30; remaining=29; resets=6",
        )
        clock.now += 1
    assert len(budget._buckets) < 1100
