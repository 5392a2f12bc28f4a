"""All three apps in one installation: each minds its own tables and hears of the others."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from csat_pulse.tables import State, Survey

ANNA, REVIEWER = 9003, 9002
HAPPY = 4880


@pytest.fixture
def newest_survey(house):
    def read(ticket_id):
        found = select(Survey).where(Survey.ticket_id == str(ticket_id)).order_by(Survey.id.desc())
        with house.kit.database.read(house.installation().id) as db:
            return db.scalars(found).first()

    return read


def other_open_ticket(house, requester_id):
    """Another ticket of the same customer, open on screen."""
    state = house.office.state
    other = state.list("tickets", requester_id=requester_id, sort="id")[0]
    with state.write():
        return state.put("tickets", other | {"status": "open", "tags": ["en"]})["id"]


def test_every_app_has_a_tab_and_tables_of_its_own(house, sit_down):
    anna = sit_down(ANNA, HAPPY)
    for app in ("qa_review", "csat_pulse", "upsell_hints"):
        assert anna.tab(app).text.strip()
    with house.kit.database.connect() as connection:
        names = set(inspect(connection).get_table_names())
    for app in ("qa_review", "csat_pulse", "upsell_hints"):
        assert {n for n in names if n.startswith(f"{app}_")}


def test_a_planned_survey_stops_no_hint_but_one_that_was_sent_does(
    house, sit_down, newest_survey, until, put_forward
):
    anna = sit_down(ANNA, HAPPY)
    form = anna.page.form(f"/agent/tickets/{HAPPY}")
    anna.browser.submit(form, press=("submit_status", "solved"))
    until(lambda: newest_survey(HAPPY))
    assert newest_survey(HAPPY).state == State.PLANNED
    requester = house.office.state.get("tickets", HAPPY)["requester_id"]
    beside = sit_down(ANNA, other_open_ticket(house, requester))
    assert "Five more seats" in beside.press("upsell_hints", "/solved").text
    put_forward(timedelta(days=2))
    until(lambda: newest_survey(HAPPY).state == State.SENT)
    beside.tab("upsell_hints", text="a survey was sent, an answer is awaited")
    put_forward(timedelta(hours=48, minutes=1))
    beside.tab("upsell_hints", text="Five more seats")


def test_a_low_rating_stops_offers_for_thirty_days(house, sit_down, newest_survey, put_forward):
    survey = newest_survey(HAPPY)
    letter = next(
        m for m in house.office.mailbox.list() if "/apps/csat_pulse/" in (m["text"] or "")
    )
    link = re.search(r"(\S+/survey/[^?\s]+)", letter["text"])[1]
    beside = sit_down(ANNA, other_open_ticket(house, int(survey.person_id)))
    assert beside.browser.post(link, {"mark": "2", "reasons": "repeat_explain"}).status == 200
    beside.tab("upsell_hints", text="a low rating a short while ago")
    put_forward(timedelta(days=30, minutes=1))
    beside.tab("upsell_hints", text="Five more seats")


def test_a_review_hides_nothing_of_the_other_apps(sit_down):
    pavel = sit_down(REVIEWER, HAPPY)
    assert "Survey" in pavel.browser.submit(pavel.opening).text
    assert "5 of 5" not in pavel.tab("qa_review").text
