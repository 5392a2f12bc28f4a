"""A conversation is scored in the sidebar, by those who may, with the words that show it."""

import re
from contextlib import closing

import pytest
from sqlalchemy import func, select

from cxsdk.appkit import Role
from qa_review.tables import Mark, Review

ADMIN, HEAD, REVIEWER, ANNA, TIMUR, OLGA = 9000, 9001, 9002, 9003, 9004, 9007
STORY, UNANSWERED = 4821, 4903
CLEAN = {"mark-solved": "3", "mark-not_twice": "3", "mark-tone": "3", "mark-next_step": "3"}
FAULTY = {**CLEAN, "mark-not_twice": "1", "mark-next_step": "2"}


@pytest.fixture
def rows(house):
    number = house.installation().id

    def read(ticket_id):
        with house.kit.database.read(number) as db:
            return list(db.scalars(select(Review).where(Review.ticket_id == str(ticket_id))))

    return read


def said_in(page):
    return re.findall(r'<option value="(\d+)"', page.text)


def other_ticket(house, *, assignee):
    """A solved conversation that one agent alone has answered and nobody has reviewed."""
    state, number = house.office.state, house.installation().id
    with house.kit.database.read(number) as db:
        reviewed = set(db.scalars(select(Review.ticket_id)))
    for ticket in state.list("tickets", status="solved", assignee_id=assignee):
        comments = state.list("comments", ticket_id=ticket["id"])
        authors = {c["author_id"] for c in comments if c["public"]}
        alone = authors <= {assignee, ticket["requester_id"]}
        if alone and str(ticket["id"]) not in reviewed | {str(STORY)}:
            return ticket["id"]
    message = "the world has no such ticket"
    raise LookupError(message)


def test_a_fault_without_the_words_that_show_it_is_refused_in_place(sit_down, rows):
    pavel = sit_down(REVIEWER, STORY)
    answer = pavel.press("qa_review", "/reviews", {**FAULTY, "advice": "Прочитать начало"})
    assert answer.status == 422
    assert 'id="error-not_twice"' in answer.text
    assert 'name="mark-not_twice" value="1" required checked' in answer.text
    assert "Прочитать начало" in answer.text
    assert rows(STORY) == []


def test_a_mark_that_is_missing_or_off_the_scale_is_named_and_nothing_is_kept(sit_down, rows):
    pavel = sit_down(REVIEWER, STORY)
    for wrong in ({}, {"mark-tone": "7"}):
        sent = {k: v for k, v in CLEAN.items() if k != "mark-tone"} | wrong
        answer = pavel.press("qa_review", "/reviews", sent)
        assert answer.status == 422
        assert 'data-field="mark-tone"' in answer.text
    assert rows(STORY) == []


def test_words_of_somebody_else_are_no_evidence(sit_down, rows):
    pavel = sit_down(REVIEWER, STORY)
    customers = {"message-not_twice": "4821001", "message-next_step": "4821011"}
    assert pavel.press("qa_review", "/reviews", FAULTY | customers).status == 422
    assert rows(STORY) == []


def test_an_agent_may_not_review(sit_down, rows):
    answer = sit_down(ANNA, STORY).press("qa_review", "/reviews", CLEAN)
    assert answer.status == 403
    assert rows(STORY) == []


def test_a_score_with_its_evidence_is_kept_once_and_shown_to_the_person(house, sit_down, rows):
    pavel = sit_down(REVIEWER, STORY)
    card = pavel.tab("qa_review", text="Анна Белова")
    first, *_, last = said_in(card)[:3]
    words = {"message-not_twice": first, "message-next_step": last, "advice": "Назвать час."}
    scored = pavel.press("qa_review", "/reviews", FAULTY | words)
    assert (scored.status, 'data-score="62.5"' in scored.text) == (200, True)
    again = pavel.press("qa_review", "/reviews", CLEAN)
    assert 'data-score="62.5"' in again.text
    (row,) = rows(STORY)
    assert (row.person_id, row.reviewer_id, row.score_pct) == ("9003", "9002", 62.5)
    evidence = {m.key: m.evidence_message_id for m in row.marks if m.evidence_message_id}
    assert evidence == {"not_twice": first, "next_step": last}
    assert [m.evidence_sha256 is None for m in row.marks] == [True, False, True, False]
    anna = sit_down(ANNA, STORY).tab("qa_review", text='data-score="62.5"')
    assert "Меня зовут Анна" in anna.text
    assert "Назвать час." in anna.text


