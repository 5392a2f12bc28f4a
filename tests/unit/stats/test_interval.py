"""Intervals against published values and against what an interval must be."""

import math

import pytest
from hypothesis import given, strategies as st

from cxsdk.stats import Trust, bootstrap_mean, mean_figure, share_figure, t_mean, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (9, 10, 59.6, 98.2),
        (10, 10, 72.2, 100.0),
        (27, 30, 74.4, 96.5),
        (45, 50, 78.6, 95.7),
        (90, 100, 82.6, 94.5),
        (22, 25, 70.0, 95.8),
    ],
)
def test_wilson_gives_the_reference_values(hits, n, low, high):
    ends = wilson(hits, n)
    assert (round(100 * ends.low, 1), round(100 * ends.high, 1)) == (low, high)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_a_share(pair):
    hits, n = pair
    ends = wilson(hits, n)
    assert 0 <= ends.low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= ends.high <= 1


@pytest.mark.parametrize(("hits", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_what_is_no_share(hits, n):
    with pytest.raises(ValueError, match="is no share"):
        wilson(hits, n)


def test_t_interval_fits_the_published_quantile():
    values = [0.0, 1.0] * 15  # n = 30: t(0.975, 29) = 2.04523
    half = (t_mean(values).high - t_mean(values).low) / 2
    spread = math.sqrt(0.25 * 30 / 29) / math.sqrt(30)
    assert half / spread == pytest.approx(2.04523, abs=2e-4)


def test_bootstrap_is_the_same_at_every_call_and_between_the_extremes():
    values = [100.0, 85.0, 62.5, 0.0, 100.0, 77.5]
    ends = bootstrap_mean(values)
    assert ends == bootstrap_mean(values)
    assert min(values) <= ends.low < sum(values) / 6 < ends.high <= max(values)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=60))
def test_mean_figure_stays_on_the_scale(values):
    figure = mean_figure(values)
    assert 0 <= figure.interval.low <= figure.interval.high <= 100


@pytest.mark.parametrize(
    ("n", "trust"), [(9, "count_only"), (10, "thin"), (29, "thin"), (30, "normal")]
)
def test_trust_grows_with_n(n, trust):
    assert share_figure(n - 1, n).trust is Trust(trust)
    assert mean_figure([50.0] * n).trust is Trust(trust)


def test_nothing_measured_is_no_number():
    assert share_figure(0, 0).value is None
    assert mean_figure([]).value is None
    assert mean_figure([80.0]).interval is None
