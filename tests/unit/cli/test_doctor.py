"""`cxsdk doctor zendesk`: by the local helpdesk, and by bodies as the vendor documents them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from cxsdk.auth import OAuthApp, SavedLogin, Token, keep_login
from cxsdk.cli import doctor
from cxsdk.helpdesks.zendesk import checkup
from cxsdk.sandbox.api.guard import add_api_token
from cxsdk.sandbox.oauth import TokenShelf

ADMIN = {"user": {"id": 7, "name": "Ann", "role": "admin"}}
LIMITS = {"X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "699"}
#: Shapes of the vendor's document: OauthTokenObject, OAuthClientObject, settings.api.
TOKEN = {"id": 1, "client_id": 41, "user_id": 7, "scopes": ["read", "write"], "token": "gErypPlm4d"}
SOON = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
CLIENT = {"id": 41, "name": "Exports", "identifier": "exports", "kind": "confidential"}


@pytest.fixture
def today(monkeypatch):
    class Clock(datetime):
        day = datetime(2026, 11, 22, tzinfo=UTC)

        @classmethod
        def now(cls, tz=None):
            return cls.day

    monkeypatch.setattr(doctor, "datetime", Clock)
    return Clock


@pytest.fixture
def account(httpserver, monkeypatch, say, today):
    """An account of the vendor; each test says what differs. Examined with a plain token."""
    monkeypatch.setenv("CXSDK_ACCESS_TOKEN", "t0ken")

    def examine(**bodies):
        answers = {
            "users/me": ADMIN,
            "oauth/tokens/current": {"token": TOKEN | {"expires_at": SOON}},
            "account/settings": {"settings": {"api": {"api_token_access": "disabled"}}},
            "oauth/clients": {"clients": [CLIENT | {"created_at": "2026-06-01T00:00:00Z"}]},
            "oauth/tokens": {"tokens": [TOKEN | {"expires_at": SOON}]},
        } | {name.replace("__", "/"): body for name, body in bodies.items()}
        for path, body in answers.items():
            status, body = body if isinstance(body, tuple) else (200, body)  # noqa: PLW2901
            httpserver.expect_request(f"/api/v2/{path}.json").respond_with_json(
                body, status=status, headers=LIMITS
            )
        where = ("--base-url", httpserver.url_for(""))
        code, out, err = say("doctor", "zendesk", "acme", "--json", *where)
        assert err == ""
        assert "t0ken" not in out
        found = json.loads(out)
        assert found["is_well"] == (code == 0)
        return code, {each["topic"]: each for each in found["findings"]}

    return examine


def test_an_account_that_has_left_everything_old_is_well(account):
    code, found = account()
    assert code == 0
    assert {each["state"] for each in found.values()} == {"ok"}
    assert found["who we are"]["said"] == "Ann, admin"
    assert found["rate limit"]["said"] == "700 calls a minute, 699 left now"
    assert "switched off" in found["API tokens"]["said"]


def test_what_stops_is_named_with_its_day(account):
    endless = TOKEN | {"expires_at": None}
    code, found = account(
        oauth__tokens__current={"token": endless},
        account__settings={"settings": {"api": {"api_token_access": "enabled"}}},
        oauth__tokens={"tokens": [endless, endless | {"id": 2}]},
    )
    assert code == 0
    assert found["token"]["stops_on"] == "2027-04-01"
    assert found["API tokens"]["stops_on"] == "2027-04-30"
    assert "Exports: 2 tokens without an end" in found["OAuth clients"]["said"]
    assert found["OAuth clients"]["stops_on"] == "2027-04-01"


@pytest.mark.parametrize(("month", "day", "code"), [(1, 30, 0), (1, 31, 1), (5, 20, 1)])
def test_what_stops_within_sixty_days_is_a_failure(account, today, month, day, code):
    today.day = datetime(2027, month, day, tzinfo=UTC)
    endless = {"token": TOKEN | {"expires_at": None}}
    assert account(oauth__tokens__current=endless)[0] == code


def test_an_anonymous_answer_is_no_log_in(account):
    """The vendor answers 200 with a user that is nobody."""
    code, found = account(users__me={"user": {"id": None, "name": "Anonymous user"}})
    assert code == 1
    assert found["who we are"]["state"] == "broken"


def test_scopes_that_do_not_exist_are_guessed_at(account):
    refused = {"error": "Forbidden", "description": "You are missing the following scopes: read"}
    code, found = account(users__me=(403, refused))
    assert code == 1
    assert "scopes that do not exist" in found["who we are"]["hint"]


def test_what_an_agent_may_not_see_is_said(account):
    refused = (403, {"error": "Forbidden", "description": "You do not have access to this page."})
    agent = {"user": {"id": 8, "name": "Bob", "role": "agent"}}
    code, found = account(users__me=agent, oauth__clients=refused, account__settings=refused)
    assert code == 0
    assert "cannot be looked at" in found["OAuth clients"]["said"]
    assert "admin" in found["API tokens"]["hint"]


@pytest.mark.parametrize(("off_s", "state"), [(0, "ok"), (120, "note"), (-4000, "broken")])
def test_a_clock_that_is_off_is_measured(account, monkeypatch, off_s, state):
    class OurClock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + timedelta(seconds=off_s)

    monkeypatch.setattr(checkup, "datetime", OurClock)
    _, found = account()
    assert found["clock"]["state"] == state
    assert abs(int(found["clock"]["said"].split()[0]) - abs(off_s)) <= 5


def test_a_log_in_is_tried_and_told_in_a_table(log_in, say, home):
    log_in()
    code, out, err = say("doctor", "zendesk", "acme")
    assert (code, err) == (0, "")
    for words in (
        "log-in by the client scripts",
        "works; unused",
        "read write",
        "clock",
    ):
        assert words in " ".join(out.split())


def test_a_log_in_that_is_lost_is_broken(log_in, say, house):
    log_in()
    TokenShelf(house.office.state).revoke()
    code, out, _ = say("doctor", "zendesk", "acme", "--json")
    assert code == 1
    renewal = next(f for f in json.loads(out)["findings"] if f["topic"] == "renewal")
    assert renewal["state"] == "broken"
    assert "log in again" in renewal["hint"]


def test_an_api_token_is_told_its_last_day(say, origin, house, monkeypatch, today):
    add_api_token(house.office.state, "an-api-token")
    admin = next(u for u in house.office.state.list("users") if u["role"] == "admin")
    monkeypatch.setenv("CXSDK_EMAIL", admin["email"])
    monkeypatch.setenv("CXSDK_API_TOKEN", "an-api-token")
    code, out, err = say("doctor", "zendesk", "acme", "--base-url", origin)
    assert (code, err) == (0, "")
    assert "30 Apr 2027, in 159 days" in " ".join(out.split())
    assert "an-api-token" not in out


def test_without_credentials_it_says_how_to_log_in(say):
    code, out, err = say("doctor", "zendesk", "acme")
    assert (code, out) == (1, "")
    assert "cxsdk login zendesk acme" in err


@pytest.mark.parametrize(("ends_in", "code"), [(None, 0), (timedelta(90), 0), (timedelta(9), 1)])
def test_a_log_in_that_cannot_be_renewed_is_told_its_end(account, httpserver, today, ends_in, code):
    end = ends_in and today.day + ends_in
    app = OAuthApp("old", "s3cret", ("read", "write"))
    where = httpserver.url_for("").rstrip("/")
    login = SavedLogin("zendesk", "acme", app, f"{where}/oauth/tokens", base_url=where)
    keep_login(login, Token("t0ken", expires_at=end))
    got, found = account()
    assert got == code
    assert "nothing to renew" in found["renewal"]["said"]
    assert found["renewal"]["stops_on"] == (end and str(end.date()))


def test_a_token_that_is_refused_is_broken(account):
    code, found = account(users__me=(401, {"error": "invalid_token"}))
    assert code == 1
    assert found["account"]["state"] == "broken"
    assert "log in again" in found["account"]["hint"]
