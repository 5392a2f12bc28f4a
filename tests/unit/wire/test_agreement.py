"""The fast path and the schema never differ: in a value, in its type, or in an error."""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st
from marshmallow import ValidationError

from cxsdk.errors import SchemaError
from cxsdk.models import Record
from cxsdk.wire import Loader
from cxsdk.wire.compiled import REFUSALS, compile_load
from cxsdk.wire.plan import plan

if TYPE_CHECKING:
    from collections.abc import Callable


class Score(StrEnum):
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Record):
    email: str
    name: str | None
    link: Any
    seen: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Via(Record):
    channel: str | int | None = None
    sender: Address | None = field(default=None, metadata={"key": "from"})
    copies: tuple[Address, ...] = field(default=(), metadata={"key": "cc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue(Record):
    id: int
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Record):
    id: int
    score: Score | str = Score.GOOD
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Record):
    """Every kind, required and not, nullable and not, single and many."""

    id: int
    owner: int | None
    subject: str
    at: datetime
    until: datetime | None
    count: int = 0
    is_open: bool = True
    was_read: bool | None = None
    ratio: float | None = None
    weight: float = 1.0
    note: str | None = "none"
    seen_at: datetime | None = None
    score: Score | str | None = None
    first_score: Score | str = Score.BAD
    key: str | int = ""
    anything: Any = None
    needed: Any
    extra: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] | None = None
    ids: tuple[int, ...] = ()
    tags: tuple[str, ...] | None = None
    flags: tuple[bool, ...] = (True,)
    ratios: tuple[float, ...] = ()
    moments: tuple[datetime, ...] = ()
    scores: tuple[Score | str, ...] = ()
    values: tuple[Any, ...] = ()
    objects: tuple[Mapping[str, Any], ...] = ()
    via: Via | None = None
    origin: Via = field(default_factory=Via)
    main: FieldValue
    fields: tuple[FieldValue, ...] = ()
    other: tuple[FieldValue, ...] | None = None
    replies: tuple[Reply, ...] = ()


SENDER = {"email": "a@b.example", "name": None, "link": None}
EVERYTHING = Loader(Everything, vendor="zendesk")
FAST = compile_load(Everything)


def well_formed() -> dict[str, Any]:
    return {
        "id": 4821,
        "owner": 9003,
        "subject": "Не проходит оплата",
        "at": "2026-11-23T07:31:00Z",
        "until": "2026-11-24T07:31:00.250Z",
        "count": 3,
        "is_open": False,
        "was_read": True,
        "ratio": 0.5,
        "weight": 2,
        "note": "x",
        "seen_at": "2026-11-23T07:31:00+00:00",
        "score": "good",
        "first_score": "splendid",
        "key": 7,
        "anything": [1, {"a": None}],
        "needed": "yes",
        "extra": {"a": 1},
        "more": {"b": [True]},
        "ids": [1, 2],
        "tags": ["a", "b"],
        "flags": [False],
        "ratios": [0.5, 1],
        "moments": ["2026-01-01T00:00:00Z"],
        "scores": ["bad", "odd"],
        "values": [None, 1, "x"],
        "objects": [{}, {"a": 1}],
        "via": {
            "channel": "email",
            "from": {
                "email": "a@b.example",
                "name": "Анна",
                "link": 1,
                "seen": ["2026-01-01T00:00:00Z"],
                "odd": 1,
            },
            "cc": [{"email": "c@d.example", "name": None, "link": None}],
        },
        "origin": {"channel": 3},
        "main": {"id": 1, "value": True},
        "fields": [{"id": 1, "value": ["a"]}, {"id": 2}],
        "other": [{"id": 3, "value": None}],
        "replies": [{"id": 1, "replies": [{"id": 2, "score": "new", "replies": [{"id": 3}]}]}],
        "unknown_key": {"kept": "in raw"},
    }


def as_schema_values(record: Record) -> dict[str, Any]:
    """Return what the schema alone would have given for this record."""
    return {part.name: _plain(getattr(record, part.name)) for part in plan(type(record))}


