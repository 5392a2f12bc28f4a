"""A record in the vendor's spelling: what came, overlaid with what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cxsdk.models import Record
from cxsdk.models.plain import plain
from cxsdk.wire.plan import plan

if TYPE_CHECKING:
    from collections.abc import Sequence


def overlay(record: Record, came: Record | None) -> dict[str, Any]:
    """Spell ``record``.

    Whatever is as it came keeps the vendor's spelling, so that a moment with an
    unusual offset, or a number sent as text, is given back as it was.

    Args:
        record: What is to be spelled.
        came: The same record before it was changed, loaded from its ``raw``; None
            when it was made without one.

    Returns:
        A new dict that shares nothing with the record: first the keys that came,
        in their order, then new ones.
    """
    out: dict[str, Any] = plain(record.raw)
    for part in plan(type(record)):
        if part.is_lazy and not _is_built(record, part.name):
            continue  # never looked at, so never changed
        value = getattr(record, part.name)
        if came is None:
            if part.is_required or not _is_same(value, part.absent()):
                out[part.key] = plain(value)
            continue
        before = getattr(came, part.name)
        if not _is_same(value, before):
            out[part.key] = _spell(value, before, record.raw.get(part.key))
    return out


def _is_built(record: Record, name: str) -> bool:
    try:
        object.__getattribute__(record, name)  # unlike getattr(), this builds nothing
    except AttributeError:
        return False
    return True


def _spell(value: object, before: object, raw: object) -> Any:
    """Spell a changed value; items of a list that were there before keep their spelling."""
    if not isinstance(value, tuple) or not isinstance(before, tuple) or not isinstance(raw, list):
        return plain(value)
    known = list(zip(before, raw, strict=False))
    return [_spell_item(item, known) for item in value]


def _spell_item(item: object, known: Sequence[tuple[object, object]]) -> Any:
    if isinstance(item, Record):
        return item.to_dict()  # it has a raw of its own
    return plain(next((raw for before, raw in known if _is_same(item, before)), item))


def _is_same(one: object, other: object) -> bool:
    """Tell whether two values are the same JSON: to Python, 1 == True == 1.0."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, Record):
        parts = plan(type(one))
        return all(_is_same(getattr(one, p.name), getattr(other, p.name)) for p in parts)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_is_same(one[k], other[k]) for k in one)
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return bool(one == other)
