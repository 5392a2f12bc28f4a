"""``to_dict()`` of native models: the vendor's spelling, nothing lost, changes shown."""

from __future__ import annotations

import copy
import json
import math
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, strategies as st

from cxsdk.models import Record
from cxsdk.wire import Loader


class Score(StrEnum):
    GOOD = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Via(Record):
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue(Record):
    id: int
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Record):
    id: int
    owner: int | None
    subject: str | None = None
    opened_at: datetime | None = field(default=None, metadata={"key": "created_at"})
    updated_at: datetime | None = None
    moments: tuple[datetime, ...] = ()
    note: str | None = "none"
    score: Score | str | None = None
    tags: tuple[str, ...] = ()
    via: Via | None = None
    fields: tuple[FieldValue, ...] = field(default=(), metadata={"key": "custom_fields"})
    extra: Mapping[str, Any] = field(default_factory=dict)


TICKET = Loader(Ticket, vendor="zendesk")
AT = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


def body() -> dict[str, Any]:
    return {
        "z_unknown": {"deep": [1, {"a": None}]},
        "id": 4821,
        "owner": None,
        "subject": "Оплата",
        "created_at": "2026-11-23T10:31:00.000+03:00",
        "updated_at": "2026-11-23T07:31:00Z",
        "moments": ["2026-11-23T10:31:00+03:00", "2026-11-24"],
        "score": "good",
        "tags": ["vip"],
        "via": {"channel": "email", "source": {"from": {"address": "a@b.example"}}},
        "custom_fields": [{"id": 1, "value": "a", "odd": 1}, {"id": 2, "value": 1}],
        "extra": {"a": [1]},
    }


def load(**changes: Any) -> Ticket:
    return TICKET.load({**body(), **changes})


def test_what_came_is_given_back_with_keys_in_their_order() -> None:
    written = load().to_dict()
    assert written == body()
    assert list(written) == list(body())


def test_looking_at_a_record_changes_nothing() -> None:
    ticket = load()
    assert repr(ticket)
    assert ticket.to_dict() == body()


def test_what_is_given_back_shares_nothing_with_the_record() -> None:
    data = body()
    ticket = TICKET.load(data)
    written = ticket.to_dict()
    written["z_unknown"]["deep"].append("x")
    written["custom_fields"][0]["value"] = "x"
    assert data == body()


@pytest.mark.parametrize("odd", ["4821", 4821.0], ids=repr)
def test_odd_spellings_that_were_read_are_given_back(odd: object) -> None:
    written = load(id=odd).to_dict()
    assert repr(written["id"]) == repr(odd)


def test_a_change_shows_and_everything_else_stays() -> None:
    ticket = replace(load(), subject="Оплата прошла")
    assert ticket.to_dict() == {**body(), "subject": "Оплата прошла"}


def test_a_change_after_parts_were_read_shows() -> None:
    ticket = load()
    assert ticket.via is not None
    assert ticket.fields
    changed = replace(ticket, subject=None, tags=("vip", "new"))
    assert changed.to_dict() == {**body(), "subject": None, "tags": ["vip", "new"]}


def test_a_change_of_a_nested_part_keeps_its_unknown_keys() -> None:
    ticket = load()
    assert ticket.via is not None
    changed = replace(ticket, via=replace(ticket.via, channel="chat"))
    assert changed.to_dict() == {**body(), "via": {**body()["via"], "channel": "chat"}}


def test_a_change_of_one_item_keeps_the_others_as_they_came() -> None:
    ticket = load()
    first, second = ticket.fields
    changed = replace(ticket, fields=(replace(first, value="b"), second, FieldValue(id=3)))
    assert changed.to_dict()["custom_fields"] == [
        {"id": 1, "value": "b", "odd": 1},
        {"id": 2, "value": 1},
        {"id": 3},
    ]


def test_items_that_stay_keep_their_spelling_wherever_they_move() -> None:
    ticket = load()
    changed = replace(ticket, moments=(AT + timedelta(days=9), *reversed(ticket.moments)))
    assert changed.to_dict()["moments"] == [
        "2026-12-02T07:31:00Z",
        "2026-11-24",
        "2026-11-23T10:31:00+03:00",
    ]


def test_moments_that_were_not_changed_keep_their_spelling() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=5)))
    changed = replace(load(), opened_at=elsewhere, updated_at=AT + timedelta(seconds=1))
    written = changed.to_dict()
    assert written["created_at"] == "2026-11-23T10:31:00.000+03:00"
    assert written["updated_at"] == "2026-11-23T07:31:01Z"


def test_parts_that_were_taken_away_become_null_or_empty() -> None:
    changed = replace(load(), via=None, fields=(), extra={}, score=None, opened_at=None)
    written = changed.to_dict()
    assert written["via"] is None
    assert written["custom_fields"] == []
    assert written["extra"] == {}
    assert written["score"] is None
    assert written["created_at"] is None
    assert written["z_unknown"] == body()["z_unknown"]