def _plain(value: object) -> object:
    if isinstance(value, Record):
        return as_schema_values(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def exact(value: object) -> object:
    """Make types and NaN take part in a comparison."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [exact(item) for item in value]
    if isinstance(value, Record):
        return exact(as_schema_values(value))
    return (type(value).__name__, repr(value))


def first_path(messages: Any) -> str:
    path = ""
    while isinstance(messages, dict):
        key, messages = next(iter(messages.items()))
        if key != "_schema":
            path += f"[{key}]" if isinstance(key, int) else f".{key}"
    return path.removeprefix(".")


def refusal(data: Any) -> ValidationError | None:
    try:
        EVERYTHING.schema.load(copy.deepcopy(data))
    except ValidationError as error:
        return error
    return None


def check(data: Any) -> str:
    """Compare both ways on one input, and say which way it went."""
    refused = refusal(data)
    if refused is not None:
        with pytest.raises(SchemaError) as caught:
            EVERYTHING.load(data)
        assert isinstance(caught.value.__cause__, ValidationError)
        assert caught.value.__cause__.messages == refused.messages
        assert caught.value.path == first_path(refused.messages)
        return "refused"
    expected = EVERYTHING.schema.load(copy.deepcopy(data))
    record = EVERYTHING.load(data)
    assert exact(as_schema_values(record)) == exact(expected)
    assert record.raw is data
    try:
        FAST(data)
    except REFUSALS:
        return "converted"
    return "fast"


ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 7, 2**31, 2**63, 2**64, 10**25, 10**400, 0.0, -0.0, 1.0, 1.5),
    *(1e308, 1e19, math.nan, math.inf, -math.inf, "", " ", "x", "0", "1", "12", "-3", "1.5", "1e3"),
    *("nan", "inf", "Infinity", "true", "no", "yes", "None", "good", "GOOD", "9" * 30, "9" * 5000),
    *("2026-11-23", "2026-11-23T07:31:00", "2026-11-23T07:31:00Z", "2026-11-23T07:31:00.1Z"),
    *("2026-11-23T07:31:00.123456789Z", "2026-11-23T07:31:00+03:00", "2026-11-23T07:31:00-11:30"),
    *("20261123T073100Z", "2026-W48-1", "2026-02-30T00:00:00Z", "2026-11-23 07:31:00 UTC"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-23T24:00:00Z"),
    *("2026-11-23T07:31:00z", "2026-11-23T07:31:00+00:00:01", "٣", "1_000", " 5 ", "\ud800", "é"),
    *([], [None], [1], ["a"], [True], [1.5], [[]], [{}], {}, {"id": 1}, {"id": None}, {"email": 1}),
    *([{"id": 1}], [{"id": "1"}, {"id": 2}], [{"value": 1}], {"a": 1}, b"bytes", b"\xff", 1 + 2j),
    *((1, 2), {1, 2}, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1), object),  # noqa: DTZ001
]


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, item in value.items():
            found += spots(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += spots(item, (*path, index))
    return found


def respell(value: Any) -> Any:
    """Say the same in a way that no document shows, and that a schema may still read."""
    if isinstance(value, bool):
        return "yes" if value else 0
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return tuple(value)
    return value.encode() if isinstance(value, str) else value


def mutate(data: dict[str, Any], rng: random.Random) -> None:
    *way, last = rng.choice(spots(data))
    holder: Any = data
    for step in way:
        holder = holder[step]
    match rng.randrange(7):
        case 0:
            del holder[last]
        case 1:
            holder[last] = None
        case 2 if isinstance(holder, dict):
            holder[rng.choice(["odd", "id", "value", "from", "score"])] = rng.choice(ODD)
        case 3:
            holder[last] = [holder[last]]
        case 4:
            holder[last] = {"id": holder[last]}
        case 5:
            holder[last] = respell(holder[last])
        case _:
            holder[last] = copy.deepcopy(rng.choice(ODD))


def test_well_formed_input_takes_the_fast_path() -> None:
    assert check(well_formed()) == "fast"


def test_the_least_that_is_required_takes_the_fast_path() -> None:
    needed = ("id", "owner", "subject", "at", "until", "needed", "main")
    least = {key: value for key, value in well_formed().items() if key in needed}
    assert check(least) == "fast"
    assert check({**least, "owner": None, "until": None, "needed": None}) == "fast"


@pytest.mark.parametrize("key", list(well_formed()))
def test_every_field_agrees_on_every_odd_value(key: str) -> None:
    for odd in ODD:
        check({**well_formed(), key: odd})
    left = well_formed()
    del left[key]
    check(left)


@pytest.mark.parametrize("seed", range(5))
def test_thousands_of_mutated_inputs_agree(seed: int) -> None:
    rng = random.Random(seed)
    ways = {"fast": 0, "converted": 0, "refused": 0}
    for _ in range(600):
        data = well_formed()
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            mutate(data, rng)
        ways[check(data)] += 1
    assert min(ways.values()) >= 10, ways  # else the mutations prove nothing


JSON = st.recursive(
    st.sampled_from([v for v in ODD if not isinstance(v, (list, dict, bytes, set, tuple, complex))])
    | st.integers()
    | st.floats()
    | st.text()
    | st.datetimes(timezones=st.none() | st.timezones()).map(datetime.isoformat),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "value", "email", "from", "score"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(list(well_formed())), JSON, max_size=3))
def test_any_json_in_any_field_agrees(changes: dict[str, Any]) -> None:
    check({**well_formed(), **changes})


@settings(max_examples=50, deadline=None)
@given(JSON)
def test_any_json_instead_of_the_object_agrees(data: object) -> None:
    check(data)


@settings(max_examples=120, deadline=None)
@given(st.datetimes(timezones=st.none() | st.timezones() | st.timezones().map(lambda _: UTC)))
def test_every_moment_becomes_the_same_one_in_utc(moment: datetime) -> None:
    check({**well_formed(), "at": moment.isoformat(), "moments": [moment.isoformat()]})
    text = moment.isoformat().replace("+00:00", "Z")
    check({**well_formed(), "at": text, "via": {"from": {**SENDER, "seen": [text]}}})


def test_a_moment_without_a_zone_is_in_utc_wherever_the_program_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert check({**well_formed(), "at": "2026-11-23T07:31:00"}) == "fast"
        record = EVERYTHING.load({**well_formed(), "at": "2026-11-23T07:31:00"})
        assert record.at == datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


def not_a_number(where: str) -> Callable[[float], dict[str, Any]]:
    return lambda value: {**well_formed(), where: [value] if where == "ratios" else value}


@pytest.mark.parametrize("where", ["ratio", "weight", "ratios"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_special_numbers_are_refused(where: str, value: float) -> None:
    with pytest.raises(SchemaError, match="Special numeric values"):
        EVERYTHING.load(not_a_number(where)(value))


@pytest.mark.parametrize("value", [True, 1.5, math.nan, "1.5", "x", [1]])
def test_what_is_no_whole_number_is_never_cut_to_one(value: object) -> None:
    with pytest.raises(SchemaError, match=r"\AEverything\.id: Not a valid integer"):
        EVERYTHING.load({**well_formed(), "id": value})


@pytest.mark.parametrize("value", [12, "12", 12.0])
def test_a_whole_number_is_read_however_it_is_spelled(value: object) -> None:
    assert exact(EVERYTHING.load({**well_formed(), "id": value}).id) == exact(12)
