"""A signed opening is believed only from the installation's own key, for it, and in time."""

import base64
import hashlib
import hmac
import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from cxsdk.errors import AuthError, TokenExpired
from cxsdk.helpdesks.base import PanelContext, PanelTrust
from cxsdk.helpdesks.zendesk.panel import ZendeskPanel

NOW = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
SECOND = int(NOW.timestamp())
ISSUER = "acme.zendesk.com"
AUDIENCE = "https://acme.zendesk.com/api/v2/apps/installations/42.json"
KEY = RSAKey.generate_key(2048)
OTHER_KEY = RSAKey.generate_key(2048)
PEM = KEY.as_pem(private=False).decode()
TRUST = PanelTrust(
    public_key=PEM, issuer=ISSUER, audience=AUDIENCE, origin="https://acme.zendesk.com"
)
panel = ZendeskPanel()


def claims(**changed: Any) -> dict[str, Any]:
    whole = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "9003",
        "iat": SECOND,
        "nbf": SECOND,
        "exp": SECOND + 60,
        "jti": "one",
        "context": {"product": "support", "location": "ticket_sidebar"},
    }
    whole.update(changed)
    return {name: value for name, value in whole.items() if value is not ...}


def token(key: Any = KEY, header: dict[str, Any] | None = None, **changed: Any) -> str:
    return jwt.encode(header or {"alg": "RS256"}, claims(**changed), key)


def b64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def unsigned(header: dict[str, Any], signature: bytes = b"") -> str:
    head = b64(json.dumps(header).encode())
    return f"{head}.{b64(json.dumps(claims()).encode())}.{b64(signature)}"


def parse(text: str, *, now: datetime = NOW) -> PanelContext:
    return panel.parse(text, trust=TRUST, now=now)


def test_opening_tells_who_and_where() -> None:
    assert parse(token()) == PanelContext("9003", "ticket_sidebar", "support")


def test_opening_without_a_place_is_still_somebody() -> None:
    assert parse(token(context=...)) == PanelContext("9003", "")
    assert parse(token(context="sidebar")) == PanelContext("9003", "")


@pytest.mark.parametrize("sub", ["9003", 9003, "https://acme.zendesk.com/api/v2/users/9003.json"])
def test_user_is_known_by_id_however_it_is_written(sub: Any) -> None:
    assert parse(token(sub=sub)).user_id == "9003"


def test_audience_may_stand_in_a_list() -> None:
    assert parse(token(aud=[AUDIENCE])).user_id == "9003"


def test_time_is_the_machines_when_none_is_given() -> None:
    at = int(datetime.now(UTC).timestamp())
    fresh = token(iat=at, nbf=at, exp=at + 60)
    assert panel.parse(fresh, trust=TRUST).user_id == "9003"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", ""])
def test_unsigned_token_is_refused(alg: str) -> None:
    for text in (unsigned({"alg": alg}), unsigned({"alg": alg}, b"x"), unsigned({})):
        with pytest.raises(AuthError):
            parse(text)


def test_public_key_is_no_shared_secret() -> None:
    # The classic confusion: HS256 with the PEM that everybody may read.
    for pem in (PEM, PEM.strip(), KEY.as_pem(private=False).decode() + "\n"):
        head = b64(b'{"alg":"HS256","typ":"JWT"}')
        text = f"{head}.{b64(json.dumps(claims()).encode())}"
        digest = hmac.new(pem.encode(), text.encode(), hashlib.sha256).digest()
        with pytest.raises(AuthError):
            parse(f"{text}.{b64(digest)}")


@pytest.mark.parametrize("alg", ["RS384", "RS512", "PS256"])
def test_other_algorithms_of_the_same_key_are_refused(alg: str) -> None:
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=[alg])
    text = jwt.encode({"alg": alg}, claims(), KEY, registry=registry)
    with pytest.raises(AuthError):
        parse(text)


def test_other_keys_are_refused() -> None:
    with pytest.raises(AuthError):
        parse(token(OTHER_KEY))
    curve = jwt.encode({"alg": "ES256"}, claims(), ECKey.generate_key("P-256"))
    with pytest.raises(AuthError):
        parse(curve)


