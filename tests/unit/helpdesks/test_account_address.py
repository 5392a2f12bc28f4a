"""A token goes where the account lives, and nowhere else."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given, strategies as st

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.address import account_root

SUFFIX = "zendesk.com"


def root(account: str, base_url: str | None = None) -> str:
    return account_root(account, suffix=SUFFIX, base_url=base_url)


@pytest.mark.parametrize("label", ["acme", "a", "acme-2", "0", "x" * 63])
def test_label_is_joined_to_the_suffix(label: str) -> None:
    assert root(label) == f"https://{label}.zendesk.com"


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Acme",
        "acme.evil",
        "acme.zendesk.com",
        "https://acme.zendesk.com",
        "evil.example/",
        "evil.example#",
        "evil.example?",
        "user@evil",
        "acme\n",
        "acme\r\nHost: evil",
        " acme",
        "-acme",
        "acme-",
        "x" * 64,
        "аcme",  # the first letter is Cyrillic
        "acme%2eevil",
        "localhost:80",
    ],
)
def test_what_is_no_label_is_refused(label: str) -> None:
    for base_url in (None, "http://localhost:8400"):
        with pytest.raises(ConfigError) as caught:
            root(label, base_url)
        assert ".zendesk.com" in caught.value.hint


@given(st.text(max_size=70))
def test_no_text_leads_to_another_host(label: str) -> None:
    try:
        found = root(label)
    except ConfigError:
        return
    parts = urlsplit(found)
    assert parts.netloc == f"{label}.{SUFFIX}"
    assert (parts.scheme, parts.path, parts.query, parts.fragment) == ("https", "", "", "")


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://desk.example/", "https://desk.example"),
        ("https://desk.example:8443/zendesk/", "https://desk.example:8443/zendesk"),
        ("http://localhost:8400", "http://localhost:8400"),
        ("http://127.0.0.1:8400/", "http://127.0.0.1:8400"),
        ("http://[::1]:8400", "http://[::1]:8400"),
    ],
)
def test_base_url_serves_on_premise_and_tests(given_url: str, expected: str) -> None:
    assert root("acme", given_url) == expected


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "desk.example",
        "//desk.example",
        "http://desk.example",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "https://user:secret@desk.example",
        "https://desk.example\\@evil.example",
        "https://desk.example/?next=x",
        "https://desk.example/#x",
        "https://desk.example\n",
        "https://desk .example",
        "https://[::1",
        "https://desk.example:port",
        "ftp://desk.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_address_that_cannot_be_trusted_with_a_token_is_refused(base_url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        root("acme", base_url)
    assert caught.value.hint
    assert "secret" not in str(caught.value)
