"""Uploaded apps: what the API tells of them, and openings that our own kit verifies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cxsdk.errors import AuthError, NotFound, TokenExpired
from cxsdk.helpdesks.base import PanelTrust
from cxsdk.helpdesks.zendesk.panel import ZendeskPanel
from cxsdk.sandbox.apps import audience, find_installation, public_key, sign_opening, upload_app

ORIGIN = "http://localhost:8400"


@pytest.fixture
def installation(office):
    return upload_app(office.state, name="cxsdk", title="Support apps", at=office.clock())


@pytest.fixture
def trust(api, installation) -> PanelTrust:
    """What the kit learns at install, over the API."""
    (found,) = api.get("/apps/installations.json")["installations"]
    assert found["settings"]["name"] == "cxsdk"
    pem = api.send("GET", f"/apps/{found['app_id']}/public_key.pem")
    assert pem.status_code == 200
    return PanelTrust(pem.text, "localhost:8400", audience(ORIGIN, found["id"]), ORIGIN)


def test_an_opening_is_accepted_by_our_kit(office, cast, installation, trust) -> None:
    token = sign_opening(office.state, installation, origin=ORIGIN, user_id=cast.agent["id"])
    context = ZendeskPanel().parse(token, trust=trust)
    assert context.user_id == str(cast.agent["id"])
    assert (context.location, context.product) == ("ticket_sidebar", "support")
    again = sign_opening(office.state, installation, origin=ORIGIN, user_id=cast.agent["id"])
    assert token != again


def test_an_old_opening_or_one_of_another_app_is_not(office, cast, installation, trust) -> None:
    panel = ZendeskPanel()
    token = sign_opening(office.state, installation, origin=ORIGIN, user_id=1)
    with pytest.raises(TokenExpired):
        panel.parse(token, trust=trust, now=datetime.now(UTC) + timedelta(minutes=10))
    other = upload_app(
        office.state, name="x", title="X", at=office.clock(), app_id=7, installation_id=8
    )
    with pytest.raises(AuthError):
        panel.parse(sign_opening(office.state, other, origin=ORIGIN, user_id=1), trust=trust)


def test_the_private_key_stays_at_home(api, office, installation) -> None:
    kept = office.state.get("apps", installation["app_id"])["private_key"]
    assert "PRIVATE" in kept
    for path in ("/apps/installations", f"/apps/installations/{installation['id']}"):
        assert "PRIVATE" not in api.send("GET", path).text
    assert "PRIVATE" not in public_key(office.state, installation["app_id"])
    assert api.send("GET", "/apps/999/public_key.pem").status_code == 404
    with pytest.raises(NotFound):
        public_key(office.state, 999)


def test_uploading_again_keeps_the_key(office, installation) -> None:
    before = public_key(office.state, installation["app_id"])
    upload_app(office.state, name="cxsdk", title="Another title", at=office.clock())
    assert public_key(office.state, installation["app_id"]) == before
    assert find_installation(office.state, "cxsdk")["settings"]["title"] == "Another title"
    assert find_installation(office.state, "other") is None
