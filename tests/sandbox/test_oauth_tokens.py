"""The account's OAuth tokens: machines, rotation, how long they live and what they are good for."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxsdk.sandbox.oauth import TokenShelf, register_client

REDIRECT = "http://127.0.0.1:8401/oauth/callback"
SECRET = "the-kits-own-secret"


@pytest.mark.parametrize("changed", [{"client_secret": "wrong"}, {"client_secret": None}])
def test_a_wrong_secret_is_refused(browser, cast, changed) -> None:
    response = browser(cast.admin).trade(grant_type="client_credentials", **changed)
    assert (response.status_code, response.get_json()["error"]) == (401, "invalid_client")


def test_forms_are_taken_as_well_as_json(browser, cast) -> None:
    visitor = browser(cast.admin)
    form = {"grant_type": "client_credentials", "client_id": "cxsdk", "client_secret": SECRET}
    response = visitor.http.post("/oauth/tokens", data=form)
    assert response.status_code == 200
    basic = visitor.http.post(
        "/oauth/tokens", data={"grant_type": "client_credentials"}, auth=("cxsdk", SECRET)
    )
    assert basic.status_code == 200
    assert (
        visitor.http.post(
            "/oauth/tokens", data=b"{bad", content_type="application/json"
        ).status_code
        == 400
    )


def test_a_machine_acts_as_its_owner_and_gets_no_refresh_token(browser, cast) -> None:
    visitor = browser(None)
    token = visitor.trade(grant_type="client_credentials", scope="read").get_json()
    assert "refresh_token" not in token
    assert visitor.call(token["access_token"]).get_json()["user"]["id"] == cast.admin["id"]


def test_refreshing_rotates_and_a_spent_refresh_token_leaves_its_successor_alone(
    browser, cast
) -> None:
    visitor = browser(cast.admin)
    first = visitor.issue()
    second = visitor.trade(
        grant_type="refresh_token", refresh_token=first["refresh_token"]
    ).get_json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == first["scope"]
    assert visitor.call(first["access_token"], "/api/v2/tickets").status_code == 401
    again = visitor.trade(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (again.status_code, again.get_json()["error"]) == (400, "invalid_grant")
    assert visitor.call(second["access_token"], "/api/v2/tickets").status_code == 200
    third = visitor.trade(grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert third.status_code == 200


def test_of_many_who_refresh_at_once_one_wins(browser, cast, monkeypatch) -> None:
    refresh = browser(cast.admin).issue()["refresh_token"]
    answers: list[int] = []
    look_up = TokenShelf.by_refresh_token

    def look_up_slowly(shelf: TokenShelf, token: str):
        found = look_up(shelf, token)
        threading.Event().wait(0.02)
        return found

    monkeypatch.setattr(TokenShelf, "by_refresh_token", look_up_slowly)

    def race() -> None:
        response = browser(None).trade(grant_type="refresh_token", refresh_token=refresh)
        answers.append(response.status_code)

    threads = [threading.Thread(target=race) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [200, 400, 400, 400, 400, 400]


def test_a_refresh_token_of_another_client_is_refused(browser, cast, office) -> None:
    refresh = browser(cast.admin).issue()["refresh_token"]
    register_client(
        office.state,
        identifier="other",
        name="Other",
        redirect_uris=[REDIRECT],
        owner_id=cast.admin["id"],
        secret="s",
    )
    response = browser(None).trade(
        client_id="other",
        client_secret="s",
        grant_type="refresh_token",
        refresh_token=refresh,
    )
    assert response.get_json()["error"] == "invalid_grant"


def test_a_life_may_be_asked_for_within_the_vendors_bounds(browser, cast) -> None:
    visitor = browser(cast.admin)
    assert visitor.issue(expires_in=300)["expires_in"] == 300
    for wrong in (299, 172_801, "soon", -5):
        response = visitor.trade(grant_type="client_credentials", expires_in=wrong)
        assert (response.status_code, response.get_json()["error"]) == (400, "invalid_request")


def test_an_expired_token_is_refused_with_the_vendors_words(browser, cast, office) -> None:
    visitor = browser(cast.admin)
    token = visitor.issue()
    late = TokenShelf(office.state, real=lambda: datetime.now(UTC) + timedelta(seconds=1801))
    assert late.bearer(token["access_token"]) is None
    assert TokenShelf(office.state).expire(cast.admin["id"]) == 1
    response = visitor.call(token["access_token"], "/api/v2/users/me")
    assert response.status_code == 401
    assert response.get_json()["error"] == "invalid_token"
    assert "invalid_token" in response.headers["WWW-Authenticate"]
    renewed = visitor.trade(grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert renewed.status_code == 200


def test_a_revoked_grant_cannot_be_refreshed(browser, cast, office) -> None:
    visitor = browser(cast.admin)
    token = visitor.issue()
    assert TokenShelf(office.state).revoke() == 1
    again = visitor.trade(grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert again.get_json()["error"] == "invalid_grant"


def test_scopes_are_kept(browser, cast, make_ticket) -> None:
    ticket = make_ticket()
    visitor = browser(cast.admin)
    token = visitor.issue()["access_token"]
    path = f"/api/v2/tickets/{ticket['id']}"
    assert visitor.call(token, path).status_code == 200
    refused = visitor.call(token, path, "PUT", json={"ticket": {"priority": "high"}})
    assert refused.status_code == 403
    assert refused.get_json() == {
        "error": "Forbidden",
        "description": "You are missing the following required scopes: tickets:write, write",
    }
    assert (
        visitor.call(token, "/api/v2/groups")
        .get_json()["description"]
        .endswith("groups:read, read")
    )
    assert visitor.call(token, f"{path}/comments").status_code == 200
    assert visitor.call(token, "/api/v2/incremental/tickets/cursor?start_time=0").status_code == 200
    assert visitor.call(token, "/api/v2/ticket_fields").status_code == 200


def test_an_unknown_scope_is_granted_and_good_for_nothing(browser, cast) -> None:
    visitor = browser(None)
    token = visitor.trade(grant_type="client_credentials", scope="tickts:read").get_json()
    assert token["scope"] == "tickts:read"
    assert visitor.call(token["access_token"], "/api/v2/tickets").status_code == 403


def test_the_callers_own_token_can_be_looked_at_and_given_back(browser, cast) -> None:
    visitor = browser(cast.admin)
    token = visitor.issue()
    path = "/api/v2/oauth/tokens/current.json"
    shown = visitor.call(token["access_token"], path).get_json()["token"]
    assert shown["scopes"] == ["tickets:read", "users:read"]
    assert shown["token"] == token["access_token"][:10]
    assert token["access_token"] not in str(shown)
    assert token["refresh_token"] not in str(shown)
    assert visitor.call(token["access_token"], path, "DELETE").status_code == 204
    assert visitor.call(token["access_token"], path).status_code == 401


def test_no_secret_is_kept_as_it_is(browser, cast, office) -> None:
    token = browser(cast.admin).issue()
    office.state.close()
    kept = b"".join(each.read_bytes() for each in Path(office.state.path).parent.iterdir())
    assert b"Roman" in kept or "Роман".encode() in kept
    for secret in (token["access_token"], token["refresh_token"], SECRET):
        assert secret.encode() not in kept
