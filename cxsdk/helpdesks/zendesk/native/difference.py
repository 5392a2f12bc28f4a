"""What was changed in a record since it came: a write sends that, and no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsdk.models import Record

#: Objects of values by key (``user_fields``), of which a write may name some: others stay.
_BY_KEY = "_fields"


def changed(record: Record) -> dict[str, Any]:
    """Return what differs from the record's ``raw``, in the vendor's spelling.

    A record that was made here differs from nothing in all that it says.

    Raises:
        ValueError: A datetime was put in without a time zone.
    """
    came, now = record.raw, record.to_dict()
    out = {key: now[key] for key in now if key not in came or not is_same(now[key], came[key])}
    return {key: _least(key, value, came.get(key)) for key, value in out.items()}


def _least(key: str, now: Any, came: Any) -> Any:
    is_by_key = key.endswith(_BY_KEY) and isinstance(now, dict) and isinstance(came, dict)
    return _entries(now, came) if is_by_key else now


def _entries(now: dict[str, Any], came: dict[str, Any]) -> dict[str, Any]:
    """Return what differs in values by key; one that was taken out is set to nothing."""
    kept = {key: now[key] for key in now if key not in came or not is_same(now[key], came[key])}
    return kept | dict.fromkeys(came.keys() - now.keys())


def is_same(one: object, other: object) -> bool:
    """Tell whether two values are the same JSON: to Python, 1 == True."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
