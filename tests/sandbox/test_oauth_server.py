"""The account's OAuth server: codes with PKCE, rotation, machines, and who may consent."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from cxsdk.auth import AuthorizationCode, OAuthApp, OAuthEndpoints
from cxsdk.errors import AuthError
from cxsdk.http import Request, Transport
from cxsdk.sandbox.oauth import TokenShelf, register_client

REDIRECT = "http://127.0.0.1:8401/oauth/callback"
SECRET = "the-kits-own-secret"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, Appendix B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ASK = {
    "response_type": "code",
    "client_id": "cxsdk",
    "redirect_uri": REDIRECT,
    "scope": "tickets:read users:read",
    "state": "s-1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def browser(account, cast):
    """A browser in which somebody is signed in."""
    client = account.test_client()

    def sign_in(person: dict[str, Any] | None):
        with client.session_transaction() as session:
            session.clear()
            if person:
                session["user_id"] = person["id"]
        return client

    return sign_in


def ask(client, **changed: str | None):
    query = {k: v for k, v in {**ASK, **changed}.items() if v is not None}
    return client.get("/oauth/authorizations/new", query_string=query)


def decide(client, decision: str = "allow", **changed: str | None):
    page = ask(client, **changed)
    assert page.status_code == 200, page.text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    query = {k: v for k, v in {**ASK, **changed}.items() if v is not None}
    return client.post(
        "/oauth/authorizations/new",
        query_string=query,
        data={"csrf": csrf[1], "decision": decision},
    )


def answer(response) -> dict[str, str]:
    assert response.status_code == 302, response.text
    parts = urlsplit(response.location)
    assert response.location.startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def trade(client, **form: Any):
    body = {"client_id": "cxsdk", "client_secret": SECRET, **form}
    return client.post("/oauth/tokens", json={k: v for k, v in body.items() if v is not None})


def issue(client, **changed: Any) -> dict[str, Any]:
    code = answer(decide(client))["code"]
    response = trade(
        client,
        grant_type="authorization_code",
        code=code,
        redirect_uri=REDIRECT,
        code_verifier=VERIFIER,
        **changed,
    )
    assert response.status_code == 200, response.text
    return response.get_json()


def call(client, token: str, path: str = "/api/v2/users/me", method: str = "GET", **how: Any):
    headers = {"Authorization": f"Bearer {token}"}
    return client.open(path, method=method, headers=headers, **how)


def test_an_admin_allows_the_app_and_its_token_works_as_that_admin(browser, cast) -> None:
    client = browser(cast.admin)
    given = answer(decide(client))
    assert given["state"] == "s-1"
    token = trade(
        client,
        grant_type="authorization_code",
        code=given["code"],
        redirect_uri=REDIRECT,
        code_verifier=VERIFIER,
    ).get_json()
    assert token["token_type"] == "bearer"
    assert token["expires_in"] == 1800
    assert token["refresh_token_expires_in"] == 2_592_000
    assert token["scope"] == "tickets:read users:read"
    assert call(client, token["access_token"]).get_json()["user"]["id"] == cast.admin["id"]


def test_our_own_sdk_logs_in_over_a_socket(serve) -> None:
    served = serve()
    admin = served.office.desk.create_user("Роман", email="r@x.example", role="admin")
    register_client(
        served.office.state,
        identifier="cxsdk",
        name="Kit",
        redirect_uris=[REDIRECT],
        owner_id=admin["id"],
        secret=SECRET,
    )
    transport = Transport()
    flow = AuthorizationCode(
        OAuthApp("cxsdk", SECRET, ("tickets:read", "users:read")),
        OAuthEndpoints(
            f"{served.origin}/oauth/authorizations/new", f"{served.origin}/oauth/tokens"
        ),
        transport,
    )
    pending = flow.begin(REDIRECT)
    client = served.flask.test_client()
    with client.session_transaction() as session:
        session["user_id"] = admin["id"]
    parts = urlsplit(pending.url)
    page = client.get(f"{parts.path}?{parts.query}")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    back = client.post(f"{parts.path}?{parts.query}", data={"csrf": csrf[1], "decision": "allow"})
    given = answer(back)
    token = flow.finish(pending, state=given["state"], code=given["code"])
    assert token.refresh_token
    me = transport.send(
        Request(
            "GET",
            f"{served.origin}/api/v2/users/me.json",
            {"Authorization": f"Bearer {token.access_token}"},
        )
    )
    assert me.json()["user"]["name"] == "Роман"
    with pytest.raises(AuthError):
        flow.finish(pending, state=given["state"], code=given["code"])
    transport.close()


def test_a_refusal_goes_back_to_the_app(browser, cast) -> None:
    given = answer(decide(browser(cast.admin), "deny"))
    assert given["error"] == "access_denied"
    assert given["state"] == "s-1"


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("agent", 403), ("customer", 403)])
def test_only_an_admin_may_allow_apps(browser, cast, who, status) -> None:
    client = browser(getattr(cast, who) if who else None)
    page = ask(client)
    assert page.status_code == status
    assert "code=" not in page.text
    assert "/?next=" in page.text
    posted = client.post("/oauth/authorizations/new", query_string=ASK, data={"decision": "allow"})
    assert posted.status_code == status


def test_a_consent_from_another_page_is_not_one(browser, cast) -> None:
    client = browser(cast.admin)
    ask(client)
    for forged in ("", "wrong", "не то"):
        posted = client.post(
            "/oauth/authorizations/new",
            query_string=ASK,
            data={"decision": "allow", "csrf": forged},
        )
        assert posted.status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": REDIRECT + "/"},
        {"redirect_uri": 'http://evil.example/"<x>'},
        {"client_id": "stranger"},
        {"client_id": None},
    ],
)
def test_an_address_or_client_that_is_not_registered_is_never_redirected_to(
    browser, cast, changed
) -> None:
    page = ask(browser(cast.admin), **changed)
    assert page.status_code == 400
    assert page.location is None
    assert "<x>" not in page.text


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge": "short"},
    ],
)
def test_pkce_with_s256_is_asked_of_everybody(browser, cast, changed) -> None:
    given = answer(ask(browser(cast.admin), **changed))
    assert given["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "x" * 43},
        {"redirect_uri": REDIRECT + "/other"},
        {"code": "nonsense"},
    ],
)
def test_a_code_is_only_good_for_who_asked_for_it(browser, cast, changed) -> None:
    client = browser(cast.admin)
    form = {
        "grant_type": "authorization_code",
        "code": answer(decide(client))["code"],
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        **changed,
    }
    response = trade(client, **form)
    assert (response.status_code, response.get_json()["error"]) == (400, "invalid_grant")


def test_a_code_is_good_once_and_for_two_minutes(browser, cast, office) -> None:
    client = browser(cast.admin)
    form = {
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        "code": answer(decide(client))["code"],
    }
    assert trade(client, **form).status_code == 200
    assert trade(client, **form).get_json()["error"] == "invalid_grant"
    form["code"] = answer(decide(client))["code"]
    (kept,) = office.state.list("oauth_codes")
    office.state.put("oauth_codes", kept | {"expires_at": "2020-01-01T00:00:00Z"})
    assert trade(client, **form).get_json()["error"] == "invalid_grant"


@pytest.mark.parametrize("changed", [{"client_secret": "wrong"}, {"client_secret": None}])
def test_a_wrong_secret_is_refused(browser, cast, changed) -> None:
    response = trade(browser(cast.admin), grant_type="client_credentials", **changed)
    assert (response.status_code, response.get_json()["error"]) == (401, "invalid_client")


def test_forms_are_taken_as_well_as_json(browser, cast) -> None:
    client = browser(cast.admin)
    form = {"grant_type": "client_credentials", "client_id": "cxsdk", "client_secret": SECRET}
    response = client.post("/oauth/tokens", data=form)
    assert response.status_code == 200
    basic = client.post(
        "/oauth/tokens", data={"grant_type": "client_credentials"}, auth=("cxsdk", SECRET)
    )
    assert basic.status_code == 200
    assert (
        client.post("/oauth/tokens", data=b"{bad", content_type="application/json").status_code
        == 400
    )


def test_a_machine_acts_as_its_owner_and_gets_no_refresh_token(browser, cast) -> None:
    client = browser(None)
    token = trade(client, grant_type="client_credentials", scope="read").get_json()
    assert "refresh_token" not in token
    assert call(client, token["access_token"]).get_json()["user"]["id"] == cast.admin["id"]


def test_refreshing_rotates_and_a_spent_refresh_token_leaves_its_successor_alone(
    browser, cast
) -> None:
    client = browser(cast.admin)
    first = issue(client)
    second = trade(
        client, grant_type="refresh_token", refresh_token=first["refresh_token"]
    ).get_json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == first["scope"]
    assert call(client, first["access_token"], "/api/v2/tickets").status_code == 401
    again = trade(client, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (again.status_code, again.get_json()["error"]) == (400, "invalid_grant")
    assert call(client, second["access_token"], "/api/v2/tickets").status_code == 200
    third = trade(client, grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert third.status_code == 200


def test_of_many_who_refresh_at_once_one_wins(browser, cast, account, monkeypatch) -> None:
    refresh = issue(browser(cast.admin))["refresh_token"]
    answers: list[int] = []
    look_up = TokenShelf.by_refresh_token

    def look_up_slowly(shelf: TokenShelf, token: str):
        found = look_up(shelf, token)
        threading.Event().wait(0.02)
        return found

    monkeypatch.setattr(TokenShelf, "by_refresh_token", look_up_slowly)

    def race() -> None:
        response = trade(account.test_client(), grant_type="refresh_token", refresh_token=refresh)
        answers.append(response.status_code)

    threads = [threading.Thread(target=race) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [200, 400, 400, 400, 400, 400]


def test_a_refresh_token_of_another_client_is_refused(browser, cast, office) -> None:
    refresh = issue(browser(cast.admin))["refresh_token"]
    register_client(
        office.state,
        identifier="other",
        name="Other",
        redirect_uris=[REDIRECT],
        owner_id=cast.admin["id"],
        secret="s",
    )
    response = trade(
        browser(None),
        client_id="other",
        client_secret="s",
        grant_type="refresh_token",
        refresh_token=refresh,
    )
    assert response.get_json()["error"] == "invalid_grant"


def test_a_public_client_proves_itself_by_pkce_alone(browser, cast, office) -> None:
    register_client(
        office.state,
        identifier="phone",
        name="Phone",
        redirect_uris=[REDIRECT],
        owner_id=cast.admin["id"],
    )
    client = browser(cast.admin)
    form = {
        "client_id": "phone",
        "client_secret": None,
        "redirect_uri": REDIRECT,
        "grant_type": "authorization_code",
        "code_verifier": VERIFIER,
        "code": answer(decide(client, client_id="phone"))["code"],
    }
    token = trade(client, **form).get_json()
    renewed = trade(
        client,
        client_id="phone",
        client_secret=None,
        grant_type="refresh_token",
        refresh_token=token["refresh_token"],
    )
    assert renewed.status_code == 200
    form["code"] = answer(decide(client, client_id="phone"))["code"]
    assert trade(client, **{**form, "code_verifier": None}).status_code == 400
    machine = trade(client, client_id="phone", client_secret=None, grant_type="client_credentials")
    assert machine.status_code in {400, 401}


def test_a_life_may_be_asked_for_within_the_vendors_bounds(browser, cast) -> None:
    client = browser(cast.admin)
    assert issue(client, expires_in=300)["expires_in"] == 300
    for wrong in (299, 172_801, "soon", -5):
        response = trade(client, grant_type="client_credentials", expires_in=wrong)
        assert (response.status_code, response.get_json()["error"]) == (400, "invalid_request")


def test_an_expired_token_is_refused_with_the_vendors_words(browser, cast, office) -> None:
    client = browser(cast.admin)
    token = issue(client)
    late = TokenShelf(office.state, real=lambda: datetime.now(UTC) + timedelta(seconds=1801))
    assert late.bearer(token["access_token"]) is None
    assert TokenShelf(office.state).expire(cast.admin["id"]) == 1
    response = call(client, token["access_token"], "/api/v2/users/me")
    assert response.status_code == 401
    assert response.get_json()["error"] == "invalid_token"
    assert "invalid_token" in response.headers["WWW-Authenticate"]
    renewed = trade(client, grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert renewed.status_code == 200


def test_a_revoked_grant_cannot_be_refreshed(browser, cast, office) -> None:
    client = browser(cast.admin)
    token = issue(client)
    assert TokenShelf(office.state).revoke() == 1
    again = trade(client, grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert again.get_json()["error"] == "invalid_grant"


def test_scopes_are_kept(browser, cast, make_ticket) -> None:
    ticket = make_ticket()
    client = browser(cast.admin)
    token = issue(client)["access_token"]
    path = f"/api/v2/tickets/{ticket['id']}"
    assert call(client, token, path).status_code == 200
    refused = call(client, token, path, "PUT", json={"ticket": {"priority": "high"}})
    assert refused.status_code == 403
    assert refused.get_json() == {
        "error": "Forbidden",
        "description": "You are missing the following required scopes: tickets:write, write",
    }
    assert (
        call(client, token, "/api/v2/groups")
        .get_json()["description"]
        .endswith("groups:read, read")
    )
    assert call(client, token, f"{path}/comments").status_code == 200
    assert call(client, token, "/api/v2/incremental/tickets/cursor?start_time=0").status_code == 200
    assert call(client, token, "/api/v2/ticket_fields").status_code == 200


def test_an_unknown_scope_is_granted_and_good_for_nothing(browser, cast) -> None:
    client = browser(None)
    token = trade(client, grant_type="client_credentials", scope="tickts:read").get_json()
    assert token["scope"] == "tickts:read"
    assert call(client, token["access_token"], "/api/v2/tickets").status_code == 403


def test_the_callers_own_token_can_be_looked_at_and_given_back(browser, cast) -> None:
    client = browser(cast.admin)
    token = issue(client)
    path = "/api/v2/oauth/tokens/current.json"
    shown = call(client, token["access_token"], path).get_json()["token"]
    assert shown["scopes"] == ["tickets:read", "users:read"]
    assert shown["token"] == token["access_token"][:10]
    assert token["access_token"] not in str(shown)
    assert token["refresh_token"] not in str(shown)
    assert call(client, token["access_token"], path, "DELETE").status_code == 204
    assert call(client, token["access_token"], path).status_code == 401


def test_no_secret_is_kept_as_it_is(browser, cast, office) -> None:
    token = issue(browser(cast.admin))
    office.state.close()
    kept = b"".join(each.read_bytes() for each in Path(office.state.path).parent.iterdir())
    assert b"Roman" in kept or "Роман".encode() in kept
    for secret in (token["access_token"], token["refresh_token"], SECRET):
        assert secret.encode() not in kept


def test_the_consent_page_cannot_be_framed_and_names_what_is_asked(browser, cast) -> None:
    page = ask(browser(cast.admin))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "tickets:read" in page.text
    assert "The kit" in page.text


def test_where_to_become_somebody_else_brings_one_back(browser, cast) -> None:
    page = ask(browser(cast.agent))
    link = re.search(r'href="(/\?next=[^"]+)"', page.text)
    assert link
    back = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)["next"][0]
    assert back.startswith("/oauth/authorizations/new?")
    assert urlencode({"code_challenge": CHALLENGE}) in back
