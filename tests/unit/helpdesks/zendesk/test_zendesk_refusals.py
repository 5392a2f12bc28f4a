"""Six shapes of refusals, and whatever a proxy may put in their place."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from cxsdk.helpdesks.zendesk.refusals import read_error


def read(body: Any, headers: dict[str, str] | None = None) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_error(400, headers or {}, raw)


def test_code_and_description_are_read() -> None:
    refusal = read({"error": "RecordNotFound", "description": "Not found"})
    assert (refusal.code, refusal.message) == ("RecordNotFound", "Not found")
    assert "id" in refusal.hint


def test_details_are_kept_by_field_and_told_in_the_message() -> None:
    details = {
        "status": [{"description": "Status: closed prevents ticket update", "error": "Invalid"}],
        "base": [{"description": "Order: is required", "ticket_field_id": 36001}],
    }
    refusal = read(
        {"error": "RecordInvalid", "description": "Record validation errors", "details": details}
    )
    assert refusal.code == "RecordInvalid"
    assert refusal.message == (
        "Record validation errors: Status: closed prevents ticket update; Order: is required"
    )
    assert refusal.details == details


def test_error_may_be_an_object() -> None:
    refusal = read({"error": {"title": "Forbidden", "message": "You do not have access"}})
    assert (refusal.code, refusal.message) == ("Forbidden", "You do not have access")


def test_errors_may_be_a_list() -> None:
    errors = [
        {"code": "InvalidPaginationDepth", "title": "Too deep", "detail": "Limit of 10000 reached"}
    ]
    refusal = read({"errors": errors})
    assert (refusal.code, refusal.message) == ("InvalidPaginationDepth", "Limit of 10000 reached")
    assert refusal.details == {"errors": errors}
    assert "cursor" in refusal.hint


def test_numbers_beside_the_error_are_kept_and_said() -> None:
    refusal = read({"error": "TooManyValues", "description": "Too many", "max_count": 100})
    assert refusal.details == {"max_count": 100}
    assert "100" in refusal.hint


def test_oauth_refusals_are_read_too() -> None:
    refusal = read({"error": "invalid_token", "error_description": "The access token expired"})
    assert (refusal.code, refusal.message) == ("invalid_token", "The access token expired")
    assert "log in" in refusal.hint


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"Number of allowed incremental ticket export API requests exceeded\nmore", "Number of "),
        (b'"Just a text"', "Just a text"),
    ],
)
def test_plain_text_is_the_message(body: bytes, message: str) -> None:
    refusal = read(body)
    assert refusal.message.startswith(message)
    assert "\n" not in refusal.message
    assert refusal.code == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html>502</html>",
        b"{}",
        b"[]",
        b"null",
        b"7",
        b'{"errors":[]}',
        b'{"errors":{"a":1}}',
        b'{"errors":"x"}',
        b'{"error":7,"description":["x"]}',
    ],
)
def test_what_says_nothing_is_read_as_nothing(body: bytes) -> None:
    refusal = read(body)
    assert (refusal.code, refusal.message) == ("", "")


@pytest.mark.parametrize("name", ["X-Zendesk-Request-Id", "X-Request-Id"])
def test_call_is_named(name: str) -> None:
    assert read({}, {name: "r-7"}).request_id == "r-7"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "error",
                    "errors",
                    "description",
                    "details",
                    "title",
                    "detail",
                    "code",
                    "max_count",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON | st.binary(max_size=50))
def test_no_body_breaks_the_reader(body: Any) -> None:
    refusal = read(body)
    assert isinstance(refusal.message, str)
    assert isinstance(refusal.code, str)
    assert isinstance(refusal.hint, str)
