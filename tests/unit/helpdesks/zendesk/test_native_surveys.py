"""Surveys: answers of every kind, links that nobody may see, pages without addresses."""

from datetime import UTC, datetime

import pytest

from cxsdk.errors import Conflict, SchemaError
from cxsdk.helpdesks.zendesk.native import SurveyOption, SurveySelection, SurveyText

BASE = "/api/v2/guide/survey_responses"
ID = "01J1WB51MG6HXTYWE6Q0C93RNW"
SCALE = {"id": "01Q", "type": "rating_scale_numeric", "sub_type": "customer_satisfaction"}
RESPONSE = {
    "id": ID,
    "responder_id": 4398080151295,
    "expires_at": "2024-08-14T12:00:00.000Z",
    "subject_zrns": ["zen:ticket:99"],
    "subjects": [{"id": "99", "type": "ticket", "zrn": "zen:ticket:99"}],
    "survey": {"id": "01S", "state": "enabled", "version": 3},
    "answers": [
        {"type": "rating_scale", "rating": 1, "rating_category": "bad", "question": SCALE},
        {
            "type": "closed_ended",
            "selections": [{"type": "predefined", "option_id": "01O"}],
            "question": {"id": "01C", "type": "closed_ended", "options": None, "headline": None},
        },
        {"type": "open_ended", "value": "Долго", "question": {"id": "01E", "type": "open_ended"}},
        {"type": "skipped", "question": {"id": "01K", "type": "open_ended"}},
        {"type": "hologram", "question": {"id": "01N", "type": "new"}, "strange": 1},
    ],
}


@pytest.fixture
def responses(desk):
    return desk.native.survey_responses


def page(has_more, cursor):
    meta = {"has_more": has_more, "after_cursor": cursor, "before_cursor": "x"}
    return {"survey_responses": [RESPONSE], "meta": meta}


def test_answers_of_every_kind_are_read(account, responses, calls):
    account.expect_request(f"/api/v2/guide/ru/survey_responses/{ID}").respond_with_json(
        {"survey_response": RESPONSE}
    )
    found = responses.get(ID, locale="ru")
    scale, closed, opened, skipped, strange = found.answers
    assert (scale.rating, scale.rating_category, scale.question.sub_type) == (
        1,
        "bad",
        "customer_satisfaction",
    )
    assert closed.selections == (SurveySelection(type="predefined", option_id="01O"),)
    assert closed.question.options is None
    assert (opened.value, skipped.type, strange.type) == ("Долго", "skipped", "hologram")
    assert (found.survey.version, found.subjects[0].id) == (3, "99")
    assert found.to_dict() == RESPONSE


def test_filters_are_spelled_as_the_service_wants_them(account, responses, calls):
    account.expect_request(BASE).respond_with_json(page(has_more=False, cursor="MW"))
    since = datetime(2025, 3, 6, 15, 45, tzinfo=UTC)
    filters = {"responder_ids": [1, 2], "created_at_start": since, "created_at_end": 1741785117000}
    assert len(list(responses.iter(**filters, sort="-id"))) == 1
    assert [each.id for each in responses.of_ticket(99)] == [ID]
    first, second = calls()
    assert first.query == {
        "page[size]": ["100"],
        "filter[responder_ids]": ["1,2"],
        "filter[created_at_start]": ["1741275900000"],
        "filter[created_at_end]": ["1741785117000"],
        "sort": ["-id"],
    }
    assert second.query == {"page[size]": ["100"], "filter[subject_zrns]": ["zen:ticket:99"]}


def test_pages_are_followed_by_cursor_alone(account, responses, calls):
    account.expect_ordered_request(BASE).respond_with_json(page(has_more=True, cursor="a+b/="))
    account.expect_ordered_request(BASE).respond_with_json(page(has_more=False, cursor="MW"))
    assert len(list(responses.iter(sort="id"))) == 2
    first, second = calls()
    assert second.query == {**first.query, "page[after]": ["a+b/="]}


