"""What a Zendesk account says about the token that calls it, in whatever shape it says it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import cxsdk
from cxsdk.auth import BearerToken, TokenStatus
from cxsdk.helpdesks.registry import vendor

PATH = "/api/v2/oauth/tokens/current.json"


@pytest.fixture
def desk(httpserver):
    base_url = httpserver.url_for("")
    with cxsdk.connect("zendesk", "acme", auth=BearerToken("t0ken"), base_url=base_url) as hd:
        yield hd


def test_the_vendors_own_example_is_read(desk, httpserver):
    token = {
        "client_id": 41,
        "created_at": "2009-05-13T00:07:08Z",
        "expires_at": "2011-07-22T00:11:12Z",
        "id": 1,
        "refresh_token": "af3t24tfj34h43s...",
        "refresh_token_expires_at": "2011-07-22T00:11:12Z",
        "scopes": ["read"],
        "token": "af3t24tfj34h43s...",
        "user_id": 29,
    }
    httpserver.expect_request(PATH).respond_with_json({"token": token})
    end = datetime(2011, 7, 22, 0, 11, 12, tzinfo=UTC)
    assert vendor("zendesk").own_token.show(desk) == TokenStatus(
        is_active=True,
        scopes=("read",),
        expires_at=end,
        refresh_expires_at=end,
        subject="29",
        client="41",
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"token": None},
        {"token": {"id": 1, "expires_at": "soon", "scopes": "read"}},
        {"token": {"id": 1, "expires_at": 7, "scopes": None}},
    ],
)
def test_an_odd_answer_is_no_error(desk, httpserver, body):
    httpserver.expect_request(PATH).respond_with_json(body)
    status = vendor("zendesk").own_token.show(desk)
    assert (status.scopes, status.expires_at) == ((), None)


def test_a_time_without_a_zone_is_taken_for_utc(desk, httpserver):
    token = {"id": 1, "expires_at": "2027-01-02T03:04:05"}
    httpserver.expect_request(PATH).respond_with_json({"token": token})
    status = vendor("zendesk").own_token.show(desk)
    assert status.expires_at == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_revoking_deletes_it(desk, httpserver):
    httpserver.expect_request(PATH, method="DELETE").respond_with_data(status=204)
    vendor("zendesk").own_token.revoke(desk)
    assert len(httpserver.log) == 1