def test_others_learn_that_it_was_reviewed_and_no_mark(sit_down):
    other = sit_down(ADMIN, STORY).tab("qa_review")
    assert "data-score" not in other.text
    assert "Reviewed" in other.text
    assert 'data-score="62.5"' in sit_down(HEAD, STORY).tab("qa_review").text


def test_words_that_were_changed_in_the_helpdesk_are_gone_here_too(house, sit_down):
    state = house.office.state
    with state.write():
        comment = state.get("comments", 4821011)
        state.put("comments", comment | {"plain_body": "***", "body": "***", "html_body": "***"})
    page = sit_down(ANNA, STORY).tab("qa_review", text='data-score="62.5"')
    assert "Меня зовут Анна" not in page.text
    assert "erased or changed" in page.text


def test_nobody_reviews_their_own_conversation(house, sit_down, rows):
    number, own = house.installation().id, other_ticket(house, assignee=ANNA)
    house.kit.roles.set(number, str(ANNA), {Role.AGENT, Role.REVIEWER})
    anna = sit_down(ANNA, own)
    anna.tab("qa_review", text="Somebody else reviews your own conversations")
    assert anna.press("qa_review", "/reviews", CLEAN).status == 422
    assert rows(own) == []
    house.kit.roles.set(number, str(ANNA), set())


def test_a_critical_fault_needs_its_words_and_zeroes_the_score(house, sit_down, rows):
    ticket = other_ticket(house, assignee=OLGA)
    pavel = sit_down(REVIEWER, ticket)
    said = said_in(pavel.tab("qa_review"))
    bare = pavel.press("qa_review", "/reviews", {**CLEAN, "critical": "rude"})
    assert (bare.status, 'id="error-rude"' in bare.text) == (422, True)
    shown = {**CLEAN, "critical": "rude", "message-rude": said[0]}
    zeroed = pavel.press("qa_review", "/reviews", shown)
    assert 'data-score="0.0"' in zeroed.text
    assert "Score without criticals: 100" in zeroed.text
    (row,) = rows(ticket)
    assert (row.failed_criticals, row.score_without_criticals_pct) == (["rude"], 100.0)
    assert row.marks[-1].evidence_message_id == said[0]


def test_an_unanswered_conversation_has_nobody_to_review(sit_down):
    page = sit_down(REVIEWER, UNANSWERED).tab("qa_review", text="once it is answered")
    assert "<form" not in page.text


def test_a_figure_about_a_person_has_interval_and_n_or_is_only_a_count(house, sit_down):
    number = house.installation().id
    with house.kit.database.read(number) as db:
        per_person = select(Review.person_id, func.count()).group_by(Review.person_id)
        counts = dict(db.execute(per_person).all())
        some = select(Review.ticket_id).where(Review.reviewer_id == str(REVIEWER))
        timurs = db.scalar(some.where(Review.person_id == str(TIMUR)))
        igors = db.scalar(some.where(Review.person_id == "9006"))
    assert counts[str(TIMUR)] >= 10 > counts["9006"]
    assert f"n {counts[str(TIMUR)]}" in sit_down(HEAD, timurs).tab("qa_review").text
    few = sit_down(HEAD, igors).tab("qa_review").text
    assert f"{counts['9006']} reviews in 90 days: too few for a figure" in few


def test_the_demos_past_is_the_same_each_time_and_every_fault_in_it_has_words(house):
    number = house.installation().id
    with house.kit.database.read(number) as db:
        faults = select(Mark).where(Mark.mark < 3)
        assert all(mark.evidence_sha256 for mark in db.scalars(faults))
        past = list(db.scalars(select(Review).where(Review.created_at < house.office.clock())))
    assert 35 <= len(past) <= 50
    assert all(r.reviewer_id != r.person_id for r in past)


def test_the_hook_of_a_solved_conversation_puts_it_into_the_queue(house, sit_down, until):
    with closing(sit_down(ANNA, 4876)) as anna:
        anna.browser.submit(
            anna.page.form("/agent/tickets/4876"), press=("submit_status", "solved")
        )
        until(lambda: "waits for its review" in anna.tab("qa_review").text)
        anna.page = anna.browser.get(f"{house.origin}/agent/tickets/4876")
        anna.browser.submit(anna.page.form("/agent/tickets/4876"), press=("submit_status", "open"))
        until(lambda: "waits for its review" not in anna.tab("qa_review").text)
