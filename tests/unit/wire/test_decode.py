from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, strategies as st

from cxsdk.errors import SchemaError
from cxsdk.wire import decode

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_whatever_json_writes_is_read_back(value: object) -> None:
    for is_ascii in (True, False):
        text = json.dumps(value, ensure_ascii=is_ascii)
        body = text.encode(errors="surrogatepass")
        assert repr(decode(body)) == repr(json.loads(text))


@pytest.mark.parametrize(
    "number",
    [
        0,
        2**53 + 1,
        10**18,
        2**63 - 1,
        2**63,
        -(2**63),
        -(2**63) - 1,
        2**64 - 1,
        2**64,
        10**19 - 1,
        -(10**18) - 7,
        10**30 + 1,
        -(10**300),
    ],
)
@pytest.mark.parametrize("form", ["%d", '{"id":%d}', "[1, %d]", '{"id": %d, "name": "x"}', " %d\n"])
def test_integers_of_any_size_stay_exact(number: int, form: str) -> None:
    read = decode((form % number).encode())
    assert repr(read) == repr(json.loads(form % number))


@pytest.mark.parametrize("length", range(17, 24))
@pytest.mark.parametrize("offset", range(4))
def test_long_integers_are_found_wherever_they_stand(length: int, offset: int) -> None:
    number = int("9" * length)
    assert decode(b" " * offset + b"[%d,-%d]" % (number, number)) == [number, -number]


def test_digits_in_texts_and_fractions_do_no_harm() -> None:
    body = b'{"card":"00000000000000000000","pi":3.14159265358979323846}'
    assert decode(body) == {"card": "0" * 20, "pi": math.pi}


def test_a_byte_order_mark_is_skipped() -> None:
    assert decode(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


@pytest.mark.parametrize("body", [rb'{"a":"\ud83d"}', b'{"a":"\xed\xa0\xbd"}'])
def test_a_lone_surrogate_is_kept(body: bytes) -> None:
    assert decode(body) == {"a": "\ud83d"}


def test_nan_and_the_infinities_are_read() -> None:
    nan, up, down = decode(b"[NaN, Infinity, -Infinity]")
    assert math.isnan(nan)
    assert (up, down) == (math.inf, -math.inf)
    assert decode(b"[1e999]") == [math.inf]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<html>sign in</html>",
        b'{"a":',
        b'{"a":1} {"b":2}',
        b"\xff\xfe\x00",
        b'{"a":"\xff"}',
    ],
)
def test_what_is_not_json_is_said_in_one_line(body: bytes) -> None:
    with pytest.raises(SchemaError, match=r"\Athe answer is not JSON: .+\Z") as caught:
        decode(body)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_a_body_that_nests_too_deep_is_refused_not_crashed_on() -> None:
    with pytest.raises(SchemaError, match="nests too deep"):
        decode(b"[" * 200_000 + b"]" * 200_000)