def test_one_page_tells_where_the_next_one_is(account, responses, calls):
    account.expect_ordered_request(BASE).respond_with_json(page(has_more=True, cursor="MW"))
    account.expect_ordered_request(BASE).respond_with_json(page(has_more=False, cursor="MX"))
    first = responses.page(size=1)
    assert [each.id for each in first.items] == [ID]
    assert responses.page(first.next).next is None
    assert [call.query for call in calls()] == [
        {"page[size]": ["1"]},
        {"page[size]": ["1"], "page[after]": ["MW"]},
    ]


def test_page_with_a_cursor_that_leads_nowhere_is_named(account, responses):
    account.expect_request(BASE).respond_with_json(page(has_more=True, cursor=None))
    with pytest.raises(SchemaError, match="not where"):
        responses.page()
    walk = responses.pages()
    assert next(walk).next is None
    with pytest.raises(SchemaError, match="not where"):
        next(walk)


def test_page_that_is_no_object_is_named(account, responses):
    account.expect_request(BASE).respond_with_json([])
    with pytest.raises(SchemaError):
        list(responses)


def test_links_of_an_offer_are_shown_nowhere(account, responses, calls):
    path = "/hc/ru/survey_responses/01J?access_token=geheim"
    smile = {"type": "static", "value": "🙂"}
    link = {"rating": 5, "url_path": f"{path}&rating=5", "label": smile, "emoji": smile}
    links = {"type": "rating_link_emoji", "url_path": path, "rating_links": [link]}
    account.expect_request(BASE, method="POST").respond_with_json(
        {"survey_response": {"id": "01J", "links": links}}
    )
    offer = {"survey_id": "01S", "responder_id": 5, "subject_zrns": ["zen:ticket:99"]}
    made = responses.create({**offer, "locale": "ru"})
    assert made.links.url_path == path
    assert made.links.rating_links[0].url_path.endswith("rating=5")
    assert "geheim" not in repr(made)
    assert "geheim" not in repr(made.links)
    assert calls()[0].body == {"survey_response": {**offer, "locale": "ru"}}


def test_disabled_survey_is_a_conflict(account, responses):
    said = {"errors": [{"code": "Conflict", "status": "409", "title": "it has been disabled"}]}
    account.expect_request(BASE, method="POST").respond_with_json(said, status=409)
    with pytest.raises(Conflict, match="disabled"):
        responses.create({"survey_id": "01S"})


def test_answers_are_submitted(account, responses, calls):
    account.expect_request(f"{BASE}/{ID}", method="POST").respond_with_json(
        {"survey_response": RESPONSE}
    )
    answers = [{"type": "rating_scale", "question_id": "01Q", "rating": 1}]
    assert responses.submit(ID, answers, locale="ru").id == ID
    assert calls()[0].body == {"survey_response": {"answers": answers, "locale": "ru"}}


def test_surveys_are_read_in_a_language(account, desk, calls):
    option = {"rating": 1, "label": {"type": "dynamic", "key": "dc.bad", "value": "Плохо"}}
    survey = {
        "id": "01S",
        "version": 3,
        "state": "enabled",
        "questions": [
            {**SCALE, "options": [option]},
            {"id": "01E", "type": "open_ended", "follow_up": None},
        ],
    }
    where = "/api/v2/guide/ru/surveys"
    meta = {"has_more": True, "after_cursor": "a"}
    account.expect_ordered_request(where).respond_with_json({"surveys": [survey], "meta": meta})
    account.expect_ordered_request(where).respond_with_json({"surveys": [survey], "meta": {}})
    account.expect_ordered_request(f"{where}/01S/3").respond_with_json({"survey": survey})
    surveys = desk.native.surveys
    first, again = surveys.iter(locale="ru", types=["CUSTOMER_SATISFACTION"])
    assert first == again == surveys.get("01S", 3, locale="ru")
    assert first.questions[0].options == (
        SurveyOption(rating=1, label=SurveyText(type="dynamic", key="dc.bad", value="Плохо")),
    )
    asked = calls()[0].query
    assert asked == {"page[size]": ["50"], "filter[types]": ["CUSTOMER_SATISFACTION"]}
