"""A hint beside an open conversation that is solved, or a reason for silence."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from upsell_hints.tables import Hint, Press

ADMIN, HEAD, REVIEWER, ANNA = 9000, 9001, 9002, 9003
HAPPY, MARINAS, IDLE, SATED, BEREAVED = 4880, 4907, 4839, 4872, 4566


@pytest.fixture
def rows(house):
    def read(ticket_id, kind=Hint):
        found = select(kind).where(kind.ticket_id == str(ticket_id))
        with house.kit.database.read(house.installation().id) as db:
            return list(db.scalars(found))

    return read


def test_a_confirmed_conversation_gets_one_hint_with_its_facts(sit_down, rows):
    anna = sit_down(ANNA, HAPPY)
    for _ in range(2):
        page = anna.tab("upsell_hints", text="Five more seats")
    assert "46 of 50 seats are taken" in page.text
    assert "questionnaire, May 4" in page.text
    assert "the customer confirmed that it works" in page.text
    assert re.search(r'<p id="draft" lang="en">Glad that it works now', page.text)
    (row,) = rows(HAPPY)
    assert (row.offer, row.verdict, row.snapshot["seats_used"]) == ("more_seats", None, 46)


def test_who_only_looks_has_nothing_to_press(sit_down):
    page = sit_down(REVIEWER, HAPPY).tab("upsell_hints", text="Five more seats")
    assert "<form" not in page.text
    assert sit_down(REVIEWER, HAPPY).press("upsell_hints", "/mention").status == 403


def test_later_is_silent_for_a_day(sit_down, rows, put_forward):
    anna = sit_down(ANNA, HAPPY)
    assert "put off by the agent" in anna.press("upsell_hints", "/later").text
    put_forward(timedelta(days=1, minutes=1))
    anna.tab("upsell_hints", text="Five more seats")
    assert rows(HAPPY)[0].verdict == "later"


def test_a_draft_that_is_taken_over_is_not_offered_again_to_the_company(sit_down, rows):
    anna = sit_down(ANNA, HAPPY)
    assert "The draft is in your reply" in anna.press("upsell_hints", "/mention").text
    assert rows(HAPPY)[0].verdict == "mentioned"
    colleagues = sit_down(ANNA, 4832)
    colleagues.press("upsell_hints", "/solved")
    colleagues.tab("upsell_hints", text="something was offered a short while ago")


def test_no_hint_while_the_question_is_open_until_the_agent_says_solved(sit_down, rows):
    anna = sit_down(ANNA, MARINAS)
    silent = anna.tab("upsell_hints", text="No offer now: the question is not solved yet")
    assert "or you press “Solved”" in silent.text
    assert rows(MARINAS) == []
    for _ in range(2):
        shown = anna.press("upsell_hints", "/solved")
    assert "the agent pressed “Solved”" in shown.text
    assert re.search(r'lang="ru">Рады, что всё заработало', shown.text)
    assert len(rows(MARINAS, Press)) == 1


def test_a_refusal_needs_a_reason_and_holds_for_ninety_days(sit_down, rows, put_forward):
    anna = sit_down(ANNA, MARINAS)
    for wrong in ({}, {"reason": "bad_mood"}):
        assert anna.press("upsell_hints", "/refuse", wrong).status == 422
    assert rows(MARINAS)[0].verdict is None
    refused = anna.press("upsell_hints", "/refuse", {"reason": "price"})
    assert "Not for them: too expensive" in refused.text
    put_forward(timedelta(days=89))
    assert "Five more seats" not in anna.tab("upsell_hints").text
    put_forward(timedelta(days=1, minutes=1))
    assert rows(MARINAS)[0].reason == "price"


def test_free_help_needs_no_consent_and_no_pause(house, sit_down):
    state = house.office.state
    ticket = state.get("tickets", IDLE)
    organization = state.get("organizations", ticket["organization_id"])
    fields = organization["organization_fields"] | {"marketing_consent": "no"}
    with state.write():
        state.put("organizations", organization | {"organization_fields": fields})
    anna = sit_down(ANNA, IDLE)
    shown = anna.press("upsell_hints", "/solved")
    assert "A smaller plan would do" in shown.text
    assert "costs nothing: no consent is needed" in shown.text


def test_a_sensitive_cause_is_told_to_nobody(house, sit_down, rows):
    state = house.office.state
    sad = next(t for t in state.list("tickets", organization_id=3017) if t["status"] == "new")
    with state.write():
        state.put("tickets", sad | {"tags": [*sad["tags"], "долг"]})
    for person in (ANNA, HEAD):
        page = sit_down(person, sad["id"]).tab(
            "upsell_hints", text="Now is not the time for offers"
        )
        assert "What would change it" not in page.text
        assert "data-key" not in page.text
        assert "долг" not in page.text
    assert rows(sad["id"]) == []


def test_nothing_to_suggest_is_a_good_end(sit_down):
    sit_down(ANNA, SATED).tab("upsell_hints", text="Nothing to suggest, and that is good")


def test_a_company_that_is_unknown_gets_no_offer(sit_down):
    sit_down(ANNA, BEREAVED).tab("upsell_hints", text="nothing is known about this company")


def test_the_demos_past_keeps_the_rules_and_leaves_the_story_open(house):
    with house.kit.database.read(house.installation().id) as db:
        past = list(db.scalars(select(Hint).where(Hint.agent_id.is_not(None))))
    assert len(past) >= 12
    by_company = {}
    for row in sorted(past, key=lambda r: r.shown_at):
        before = by_company.get(row.organization_id)
        assert before is None or row.shown_at - before >= timedelta(days=30)
        by_company[row.organization_id] = row.shown_at
