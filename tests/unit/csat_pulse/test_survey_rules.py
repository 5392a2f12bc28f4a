"""Whom to ask, when, and what counts as an answer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from csat_pulse.domain.answer import (
    BAD_REASONS,
    GOOD_REASONS,
    AnswerError,
    FirstTime,
    read_answer,
    reasons_for,
)
from csat_pulse.domain.choice import Candidate, Skip, skip
from csat_pulse.domain.schedule import delay, due_at, into_window
from cxsdk.models import ChannelKind

MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = st.sampled_from(["Europe/Moscow", "Asia/Vladivostok", "America/New_York", "Europe/Berlin"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_chat_is_asked_about_after_ten_minutes():
    solved = datetime(2026, 11, 23, 10, 31, tzinfo=MOSCOW)
    due = due_at(last_word_at=solved, channel=ChannelKind.CHAT, zone=MOSCOW)
    assert due == solved + timedelta(minutes=10)
    assert due.tzinfo is UTC


def test_a_mail_is_asked_about_a_day_later():
    solved = datetime(2026, 11, 23, 10, 31, tzinfo=MOSCOW)
    assert due_at(
        last_word_at=solved, channel=ChannelKind.EMAIL, zone=MOSCOW
    ) == solved + timedelta(days=1)


@pytest.mark.parametrize(
    ("local", "opens"),
    [
        ((2026, 11, 23, 18, 59), (2026, 11, 23, 18, 59)),
        ((2026, 11, 23, 19, 0), (2026, 11, 24, 10, 0)),
        ((2026, 11, 23, 23, 30), (2026, 11, 24, 10, 0)),
        ((2026, 11, 24, 3, 0), (2026, 11, 24, 10, 0)),
    ],
)
def test_nothing_leaves_in_the_evening_or_at_night(local, opens):
    assert into_window(datetime(*local, tzinfo=MOSCOW), MOSCOW) == datetime(*opens, tzinfo=MOSCOW)


@given(MOMENTS, st.sampled_from(ChannelKind), ZONES.map(ZoneInfo))
def test_a_survey_never_leaves_early_nor_outside_the_window_nor_days_late(moment, channel, zone):
    due = due_at(last_word_at=moment, channel=channel, zone=zone)
    assert due >= moment + delay(channel)
    assert 10 <= due.astimezone(zone).hour < 19
    assert due - (moment + delay(channel)) <= timedelta(hours=16)


NOW = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (Candidate(has_address=True), None),
        (Candidate(has_address=False), Skip.NO_ADDRESS),
        (Candidate(has_address=False, has_opted_out=True), Skip.OPTED_OUT),
        (Candidate(has_address=True, last_asked_at=NOW - timedelta(days=29)), Skip.PERSON_RESTS),
        (Candidate(has_address=True, last_asked_at=NOW - timedelta(days=30)), None),
        (Candidate(has_address=True, n_account=5), Skip.ACCOUNT_RESTS),
        (Candidate(has_address=True, n_account=4), None),
        (Candidate(has_address=True, n_account=None), None),
    ],
)
def test_the_first_reason_not_to_ask_is_named(candidate, reason):
    assert skip(candidate, now=NOW) is reason


@given(st.integers(1, 5), st.sampled_from([None, *FirstTime]))
def test_no_question_is_asked_twice_and_the_set_fits_the_mark(mark, first_time):
    offered = reasons_for(mark, first_time)
    assert set(offered) <= set(GOOD_REASONS if mark >= 4 else BAD_REASONS)
    if first_time is FirstTime.NOT_SOLVED:
        assert "not_solved" not in offered
        assert "solved" not in offered
    if first_time is FirstTime.CAME_BACK:
        assert "not_first_time" not in offered


def test_an_answer_keeps_what_fits_its_mark():
    answer = read_answer(
        mark=2, first_time="came_back", reasons=["slow", "kind", "repeat_explain"], comment=" да "
    )
    assert answer.reasons == ("repeat_explain", "slow")
    assert (answer.first_time, answer.comment, answer.is_satisfied) == (
        FirstTime.CAME_BACK,
        "да",
        False,
    )
    assert read_answer(mark=4).is_satisfied


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"mark": 0}, "mark"),
        ({"mark": 6}, "mark"),
        ({"mark": 3, "first_time": "maybe"}, "first_time"),
        ({"mark": 3, "reasons": ["<script>"]}, "reasons"),
        ({"mark": 3, "comment": "x" * 2001}, "comment"),
    ],
)
def test_what_is_no_answer_is_refused_by_part(sent, field):
    with pytest.raises(AnswerError) as caught:
        read_answer(**sent)
    assert caught.value.field == field
