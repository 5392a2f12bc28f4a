"""`cxsdk login`, `token` and `logout` against the local helpdesk's own OAuth server."""

from __future__ import annotations

import os
import pickle
import re
import stat
import subprocess
import sys
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

import cxsdk
from cxsdk.auth import saved_login
from cxsdk.errors import ConfigError, ReauthRequired
from cxsdk.helpdesks import registry

SECRET = "a-secret-of-the-client"


def me(origin, token):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{origin}/api/v2/users/me.json", headers=headers, timeout=10)


def test_a_person_logs_in_and_the_token_serves_curl_and_connect(log_in, say, origin, person, home):
    code, out, err = log_in()
    assert (code, err) == (0, "")
    assert (
        f"http://127.0.0.1:{urlsplit(re.search(r'http://127[^ ]+', out)[0]).port}/callback" in out
    )
    assert "read write" in out
    assert "go on in the terminal" in person.page.text
    code, out, err = say("token", "zendesk", "acme")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"[0-9a-f]{64}\n", out)
    assert me(origin, out.strip()).json()["user"]["role"] == "admin"
    auth = cxsdk.saved_login("zendesk", "acme")
    with cxsdk.connect("zendesk", "acme", auth=auth, base_url=origin) as hd:
        assert next(iter(hd.native.tickets.iter())).id


def test_the_browser_is_asked_with_pkce_and_state(log_in, person):
    seen = []
    person.before = seen.append
    log_in("--scope", "tickets:read", "--scope", "users:read")
    query = {k: v[0] for k, v in parse_qs(urlsplit(seen[0]).query).items()}
    assert query["code_challenge_method"] == "S256"
    assert len(query["state"]) >= 32
    assert query["scope"] == "tickets:read users:read"


def test_secrets_are_for_their_owner_alone_and_in_no_output(log_in, home):
    _, out, err = log_in()
    login = saved_login("zendesk", "acme")
    token = login.store.load(login.key)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    files = [path for path in home.iterdir() if path.suffix == ".json"]
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    for secret in (SECRET, token.access_token, token.refresh_token):
        assert secret not in out + err + repr(login) + repr(token)
        assert secret.encode() not in pickle.dumps(login)
    assert pickle.loads(pickle.dumps(login)) == login


def test_a_public_client_logs_in_without_a_secret_and_renews(
    log_in, say, end_token, monkeypatch, origin
):
    monkeypatch.setenv("CXSDK_CLIENT_SECRET", "")
    assert log_in(client="laptop")[0] == 0
    old = end_token()
    code, out, err = say("token", "zendesk", "acme")
    assert (code, err) == (0, "")
    assert out.strip() != old.access_token
    assert me(origin, out.strip()).status_code == 200


def test_who_refuses_gets_a_clear_page_and_nothing_is_kept(log_in, person, home):
    person.press, person.language = "deny", "ru-RU,ru;q=0.9,en;q=0.8"
    code, _, err = log_in()
    assert code == 1
    assert re.fullmatch(r"cxsdk: refused in the browser: access_denied.*\n", err)
    assert "Отказано" in person.page.text
    assert not list(home.glob("*.json"))


def test_an_answer_to_another_log_in_does_not_count(log_in, person):
    pages = []

    def forge(url):
        back = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        for state in ("", "another", "не то"):
            query = {"code": "stolen", "state": state}
            pages.append(requests.get(back, params=query, timeout=10))
        pages.append(requests.get(back.replace("/callback", "/favicon.ico"), timeout=10))

    person.before = forge
    assert log_in()[0] == 0
    assert [page.status_code for page in pages] == [400, 400, 400, 404]
    assert "another log-in" in pages[0].text


def test_scopes_that_are_not_granted_are_named(say, httpserver, monkeypatch):
    granted = {"access_token": "a-1", "token_type": "bearer", "scope": "read"}
    httpserver.expect_request("/oauth/tokens").respond_with_json(granted)
    monkeypatch.setenv("CXSDK_CLIENT_SECRET", SECRET)
    where = ("--client-id", "x", "--client-credentials", "--base-url", httpserver.url_for(""))
    code, _, err = say("login", "zendesk", "acme", *where)
    assert code == 0
    assert "Not granted: write" in err


def test_a_machine_logs_in_without_a_browser_and_shares_one_token(log_in, say, origin, end_token):
    assert log_in("--client-credentials")[0] == 0
    first, second = (say("token", "zendesk", "acme")[1] for _ in range(2))
    assert first == second
    end_token()
    assert (third := say("token", "zendesk", "acme")[1]) != first
    assert me(origin, third.strip()).status_code == 200


