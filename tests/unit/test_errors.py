from __future__ import annotations

import copy
import pickle
from http import HTTPStatus

import pytest

from cxsdk import errors
from cxsdk.errors import (
    ApiError,
    BadRequest,
    Conflict,
    CxError,
    Forbidden,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorized,
    error_class,
)

OWN = {401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 429: RateLimited}
TREE = sorted(
    (
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, CxError)
    ),
    key=lambda kind: kind.__name__,
)


def make(kind):
    if issubclass(kind, ApiError):
        return kind(
            "zendesk answered 422",
            status=422,
            vendor="zendesk",
            code="RecordInvalid",
            request_id="r-1",
            body="x" * 900,
            details={"subject": ["is too short"]},
            hint="shorten it",
        )
    if issubclass(kind, errors.ManifestError):
        return kind("bad", code="manifest.name", path="name", line=3, hint="rename it")
    return kind("it broke", hint="mend it")


@pytest.mark.parametrize("status", range(100, 600))
def test_the_class_agrees_with_the_family_of_the_status(status):
    kind = error_class(status)
    if status >= 500:
        assert kind is ServerError
    else:
        assert kind is OWN.get(status, BadRequest)
        assert not issubclass(kind, ServerError)


def test_the_standard_names_of_statuses_are_the_names_of_the_classes():
    for status, kind in OWN.items():
        phrase = HTTPStatus(status).phrase.replace(" ", "")
        assert kind.__name__ == {"TooManyRequests": "RateLimited"}.get(phrase, phrase)


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling_and_copying_whole(kind):
    error = make(kind)
    error.set_later = ["kept too"]
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        check_twin(pickle.loads(pickle.dumps(error, protocol)), error)
    check_twin(copy.copy(error), error)
    check_twin(copy.deepcopy(error), error)


def check_twin(twin, error):
    assert type(twin) is type(error)
    assert str(twin) == str(error)
    assert vars(twin) == vars(error)


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_every_error_has_a_hint_and_one_line(kind):
    error = make(kind)
    assert error.hint
    assert "\n" not in str(error)


def test_the_builtin_families_are_what_python_readers_expect():
    assert issubclass(NotFound, LookupError)
    assert issubclass(errors.RequestTimeout, TimeoutError)
    assert issubclass(errors.ConfigError, ValueError)
    assert issubclass(errors.Unsupported, NotImplementedError)


def test_a_long_body_is_cut():
    assert len(make(BadRequest).body) == 500
    assert make(BadRequest).fields == ("subject",)


def test_the_tree_is_drawn_as_it_is():
    for kind in TREE:
        assert kind.__name__ in (errors.__doc__ or "")
