"""A signed opening becomes a page with its bearer inside, once; and what the bearer opens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cxsdk.appkit import Location, Role
from cxsdk.errors import ConnectError
from cxsdk.store import tables

TAB = "/apps/kit_probe/tab?ticket=7"


@pytest.fixture
def number(stage):
    return stage.install()


def test_the_page_has_its_tabs_its_bearer_and_the_one_origin_that_may_frame_it(stage, number):
    answer = stage.open(number)
    page = stage.page(answer)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'role="tab" id="tab-kit_probe"' in text
    assert page["origin"] == "https://acme.desk.example"
    assert page["needsTicket"] is True
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors https://acme.desk.example" in policy
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)[1]
    assert f'nonce="{nonce}"' in text
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_page_has_a_nonce_of_its_own(stage, number):
    policies = {stage.open(number).headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_an_opening_is_answered_once_and_once_more_for_a_reload(stage, number):
    token = stage.opening(nonce="x")
    answers = [stage.open(number, token=token).status_code for _ in range(3)]
    assert answers == [200, 200, 401]


def test_a_reload_in_another_frame_or_later_is_refused(stage, number):
    token = stage.opening(nonce="y")
    assert stage.open(number, token=token).status_code == 200
    assert stage.open(number, token=token, guid="g2").status_code == 401
    late = stage.opening(nonce="z")
    assert stage.open(number, token=late).status_code == 200
    row = tables.SpentContext
    with stage.kit.database.write() as db:
        for one in db.scalars(select(row)):
            one.first_at -= timedelta(seconds=61)
    assert stage.open(number, token=late).status_code == 401


def test_a_refused_opening_says_what_to_do_and_may_be_read_only_in_its_frame(stage, number):
    answer = stage.open(number, over=True)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "Load the page of the helpdesk again" in text
    assert 'href="https://acme.desk.example"' in text
    assert "frame-ancestors https://acme.desk.example" in answer.headers["Content-Security-Policy"]
    assert "bearer" not in text


@pytest.mark.parametrize("token", ["", "nonsense", "e30.00", "x" * 9000])
def test_what_nobody_signed_opens_nothing(stage, number, token):
    answer = stage.client().post(f"/sidebar/{number}?app_guid=g1", data={"token": token})
    assert answer.status_code == 401


def test_a_place_that_the_apps_do_not_have_and_an_installation_that_is_not_are_pages(stage, number):
    assert stage.open(number, location="top_bar").status_code == 404
    assert stage.open(number + 1).status_code == 410


def test_somebody_the_helpdesk_does_not_know_is_refused(stage, number):
    assert stage.open(number, user="99").status_code == 403


def test_a_silent_helpdesk_is_said_to_be_silent(stage, number):
    stage.account.fails = ConnectError("no route", request="GET /api")
    answer = stage.open(number, user="3")
    assert answer.status_code == 502
    assert "does not answer" in answer.get_data(as_text=True)


def test_the_tab_knows_ticket_person_and_place(stage, number):
    answer = stage.client().get(TAB, headers=stage.bearer(number))
    assert answer.get_data(as_text=True) == "<p>ticket 7 for Анна</p>"
    ctx = stage.seen[-1]
    assert (ctx.location, ctx.locale, ctx.time_zone) == (
        Location.TICKET_SIDEBAR,
        "ru",
        "Europe/Moscow",
    )
    assert ctx.person.roles == {Role.AGENT}
    assert stage.account.opened == stage.account.closed


def test_people_are_asked_for_once_a_minute(stage, number):
    bearer = stage.bearer(number)
    before = stage.account.reads
    for _ in range(5):
        stage.client().get(TAB, headers=bearer)
    assert stage.account.reads == before


def test_roles_given_here_stand_in_place_of_the_helpdesks(stage, number):
    bearer = stage.bearer(number)
    stage.kit.roles.set(number, "2", {Role.REVIEWER, Role.LEAD})
    stage.client().get(TAB, headers=bearer)
    assert stage.seen[-1].person.roles == {Role.REVIEWER, Role.LEAD}
    stage.kit.roles.set(number, "2", ())
    stage.client().get(TAB, headers=bearer)
    assert stage.seen[-1].person.roles == {Role.AGENT}


def test_a_route_for_a_role_refuses_who_lacks_it(stage, number):
    bearer = stage.bearer(number)
    stage.kit.roles.set(number, "2", {Role.LEAD})
    answer = stage.client().post("/apps/kit_probe/marks", data={"word": "a"}, headers=bearer)
    assert answer.status_code == 403


def test_a_bearer_is_renewed_while_its_tab_is_open_but_not_for_ever(stage, number, monkeypatch):
    bearer = stage.bearer(number)
    answer = stage.client().post("/sidebar/renew", headers=bearer)
    fresh = {"Authorization": f"Bearer {answer.json['bearer']}"}
    assert stage.client().get(TAB, headers=fresh).status_code == 200
    monkeypatch.setattr("cxsdk.appkit.web.sessions.SESSION_S", -1)
    assert stage.client().post("/sidebar/renew", headers=fresh).status_code == 401


def test_a_bearer_that_is_too_old_gets_a_fragment_that_offers_to_load_again(
    stage, number, monkeypatch
):
    bearer = stage.bearer(number)
    monkeypatch.setattr("cxsdk.appkit.web.sessions.BEARER_S", -1)
    answer = stage.client().get(TAB, headers=bearer)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "data-reload" in text
    assert "<html" not in text


def test_a_tab_gets_the_error_in_its_persons_language_and_no_secret(stage, number):
    answer = stage.client().get("/apps/kit_probe/broken", headers=stage.bearer(number))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "У нас что-то сломалось" in text
    assert "hunter2" not in text
    assert "Traceback" not in text
    assert answer.headers["X-Request-Id"] in text


def test_a_program_gets_a_problem(stage, number):
    headers = {**stage.bearer(number), "Accept": "application/json"}
    answer = stage.client().get("/apps/kit_probe/broken", headers=headers)
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 500
    assert "hunter2" not in answer.get_data(as_text=True)


def test_a_form_is_read_by_its_schema(stage, number):
    answer = stage.client().post(
        "/apps/kit_probe/marks?ticket=7",
        data={"word": "hello", "times": "", "tags": ["a", "b"], "pressed": "x"},
        headers=stage.bearer(number),
    )
    assert answer.get_data(as_text=True) == "<p>hello 1 2</p>"
    assert stage.seen[-1].ticket_id == "7"


def test_an_invalid_form_reaches_no_view_and_names_its_fields(stage, number):
    answer = stage.client().post(
        "/apps/kit_probe/marks",
        data={"times": "many"},
        headers=stage.bearer(number),
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "data-form-errors" in text
    assert '<li data-field="word">Нужен ответ.</li>' in text
    assert '<li data-field="times">Нужно целое число.</li>' in text
    assert stage.seen == []


def test_a_schemas_own_words_are_never_shown_in_the_wrong_language(stage, number):
    def said(user):
        answer = stage.client().post(
            "/apps/kit_probe/marks", data={"word": ""}, headers=stage.bearer(number, user)
        )
        return re.search(r"<li[^>]*>(.*?)</li>", answer.get_data(as_text=True))[1]

    assert said("3") == "Say a word."
    assert said("2") == "Такое значение не подходит."


def test_a_redirect_stays_on_this_server(stage, number):
    bearer = stage.bearer(number)
    good = stage.client().get("/apps/kit_probe/away?to=/apps/kit_probe/words", headers=bearer)
    assert (good.status_code, good.headers["Location"]) == (303, "/apps/kit_probe/words")
    bad = stage.client().get("/apps/kit_probe/away?to=//evil.example", headers=bearer)
    assert bad.status_code == 500
    assert "Location" not in bad.headers


@pytest.mark.parametrize("ticket", ["../1", "7;drop", "é", "1" * 65])
def test_a_ticket_id_of_another_shape_is_refused(stage, number, ticket):
    answer = stage.client().get(
        "/apps/kit_probe/tab", query_string={"ticket": ticket}, headers=stage.bearer(number)
    )
    assert answer.status_code == 400


def test_one_installation_never_sees_anothers_rows(stage, number):
    bearer = stage.bearer(number)
    stage.client().post("/apps/kit_probe/marks", data={"word": "ours"}, headers=bearer)
    with stage.kit.database.write() as db:
        other = db.get(tables.Installation, number)
        db.execute(update(tables.Installation).values(account="first"))
        db.expunge(other)
    second = stage.install()
    assert second != number
    theirs = stage.bearer(second)
    assert stage.client().get("/apps/kit_probe/words", headers=theirs).json == []
    stage.client().post("/apps/kit_probe/marks", data={"word": "theirs"}, headers=theirs)
    assert stage.client().get("/apps/kit_probe/words", headers=theirs).json == ["theirs"]
    assert stage.client().get("/apps/kit_probe/words", headers=bearer).json == ["ours"]