def test_logging_in_again_remembers_the_client(log_in, say, origin, monkeypatch, way_back, person):
    log_in("--scope", "tickets:read")
    monkeypatch.delenv("CXSDK_CLIENT_SECRET")
    code, out, _ = say("login", "zendesk", "acme", "--port", str(way_back))
    assert code == 0
    assert out.count("tickets:read") >= 1
    assert saved_login("zendesk", "acme").app.client_secret == SECRET


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("token", "zendesk", "acme"), 1, "nobody has logged in"),
        (("logout", "zendesk", "acme"), 1, "cxsdk login zendesk acme"),
        (("token", "zendesk", "../acme"), 1, "no name"),
        (("token", "nobody", "acme"), 1, "nobody has logged in"),
        (("login", "nobody", "acme"), 1, "no package brings"),
        (("login", "zendesk", "acme"), 2, "--client-id"),
        (("login", "zendesk", "acme", "--client-secret", "x"), 2, "No such option"),
        (("login", "zendesk", "A cme", "--client-id", "x"), 1, "no account name"),
        (("login", "zendesk", "acme", "--client-id", "x", "--client-credentials"), 1, "secret"),
        (
            ("login", "zendesk", "acme", "--client-id", "x", "--base-url", "http://acme.example"),
            1,
            "in clear",
        ),
    ],
)
def test_what_goes_wrong_is_one_line_that_says_what_to_do(say, words, code, said):
    got, out, err = say(*words)
    assert (got, out) == (code, "")
    assert said in err
    assert err.startswith("cxsdk: ")
    assert err.count("\n") == 1


def test_a_token_never_goes_to_another_address_than_it_came_from(log_in, origin):
    log_in()
    auth = saved_login("zendesk", "acme")
    with pytest.raises(ConfigError) as caught:
        cxsdk.connect("zendesk", "acme", auth=auth)
    assert origin in caught.value.hint
    with pytest.raises(ConfigError):
        cxsdk.connect("zendesk", "other", auth=auth)


def test_a_grant_that_is_lost_is_said_once(log_in, say, house, end_token):
    log_in()
    end_token()
    from cxsdk.sandbox.oauth import TokenShelf

    TokenShelf(house.office.state).revoke()
    code, out, err = say("token", "zendesk", "acme")
    assert (code, out) == (1, "")
    assert "log in again" in err


def test_four_processes_that_ask_at_once_print_one_token(log_in, end_token, home, origin):
    log_in()
    old = end_token()
    ask = [sys.executable, "-W", "error", "-c", "from cxsdk.cli import main; main()"]
    words = [*ask, "token", "zendesk", "acme"]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(home.parents[1])}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    asking = [subprocess.Popen(words, env=environment, **pipes) for _ in range(4)]
    said = [process.communicate() for process in asking]
    assert [process.returncode for process in asking] == [0] * 4, said
    assert len(set(said)) == 1
    token = said[0][0].strip()
    assert token != old.access_token
    assert me(origin, token).status_code == 200


def test_logging_out_gives_the_token_back_and_forgets_it(log_in, say, origin, home):
    log_in()
    token = say("token", "zendesk", "acme")[1].strip()
    assert me(origin, token).status_code == 200
    assert say("logout", "zendesk", "acme") == (0, "Logged out of acme at zendesk\n", "")
    assert me(origin, token).status_code == 401
    assert not list(home.glob("*.json"))
    with pytest.raises(ReauthRequired):
        saved_login("zendesk", "acme")


def test_logging_out_works_when_the_server_is_away(say, httpserver, monkeypatch, home):
    granted = {"access_token": "a-1", "token_type": "bearer"}
    httpserver.expect_ordered_request("/oauth/tokens").respond_with_json(granted)
    monkeypatch.setenv("CXSDK_CLIENT_SECRET", SECRET)
    where = ("--client-id", "x", "--client-credentials", "--base-url", httpserver.url_for(""))
    say("login", "zendesk", "acme", *where)
    httpserver.expect_ordered_request("/api/v2/oauth/tokens/current.json").respond_with_json(
        {"error": "Forbidden"}, status=403
    )
    code, _, err = say("logout", "zendesk", "acme")
    assert code == 0
    assert "may still work" in err
    assert not list(home.glob("*.json"))


@pytest.mark.parametrize("revoke_url", ["/revoke", ""])
def test_a_vendor_is_told_by_oauths_own_address_where_it_has_one(
    log_in, say, httpserver, monkeypatch, home, revoke_url
):
    httpserver.expect_request("/revoke").respond_with_json({})
    log_in()
    login = saved_login("zendesk", "acme")
    token = login.store.load(login.key)
    ours = registry.vendor("zendesk")
    address = httpserver.url_for(revoke_url) if revoke_url else ""

    def endpoints(account, base_url=None):
        return replace(ours.oauth(account, base_url), revoke_url=address)

    theirs = replace(ours, own_token=None, oauth=endpoints)
    monkeypatch.setattr(registry, "vendor", lambda _: theirs)
    code, _, err = say("logout", "zendesk", "acme")
    assert code == 0
    assert not list(home.glob("*.json"))
    shown = [request.form["token"] for request, _ in httpserver.log]
    assert shown == ([token.refresh_token] if revoke_url else [])
    assert ("may still work" in err) == (not revoke_url)


def test_the_list_of_commands_loads_none_of_them():
    heavy = {"requests", "authlib", "flask", "sqlalchemy", "marshmallow", "rich", "keyring"}
    script = (
        "import sys; from cxsdk.cli import run; run(['--help']);"
        f"print(sorted({heavy!r} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "cxsdk login zendesk acme" in done.stdout
