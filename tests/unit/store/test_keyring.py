"""Secrets at rest."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from cxsdk.errors import ConfigError, DecryptError
from cxsdk.store import KeyRing

OLD, NEW = "the first secret key", "the second secret key"


@given(secret=st.text(), context=st.text())
def test_what_is_sealed_opens_in_its_own_place(secret: str, context: str) -> None:
    ring = KeyRing([NEW])
    assert ring.decrypt(ring.encrypt(secret, context), context) == secret


@given(secret=st.text(min_size=1), place=st.text(), other=st.text())
def test_a_secret_does_not_open_in_another_place(secret: str, place: str, other: str) -> None:
    ring = KeyRing([NEW])
    sealed = ring.encrypt(secret, place)
    if place != other:
        with pytest.raises(DecryptError, match="belongs to another row"):
            ring.decrypt(sealed, other)


def test_every_changed_character_is_noticed() -> None:
    ring = KeyRing([NEW])
    sealed = ring.encrypt("xoxb-1", "token:1")
    for position, character in enumerate(sealed):
        changed = sealed[:position] + ("A" if character != "A" else "B") + sealed[position + 1 :]
        with pytest.raises(DecryptError):
            ring.decrypt(changed, "token:1")


@pytest.mark.parametrize("value", ["", "plain", "v1.x", "v2.a.b", "v1.0.", "v1..", "v1.a.b.c"])
def test_what_was_never_sealed_is_refused(value: str) -> None:
    with pytest.raises(DecryptError):
        KeyRing([NEW]).decrypt(value, "token:1")


def test_an_old_key_still_opens_and_the_new_one_seals() -> None:
    before = KeyRing([OLD])
    both = KeyRing([NEW, OLD])
    sealed = before.encrypt("secret", "token:1")
    assert both.decrypt(sealed, "token:1") == "secret"
    assert not both.is_current(sealed)
    renewed = both.renew(sealed, "token:1")
    assert both.is_current(renewed)
    assert KeyRing([NEW]).decrypt(renewed, "token:1") == "secret"


def test_a_lost_key_is_named_by_its_number_alone() -> None:
    sealed = KeyRing([OLD]).encrypt("secret", "token:1")
    with pytest.raises(DecryptError, match="not on the key ring") as caught:
        KeyRing([NEW]).decrypt(sealed, "token:1")
    assert sealed.split(".")[1] in str(caught.value)
    assert "key ring" in caught.value.hint
    assert OLD not in str(caught.value)


def test_the_same_secret_never_looks_the_same_twice() -> None:
    ring = KeyRing([NEW])
    sealed = sorted(ring.encrypt("secret", "token:1") for _ in range(50))
    assert all(one != other for one, other in pairwise(sealed))


def test_nothing_of_a_key_shows() -> None:
    ring = KeyRing([NEW, OLD])
    assert repr(ring) == "KeyRing(2 keys)"
    with pytest.raises(TypeError):
        pickle.dumps(ring)


@pytest.mark.parametrize(
    "secrets", [[], "a plain string of letters", ["short"], [NEW, "short"], [NEW, NEW]]
)
def test_a_useless_key_ring_is_refused_without_showing_it(secrets: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        KeyRing(secrets)
    assert NEW not in str(caught.value) + caught.value.hint
