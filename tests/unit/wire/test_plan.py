from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any

import pytest

from cxsdk.models import Record
from cxsdk.wire.plan import Shape, plan


class Word(StrEnum):
    YES = "yes"


class Level(Enum):
    ONE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Record):
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Record):
    id: int
    name: str | None
    at: datetime | None = None
    from_: str = field(default="x", metadata={"key": "from"})
    extra: Mapping[str, Any] = field(default_factory=dict)
    value: Any = None
    channel: str | int | None = None
    answer: Word | str | None = None
    tags: tuple[str, ...] = ()
    part: Part | None = None
    parts: tuple[Part, ...] | None = None


def test_a_plan_says_what_every_field_is() -> None:
    shapes = {part.name: part.shape for part in plan(Whole)}
    assert shapes == {
        "id": Shape(kind="int"),
        "name": Shape(kind="str", is_nullable=True),
        "at": Shape(kind="datetime", is_nullable=True),
        "from_": Shape(kind="str"),
        "extra": Shape(kind="dict"),
        "value": Shape(kind="any", is_nullable=True),
        "channel": Shape(kind="union", is_nullable=True, types=frozenset({str, int})),
        "answer": Shape(kind="enum", is_nullable=True, enum=Word),
        "tags": Shape(kind="str", is_many=True),
        "part": Shape(kind="record", is_nullable=True, model=Part),
        "parts": Shape(kind="record", is_many=True, is_nullable=True, model=Part),
    }


def test_a_plan_knows_keys_defaults_and_what_is_required() -> None:
    parts = {part.name: part for part in plan(Whole)}
    assert [name for name, part in parts.items() if part.is_required] == ["id", "name"]
    assert parts["from_"].key == "from"
    assert parts["from_"].absent() == "x"
    assert parts["extra"].absent() == {}
    assert parts["extra"].absent() is not parts["extra"].absent()
    assert [name for name, part in parts.items() if part.is_lazy] == ["part", "parts"]


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ("list[int]", "no counterpart on the wire"),
        ("bytes", "no counterpart on the wire"),
        ("Mapping[str, int]", "use Mapping"),
        ("tuple[int, str]", "fixed length"),
        ("tuple[tuple[int, ...], ...]", "nests too deep"),
        ("tuple[int | None, ...]", "nests too deep"),
        ("datetime | str", "cannot be told apart"),
        ("Part | str", "cannot be told apart"),
        ("float | str", "cannot be told apart"),
        ("Word", "write Word | str"),
        ("Word | int", "one enum of texts stands with str"),
        ("Level | str", "one enum of texts stands with str"),
    ],
)
def test_an_annotation_that_nobody_could_check_is_refused(annotation: str, reason: str) -> None:
    space = {"__annotations__": {"odd": annotation}, "__module__": __name__}
    model: Any = dataclass(frozen=True, kw_only=True)(type("Odd", (Record,), space))
    with pytest.raises(TypeError, match=rf"^Odd\.odd: .*{reason}"):
        plan(model)


def test_two_fields_with_one_key_are_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Twins(Record):
        id: int
        number: int = field(metadata={"key": "id"})

    with pytest.raises(TypeError, match="Twins: two fields claim the same key"):
        plan(Twins)
