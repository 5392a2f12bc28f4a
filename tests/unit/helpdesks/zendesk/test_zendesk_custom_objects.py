"""Records of the account's own objects: found, upserted, exported and changed in bulk."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

import cxsdk

PATH = "/api/v2/custom_objects/car/records"
LADA = {"id": "01A", "name": "Lada", "custom_object_fields": {"colour": "red"}}


def test_a_record_is_upserted_by_the_id_of_another_system(account, desk, calls):
    account.expect_request(PATH, "PATCH").respond_with_json({"custom_object_record": LADA})
    body = {"custom_object_fields": {"colour": "red"}}
    found = desk.native.custom_objects.records("car").upsert(body, external_id="vin/7")
    assert (found.id, found.custom_object_fields) == ("01A", {"colour": "red"})
    (call,) = calls()
    assert call.query == {"external_id": ["vin/7"]}
    assert call.body == {"custom_object_record": body}


@pytest.mark.parametrize("known", [{}, {"external_id": "7", "name": "Lada"}])
def test_a_record_is_known_by_one_thing(desk, calls, known):
    records = desk.native.custom_objects.records("car")
    with pytest.raises(cxsdk.ConfigError, match="external_id or by its name") as refused:
        records.upsert({}, **known)
    assert refused.value.hint == "give one of the two"
    with pytest.raises(cxsdk.ConfigError):
        records.delete_by(**known)
    assert calls() == []


def test_conditions_are_sent_with_each_page(account, desk, calls):
    following = account.url_for(f"{PATH}/search?page[after]=x")
    first = {
        "custom_object_records": [LADA],
        "meta": {"has_more": True},
        "links": {"next": following},
    }
    last = {"custom_object_records": [LADA | {"id": "01B"}], "meta": {"has_more": False}}
    account.expect_ordered_request(f"{PATH}/search", "POST").respond_with_json(first)
    account.expect_ordered_request(f"{PATH}/search", "POST").respond_with_json(last)
    red = {"custom_object_fields.colour": {"$eq": "red"}}
    records = desk.native.custom_objects.records("car")
    assert [record.id for record in records.where(red, sort="name")] == ["01A", "01B"]
    one, two = calls()
    assert one.body == two.body == {"filter": red}
    assert one.query == {"page[size]": ["100"], "sort": ["name"]}
    assert two.query == {"page[after]": ["x"]}


@pytest.mark.parametrize(
    ("link", "said"), [("https://evil.example/x", "another host"), ("", "circle")]
)
def test_a_search_by_conditions_trusts_no_link(account, desk, calls, link, said):
    own = account.url_for(f"{PATH}/search")
    page = {
        "custom_object_records": [LADA],
        "meta": {"has_more": True},
        "links": {"next": link or own},
    }
    account.expect_request(f"{PATH}/search", "POST").respond_with_json(page)
    with pytest.raises(cxsdk.SchemaError, match=said):
        list(desk.native.custom_objects.records("car").where({}))
    assert len(calls()) == 1


def test_records_are_changed_in_bulk_with_a_result_each(account, desk, calls):
    job = {
        "id": "j",
        "status": "completed",
        "results": [{"index": 0, "id": "01A", "success": True, "status": "Updated"}],
    }
    account.expect_request("/api/v2/custom_objects/car/jobs").respond_with_json({"job_status": job})
    items = [{"external_id": "7", "name": "Lada"}]
    records = desk.native.custom_objects.records("car")
    (result,) = records.bulk("create_or_update_by_external_id", items)
    assert (result.status, result.id) == ("done", "01A")
    (call,) = calls()
    assert call.body == {"job": {"action": "create_or_update_by_external_id", "items": items}}


def test_what_changed_in_records_is_streamed(account, desk, calls):
    path = "/api/v2/incremental/custom_objects/car/cursor"
    first = {"custom_object_records": [LADA], "after_cursor": "c1", "meta": {"has_more": True}}
    last = {
        "custom_object_records": [LADA | {"id": "01B"}],
        "after_cursor": "c2",
        "meta": {"has_more": False},
    }
    account.expect_ordered_request(path).respond_with_json(first)
    account.expect_ordered_request(path).respond_with_json(last)
    since = datetime(2026, 1, 1, tzinfo=UTC)
    stream = desk.native.custom_objects.records("car").changes(since=since, deleted=False)
    assert [record.id for record in stream] == ["01A", "01B"]
    assert stream.checkpoint.cursor == "c2"
    one, two = calls()
    assert one.query["start_time"] == [str(int(since.timestamp()))]
    assert one.query["filter[exclude_deleted]"] == two.query["filter[exclude_deleted]"] == ["true"]
    assert two.query["cursor"] == ["c1"]


def test_a_key_never_leads_out_of_its_place(account, desk):
    account.expect_request(re.compile(".*")).respond_with_json({}, status=404)
    with pytest.raises(cxsdk.NotFound):
        desk.native.custom_objects.records("a/../../users").get("../7")
    ((request, _),) = account.log
    wanted = "/api/v2/custom_objects/a%2F..%2F..%2Fusers/records/..%2F7"
    assert request.environ["RAW_URI"] == wanted


def test_a_file_is_sent_and_fetched(account, desk):
    kept = {"custom_object_record_attachment": {"id": "01F", "size": 4}}
    account.expect_request(f"{PATH}/01A/attachments", "POST").respond_with_json(kept)
    place = account.expect_request(f"{PATH}/01A/attachments/01F/download")
    place.respond_with_data(b"\x89PNG", content_type="image/png")
    files = desk.native.custom_objects.records("car").attachments("01A")
    assert files.upload("a.png", b"\x89PNG").id == "01F"
    assert files.download("01F") == b"\x89PNG"
    request = account.log[0][0]
    assert request.files["uploaded_data"].read() == b"\x89PNG"
    request.close()