@pytest.mark.parametrize(("came", "put"), [(1, True), (True, 1), (1, 1.0), (0, False), ("1", 1)])
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"deep": [v]}])
def test_values_that_python_calls_equal_and_json_does_not_are_changes(
    came: object, put: object, wrap: Any
) -> None:
    ticket = load(custom_fields=[{"id": 1, "value": wrap(came)}])
    changed = replace(ticket, fields=(replace(ticket.fields[0], value=wrap(put)),))
    assert repr(changed.to_dict()["custom_fields"][0]["value"]) == repr(wrap(put))


def test_unknown_enum_values_are_kept_and_known_ones_are_written_as_text() -> None:
    splendid = load(score="splendid")
    assert splendid.score == "splendid"
    assert splendid.to_dict()["score"] == "splendid"
    written = replace(splendid, score=Score.GOOD).to_dict()
    assert type(written["score"]) is str
    assert load().score is Score.GOOD


def test_a_model_made_here_is_spelled_for_the_vendor() -> None:
    made = Ticket(
        id=1,
        owner=None,
        opened_at=datetime(2026, 11, 23, 10, 31, tzinfo=timezone(timedelta(hours=3))),
        note=None,
        score=Score.GOOD,
        via=Via(channel="chat"),
        fields=(FieldValue(id=1, value=[1]),),
    )
    written = made.to_dict()
    assert written == {
        "id": 1,
        "owner": None,
        "created_at": "2026-11-23T07:31:00Z",
        "note": None,
        "score": "good",
        "via": {"channel": "chat"},
        "custom_fields": [{"id": 1, "value": [1]}],
    }
    assert TICKET.load(json.loads(json.dumps(written))) == made


def test_a_model_made_around_an_object_of_another_shape_loses_neither() -> None:
    made = Ticket(id=1, owner=2, subject="x", raw={"odd": 1, "id": "not a number", "note": "y"})
    assert made.to_dict() == {"odd": 1, "id": 1, "note": "y", "owner": 2, "subject": "x"}


def test_a_record_that_went_through_pickle_or_copy_is_spelled_alike() -> None:
    ticket = load(extra={"n": math.nan})
    for again in (pickle.loads(pickle.dumps(ticket)), copy.deepcopy(ticket)):
        changed = replace(again, subject="x")
        assert repr(changed.to_dict()) == repr({**body(), "extra": {"n": math.nan}, "subject": "x"})


def test_a_subclass_with_fields_of_its_own_is_spelled_with_them() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Longer(Ticket):
        brand: int = 0

    longer = Longer(id=1, owner=None, brand=7)
    assert longer.to_dict() == {"id": 1, "owner": None, "brand": 7}
    came = {"id": 1, "owner": None, "brand": 6, "odd": 1}
    assert replace(longer, raw=came).to_dict() == {**came, "brand": 7}


def test_spelling_a_record_builds_no_part_that_nobody_looked_at() -> None:
    ticket = load()
    ticket.to_dict()
    for name in ("via", "fields"):
        with pytest.raises(AttributeError):
            object.__getattribute__(ticket, name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
MOMENTS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - the same
    timezones=OFFSETS,  # of fixed size: the hour that a clock skips equals nothing in Python
)
MADE = st.builds(
    Ticket,
    raw=st.just({}),
    id=st.integers(),
    owner=st.none() | st.integers(),
    subject=st.none() | st.text(),
    opened_at=st.none() | MOMENTS,
    updated_at=st.none() | MOMENTS,
    moments=st.lists(MOMENTS, max_size=2).map(tuple),
    note=st.none() | st.text(),
    score=st.none() | st.sampled_from(Score) | st.text(),
    tags=st.lists(st.text(), max_size=2).map(tuple),
    via=st.none() | st.builds(Via, raw=st.just({}), channel=st.none() | st.text()),
    fields=st.lists(
        st.builds(FieldValue, raw=st.just({}), id=st.integers(), value=JSON), max_size=2
    ).map(tuple),
    extra=st.dictionaries(st.text(), JSON, max_size=2),
)


@given(MADE)
def test_whatever_is_made_here_is_read_back_equal(made: Ticket) -> None:
    assert TICKET.load(made.to_dict()) == made


@given(MADE, MADE)
def test_whatever_is_changed_is_read_back_equal(one: Ticket, other: Ticket) -> None:
    came = TICKET.load({**one.to_dict(), "odd": 1})
    values = {name: getattr(other, name) for name in ("subject", "via", "fields", "extra")}
    values |= {name: getattr(other, name) for name in ("opened_at", "moments", "tags", "score")}
    written = replace(came, **values).to_dict()
    assert TICKET.load(written) == replace(came, **values)
    assert written["odd"] == 1


@given(st.dictionaries(st.text(), JSON))
def test_unknown_fields_of_any_shape_are_given_back(extra: dict[str, Any]) -> None:
    assert repr(load(unknown=extra).to_dict()) == repr({**body(), "unknown": extra})