def test_key_that_the_token_brings_is_not_used() -> None:
    header = {
        "alg": "RS256",
        "jwk": OTHER_KEY.as_dict(private=False),
        "jku": "https://evil.example/keys.json",
        "x5u": "https://evil.example/cert.pem",
        "kid": "../../dev/null",
    }
    with pytest.raises(AuthError):
        parse(token(OTHER_KEY, header))


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://acme.zendesk.com/api/v2/apps/installations/43.json"},
        {"aud": AUDIENCE + "/"},
        {"aud": ["https://evil.example"]},
        {"aud": []},
        {"aud": ...},
        {"aud": 42},
        {"iss": "evil.zendesk.com"},
        {"iss": "https://acme.zendesk.com"},
        {"iss": ...},
        {"sub": ...},
        {"sub": ""},
        {"sub": None},
        {"sub": True},
        {"sub": ["9003"]},
        {"sub": "anna"},
        {"sub": "9003\n"},
        {"sub": "https://evil.example/?/api/v2/users/9003.json"},
        {"exp": ...},
        {"exp": "tomorrow"},
        {"exp": True},
        {"iat": ...},
        {"iat": "now"},
        {"iat": float("nan"), "exp": float("nan")},
        {"exp": float("inf")},
        {"iat": SECOND + 30},
        {"nbf": SECOND + 30},
        {"nbf": "later"},
    ],
    ids=str,
)
def test_claims_that_do_not_fit_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(AuthError) as caught:
        parse(token(**changed))
    assert not isinstance(caught.value, TokenExpired)
    assert caught.value.hint


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": SECOND - 30},
        {"iat": SECOND - 400, "nbf": SECOND - 400},
        {"iat": SECOND - 400, "nbf": ..., "exp": SECOND + 86_400},
        {"iat": 0, "exp": SECOND + 86_400},
    ],
    ids=str,
)
def test_old_openings_are_over_whatever_their_own_end(changed: dict[str, Any]) -> None:
    with pytest.raises(TokenExpired) as caught:
        parse(token(**changed))
    assert "reload" in caught.value.hint


def test_clocks_may_differ_by_ten_seconds() -> None:
    for seconds in (-9, 9):
        opened = parse(token(exp=SECOND + 1), now=NOW + timedelta(seconds=seconds))
        assert opened.user_id == "9003"
    with pytest.raises(TokenExpired):
        parse(token(exp=SECOND), now=NOW + timedelta(seconds=11))
    with pytest.raises(AuthError):
        parse(token(), now=NOW - timedelta(seconds=11))


@pytest.mark.parametrize(
    "text", ["", ".", "..", "...", "a.b.c", "token", "\x00", "é" * 10, "\udcff", "A" * 100_000]
)
def test_garbage_is_refused_in_our_words(text: str) -> None:
    with pytest.raises(AuthError):
        parse(text)


@pytest.mark.parametrize(
    "kept",
    ["", "not a key", PEM[:100], ECKey.generate_key("P-256").as_pem(private=False).decode()],
    ids=["empty", "no key", "cut off", "another kind"],
)
def test_key_that_is_none_is_named(kept: str) -> None:
    trust = PanelTrust(public_key=kept, issuer=ISSUER, audience=AUDIENCE, origin="")
    with pytest.raises(AuthError, match="no RSA key") as caught:
        panel.parse(token(), trust=trust, now=NOW)
    assert "install" in caught.value.hint


def test_messages_hold_neither_token_nor_key() -> None:
    text = token(aud="elsewhere")
    with pytest.raises(AuthError) as caught:
        parse(text)
    assert text[:20] not in str(caught.value)


GOOD = token()


@settings(max_examples=200, deadline=None)
@given(
    # All but the last letter: that one holds bits which nobody reads.
    at=st.integers(0, len(GOOD) - 2),
    letter=st.sampled_from(string.ascii_letters + string.digits + "-_."),
)
def test_any_changed_letter_is_noticed(at: int, letter: str) -> None:
    if GOOD[at] != letter:
        with pytest.raises(AuthError):
            parse(GOOD[:at] + letter + GOOD[at + 1 :])


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="abcXYZ019-_.", max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    with pytest.raises(AuthError):
        parse(text)
