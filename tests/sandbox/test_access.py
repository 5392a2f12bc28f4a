"""Who may call: API tokens, bearers, roles, and the anonymous user that is no error."""

from __future__ import annotations

import pytest

from cxsdk.sandbox.api.guard import add_api_token


def basic(email: str, token: str):
    import base64

    word = base64.b64encode(f"{email}/token:{token}".encode()).decode()
    return {"Authorization": f"Basic {word}"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("roman@skladen.example", "wrong"),
        basic("stranger@x.example", "an-api-token"),
        basic("m.lapina@teplydom.example", "an-api-token"),
        {"Authorization": "Basic %%%"},
        {"Authorization": "Digest x"},
    ],
)
def test_wrong_credentials_are_an_anonymous_user_or_a_401(account, cast, headers) -> None:
    client = account.test_client()
    me = client.get("/api/v2/users/me.json", headers=headers)
    assert me.status_code == 200
    assert me.get_json()["user"]["name"] == "Anonymous user"
    assert me.get_json()["user"]["id"] is None
    other = client.get("/api/v2/tickets.json", headers=headers)
    assert other.status_code == 401
    assert other.get_json() == {"error": "Couldn't authenticate you"}


def test_a_wrong_bearer_is_always_refused(account, cast) -> None:
    for path in ("/api/v2/users/me", "/api/v2/tickets"):
        response = account.test_client().get(path, headers={"Authorization": "Bearer x"})
        assert response.status_code == 401
        assert response.get_json()["error"] == "invalid_token"


def test_an_api_token_lets_its_person_in(account, office, cast) -> None:
    add_api_token(office.state, "second")
    headers = basic("ANNA@skladen.example", "second")
    client = account.test_client()
    me = client.get("/api/v2/users/me", headers=headers).get_json()["user"]
    assert me["id"] == cast.agent["id"]
    assert client.get("/api/v2/users/me", headers=basic("anna@skladen.example", "an-api-token"))


@pytest.mark.parametrize(
    "path", ["/incremental/tickets/cursor?start_time=0", "/webhooks", "/apps/installations.json"]
)
def test_what_is_the_admins_is_closed_to_agents(account, cast, path) -> None:
    client = account.test_client()
    headers = basic(cast.agent["email"], "an-api-token")
    response = client.get(f"/api/v2{path}", headers=headers)
    assert response.status_code == 403
    assert response.get_json()["error"]["title"] == "Forbidden"
    headers = basic(cast.admin["email"], "an-api-token")
    assert client.get(f"/api/v2{path}", headers=headers).status_code == 200


def test_no_answer_says_more_than_it_must(api, office, make_ticket) -> None:
    make_ticket()
    for path in ("/users/me", "/tickets", "/oauth/tokens/current"):
        text = api.send("GET", path).text
        assert "digest" not in text
        assert "signing_secret" not in text
    assert api.send("GET", "/users/me").headers["X-Request-Id"]
