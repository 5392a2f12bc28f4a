"""Whether a hint is shown, and the first reason when it is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from upsell_hints.domain.account import Account, Consent, read_account
from upsell_hints.domain.moment import Situation, Stop, decide
from upsell_hints.domain.offer import OfferKey, offers

NOW = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
FULL = Account(plan="team", seats_used=46, seats_total=50, consent=Consent.YES)
IDLE = Account(plan="team", seats_used=6, seats_total=50)
GOOD = Situation(account=FULL, is_open=True, has_confirmed=True, language="ru")


def test_a_confirmed_open_conversation_of_a_full_account_gets_its_hint():
    decision = decide(GOOD, now=NOW)
    assert decision.offer is not None
    assert (decision.offer.key, decision.offer.seats_used) == (OfferKey.MORE_SEATS, 46)
    assert decision.stop is None
    assert all(c.is_passed for c in decision.checks)


def test_the_agents_press_stands_for_the_customers_word():
    assert decide(replace(GOOD, has_confirmed=False, has_agent_pressed=True), now=NOW).offer


@pytest.mark.parametrize(
    ("change", "stop"),
    [
        ({"account": None}, Stop.NO_DATA),
        ({"has_confirmed": False}, Stop.NOT_SOLVED),
        ({"is_open": False}, Stop.OVER),
        ({"is_upset": True}, Stop.UPSET),
        ({"tags": frozenset({"ru", "утрата"})}, Stop.SENSITIVE),
        ({"tags": frozenset({"security"}), "has_confirmed": False}, Stop.SENSITIVE),
        ({"tags": frozenset({"возврат"})}, Stop.TOPIC),
        ({"account": replace(FULL, has_open_incident=True)}, Stop.INCIDENT),
        ({"last_mark": 3, "last_mark_at": NOW - timedelta(days=29)}, Stop.LOW_RATING),
        ({"survey_sent_at": NOW - timedelta(hours=47)}, Stop.SURVEY_SENT),
        ({"last_offered_at": NOW - timedelta(days=29)}, Stop.OFFERED_LATELY),
        ({"last_refused_at": NOW - timedelta(days=89)}, Stop.OFFERED_LATELY),
        ({"account": replace(FULL, consent=Consent.UNKNOWN)}, Stop.NO_CONSENT),
        ({"account": replace(FULL, consent=Consent.NO)}, Stop.NO_CONSENT),
        ({"postponed_until": NOW + timedelta(minutes=1)}, Stop.LATER),
        ({"language": None}, Stop.NO_TEXT),
    ],
)
def test_each_gate_stops_and_is_named(change, stop):
    decision = decide(replace(GOOD, **change), now=NOW)
    assert (decision.offer, decision.stop) == (None, stop)


@pytest.mark.parametrize(
    "change",
    [
        {"survey_sent_at": NOW - timedelta(hours=48)},
        {"last_mark": 2, "last_mark_at": NOW - timedelta(days=30)},
        {"last_mark": 4, "last_mark_at": NOW},
        {"last_offered_at": NOW - timedelta(days=30)},
        {"postponed_until": NOW},
    ],
)
def test_a_reason_that_is_over_stops_nothing(change):
    assert decide(replace(GOOD, **change), now=NOW).offer


def test_a_survey_that_is_only_planned_does_not_stop_a_hint():
    assert decide(replace(GOOD, survey_sent_at=None), now=NOW).offer


def test_help_that_costs_nothing_needs_no_consent_and_no_pause():
    asked = replace(GOOD, account=IDLE, last_offered_at=NOW, survey_sent_at=NOW)
    decision = decide(asked, now=NOW)
    assert decision.offer is not None
    assert (decision.offer.key, decision.offer.is_paid) == (OfferKey.SMALLER_PLAN, False)
    assert decide(replace(asked, is_upset=True), now=NOW).stop is Stop.UPSET


@pytest.mark.parametrize("change", [{}, {"has_confirmed": False}, {"is_upset": True}])
def test_nothing_to_suggest_is_said_as_such(change):
    content = replace(GOOD, account=Account(plan="team", seats_used=20, seats_total=50), **change)
    decision = decide(content, now=NOW)
    assert (decision.offer, decision.stop) == (None, None)


def test_gates_behind_the_shut_one_were_not_looked_at():
    checks = decide(replace(GOOD, is_upset=True), now=NOW).checks
    shut = [c.stop for c in checks].index(Stop.UPSET)
    assert {c.is_passed for c in checks[:shut]} == {True}
    assert checks[shut].is_passed is False
    assert {c.is_passed for c in checks[shut + 1 :]} == {None}


situations = st.builds(
    Situation,
    account=st.one_of(
        st.none(),
        st.builds(
            Account,
            plan=st.just("team"),
            seats_used=st.integers(0, 60),
            seats_total=st.integers(0, 50),
            consent=st.sampled_from(Consent),
            has_open_incident=st.booleans(),
        ),
    ),
    is_open=st.booleans(),
    has_confirmed=st.booleans(),
    has_agent_pressed=st.booleans(),
    is_upset=st.booleans(),
    tags=st.sampled_from([frozenset[str](), frozenset({"debt"}), frozenset({"android"})]),
    language=st.sampled_from([None, "ru", "en"]),
)


@given(situations)
def test_nothing_is_ever_offered_to_the_unsolved_the_upset_or_without_consent(situation):
    decision = decide(situation, now=NOW)
    if decision.offer:
        assert situation.is_open
        assert situation.has_confirmed or situation.has_agent_pressed
        assert not situation.is_upset
        assert "debt" not in situation.tags
        assert situation.account.consent is Consent.YES or not decision.offer.is_paid


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Account()),
        ({"seats_used": "46", "seats_total": 50.0}, Account(seats_used=46, seats_total=50)),
        ({"seats_used": True, "seats_total": -1}, Account()),
        ({"marketing_consent": "perhaps", "plan": "  "}, Account()),
        ({"marketing_consent": ["yes"]}, Account()),
        ({"marketing_consent_at": "yesterday", "customer_since": "spring"}, Account()),
        ({"customer_since": "2024-03"}, Account(customer_since=date(2024, 3, 1))),
        (
            {"marketing_consent": "yes", "marketing_consent_at": "2026-05-04T00:00:00Z"},
            Account(consent=Consent.YES, consented_on=date(2026, 5, 4)),
        ),
        (
            {"marketing_consent": "yes", "marketing_consent_at": "2026-05-04"},
            Account(consent=Consent.YES, consented_on=date(2026, 5, 4)),
        ),
    ],
)
def test_fields_that_cannot_be_read_are_not_known(fields, expected):
    assert read_account(fields) == expected


@given(st.integers(0, 200), st.integers(0, 200))
def test_an_offer_rests_on_the_seats(used, total):
    found = offers(Account(seats_used=used, seats_total=total))
    if found:
        assert total > 0
        assert (used / total >= 0.9) is found[0].is_paid
