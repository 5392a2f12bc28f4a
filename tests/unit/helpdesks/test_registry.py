"""Vendors are found by entry point, ours exactly as a stranger's."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from typing import Any

import pytest

import cxsdk
from cxsdk.errors import ConfigError
from cxsdk.helpdesks import registry
from cxsdk.helpdesks.base import Capability, Vendor
from cxsdk.helpdesks.zendesk import vendor as zendesk

THIRD_PARTY = Vendor(
    name="otherdesk",
    connect=lambda account, /, **how: (account, how),
    oauth=None,
    webhooks=zendesk.webhooks,
    panel=None,
    read_error=zendesk.read_error,
)
NOT_A_VENDOR = object()
HERE = __name__


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(sys.modules, "stranger", sys.modules[__name__])
    registry._find.cache_clear()

    def put(*points: tuple[str, str]) -> None:
        found = [EntryPoint(name, value, registry.GROUP) for name, value in points]
        monkeypatch.setattr(registry, "entry_points", lambda group: found)

    yield put
    registry._find.cache_clear()


def test_our_vendor_comes_by_its_entry_point() -> None:
    found = registry.vendor("zendesk")
    assert found is zendesk
    assert found.name == "zendesk"
    assert found.oauth is not None
    endpoints = found.oauth("acme", None)
    assert endpoints.authorize_url == "https://acme.zendesk.com/oauth/authorizations/new"
    assert endpoints.token_url == "https://acme.zendesk.com/oauth/tokens"
    assert found.read_error(404, {}, b'{"error":"RecordNotFound"}').code == "RecordNotFound"


def test_strangers_vendor_opens_like_ours(install: Any) -> None:
    install(("otherdesk", "stranger:THIRD_PARTY"))
    how: dict[str, Any] = {
        "auth": cxsdk.BearerToken("x"),
        "base_url": "https://d.example",
        "retry": cxsdk.Retry(on_limit="raise"),
        "budget": cxsdk.MemoryBudget(),
        "timeout_s": 3.0,
    }
    opened: Any = cxsdk.connect("otherdesk", "acme", **how)
    assert opened == ("acme", how)


@pytest.mark.parametrize(
    ("points", "message", "hint"),
    [
        ((), "no package", "none"),
        ((("otherdesk", "stranger:THIRD_PARTY"),), "no package", "otherdesk"),
        ((("zendesk", "stranger:NOT_A_VENDOR"),), "no Vendor", "Vendor"),
        ((("zendesk", "stranger:missing"),), "does not load", "reinstall"),
        ((("zendesk", "no_such_module:vendor"),), "does not load", "reinstall"),
        ((("zendesk", "a:vendor"), ("zendesk", "b:vendor")), "2 packages", "zendesk"),
    ],
)
def test_vendor_that_cannot_be_had_is_named(
    install: Any, points: tuple[tuple[str, str], ...], message: str, hint: str
) -> None:
    install(*points)
    with pytest.raises(ConfigError, match=message) as caught:
        cxsdk.connect("zendesk", "acme", auth=cxsdk.BearerToken("x"))
    assert hint in caught.value.hint


def test_bad_account_is_refused_when_it_is_opened() -> None:
    with pytest.raises(ConfigError):
        cxsdk.connect("zendesk", "acme.zendesk.com", auth=cxsdk.BearerToken("x"))
    with pytest.raises(ConfigError):
        cxsdk.connect(
            "zendesk", "acme", auth=cxsdk.BearerToken("x"), base_url="http://desk.example"
        )


def test_opened_desk_says_what_it_can_do_and_no_secret() -> None:
    with cxsdk.connect("zendesk", "acme", auth=cxsdk.BearerToken("t0ken")) as desk:
        assert (desk.vendor, desk.account) == ("zendesk", "acme")
        assert Capability.SAFE_UPDATE in desk.capabilities
        assert "t0ken" not in repr(desk)


def test_looking_a_vendor_up_does_not_load_what_makes_calls() -> None:
    code = (
        "import sys; from cxsdk.helpdesks.registry import vendor; vendor('zendesk');"
        "heavy = {'requests', 'authlib', 'marshmallow', 'joserfc', 'flask', 'sqlalchemy'};"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
