"""How an object becomes a row: a column for each field of its model and of the account's own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import orjson

from cxsdk.models.plain import plain, spell_moment
from cxsdk.wire.plan import Part, plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxsdk.export.kinds import Kind
    from cxsdk.models import Record

Type = Literal["int", "float", "bool", "text", "moment", "ints", "texts", "json", "any"]
#: Where fields go that have no column.
OTHER = "other_fields"
_SCALARS: dict[str, Type] = {
    "int": "int",
    "float": "float",
    "bool": "bool",
    "str": "text",
    "enum": "text",
    "datetime": "moment",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: What it is called.
        type: What it holds; ``any`` for the account's own fields, whose values differ.
        key: The vendor's key, with a dot into a part (``via.channel``); of an own
            field its id or key.
        is_own: Whether it is a field of the account's own.
    """

    name: str
    type: Type
    key: str
    is_own: bool = False


def columns_of(kind: Kind, own: Iterable[tuple[str, str]]) -> tuple[Column, ...]:
    """Return every column.

    Args:
        kind: What is exported.
        own: The account's own fields: id or key, and title.
    """
    made = [
        Column(part.name, _type(part), part.key)
        for part in plan(kind.model)
        if part.name not in kind.dropped
    ]
    made += [Column(name, "text", key) for name, key in kind.extra.items()]
    made.append(Column(OTHER, "json", ""))
    return extended(made, own)


def extended(columns: Iterable[Column], own: Iterable[tuple[str, str]]) -> tuple[Column, ...]:
    """Return ``columns`` with one more for each own field that has none yet.

    It is called by its title; by title and id when something is called so already.
    """
    made = list(columns)
    known = {column.key for column in made if column.is_own}
    taken = {column.name.casefold() for column in made}
    for key, title in own:
        if key in known:
            continue
        name = " ".join(title.replace("\0", "").split()) or key
        if name.casefold() in taken:
            name = f"{name} ({key})"
        taken.add(name.casefold())
        made.append(Column(name, "any", key, is_own=True))
    return tuple(made)


class Rows:
    """Makes rows of one kind.

    Args:
        kind: What is exported.
        columns: What a row holds, in order.
    """

    def __init__(self, kind: Kind, columns: tuple[Column, ...]) -> None:
        """Look up what every row needs."""
        self.columns = columns
        self._kind = kind
        self._names = {part.key: part.name for part in plan(kind.model)}
        self._own = {column.key for column in columns if column.is_own}

    def row(self, record: Record) -> list[Any]:
        """Return a record's values: plain ones, lists and objects as they came, None for none."""
        own = self._kind.own_values(record.raw)
        return [self._value(column, record, own) for column in self.columns]

    def _value(self, column: Column, record: Record, own: Mapping[str, Any]) -> Any:
        if column.is_own:
            return own.get(column.key)
        if column.type in {"int", "float", "bool", "text"} and "." not in column.key:
            return plain(getattr(record, self._names[column.key]))
        if column.type == "moment":
            moment = getattr(record, self._names[column.key])
            return None if moment is None else spell_moment(moment)
        if column.name == OTHER and not column.key:
            return self._other(record.raw, own)
        return _inside(record.raw, column.key)

    def _other(self, raw: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return fields that the model does not know, and own ones that are newer than the file."""
        left = {key: raw[key] for key in raw.keys() - self._names.keys()}
        new = {key: own[key] for key in own.keys() - self._own if own[key] is not None}
        return {**left, **({"own": new} if new else {})} or None


def dump_any(value: Any) -> bytes:
    """Return anything that was parsed as JSON on one line, what orjson refuses included."""
    try:
        return orjson.dumps(value)
    except TypeError:  # more than 64 bits, or half a character
        return json.dumps(value, separators=(",", ":")).encode()


def spell(value: Any) -> str:
    """Return a list or an object as text: JSON on one line."""
    return dump_any(value).decode()


def _inside(raw: Mapping[str, Any], key: str) -> Any:
    found: Any = raw
    for step in key.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _type(part: Part) -> Type:
    kind = part.shape.kind
    if part.shape.is_many:
        return {"int": "ints", "str": "texts"}.get(kind, "json")  # type: ignore[return-value]
    return _SCALARS.get(kind, "json")
