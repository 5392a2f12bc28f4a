"""Our values as plain JSON: what ``to_dict()`` of a normalised model is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Protocol, cast, runtime_checkable

_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


@runtime_checkable
class _Speller(Protocol):
    def to_dict(self) -> dict[str, Any]: ...


def spell_moment(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, such as ``2026-11-23T07:31:00Z``.

    Fractions of a second appear only where there are any.

    Raises:
        ValueError: The moment has no time zone, so nobody can say when it was.
    """
    if moment.utcoffset() is None:
        text = f"{moment.isoformat()} has no time zone; give an aware datetime"
        raise ValueError(text)
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plain(value: object) -> Any:
    """Copy a value into what JSON knows: nothing in the answer is shared with it.

    Enum members become their values, moments ISO 8601 text in UTC, tuples and
    lists become lists, dataclasses and mappings become dicts. Whatever has a
    ``to_dict()`` of its own spells itself. Anything else is returned as it is.

    Raises:
        ValueError: A datetime has no time zone.
    """
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    # The vendor's own objects are dicts and lists; their leaves need no call each.
    if kind is dict:
        pairs = cast("dict[Any, Any]", value).items()
        return {k: v if type(v) in _AS_IT_IS else plain(v) for k, v in pairs}
    if isinstance(value, (tuple, list)):
        return [v if type(v) in _AS_IT_IS else plain(v) for v in value]
    return _plain_object(value)


def _plain_object(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return spell_moment(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, _Speller):
        return value.to_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return plain_fields(value)
    return value


def plain_fields(value: object) -> dict[str, Any]:
    """Return a dataclass as a dict of its fields, without the vendor's object."""
    return {
        part.name: plain(getattr(value, part.name))
        for part in fields(value)  # type: ignore[arg-type]  # callers hand in dataclasses
        if part.name != "raw"
    }
