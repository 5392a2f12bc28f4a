from __future__ import annotations

from base64 import b64decode

import pytest

from cxsdk.auth import (
    ApiToken,
    BasicAuth,
    BearerToken,
    ClientCredentials,
    MemoryStore,
    OAuthApp,
    OAuthEndpoints,
    OAuthToken,
)
from cxsdk.errors import ConfigError
from cxsdk.http import Transport

ENDPOINTS = OAuthEndpoints("https://acme.example/authorize", "https://acme.example/tokens")


def header(auth):
    return auth.bind(ENDPOINTS, Transport()).header()


def plain(value):
    scheme, _, text = value.partition(" ")
    assert scheme == "Basic"
    return b64decode(text).decode()


def test_a_bearer_token_goes_as_it_is():
    assert header(BearerToken("abc")) == "Bearer abc"


def test_an_api_token_is_marked_behind_the_address():
    assert plain(header(ApiToken("ann@acme.example", "abc"))) == "ann@acme.example/token:abc"


def test_a_user_and_a_password_in_any_alphabet():
    assert plain(header(BasicAuth("анна", "п:ароль"))) == "анна:п:ароль"


def test_a_colon_in_a_user_name_would_be_read_as_the_passwords():
    with pytest.raises(ConfigError):
        header(BasicAuth("a:b", "c"))


@pytest.mark.parametrize("token", ["", "abc\n", "аbс", "a\0"])
def test_a_bearer_token_that_no_header_takes_is_refused_at_once_and_unquoted(token):
    with pytest.raises(ConfigError) as caught:
        BearerToken(token)
    assert "abc" not in str(caught.value)


@pytest.mark.parametrize("auth", [BearerToken("a"), ApiToken("a", "b"), BasicAuth("a", "b")])
def test_a_fixed_credential_has_no_second_try(auth):
    source = auth.bind(ENDPOINTS, Transport())
    assert source.refused(source.header()) is False
    assert source.missing_scopes() == ()


@pytest.mark.parametrize(
    "holder",
    [
        BearerToken("s3cret"),
        ApiToken("ann", "s3cret"),
        BasicAuth("ann", "s3cret"),
        ClientCredentials("id", "s3cret"),
        OAuthApp("id", "s3cret"),
        OAuthToken(MemoryStore(), "key", OAuthApp("id", "s3cret")),
    ],
)
def test_no_repr_holds_a_secret(holder):
    assert "s3cret" not in repr(holder)
