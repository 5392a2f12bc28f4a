"""Every status, in every shape that a refusal takes, with headers that nobody should believe."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import dataclass
from typing import Any

import pytest

from cxsdk.auth import BearerToken
from cxsdk.client import Client
from cxsdk.errors import ApiError, BadRequest, NotFound, RateLimited, ServerError, error_class
from cxsdk.helpdesks.zendesk.refusals import read_error
from cxsdk.http import Response, Retry

TOKEN = "s3cret/t0ken"
REASONS = {"subject": [{"description": "is too short", "error": "BlankValue"}], "base": []}
ERRORS = [{"code": "E1", "title": "t", "detail": "said", "id": "i", "links": {}, "status": "4"}]
#: Body, and the code, message and details that are to be read from it.
SHAPES: dict[str, tuple[Any, str, str, dict[str, Any]]] = {
    "description": ({"error": "E1", "description": "said"}, "E1", "said", {}),
    "details": (
        {"error": "E1", "description": "said", "details": REASONS},
        "E1",
        "said: is too short",
        REASONS,
    ),
    "object": ({"error": {"title": "E1", "message": "said"}}, "E1", "said", {}),
    "list": ({"errors": ERRORS}, "E1", "said", {"errors": ERRORS}),
    "numbers": (
        {"error": "E1", "description": "said", "max_count": 9},
        "E1",
        "said",
        {"max_count": 9},
    ),
    "text": (b"said\nand more", "", "said", {}),
    "html": (b"<!DOCTYPE html><html>Bad gateway</html>", "", "", {}),
    "nothing": (b"", "", "", {}),
    "the token": ({"error": "E1", "description": f"no {TOKEN}"}, "E1", "no ***", {}),
}
HOSTILE = {
    "none": {},
    "absurd": {
        "Retry-After": "1" + "0" * 400,
        "Location": "http://[::1",
        "X-Request-Id": "r-1\x1b[2J" + "9" * 5000,
        "Content-Type": "image/png",
        "ratelimit-remaining": "-5",
        "ratelimit-reset": "NaN",
        "zendesk-ratelimit-x": "total=;remaining=1e9;;=;resets",
        "Date": "yesterday",
    },
    "negative": {"Retry-After": "-7", "Location": f"https://evil.example/{TOKEN}"},
}


@dataclass
class OneAnswer:
    """A transport that gives one answer to everything."""

    answer: Response

    def send(self, _request: Any) -> Response:
        return self.answer

    def close(self) -> None:
        pass


def refusal_of(status: int, body: Any, headers: dict[str, str]) -> ApiError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    transport: Any = OneAnswer(Response(status, "https://a.example/x", headers, content))
    client = Client(
        "https://a.example",
        BearerToken(TOKEN).bind(None, transport),  # type: ignore[arg-type]
        transport,
        vendor="zendesk",
        read_error=read_error,
        retry=Retry(tries=1),
    )
    with pytest.raises(ApiError) as caught:
        client.request("GET", "/x")
    return caught.value


@pytest.mark.parametrize("headers", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_status_is_one_error_with_all_that_was_said(
    shape: str, headers: dict[str, str]
) -> None:
    body, code, message, details = SHAPES[shape]
    for status in (*range(100, 200), *range(300, 600)):
        error = refusal_of(status, body, headers)
        assert type(error) is error_class(status)
        assert isinstance(error, ServerError) == (status >= 500)
        assert (error.status, error.vendor, error.code) == (status, "zendesk", code)
        assert error.details == details
        assert f"zendesk answered {status} to GET https://a.example/x" in str(error)
        assert message in str(error)
        assert str(error).isprintable()
        assert error.request_id.isprintable()
        assert len(error.request_id) <= 200
        assert error.hint
        assert TOKEN not in str(error) + repr(vars(error))
        if isinstance(error, RateLimited):
            assert error.retry_after_s is None
        for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert type(twin) is type(error)
            assert (str(twin), vars(twin)) == (str(error), vars(error))


@pytest.mark.parametrize(
    ("status", "body", "kind", "hint"),
    [
        (403, {"error": {"title": "Forbidden", "message": "no access"}}, "Forbidden", "plan lacks"),
        (404, {"error": "RecordNotFound", "description": "Not found"}, "NotFound", "id"),
        (404, {"error": "InvalidEndpoint", "description": "Not found"}, "NotFound", "plan"),
        (409, {"error": "UpdateConflict", "description": "Safe"}, "Conflict", "read it again"),
        (409, b"collision", "Conflict", "read it again"),
        (
            422,
            {
                "error": "invalid",
                "description": "Invalid search: Requested response size was"
                " greater than Search Response Limits",
            },
            "BadRequest",
            "search export",
        ),
        (
            422,
            {
                "error": "RecordInvalid",
                "description": "Record validation errors",
                "details": {"status": [{"description": "Status: closed prevents ticket update"}]},
            },
            "BadRequest",
            "follow-up",
        ),
        (
            400,
            {"errors": [{"code": "InvalidPaginationDepth", "title": "x"}]},
            "BadRequest",
            "cursor",
        ),
        (
            400,
            {"errors": [{"code": "InvalidPaginationParameter", "title": "x"}]},
            "BadRequest",
            "order",
        ),
        (
            400,
            {"error": "TooManyValues", "description": "x", "max_count": 100},
            "BadRequest",
            "100",
        ),
        (406, {"error": "CommentRequired", "description": "x"}, "BadRequest", "comment"),
        (413, b"<html>too large</html>", "BadRequest", "less at once"),
        (429, b"Too many", "RateLimited", "later"),
        (503, b"", "ServerError", "later"),
    ],
)
def test_what_a_refusal_means_is_told_by_its_hint(
    status: int, body: Any, kind: str, hint: str
) -> None:
    error = refusal_of(status, body, {})
    assert type(error).__name__ == kind
    assert hint in error.hint


def test_a_missing_object_is_a_failed_look_up_and_fields_are_named() -> None:
    assert isinstance(refusal_of(404, b"", {}), (LookupError, NotFound))
    refused = refusal_of(422, SHAPES["details"][0], {})
    assert isinstance(refused, BadRequest)
    assert refused.fields == ("subject", "base")


@pytest.mark.parametrize("told", [b"/", b"\\/"])
def test_a_token_that_comes_back_in_the_details_is_not_kept(told: bytes) -> None:
    spelled = TOKEN.encode().replace(b"/", told)
    body = b'{"error": "E1", "details": {"%s": [{"description": "%s"}]}}' % (spelled, spelled)
    error = refusal_of(422, body, {"X-Request-Id": TOKEN})
    kept = str(error) + repr(vars(error)) + repr(pickle.dumps(error))
    assert "t0ken" not in kept
    assert error.details == {"***": [{"description": "***"}]}


def test_details_that_nest_for_ever_still_make_an_error_that_can_be_pickled() -> None:
    body = b'{"error": "E1", "details": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}"
    error = refusal_of(422, body, {})
    assert pickle.loads(pickle.dumps(error)).details == error.details
    assert refusal_of(422, b"[" * 100_000, {}).details == {}
