from __future__ import annotations

import pytest

from cxsdk.errors import ConfigError
from cxsdk.http import origin_of, without_query


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://acme.example/a?b", "HTTPS://ACME.example:443/"),
        ("http://127.0.0.1/", "http://127.0.0.1:80"),
        ("http://[::1]:8400/x", "http://[::1]:8400"),
    ],
)
def test_one_origin_in_two_spellings(one, other):
    assert origin_of(one) == origin_of(other)


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example/",
        "https://acme.example:8443/",
        "https://evil.example/https://acme.example/",
        "https://acme.example.evil.example/",
    ],
)
def test_another_scheme_host_or_port_is_another_origin(url):
    assert origin_of(url) != origin_of("https://acme.example/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/api/v2",
        "ftp://acme.example/",
        "https://",
        "https://acme.example@evil.example/",
        "https://evil.example\\@acme.example/",
        "https://acme.example\\.evil.example/",
        "https://acme.example/\\evil.example/",
        "https://acme.example\t.evil.example/",
        "https://acme.example/ x",
        "https://acme.example\n/",
        "https://acme.example:99999/",
        "https://[::1/",
        "javascript:alert(1)",
    ],
)
def test_an_address_of_two_meanings_is_refused(url):
    with pytest.raises(ConfigError):
        origin_of(url)


def test_a_log_shows_neither_user_nor_query():
    assert without_query("https://u:p@acme.example/a/b?token=x#y") == "https://acme.example/a/b"
