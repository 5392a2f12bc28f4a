"""What is made sooner is the same value, with the same defaults and the same refusals."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields, is_dataclass

import pytest

from cxsdk import models
from cxsdk.wire import maker

MODELS = [
    found
    for found in map(models.__dict__.get, models.__all__)
    if isinstance(found, type) and is_dataclass(found) and "__slots__" in vars(found)
]


@pytest.mark.parametrize("model", MODELS)
def test_it_is_the_value_that_the_class_makes(model):
    wanted = {
        part.name: object()
        for part in fields(model)
        if part.default is MISSING and part.default_factory is MISSING
    }
    every = {part.name: object() for part in fields(model)}
    for given in (wanted, every):
        made, usual = maker(model)(**given), model(**given)
        assert type(made) is model
        assert made == usual
        assert [getattr(made, f.name) for f in fields(model)] == [
            getattr(usual, f.name) for f in fields(model)
        ]
        with pytest.raises(FrozenInstanceError):
            setattr(made, fields(model)[0].name, 1)
        assert copy.copy(made) == usual


@pytest.mark.parametrize("model", MODELS)
def test_it_takes_what_the_class_takes(model):
    ours = inspect.signature(maker(model)).parameters
    theirs = inspect.signature(model).parameters
    assert [(p.name, p.kind, p.default is p.empty) for p in ours.values()] == [
        (p.name, p.kind, p.default is p.empty) for p in theirs.values()
    ]
    with pytest.raises(TypeError):
        maker(model)(surely_not_a_field=1)


def test_a_default_that_is_made_is_made_anew():
    first, second = (maker(models.Ref)("v", "a", "1") for _ in range(2))
    assert first is not second
    ticket = maker(models.Ticket)
    given = {"ref": first, "subject": None, "status": models.Status(models.StatusCategory.NEW, "n")}
    made, other = ticket(**given), ticket(**given)
    assert made.custom_fields == {}
    assert made.custom_fields is not other.custom_fields
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_class_that_does_more_is_refused():
    @dataclass(frozen=True, slots=True)
    class Checked:
        value: int

        def __post_init__(self):
            assert self.value

    @dataclass(frozen=True, slots=True)
    class Derived:
        value: int
        double: int = field(init=False, default=0)

    for model in (Checked, Derived):
        with pytest.raises(TypeError, match="does more"):
            maker(model)
