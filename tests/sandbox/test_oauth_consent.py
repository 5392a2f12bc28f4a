"""The account's consent page and its codes: who may allow what, PKCE, and what goes back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from cxsdk.auth import AuthorizationCode, OAuthApp, OAuthEndpoints
from cxsdk.errors import AuthError
from cxsdk.http import Request, Transport
from cxsdk.sandbox.oauth import register_client

REDIRECT = "http://127.0.0.1:8401/oauth/callback"
SECRET = "the-kits-own-secret"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, Appendix B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def answer(response) -> dict[str, str]:
    assert response.status_code == 302, response.text
    parts = urlsplit(response.location)
    assert response.location.startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_an_admin_allows_the_app_and_its_token_works_as_that_admin(browser, cast) -> None:
    visitor = browser(cast.admin)
    given = answer(visitor.decide())
    assert given["state"] == "s-1"
    token = visitor.trade(
        grant_type="authorization_code",
        code=given["code"],
        redirect_uri=REDIRECT,
        code_verifier=VERIFIER,
    ).get_json()
    assert token["token_type"] == "bearer"
    assert token["expires_in"] == 1800
    assert token["refresh_token_expires_in"] == 2_592_000
    assert token["scope"] == "tickets:read users:read"
    assert visitor.call(token["access_token"]).get_json()["user"]["id"] == cast.admin["id"]


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
    given = answer(browser(cast.admin).decide("deny"))
    assert given["error"] == "access_denied"
    assert given["state"] == "s-1"


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("agent", 403), ("customer", 403)])
def test_only_an_admin_may_allow_apps(browser, cast, who, status) -> None:
    visitor = browser(getattr(cast, who) if who else None)
    page = visitor.ask()
    assert page.status_code == status
    assert "code=" not in page.text
    assert "/?next=" in page.text
    posted = visitor.press({"decision": "allow"})
    assert posted.status_code == status


def test_a_consent_from_another_page_is_not_one(browser, cast) -> None:
    visitor = browser(cast.admin)
    visitor.ask()
    for forged in ("", "wrong", "не то"):
        posted = visitor.press({"decision": "allow", "csrf": forged})
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
    page = browser(cast.admin).ask(**changed)
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
    given = answer(browser(cast.admin).ask(**changed))
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
    visitor = browser(cast.admin)
    form = {
        "grant_type": "authorization_code",
        "code": answer(visitor.decide())["code"],
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        **changed,
    }
    response = visitor.trade(**form)
    assert (response.status_code, response.get_json()["error"]) == (400, "invalid_grant")


def test_a_code_is_good_once_and_for_two_minutes(browser, cast, office) -> None:
    visitor = browser(cast.admin)
    form = {
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        "code": answer(visitor.decide())["code"],
    }
    assert visitor.trade(**form).status_code == 200
    assert visitor.trade(**form).get_json()["error"] == "invalid_grant"
    form["code"] = answer(visitor.decide())["code"]
    (kept,) = office.state.list("oauth_codes")
    office.state.put("oauth_codes", kept | {"expires_at": "2020-01-01T00:00:00Z"})
    assert visitor.trade(**form).get_json()["error"] == "invalid_grant"


def test_a_public_client_proves_itself_by_pkce_alone(browser, cast, office) -> None:
    register_client(
        office.state,
        identifier="phone",
        name="Phone",
        redirect_uris=[REDIRECT],
        owner_id=cast.admin["id"],
    )
    visitor = browser(cast.admin)
    form = {
        "client_id": "phone",
        "client_secret": None,
        "redirect_uri": REDIRECT,
        "grant_type": "authorization_code",
        "code_verifier": VERIFIER,
        "code": answer(visitor.decide(client_id="phone"))["code"],
    }
    token = visitor.trade(**form).get_json()
    renewed = visitor.trade(
        client_id="phone",
        client_secret=None,
        grant_type="refresh_token",
        refresh_token=token["refresh_token"],
    )
    assert renewed.status_code == 200
    form["code"] = answer(visitor.decide(client_id="phone"))["code"]
    assert visitor.trade(**{**form, "code_verifier": None}).status_code == 400
    machine = visitor.trade(client_id="phone", client_secret=None, grant_type="client_credentials")
    assert machine.status_code in {400, 401}


def test_the_consent_page_cannot_be_framed_and_names_what_is_asked(browser, cast) -> None:
    page = browser(cast.admin).ask()
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "tickets:read" in page.text
    assert "The kit" in page.text


def test_where_to_become_somebody_else_brings_one_back(browser, cast) -> None:
    page = browser(cast.agent).ask()
    link = re.search(r'href="(/\?next=[^"]+)"', page.text)
    assert link
    back = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)["next"][0]
    assert back.startswith("/oauth/authorizations/new?")
    assert urlencode({"code_challenge": CHALLENGE}) in back
