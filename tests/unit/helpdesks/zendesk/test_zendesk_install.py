"""What an installation asks the account for: a webhook with its secret, the panel's key."""

import json

import pytest
from joserfc.jwk import RSAKey

from cxsdk.errors import ConfigError, NotFound, SchemaError
from cxsdk.helpdesks.base import PanelTrust
from cxsdk.helpdesks.zendesk.facts import SUBSCRIPTIONS
from cxsdk.helpdesks.zendesk.panel import ZendeskPanel
from cxsdk.helpdesks.zendesk.webhooks import ZendeskWebhooks

HOOKS = "/api/v2/webhooks"
HOOK = {"id": "01EJFTSCC78X5V07NPY2MHR00M", "name": "cxsdk", "status": "active"}
INSTALLATIONS = "/api/v2/apps/installations.json"
PEM = RSAKey.generate_key(2048).as_pem(private=False).decode()
URL = "https://apps.example/hooks/1"


class Stranger:
    """A desk of another vendor."""

    vendor = "otherdesk"
    account = "acme"
    native = object()


def installed(**changes):
    settings = {"name": "cxsdk", "title": "Three apps"}
    return {"id": 902, "app_id": 901, "enabled": True, "settings": settings, **changes}


def test_webhook_is_made_and_its_secret_read(account, desk, calls):
    account.expect_request(HOOKS, method="POST").respond_with_json({"webhook": HOOK}, status=201)
    account.expect_request(f"{HOOKS}/{HOOK['id']}/signing_secret").respond_with_json(
        {"signing_secret": {"algorithm": "SHA256", "secret": "s3cret"}}
    )
    made = ZendeskWebhooks().subscribe(desk, url=URL, name="cxsdk")
    assert (made.id, made.secret) == (HOOK["id"], "s3cret")
    assert "s3cret" not in repr(made)
    create, _ = calls()
    assert create.body == {
        "webhook": {
            "name": "cxsdk",
            "endpoint": URL,
            "http_method": "POST",
            "request_format": "json",
            "status": "active",
            "subscriptions": [*SUBSCRIPTIONS],
        }
    }


def test_webhook_without_a_secret_is_not_left_behind(account, desk, calls):
    account.expect_request(HOOKS, method="POST").respond_with_json({"webhook": HOOK}, status=201)
    account.expect_request(f"{HOOKS}/{HOOK['id']}/signing_secret").respond_with_json(
        {"error": "Forbidden"}, status=403
    )
    account.expect_request(f"{HOOKS}/{HOOK['id']}", method="DELETE").respond_with_data(
        "", status=204
    )
    with pytest.raises(Exception, match="403"):
        ZendeskWebhooks().subscribe(desk, url=URL, name="cxsdk")
    assert calls()[-1].line == f"DELETE {HOOKS}/{HOOK['id']}"


def test_webhook_that_is_gone_already_is_no_error(account, desk):
    account.expect_request(f"{HOOKS}/1", method="DELETE").respond_with_json({}, status=404)
    ZendeskWebhooks().unsubscribe(desk, "1")


@pytest.mark.parametrize("form", ["text", "json"])
def test_trust_is_learnt_from_the_installed_app(account, desk, form):
    other = installed(id=1, app_id=2, settings={"name": "other"})
    account.expect_request(INSTALLATIONS).respond_with_json({"installations": [other, installed()]})
    account.expect_request("/api/v2/apps/901/public_key.pem").respond_with_data(
        PEM if form == "text" else json.dumps(PEM)
    )
    trust = ZendeskPanel().trust(desk, package="cxsdk")
    origin = account.url_for("").rstrip("/")
    assert trust == PanelTrust(
        public_key=PEM.strip(),
        issuer=origin.removeprefix("http://"),
        audience=f"{origin}/api/v2/apps/installations/902.json",
        origin=origin,
    )


@pytest.mark.parametrize(
    "there",
    [[], [installed(enabled=False)], [installed(settings=None)], [installed(app_id=None)]],
    ids=["none", "switched off", "no name", "no app"],
)
def test_app_that_is_not_there_is_named(account, desk, there):
    account.expect_request(INSTALLATIONS).respond_with_json({"installations": there})
    with pytest.raises(ConfigError, match="cxsdk") as caught:
        ZendeskPanel().trust(desk, package="cxsdk")
    assert "upload" in caught.value.hint


@pytest.mark.parametrize("body", ["", "<html>", '"half', "{}", '"no key"', "-----BEGIN RSA"])
def test_key_that_is_no_pem_is_refused(account, desk, body):
    account.expect_request(INSTALLATIONS).respond_with_json({"installations": [installed()]})
    account.expect_request("/api/v2/apps/901/public_key.pem").respond_with_data(body)
    with pytest.raises(SchemaError):
        ZendeskPanel().trust(desk, package="cxsdk")


def test_missing_key_is_not_found(account, desk):
    account.expect_request(INSTALLATIONS).respond_with_json({"installations": [installed()]})
    account.expect_request("/api/v2/apps/901/public_key.pem").respond_with_data("", status=404)
    with pytest.raises(NotFound):
        ZendeskPanel().trust(desk, package="cxsdk")


def test_desk_of_another_vendor_is_refused():
    for ask in (
        lambda: ZendeskPanel().trust(Stranger(), package="cxsdk"),
        lambda: ZendeskWebhooks().subscribe(Stranger(), url=URL, name="cxsdk"),
        lambda: ZendeskWebhooks().unsubscribe(Stranger(), "1"),
    ):
        with pytest.raises(ConfigError, match="otherdesk"):
            ask()
