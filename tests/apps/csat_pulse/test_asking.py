"""Solved, planned, mailed once, opened by machines, answered once, closed; and the ways out."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from csat_pulse import service
from csat_pulse.service import ready_to_send
from csat_pulse.tables import OptOut, State, Survey
from cxsdk.sandbox.browser import Browser

ADMIN, HEAD, REVIEWER, ANNA = 9000, 9001, 9002, 9003
HAPPY, MARINAS, LUKOSHKO, SHCHERBAKOV, DROZDOV, CLOSED = 4880, 4907, 4876, 4861, 4872, 4895
DAY = timedelta(days=1)


class Scene:
    """The house, the people in it, and what the app keeps."""

    def __init__(self, house, sit_down, until, put_forward):
        self.house, self.sit_down, self.until, self.put_forward = (
            house,
            sit_down,
            until,
            put_forward,
        )
        self.customer = Browser(language="fr")

    def rows(self, statement):
        with self.house.kit.database.read(self.house.installation().id) as db:
            return list(db.scalars(statement))

    def surveys(self, ticket_id):
        return self.rows(
            select(Survey).where(Survey.ticket_id == str(ticket_id)).order_by(Survey.id)
        )

    def survey(self, ticket_id):
        return self.surveys(ticket_id)[-1]

    def letters(self, ticket_id):
        office = self.house.office
        requester = office.state.get("tickets", ticket_id)["requester_id"]
        address = office.state.get("users", requester)["email"]
        return [m for m in office.mailbox.list(address) if "/apps/csat_pulse/" in m["text"]]

    def set_status(self, ticket_id, status):
        """Let an agent set a ticket's status in the workspace."""
        anna = self.sit_down(ANNA, ticket_id)
        form = anna.page.form(f"/agent/tickets/{ticket_id}")
        assert anna.browser.submit(form, press=("submit_status", status)).status == 200
        return anna

    def solve(self, ticket_id):
        """Let an agent solve a ticket, and wait until its survey was thought of."""
        before = len(self.surveys(ticket_id))
        anna = self.set_status(ticket_id, "solved")
        self.until(lambda: len(self.surveys(ticket_id)) > before)
        return anna

    def ask(self, ticket_id):
        """Let a survey leave; returns its letter, and its link up to the mark."""
        self.solve(ticket_id)
        self.put_forward(2 * DAY)
        self.until(lambda: self.letters(ticket_id))
        (letter,) = self.letters(ticket_id)
        return letter, re.search(r"(\S+/survey/\S+\?mark=)1", letter["text"])[1]

    def let_two_days_pass(self):
        self.put_forward(2 * DAY)
        self.house.kit.engine.drain(10)


@pytest.fixture
def scene(house, sit_down, until, put_forward):
    opened = Scene(house, sit_down, until, put_forward)
    yield opened
    opened.customer.close()


def headers_of(letter):
    return dict(map(tuple, letter["headers"]))


def post_form(page):
    return next(f for f in page.forms if f.method == "POST")


def test_one_conversation_from_solved_to_closed(scene):
    letter, link = scene.ask(HAPPY)
    headers = headers_of(letter)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (letter["copies"], scene.surveys(HAPPY)[0].state) == (1, State.SENT)
    assert letter["html"].count("/survey/") == 5
    assert "<img" not in letter["html"]
    # Whatever opens links, however often, answers nothing.
    for mark in "12345":
        scene.customer.head(link + mark)
        page = scene.customer.get(link + mark)
    assert (page.status, scene.surveys(HAPPY)[0].answer) == (200, None)
    assert re.search(r'name="mark" value="5" required checked', page.text)
    # One press records; a second changes, and the first mark is kept beside it.
    sent = {"mark": "2", "first_time": "came_back", "reasons": ["slow", "kind", "repeat_explain"]}
    thanks = scene.customer.submit(post_form(page), sent)
    assert "open the request again" in thanks.text
    changed = scene.customer.submit(
        post_form(scene.customer.get(link + "1")), {"mark": "4", "comment": "Ja!"}
    )
    assert "Thank you" in changed.text
    (row,) = scene.surveys(HAPPY)
    answer = row.answer
    assert (answer.first_mark, answer.mark, answer.comment) == (2, 4, "Ja!")
    assert "repeat_explain" not in answer.reasons
    # For a day it can be changed, then no more.
    scene.put_forward(DAY + timedelta(minutes=1))
    closed = scene.customer.get(link + "1")
    assert (closed.status, "has been answered" in closed.text) == (410, True)
    late = scene.customer.post(link.partition("?")[0], {"mark": "1"})
    assert (late.status, scene.surveys(HAPPY)[0].answer.mark) == (410, 4)
    assert len(scene.letters(HAPPY)) == 1


