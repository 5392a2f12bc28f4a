"""Installing through the browser: bound to one browser, one account, one use, ten minutes."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from cxsdk.appkit import Event, Role
from cxsdk.helpdesks.base import Capability
from cxsdk.models import AgentRole
from cxsdk.store import tables

ASKED = {"vendor": "deskless", "account": "acme"}


def start(browser, **more):
    answer = browser.post("/install/start", data={**ASKED, **more})
    assert answer.status_code == 303
    return answer, parse_qs(urlsplit(answer.headers["Location"]).query)


def test_the_page_asks_for_the_account_and_says_what_comes_with_it(stage):
    answer = stage.client().get("/install")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'action="/install/start"' in text
    assert "Probe" in text
    assert "tickets:read" in text


def test_the_browser_is_sent_to_the_helpdesk_with_pkce_and_state(stage):
    answer, query = start(stage.client())
    assert answer.headers["Location"].startswith("https://acme.desk.example/oauth/authorize?")
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://127.0.0.1:8401/oauth/callback"]
    assert len(query["state"][0]) >= 43


def test_the_cookie_is_for_this_host_only_and_not_for_scripts(stage, make_stage):
    answer, _ = start(stage.client())
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("cx-oauth=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    secure = make_stage(public_url="https://apps.example")
    answer = secure.browser().post("/install/start", data=ASKED, base_url="https://apps.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cx-oauth=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_the_database_holds_neither_state_nor_verifier_nor_token(stage):
    browser = stage.client()
    _, query = start(browser)
    browser.get(f"/oauth/callback?state={query['state'][0]}&code=good")
    with stage.kit.database.connect() as connection:
        held = repr(connection.exec_driver_sql("select * from token").all())
        held += repr(connection.exec_driver_sql("select * from oauth_state").all())
        held += repr(connection.exec_driver_sql("select * from installation").all())
    assert "access-secret-1" not in held
    assert query["state"][0] not in held
    assert "signing-secret" not in held


def test_after_consent_hook_trust_and_token_stand_and_the_apps_are_told_once(stage):
    browser = stage.client()
    _, query = start(browser)
    answer = browser.get(f"/oauth/callback?state={query['state'][0]}&code=good")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/installed")
    found = stage.kit.find_installation("deskless", "acme")
    assert stage.account.hooks == {"hook-1": f"http://127.0.0.1:8401/hooks/{found.id}"}
    stage.kit.engine.drain()
    assert stage.seen == [(Event.INSTALLED, "")]
    with stage.kit.database.read() as db:
        row = db.scalars(select(tables.Installation)).one()
        assert (row.state, row.panel_origin) == ("active", "https://acme.desk.example")
        assert db.scalars(select(tables.Audit.action)).all() == ["package.installed"]
    shown = browser.get("/installed").get_data(as_text=True)
    assert "The apps are connected" in shown
    assert "acme" in shown


@pytest.mark.parametrize(
    ("wanted", "to"),
    [
        ("/apps/kit_probe/wide?a=1", "/apps/kit_probe/wide?a=1"),
        ("//evil.example", "/installed"),
        ("/\\evil.example", "/installed"),
        ("https://evil.example", "/installed"),
        ("/a\r\nX: y", "/installed"),
        ("", "/installed"),
    ],
)
def test_the_way_on_is_a_path_of_ours_or_none(stage, wanted, to):
    browser = stage.client()
    _, query = start(browser, return_to=wanted)
    answer = browser.get(f"/oauth/callback?state={query['state'][0]}&code=good")
    assert answer.headers["Location"] == to


def test_a_state_is_good_once(stage):
    browser = stage.client()
    _, query = start(browser)
    url = f"/oauth/callback?state={query['state'][0]}&code=good"
    assert browser.get(url).status_code == 303
    again = browser.get(url)
    assert again.status_code == 400
    assert "/install" in again.get_data(as_text=True)


def test_a_state_of_another_browser_is_refused_and_spent(stage):
    mine, other = stage.client(), stage.client()
    _, query = start(mine)
    start(other)
    url = f"/oauth/callback?state={query['state'][0]}&code=good"
    assert other.get(url).status_code == 400
    assert stage.client().get(url).status_code == 400
    assert mine.get(url).status_code == 400
    assert stage.kit.find_installation("deskless", "acme") is None


def test_a_log_in_that_took_too_long_is_refused(stage):
    browser = stage.client()
    _, query = start(browser)
    with stage.kit.database.write() as db:
        row = db.scalars(select(tables.OAuthState)).one()
        db.execute(update(tables.OAuthState).values(expires_at=row.expires_at.replace(year=2020)))
    answer = browser.get(f"/oauth/callback?state={query['state'][0]}&code=good")
    assert answer.status_code == 400
    assert "ten minutes" in answer.get_data(as_text=True)


def test_denied_consent_says_that_nothing_was_installed(stage):
    browser = stage.client()
    _, query = start(browser)
    answer = browser.get(f"/oauth/callback?state={query['state'][0]}&error=access_denied")
    assert answer.status_code == 403
    assert "Nothing was installed" in answer.get_data(as_text=True)
    assert stage.kit.find_installation("deskless", "acme") is None


def test_a_refused_code_is_a_page_without_the_code(stage):
    browser = stage.client()
    _, query = start(browser)
    answer = browser.get(f"/oauth/callback?state={query['state'][0]}&code=spent-code-77")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "invalid_grant" in text
    assert "spent-code-77" not in text
    assert "client-secret-9" not in text


def test_a_name_that_is_no_account_comes_back_with_the_form(stage):
    answer = stage.client().post(
        "/install/start", data={"vendor": "deskless", "account": "evil.example/x"}
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)


def test_another_site_cannot_begin_an_installation(stage):
    answer = stage.client().post(
        "/install/start", data=ASKED, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_only_an_admin_can_install(stage):
    stage.account.agent("1", AgentRole.AGENT)
    browser = stage.client()
    _, query = start(browser)
    answer = browser.get(f"/oauth/callback?state={query['state'][0]}&code=good")
    assert answer.status_code == 403
    assert stage.kit.find_installation("deskless", "acme") is None
    assert stage.account.hooks == {}
    with stage.kit.database.read() as db:
        assert db.scalars(select(tables.Token)).all() == []


def test_a_helpdesk_that_lacks_what_an_app_needs_is_refused(stage):
    stage.account.capabilities = frozenset()
    browser = stage.client()
    _, query = start(browser)
    answer = browser.get(f"/oauth/callback?state={query['state'][0]}&code=good")
    assert answer.status_code == 500
    assert Capability.TICKETS_READ in answer.get_data(as_text=True)


def test_installing_again_keeps_the_row_and_replaces_the_hook(stage):
    number = stage.install()
    assert stage.install() == number
    assert list(stage.account.hooks) == ["hook-2"]
    with stage.kit.database.read() as db:
        assert len(db.scalars(select(tables.Installation)).all()) == 1
        assert len(db.scalars(select(tables.Token)).all()) == 1


def test_a_failed_second_installation_leaves_the_first_at_work(stage):
    number = stage.install()
    stage.account.capabilities = frozenset()
    browser = stage.client()
    _, query = start(browser)
    assert browser.get(f"/oauth/callback?state={query['state'][0]}&code=good").status_code == 500
    stage.account.capabilities = frozenset({Capability.TICKETS_READ})
    assert stage.kit.find_installation("deskless", "acme").id == number
    assert stage.deliver(number, at=stage.at()).status_code == 202


def test_an_admin_can_end_it_and_the_apps_are_told(stage, httpserver):
    number = stage.install()
    browser = stage.client()
    _, query = start(browser)
    browser.get(f"/oauth/callback?state={query['state'][0]}&code=good")
    stage.kit.engine.drain()
    stage.seen.clear()
    page = browser.get("/installed").get_data(as_text=True)
    token = page.split('name="_csrf" value="')[1].split('"')[0]
    assert browser.post("/uninstall", data={"_csrf": "guessed"}).status_code == 403
    answer = browser.post("/uninstall", data={"_csrf": token})
    assert answer.status_code == 200
    assert "disconnected" in answer.get_data(as_text=True)
    stage.kit.engine.drain()
    assert stage.seen == [(Event.UNINSTALLED, "")]
    assert stage.account.hooks == {}
    assert any(r.path == "/oauth/revoke" for r, _ in httpserver.log)
    assert stage.kit.find_installation("deskless", "acme") is None
    assert stage.deliver(number, at=stage.at()).status_code == 401
    assert browser.get("/installed").status_code == 401
    assert stage.install() == number


def test_who_is_no_admin_any_more_cannot_end_it(stage):
    number = stage.install()
    browser = stage.client()
    _, query = start(browser)
    browser.get(f"/oauth/callback?state={query['state'][0]}&code=good")
    stage.kit.roles.set(number, "1", {Role.LEAD})
    page = browser.get("/installed").get_data(as_text=True)
    assert 'action="/uninstall"' not in page
    stage.kit.roles.set(number, "1", {Role.ADMIN})
    page = browser.get("/installed").get_data(as_text=True)
    token = page.split('name="_csrf" value="')[1].split('"')[0]
    stage.kit.roles.set(number, "1", {Role.LEAD})
    assert browser.post("/uninstall", data={"_csrf": token}).status_code == 403
