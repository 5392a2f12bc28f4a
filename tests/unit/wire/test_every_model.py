"""Every model of every vendor: the fast path and its schema agree, in values and in errors."""

from __future__ import annotations

import copy
import importlib
import math
import pkgutil
import random
import sys
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from marshmallow import ValidationError

import cxsdk.helpdesks
from cxsdk.errors import SchemaError
from cxsdk.models import Record
from cxsdk.wire import Loader
from cxsdk.wire.compiled import REFUSALS
from cxsdk.wire.plan import Shape, plan

N_ODD = 3
KINDS: dict[str, Any] = {
    "int": 7,
    "str": "x",
    "bool": True,
    "float": 0.5,
    "datetime": "2026-11-23T07:31:00Z",
    "union": "x",
    "dict": {"a": 1},
    "any": [1],
}
ODD: list[Any] = [
    *(None, True, 0, -1, 2**53 + 1, 2**64, 10**400, -0.0, 1.5, math.nan, math.inf, "", "1", "no"),
    *("x", "2026-11-23", "2026-11-23T07:31:00", "2026-11-23T07:31:00+03:00", "nan", "\ud800"),
    *([], [None], [1], ["a"], [[]], [{}], {}, {"id": 1}, {"id": None}, [{"id": "1"}], b"x"),
]


def native_models() -> list[type[Record]]:
    """Return every model that is loaded from a vendor's object."""
    package = cxsdk.helpdesks
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".native" in module.name:
            importlib.import_module(module.name)
    found, waiting = [], [Record]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        home = sys.modules[model.__module__]
        # A slotted dataclass is made of one without slots, which lingers for a while.
        if home.__name__.startswith(package.__name__) and vars(home).get(model.__name__) is model:
            found.append(model)
    return sorted(found, key=lambda model: (model.__module__, model.__name__))


MODELS = native_models()


def loader_of(model: type[Record]) -> Loader[Record]:
    known = model.__dict__.get("_codec")
    return known if isinstance(known, Loader) else Loader(model)


def example(model: type[Record], depth: int = 0) -> dict[str, Any]:
    """Return a well-formed object with every field."""
    return {
        part.key: value_of(part.shape, depth)
        for part in plan(model)
        if depth < 3 or part.is_required or part.shape.kind != "record"
    }


def value_of(shape: Shape, depth: int) -> Any:
    if shape.model is not None:
        one: Any = example(shape.model, depth + 1)
    elif shape.enum is not None:
        one = next(iter(shape.enum)).value
    else:
        one = KINDS[shape.kind]
    return [one, one] if shape.is_many else one


def plain(value: object) -> object:
    """Return what the schema alone gives for a record, types and NaN made comparable."""
    if isinstance(value, Record):
        return {part.name: plain(getattr(value, part.name)) for part in plan(type(value))}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return (type(value).__name__, repr(value))


def check(loader: Loader[Record], data: Any) -> str:
    """Compare the loader with its schema on one input, and say which way it went."""
    expected, messages = None, None
    try:
        expected = loader.schema.load(copy.deepcopy(data))
    except ValidationError as refused:
        messages = refused.messages
    if messages is not None:
        with pytest.raises(SchemaError) as caught:
            loader.load(data)
        cause = caught.value.__cause__
        assert isinstance(cause, ValidationError)
        assert cause.messages == messages
        return "refused"
    assert plain(loader.load(data)) == plain(expected)
    try:
        loader.compiled(data)
    except REFUSALS:
        return "converted"
    return "fast"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_agrees_on_odd_values(model: type[Record]) -> None:
    loader, rng, data = loader_of(model), random.Random(model.__name__), example(model)
    assert check(loader, data) == "fast"
    for key in data:
        check(loader, {name: value for name, value in data.items() if name != key})
        for odd in rng.sample(ODD, N_ODD):
            check(loader, {**data, key: copy.deepcopy(odd)})


JSON = st.recursive(
    st.sampled_from([odd for odd in ODD if not isinstance(odd, (list, dict, bytes))])
    | st.integers()
    | st.floats()
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "value"]), inner)
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(model=st.sampled_from(MODELS), data=st.data())
def test_any_json_in_any_field_agrees(model: type[Record], data: st.DataObject) -> None:
    whole = example(model)
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(whole)), JSON, max_size=3))
    check(loader_of(model), {**whole, **changes})
