"""Webhooks: filters, copies, tests, secrets, and what became of deliveries."""

import pytest

from cxsdk.errors import Forbidden
from cxsdk.helpdesks.zendesk.native import Webhook, WebhookHeader, WebhookInvocation

BASE = "/api/v2/webhooks"
ID = "01EJFTSCC78X5V07NPY2MHR00M"
HOOK = {"id": ID, "name": "Example", "status": "active"}


@pytest.fixture
def webhooks(desk):
    return desk.native.webhooks


def test_webhooks_are_found_by_name_and_status(account, webhooks, calls):
    account.expect_request(BASE).respond_with_json(
        {"webhooks": [HOOK], "meta": {"has_more": False}, "links": {}}
    )
    found = webhooks.iter(name_contains="Exa", status="active", sort="name")
    assert [hook.id for hook in found] == [ID]
    assert calls()[0].query == {
        "page[size]": ["100"],
        "filter[name_contains]": ["Exa"],
        "filter[status]": ["active"],
        "sort": ["name"],
    }


def test_webhook_is_copied_without_a_body(account, webhooks, calls):
    copy = {**HOOK, "id": "01X", "name": "Example (copy)"}
    account.expect_request(BASE, method="POST").respond_with_json({"webhook": copy}, status=201)
    assert webhooks.clone(ID) == Webhook(id="01X", name="Example (copy)", status="active")
    (call,) = calls()
    assert (call.query, call.body) == ({"clone_webhook_id": [ID]}, None)


def test_changing_and_replacing_are_two_things(account, webhooks, calls):
    account.expect_request(f"{BASE}/{ID}").respond_with_data("", status=204)
    assert webhooks.update(ID, {"status": "inactive"}) is None
    assert webhooks.replace(ID, {"name": "New", "status": "active"}) is None
    assert [(call.method, call.body) for call in calls()] == [
        ("PATCH", {"webhook": {"status": "inactive"}}),
        ("PUT", {"webhook": {"name": "New", "status": "active"}}),
    ]


def test_test_says_what_the_address_answered(account, webhooks, calls):
    answer = {"status": 503, "payload": "busy", "headers": [{"key": "Server", "value": "nginx"}]}
    account.expect_request(f"{BASE}/test", method="POST").respond_with_json({"response": answer})
    found = webhooks.test({"endpoint": "https://example.com/x", "payload": "{}"})
    assert (found.status, found.payload) == (503, "busy")
    assert found.headers == (WebhookHeader(key="Server", value="nginx"),)
    webhooks.test(webhook_id=ID)
    new, existing = calls()
    assert (new.query, new.body["request"]["endpoint"]) == ({}, "https://example.com/x")
    assert (existing.query, existing.body) == ({"webhook_id": [ID]}, {"request": {}})


def test_secret_is_read_and_made_anew_and_shown_nowhere(account, webhooks, calls):
    where = f"{BASE}/{ID}/signing_secret"
    for method, secret in (("GET", "alt"), ("POST", "neu")):
        body = {"signing_secret": {"algorithm": "SHA256", "secret": secret}}
        account.expect_request(where, method=method).respond_with_json(body)
    assert webhooks.signing_secret(ID).secret == "alt"
    anew = webhooks.reset_signing_secret(ID)
    assert anew.secret == "neu"
    assert "neu" not in repr(anew)
    assert [call.method for call in calls()] == ["GET", "POST"]


def test_new_secret_is_asked_for_once_even_when_the_answer_is_lost(account, webhooks):
    where = f"{BASE}/{ID}/signing_secret"
    account.expect_request(where, method="POST").respond_with_data("", status=503)
    with pytest.raises(Exception, match="503"):
        webhooks.reset_signing_secret(ID)
    assert len(account.log) == 1


def test_secret_of_an_app_is_not_told(account, webhooks):
    body = {"errors": [{"code": "Forbidden", "title": "not yours"}]}
    account.expect_request(f"{BASE}/{ID}/signing_secret").respond_with_json(body, status=403)
    with pytest.raises(Forbidden, match="not yours"):
        webhooks.signing_secret(ID)


def test_deliveries_and_their_attempts_are_told(account, webhooks, calls):
    sent = {"id": "01I", "status": "server error", "status_code": 500}
    where = f"{BASE}/{ID}/invocations"
    account.expect_request(where).respond_with_json(
        {"invocations": [sent], "meta": {"has_more": False}, "links": {}}
    )
    attempt = {
        "id": "01A",
        "invocation_id": "01I",
        "status": "timeout",
        "status_code": None,
        "completed_at": "2026-01-02T03:04:05Z",
        "request": {"headers": [{"key": "Authorization", "value": "geheim"}], "payload": {"a": 1}},
        "response": {"headers": None, "payload": ""},
    }
    account.expect_request(f"{where}/01I/attempts").respond_with_json({"attempts": [attempt]})
    invocations = webhooks.invocations(ID)
    (found,) = invocations.iter(status="server error", from_ts="2026-01-01T00:00:00Z")
    assert found == WebhookInvocation(id="01I", status="server error", status_code=500)
    (tried,) = invocations.attempts(found.id)
    assert (tried.status_code, tried.request.payload, tried.completed_at.year) == (
        None,
        {"a": 1},
        2026,
    )
    assert "geheim" not in repr(tried.request)
    assert calls()[0].query == {
        "page[size]": ["100"],
        "filter[status]": ["server error"],
        "filter[from_ts]": ["2026-01-01T00:00:00Z"],
    }


def test_credentials_of_a_webhook_are_shown_nowhere(account, webhooks):
    hook = Webhook(id=ID, authentication={"type": "bearer_token", "data": {"token": "geheim"}})
    assert "geheim" not in repr(hook)
    assert hook.to_dict()["authentication"]["data"] == {"token": "geheim"}
