"""A delivery is believed when its signature fits the bytes and its time is near."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from cxsdk.errors import BadSignature, StaleDelivery
from cxsdk.webhooks import HmacScheme, header_map, verify

SCHEME = HmacScheme(
    signature_header="X-Signature", timestamp_header="X-Time", delivery_header="X-Delivery"
)
NOW = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
BODY = '{"тема": "оплата"}'.encode()


def signed(body: bytes = BODY, *, secret: str = "s3cret", at: datetime = NOW) -> dict[str, str]:
    stamp = at.isoformat().replace("+00:00", "Z")
    signature = SCHEME.sign(body, secret=secret, timestamp=stamp)
    return {"X-Signature": signature, "X-Time": stamp, "X-Delivery": "d-1"}


def test_signed_delivery_is_verified() -> None:
    delivery = verify(SCHEME, signed(), BODY, secret="s3cret", now=NOW)
    assert delivery.verified
    assert (delivery.delivery_id, delivery.sent_at, delivery.body) == ("d-1", NOW, BODY)


@pytest.mark.parametrize(
    "headers",
    [
        {name.upper(): value for name, value in signed().items()},
        {name.lower(): value for name, value in signed().items()},
        list(signed().items()),
        iter(signed().items()),
    ],
    ids=["upper", "lower", "pairs", "iterator"],
)
def test_headers_may_be_any_mapping_or_pairs_in_any_case(headers: Mapping[str, str]) -> None:
    assert verify(SCHEME, headers, BODY, secret="s3cret", now=NOW).verified


def test_repeated_signature_header_is_not_chosen_from() -> None:
    pairs = [*signed().items(), ("x-signature", "another")]
    with pytest.raises(BadSignature):
        verify(SCHEME, pairs, BODY, secret="s3cret", now=NOW)
    assert header_map([("A", "1"), ("a", "2")]) == {"a": "1, 2"}


@pytest.mark.parametrize(
    ("headers", "body", "secret"),
    [
        (signed(), BODY + b" ", "s3cret"),
        (signed(), BODY, "another"),
        (signed() | {"X-Time": "2026-11-23T07:31:01Z"}, BODY, "s3cret"),
        (signed() | {"X-Signature": ""}, BODY, "s3cret"),
        (signed() | {"X-Signature": "\u20ac\udcff"}, BODY, "s3cret"),
        ({"X-Time": "2026-11-23T07:31:00Z"}, BODY, "s3cret"),
        ({}, BODY, "s3cret"),
        ({}, BODY, ""),
        ({}, BODY, ()),
        (signed(), BODY, None),
        (signed(), BODY, ""),
        (signed(secret=""), BODY, ""),
        (signed(secret=""), BODY, ["", ""]),
    ],
    ids=[
        "other bytes",
        "other secret",
        "other time",
        "empty signature",
        "signature of no alphabet",
        "no signature",
        "nothing",
        "nothing, empty secret",
        "nothing, no candidate",
        "signature and no secret",
        "signature and empty secret",
        "signed with the empty secret",
        "several empty secrets",
    ],
)
def test_what_does_not_fit_is_refused(
    headers: Mapping[str, str], body: bytes, secret: str | None
) -> None:
    with pytest.raises(BadSignature) as caught:
        verify(SCHEME, headers, body, secret=secret, now=NOW)
    assert caught.value.hint
    assert "s3cret" not in str(caught.value)


def test_missing_signature_is_called_missing() -> None:
    with pytest.raises(BadSignature, match="has no X-Signature"):
        verify(SCHEME, {"X-Time": "2026-11-23T07:31:00Z"}, BODY, secret="s3cret", now=NOW)


def test_without_secret_and_signature_a_delivery_is_read_but_not_verified() -> None:
    delivery = verify(SCHEME, {}, BODY, secret=None, now=NOW)
    assert not delivery.verified
    assert delivery.sent_at == NOW


def test_both_secrets_count_while_one_replaces_the_other() -> None:
    for used in ("old", "new"):
        headers = signed(secret=used)
        assert verify(SCHEME, headers, BODY, secret=["new", "old"], now=NOW).verified
    with pytest.raises(BadSignature):
        verify(SCHEME, signed(secret="older"), BODY, secret=["new", "old"], now=NOW)


@pytest.mark.parametrize("minutes", [-5, -1, 0, 1, 5])
def test_five_minutes_to_either_side_are_near_enough(minutes: int) -> None:
    headers = signed(at=NOW + timedelta(minutes=minutes))
    assert verify(SCHEME, headers, BODY, secret="s3cret", now=NOW).verified


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_older_and_later_ones_are_stale(seconds: int) -> None:
    headers = signed(at=NOW + timedelta(seconds=seconds))
    with pytest.raises(StaleDelivery):
        verify(SCHEME, headers, BODY, secret="s3cret", now=NOW)


def test_age_is_measured_against_the_real_clock_when_no_time_is_given() -> None:
    assert verify(SCHEME, signed(at=datetime.now(UTC)), BODY, secret="s3cret").verified
    with pytest.raises(StaleDelivery):
        verify(SCHEME, signed(at=NOW - timedelta(days=900)), BODY, secret="s3cret")


def test_time_of_another_zone_is_understood() -> None:
    at = NOW.astimezone(timezone(timedelta(hours=3)))
    assert verify(SCHEME, signed(at=at), BODY, secret="s3cret", now=NOW).sent_at == NOW


@pytest.mark.parametrize(
    "stamp", ["", "yesterday", "2026-11-23T07:31:00", "1795168863", "0001-01-01T00:00:00+10:00"]
)
def test_signed_time_that_is_none_is_refused(stamp: str) -> None:
    signature = SCHEME.sign(BODY, secret="s3cret", timestamp=stamp)
    headers = {"X-Signature": signature, "X-Time": stamp}
    with pytest.raises(BadSignature, match="does not say when"):
        verify(SCHEME, headers, BODY, secret="s3cret", now=NOW)


def test_delivery_without_an_id_is_known_by_its_digest() -> None:
    headers = signed()
    del headers["X-Delivery"]
    delivery = verify(SCHEME, headers, BODY, secret="s3cret", now=NOW)
    assert delivery.delivery_id == hashlib.sha256(headers["X-Time"].encode() + BODY).hexdigest()
    headers = signed(body=b"")
    del headers["X-Delivery"]
    assert verify(SCHEME, headers, b"", secret="s3cret", now=NOW).delivery_id != (
        delivery.delivery_id
    )


@given(body=st.binary(max_size=200), secret=st.text(min_size=1), other=st.text(min_size=1))
def test_only_the_secret_that_signed_fits(body: bytes, secret: str, other: str) -> None:
    headers = signed(body, secret=secret)
    assert verify(SCHEME, headers, body, secret=secret, now=NOW).verified
    if secret != other:
        with pytest.raises(BadSignature):
            verify(SCHEME, headers, body, secret=other, now=NOW)


@given(body=st.binary(min_size=1, max_size=200), data=st.data())
def test_any_changed_bit_is_noticed(body: bytes, data: st.DataObject) -> None:
    bit = data.draw(st.integers(0, len(body) * 8 - 1))
    forged = bytearray(body)
    forged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadSignature):
        verify(SCHEME, signed(body), bytes(forged), secret="s3cret", now=NOW)
