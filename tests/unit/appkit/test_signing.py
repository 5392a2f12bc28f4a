"""Signed words: of one kind, by our keys, for their time."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from cxsdk.appkit.signing import BEARER, SESSION, Signer
from cxsdk.errors import AuthError, TokenExpired

OLD, NEW = "an-old-secret-key", "a-new-secret-key"


def test_a_word_is_read_back_and_only_as_its_kind():
    signer = Signer([NEW])
    word = signer.sign(BEARER, {"i": 1})
    assert signer.read(BEARER, word) == {"i": 1}
    with pytest.raises(AuthError):
        signer.read(SESSION, word)


def test_a_word_of_an_older_key_is_read_as_long_as_the_key_is_kept():
    word = Signer([OLD]).sign(BEARER, {"i": 1})
    assert Signer([NEW, OLD]).read(BEARER, word) == {"i": 1}
    with pytest.raises(AuthError):
        Signer([NEW]).read(BEARER, word)
    fresh = Signer([NEW, OLD]).sign(BEARER, {"i": 2})
    assert Signer([NEW]).read(BEARER, fresh) == {"i": 2}


def test_a_word_ends():
    signer = Signer([NEW])
    with pytest.raises(TokenExpired):
        signer.read(BEARER, signer.sign(BEARER, {}), max_age_s=-1)


@given(st.text(max_size=200))
def test_nonsense_is_refused_and_nothing_worse(word):
    with pytest.raises(AuthError):
        Signer([NEW]).read(BEARER, word)


@given(st.integers(min_value=0), st.characters(codec="ascii", categories=["L", "N"]))
def test_one_changed_letter_is_enough(at, letter):
    signer = Signer([NEW])
    word = signer.sign(BEARER, {"i": 1, "u": "2"})
    at %= len(word)
    changed = word[:at] + letter + word[at + 1 :]
    if changed == word:
        return
    try:
        # The last letter of base64 holds bits that count for nothing.
        assert signer.read(BEARER, changed) == {"i": 1, "u": "2"}
        assert at in {len(word) - 1, word.index("."), word.rindex(".") - 1}
    except AuthError:
        pass
