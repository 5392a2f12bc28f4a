"""What was changed in a record since it came: a write sends that, and no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsdk.models import Record


def changed(record: Record) -> dict[str, Any]:
    """Return what differs from the record's ``raw``, in the vendor's spelling.

    A record that was made here differs from nothing in all that it says.

    Raises:
        ValueError: A datetime was put in without a time zone.
    """
    came, now = record.raw, record.to_dict()
    return {key: now[key] for key in now if key not in came or not is_same(now[key], came[key])}


def is_same(one: object, other: object) -> bool:
    """Tell whether two values are the same JSON: to Python, 1 == True."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