def test_the_page_is_light_speaks_the_customers_language_and_keeps_nothing(scene):
    _, link = scene.ask(MARINAS)
    page = scene.customer.get(link + "4")
    assert '<html lang="ru">' in page.text
    assert "Как вы оцените помощь" in page.text
    assert "Складень" in page.text
    english = scene.customer.get(link + "4&lang=en")
    assert '<html lang="en">' in english.text
    assert 'value="4" required checked' in english.text
    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text
    origins = set(re.findall(r'(?:src|href|action)="(https?://[^/"]+)', page.text))
    assert origins <= {scene.house.apps_origin}
    assets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    assets += set(re.findall(r'<use href="([^"#]+)', page.text))
    sent = [page, *(scene.customer.get(scene.house.apps_origin + asset) for asset in assets)]
    assert {one.status for one in sent} == {200}
    assert sum(len(one.text.encode()) for one in sent) < 30_000
    nothing = scene.customer.submit(post_form(page), {"mark": "", "comment": "но вот что"})
    assert (nothing.status, "Выберите одну из пяти" in nothing.text) == (422, True)
    assert "но вот что" in nothing.text


def test_the_customer_opens_the_conversation_again(scene):
    (letter,) = scene.letters(MARINAS)
    page = scene.customer.get(re.search(r"\S+/survey/\S+\?mark=2", letter["text"])[0])
    sad = scene.customer.submit(post_form(page), {"mark": "2", "first_time": "not_solved"})
    again = scene.customer.submit(post_form(sad), press=("wanted", "true"))
    assert "Обращение снова открыто" in again.text
    scene.until(lambda: scene.house.office.state.get("tickets", MARINAS)["status"] == "open")
    assert scene.survey(MARINAS).answer.is_reopen_wanted


def test_what_is_closed_for_good_is_taken_up_by_another_ticket(scene):
    _, link = scene.ask(CLOSED)
    state = scene.house.office.state
    closed = state.get("tickets", CLOSED)
    with state.write():
        state.put("tickets", closed | {"status": "closed"})
    before = state.count("tickets", requester_id=closed["requester_id"])
    sad = scene.customer.submit(post_form(scene.customer.get(link + "1")), {"mark": "1"})
    for _ in range(2):
        scene.customer.submit(post_form(sad), press=("wanted", "true"))
    scene.until(lambda: state.count("tickets", requester_id=closed["requester_id"]) == before + 1)
    scene.house.kit.engine.drain(10)
    newest = state.list("tickets", sort="id", descending=True, limit=1)[0]
    assert (newest["requester_id"], newest["subject"]) == (
        closed["requester_id"],
        closed["subject"],
    )
    (said,) = state.list("comments", ticket_id=newest["id"])
    assert (said["public"], f"no. {CLOSED}" in said["body"] or f"№ {CLOSED}" in said["body"]) == (
        False,
        True,
    )
    assert state.count("tickets", requester_id=closed["requester_id"]) == before + 1


def test_a_conversation_that_is_opened_again_withdraws_its_survey(scene):
    _, link = scene.ask(LUKOSHKO)
    scene.set_status(LUKOSHKO, "open")
    scene.until(lambda: scene.survey(LUKOSHKO).state == State.CANCELLED)
    page = scene.customer.get(link + "5")
    assert (page.status, "опрос отменён" in page.text) == (410, True)
    assert scene.customer.post(link.partition("?")[0], {"mark": "5"}).status == 410
    assert scene.survey(LUKOSHKO).answer is None


def test_a_planned_survey_is_taken_back_and_planned_anew(scene):
    scene.solve(DROZDOV)
    scene.set_status(DROZDOV, "open")
    scene.until(lambda: scene.survey(DROZDOV).state == State.CANCELLED)
    scene.solve(DROZDOV)
    assert [s.state for s in scene.surveys(DROZDOV)] == [State.CANCELLED, State.PLANNED]
    scene.put_forward(2 * DAY)
    scene.until(lambda: scene.letters(DROZDOV))
    assert len(scene.letters(DROZDOV)) == 1
    assert [s.state for s in scene.surveys(DROZDOV)] == [State.CANCELLED, State.SENT]


def test_not_now_needs_a_reason_and_no_mail_leaves(scene):
    anna = scene.solve(SHCHERBAKOV)
    assert anna.press("csat_pulse", "/not-now", {"reason": "I do not like them"}).status == 422
    assert scene.survey(SHCHERBAKOV).state == State.PLANNED
    taken = anna.press("csat_pulse", "/not-now", {"reason": "told_already"})
    assert "the customer has told us already" in taken.text
    assert (scene.survey(SHCHERBAKOV).state, scene.survey(SHCHERBAKOV).reason) == (
        State.CANCELLED,
        "told_already",
    )
    scene.let_two_days_pass()
    assert scene.letters(SHCHERBAKOV) == []
    assert scene.sit_down(REVIEWER, SHCHERBAKOV).press("csat_pulse", "/never").status == 403


