from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from cxsdk.models import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxsdk.models.record import Codec


class Doubling:
    """Builds ``twice`` from the vendor's ``n``, and counts how often."""

    lazy: ClassVar[frozenset[str]] = frozenset({"twice"})

    def __init__(self) -> None:
        self.built = 0

    def build(self, name: str, raw: Mapping[str, Any]) -> object:
        self.built += 1
        return raw["n"] * 2

    def dump(self, record: Record) -> dict[str, Any]:
        return {"dumped": type(record).__name__}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Number(Record):
    n: int
    twice: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plain(Record):
    n: int


@pytest.fixture
def codec(monkeypatch: pytest.MonkeyPatch) -> Doubling:
    made: Codec = Doubling()
    monkeypatch.setattr(Number, "_codec", made)
    assert isinstance(made, Doubling)
    return made


def lazy_number(n: int = 21) -> Number:
    record = object.__new__(Number)
    object.__setattr__(record, "n", n)
    object.__setattr__(record, "raw", {"n": n})
    return record


def test_an_unset_part_is_built_once_on_first_access(codec: Doubling) -> None:
    record = lazy_number()
    assert codec.built == 0
    assert (record.twice, record.twice) == (42, 42)
    assert codec.built == 1


def test_a_lazy_record_equals_and_hashes_like_one_made_whole(codec: Doubling) -> None:
    whole = Number(n=21, twice=42)
    assert lazy_number() == whole
    assert hash(lazy_number()) == hash(whole)
    assert repr(lazy_number()) == repr(whole) == "Number(n=21, twice=42)"


def test_raw_is_outside_equality_hash_and_repr() -> None:
    one, other = Plain(n=1, raw={"secret": 1}), Plain(n=1)
    assert one == other
    assert hash(one) == hash(other)
    assert "secret" not in repr(one)


@pytest.mark.parametrize(
    "remake",
    [
        copy.copy,
        copy.deepcopy,
        lambda r: pickle.loads(pickle.dumps(r)),
        dataclasses.replace,
    ],
    ids=["copy", "deepcopy", "pickle", "replace"],
)
@pytest.mark.parametrize("is_built", [False, True])
@pytest.mark.usefixtures("codec")
def test_a_lazy_record_survives_being_remade(remake: Any, is_built: bool) -> None:  # noqa: FBT001 - a test's parameter
    record = lazy_number()
    if is_built:
        assert record.twice == 42
    again = remake(record)
    assert (again.n, again.twice, again.raw) == (21, 42, {"n": 21})
    assert type(again) is Number


@pytest.mark.usefixtures("codec")
def test_a_missing_attribute_is_an_ordinary_error() -> None:
    for record in (lazy_number(), Plain(n=1)):
        with pytest.raises(AttributeError, match="object has no attribute 'nothing'") as caught:
            record.nothing  # type: ignore[union-attr]  # noqa: B018 - the point of the test
        assert (caught.value.name, caught.value.obj) == ("nothing", record)
    assert not hasattr(lazy_number(), "__array__")


@pytest.mark.usefixtures("codec")
def test_an_empty_shell_has_no_parts_and_no_endless_recursion() -> None:
    shell = object.__new__(Number)
    with pytest.raises(AttributeError, match="raw"):
        shell.twice  # noqa: B018 - the point of the test


@pytest.mark.usefixtures("codec")
def test_a_record_is_frozen_before_and_after_its_parts_are_built() -> None:
    record = lazy_number()
    for _ in range(2):
        with pytest.raises(dataclasses.FrozenInstanceError):
            record.twice = 1  # type: ignore[misc]
        assert record.twice == 42


@pytest.mark.usefixtures("codec")
def test_to_dict_asks_the_codec_where_there_is_one() -> None:
    assert lazy_number().to_dict() == {"dumped": "Number"}


def test_to_dict_without_a_codec_is_our_fields_without_raw() -> None:
    assert Plain(n=1, raw={"vendor": "word"}).to_dict() == {"n": 1}
