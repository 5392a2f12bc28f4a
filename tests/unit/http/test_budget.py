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


def test_those_who_wait_get_the_next_windows_in_the_order_in_which_they_came(budget, clock):
    learn(budget, ratelimit_limit="2", ratelimit_remaining="0", ratelimit_reset="4.5")
    waits = [take(budget) for _ in range(5)]
    assert waits == [4.5, 4.5, 64.5, 64.5, 124.5]


def test_who_comes_later_does_not_overtake_those_who_wait(budget, clock):
    learn(budget, ratelimit_limit="2", ratelimit_remaining="0", ratelimit_reset="4.5")
    holds = [budget.take("GET", TICKETS, NAMES) for _ in range(3)]
    assert [hold.wait_s for hold in holds] == [4.5, 4.5, 64.5]
    clock.now += 4.5
    assert take(budget) == 60
    assert [take(budget, waited=hold) for hold in holds] == [0.0, 0.0, 60.0]


def test_who_comes_back_too_early_keeps_its_place(budget, clock):
    learn(budget, ratelimit_limit="1", ratelimit_remaining="0", ratelimit_reset="4.5")
    first = budget.take("GET", TICKETS, NAMES)
    clock.now += 4
    again = budget.take("GET", TICKETS, NAMES, waited=first)
    assert (again.wait_s, again.window) == (0.5, first.window)
    assert take(budget) == 60.5
    clock.now += 0.5
    assert take(budget, waited=again) == 0
    clock.now += 60
    assert take(budget) == 60


def test_who_will_not_wait_keeps_no_place(budget, clock):
    learn(budget, ratelimit_limit="2", ratelimit_remaining="0", ratelimit_reset="4.5")
    for _ in range(9):
        assert take(budget, patience_s=0) == 4.5
    clock.now += 4.5
    assert [take(budget), take(budget)] == [0.0, 0.0]


def test_a_new_window_holds_no_more_than_the_limit_before_anybody_says_so(budget, clock):
    learn(budget, ratelimit_limit="3", ratelimit_remaining="0", ratelimit_reset="4.5")
    clock.now += 5
    assert [take(budget) for _ in range(4)] == [0.0, 0.0, 0.0, 60.0]


def test_calls_under_way_are_counted_when_the_first_answer_tells_the_limit(budget):
    assert [take(budget) for _ in range(4)] == [0.0] * 4
    learn(budget, ratelimit_limit="10", ratelimit_remaining="9", ratelimit_reset="40.5")
    assert [take(budget) for _ in range(7)] == [0.0] * 6 + [40.5]


def test_a_call_without_an_answer_is_no_longer_under_way(budget):
    assert [take(budget), take(budget)] == [0.0, 0.0]
    budget.learn("GET", TICKETS, NAMES, status=None, headers={})
    learn(budget, ratelimit_limit="2", ratelimit_remaining="1", ratelimit_reset="40.5")
    assert [take(budget), take(budget)] == [0.0, 40.5]
    assert not +budget._flying or max(budget._flying.values()) == 1


def test_a_late_answer_about_the_window_before_changes_nothing(budget, clock):
    learn(budget, ratelimit_limit="3", ratelimit_remaining="0", ratelimit_reset="4.5")
    clock.now += 5
    assert take(budget) == 0
    learn(budget, ratelimit_limit="3", ratelimit_remaining="0", ratelimit_reset="0.1")
    learn(budget, ratelimit_limit="3", ratelimit_remaining="2", ratelimit_reset="59.5")
    learn(budget, ratelimit_limit="3", ratelimit_remaining="0", ratelimit_reset="1")
    assert [take(budget), take(budget), take(budget)] == [0.0, 0.0, 59.5]


def test_somebody_else_may_spend_the_account_too(budget):
    learn(budget, **account(600, 40))
    learn(budget, **account(1, 39))
    assert [take(budget), take(budget)] == [0.0, 40.0]


@pytest.mark.parametrize("told", ["31536000", "999999999", "Sat, 01 Jan 2600 00:00:00 GMT"])
def test_a_year_is_not_believed_for_longer_than_an_hour(budget, clock, told):
    learn(budget, status=429, Retry_After=told)
    assert 0 < take(budget, patience_s=0) <= 3600
    learn(budget, **account(0, 10**9))
    assert 0 < take(budget, path="/api/v2/users", patience_s=0) <= 3600
    clock.now += 3601
    assert take(budget) == 0


def test_a_budget_says_which_bucket_is_spent_and_how_far_it_got(budget):
    take(budget, path=EXPORT)
    spent = "total=2; remaining=1; resets=33.5"
    learn(budget, EXPORT, zendesk_ratelimit_incremental_exports=spent)
    assert take(budget, path=EXPORT) == 0
    hold = budget.take("GET", EXPORT, NAMES)
    assert (hold.bucket, hold.calls, hold.wait_s) == ("incremental-exports", 1, 33.5)


def test_one_absurd_reset_does_not_lengthen_the_windows_after_it(budget, clock):
    learn(budget, ratelimit_limit="2", ratelimit_remaining="0", ratelimit_reset="999999")
    clock.now += 3600
    assert take(budget) == 0
    learn(budget, ratelimit_limit="2", ratelimit_remaining="1", ratelimit_reset="60.5")
    assert [take(budget), take(budget, patience_s=0)] == [0.0, 60.5]
    clock.now += 60.5
    assert [take(budget), take(budget), take(budget)] == [0.0, 0.0, 60.5]