def test_stopping_needs_a_press_of_a_person_or_of_a_mail_program(scene):
    letter, _ = scene.ask(4883)
    stop = headers_of(letter)["List-Unsubscribe"].strip("<>")

    def wishes():
        return scene.rows(select(OptOut))

    asked = scene.customer.get(stop)
    scene.customer.head(stop)
    assert ("Больше не присылать опросы?" in asked.text, wishes()) == (True, [])
    done = scene.customer.post(stop, {"List-Unsubscribe": "One-Click"})
    assert (done.status, len(wishes())) == (200, 1)
    assert scene.customer.submit(post_form(asked)).status == 200
    assert len(wishes()) == 1


def test_an_agent_writes_the_wish_down(scene):
    anna = scene.solve(4891)
    page = anna.press("csat_pulse", "/never")
    assert "The customer wants no surveys" in page.text
    scene.let_two_days_pass()
    assert scene.letters(4891) == []


def two_of_one_person(scene):
    """An open conversation and a solved one of the same customer, who was asked about neither."""
    state = scene.house.office.state
    for ticket in state.list("tickets", status="open", sort="id"):
        for other in state.list("tickets", requester_id=ticket["requester_id"], status="solved"):
            asked = scene.rows(
                select(Survey).where(
                    Survey.person_id == str(ticket["requester_id"]),
                    Survey.planned_at > scene.house.office.clock() - 40 * DAY,
                )
            )
            if not asked:
                return ticket["id"], other["id"]
    message = "the world has no such customer"
    raise LookupError(message)


def test_a_person_is_asked_once_in_thirty_days_whatever_was_planned(scene):
    first, second = two_of_one_person(scene)
    scene.solve(first)
    scene.set_status(second, "open")
    scene.solve(second)
    planned = [scene.survey(ticket).state for ticket in (first, second)]
    assert planned == [State.PLANNED, State.PLANNED]
    scene.let_two_days_pass()
    assert len(scene.letters(first)) == 1
    states = {scene.survey(ticket).state for ticket in (first, second)}
    assert states == {State.SENT, State.SKIPPED}
    skipped = next(t for t in (first, second) if scene.survey(t).state == State.SKIPPED)
    assert scene.survey(skipped).reason == "person_rests"
    scene.sit_down(ANNA, skipped).tab("csat_pulse", text="The next survey is possible")


def test_two_workers_that_send_to_one_person_at_once_send_one_survey(scene, monkeypatch):
    """Both find their survey ready before either sends: the second look is under the lock."""
    first, second = two_of_one_person(scene)
    scene.solve(first)
    scene.set_status(second, "open")
    scene.solve(second)
    together = threading.Barrier(2, timeout=10)
    found_ready = []

    def ready_together(ctx, survey_id):
        sending = ready_to_send(ctx, survey_id)
        if sending is not None and sending.survey.ticket_id in (str(first), str(second)):
            together.wait()
            found_ready.append(sending.survey.ticket_id)
        return sending

    monkeypatch.setattr(service, "ready_to_send", ready_together)
    scene.let_two_days_pass()
    assert sorted(found_ready) == sorted([str(first), str(second)])
    assert len(scene.letters(first)) == 1
    states = [scene.survey(ticket).state for ticket in (first, second)]
    assert sorted(states) == sorted([State.SENT, State.SKIPPED])


@pytest.mark.parametrize("path", ["/survey/{}", "/stop/{}", "/survey/{}/reopen"])
def test_a_forged_link_leads_nowhere(scene, path):
    (letter,) = scene.letters(HAPPY)
    word = re.search(r"/survey/([^?\s]+)", letter["text"])[1]
    url = f"{scene.house.apps_origin}/apps/csat_pulse{path}"
    for forged in (word[:-2] + "AA", "x", word if path[1:] != "survey/{}" else word[::-1]):
        answer = scene.customer.post(url.format(forged), {"mark": "1", "wanted": "true"})
        assert answer.status == 404
        assert "Traceback" not in answer.text


def test_the_lead_sees_marks_and_the_agent_a_reason(scene):
    assert "last answers" in scene.sit_down(HEAD, MARINAS).tab("csat_pulse").text
    agent = scene.sit_down(ANNA, 4821).tab("csat_pulse").text
    assert "last answers" not in agent
    assert "Last time:" in agent
