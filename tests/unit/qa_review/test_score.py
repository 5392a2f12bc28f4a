"""The score of a review, against hand-computed values and against what must always hold."""

import pytest
from hypothesis import given, strategies as st

from qa_review.domain.card import START_CARD, Card, Category, Scale
from qa_review.domain.score import ScorecardError, score_review

KEYS = [c.key for c in START_CARD.categories]
marks_on_start_card = st.fixed_dictionaries({k: st.sampled_from([None, 1, 2, 3]) for k in KEYS})
criticals = st.sets(st.sampled_from(START_CARD.criticals))


@pytest.mark.parametrize(
    ("scale", "shares"),
    [(Scale(1, 4), [0, 1 / 3, 2 / 3, 1]), (Scale(1, 5), [0, 0.25, 0.5, 0.75, 1])],
)
def test_marks_are_even_steps_up_the_scale(scale, shares):
    assert [scale.share(m) for m in scale.marks] == pytest.approx(shares)


@pytest.mark.parametrize(
    ("marks", "percent"),
    [
        ((3, 3, 3, 3), 100.0),
        ((1, 1, 1, 1), 0.0),
        ((3, 1, 3, 2), 62.5),  # (35 + 0 + 20 + 7.5) of 100
        ((3, None, 3, 2), 89.29),  # (35 + 20 + 7.5) of 70
        ((None, None, None, 2), 50.0),
    ],
)
def test_rows_weigh_what_the_card_says(marks, percent):
    assert score_review(START_CARD, dict(zip(KEYS, marks, strict=True))).percent == percent


def test_nothing_applicable_is_no_score_rather_than_zero():
    score = score_review(START_CARD, dict.fromkeys(KEYS), failed_criticals=["rude"])
    assert score.percent is None
    assert score.failed_criticals == ("rude",)


def test_a_critical_zeroes_and_the_score_without_it_is_kept():
    score = score_review(START_CARD, dict.fromkeys(KEYS, 3), failed_criticals=["rude"])
    assert (score.percent, score.percent_without_criticals) == (0.0, 100.0)


def test_a_card_that_only_watches_does_not_zero():
    watching = Card(
        "start", 1, Scale(1, 3), START_CARD.categories, START_CARD.criticals, is_zeroing=False
    )
    score = score_review(watching, dict.fromkeys(KEYS, 3), failed_criticals=["rude"])
    assert score.percent == 100.0
    assert score.failed_criticals == ("rude",)


def test_a_row_of_weight_zero_is_information():
    card = Card("x", 1, Scale(1, 3), (Category("a", 10), Category("extra", 0)), ())
    assert score_review(card, {"a": 3, "extra": 1}).percent == 100.0
    assert score_review(card, {"a": None, "extra": 3}).percent is None


@pytest.mark.parametrize(
    ("marks", "failed", "key"),
    [
        ({}, [], "solved"),
        (dict.fromkeys(KEYS, 4), [], "solved"),
        (dict.fromkeys([*KEYS, "speed"], 3), [], "speed"),
        (dict.fromkeys(KEYS, 3), ["late"], "late"),
    ],
)
def test_marks_that_do_not_fit_the_card_name_the_row(marks, failed, key):
    with pytest.raises(ScorecardError) as caught:
        score_review(START_CARD, marks, failed_criticals=failed)
    assert caught.value.key == key


@given(marks_on_start_card, criticals)
def test_score_stays_on_the_scale_and_criticals_never_raise_it(marks, failed):
    score = score_review(START_CARD, marks, failed_criticals=failed)
    if score.percent is None:
        assert set(marks.values()) == {None}
    else:
        assert 0 <= score.percent <= score.percent_without_criticals <= 100
        assert (score.percent == 0) or not failed


@given(marks_on_start_card, st.sampled_from(KEYS))
def test_a_better_mark_never_lowers_the_score(marks, key):
    if marks[key] in (1, 2):
        before = score_review(START_CARD, marks).percent
        after = score_review(START_CARD, {**marks, key: marks[key] + 1}).percent
        assert after > before


def test_a_card_survives_being_frozen():
    assert Card.from_dict(START_CARD.to_dict()) == START_CARD
    assert sum(c.weight for c in START_CARD.categories) == 100
