"""How objects lie in the table: which of their fields are columns, and how those are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from cxsdk.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 2**63 - 1
COLUMNS = (
    "ticket_id",
    "user_id",
    "author_id",
    "status",
    "assignee_id",
    "group_id",
    "requester_id",
    "organization_id",
    "role",
    "email",
    "score",
    "key",
    "refresh_key",
    "created_at",
    "updated_at",
    "generated_timestamp",
)
_INDEXED = (
    "ticket_id",
    "user_id",
    "status",
    "assignee_id",
    "requester_id",
    "email",
    "key",
    "refresh_key",
    "updated_at",
    "generated_timestamp",
)
#: Ordered by without a detour, so that an index can serve.
_ALWAYS_THERE = frozenset({"id", "created_at", "updated_at", "generated_timestamp"})
_OPERATORS = {"": "=", "ge": ">=", "gt": ">", "le": "<=", "lt": "<", "ne": "IS NOT"}
_OBJECTS = (
    "CREATE TABLE IF NOT EXISTS object (kind TEXT NOT NULL, id NOT NULL,"
    f" {', '.join(COLUMNS)}, body BLOB NOT NULL, PRIMARY KEY (kind, id))"
)
SCHEMA = (
    _OBJECTS,
    *(
        f"CREATE INDEX IF NOT EXISTS object_{name} ON object (kind, {name}, id)"
        for name in _INDEXED
    ),
    "CREATE TABLE IF NOT EXISTS sequence (kind TEXT PRIMARY KEY, last INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value BLOB NOT NULL)",
)
PUT = (
    f"INSERT OR REPLACE INTO object (kind, id, {', '.join(COLUMNS)}, body)"  # noqa: S608 - our own column names
    f" VALUES ({', '.join('?' * (len(COLUMNS) + 3))})"
)


def _column(name: str) -> str:
    if name != "id" and name not in COLUMNS:
        message = f"objects cannot be filtered or ordered by {name!r}"
        raise StoreError(message, hint=f"one of: id, {', '.join(COLUMNS)}")
    return name


def order_of(sort: str) -> str:
    """Return what is ordered by; without a value an object comes before all others."""
    column = _column(sort)
    return column if column in _ALWAYS_THERE else f"coalesce({column}, '')"


def condition_of(kind: str, where: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return the condition that a listing asks for, and its values."""
    parts, values = ["kind = ?"], [kind]
    for name, value in where.items():
        bare, _, operator = name.partition("__")
        column = _column(bare)
        if isinstance(value, (list, tuple, set, frozenset)):
            parts.append(f"{column} IN ({', '.join('?' * len(value))})")
            values.extend(value)
        elif value is None and not operator:
            parts.append(f"{column} IS NULL")
        else:
            parts.append(f"{column} {_OPERATORS[operator]} ?")
            values.append(value)
    return " AND ".join(parts), values


def row_of(kind: str, body: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return an object as the table's row; what cannot be ordered leaves its column empty."""
    columns = [_plain(body.get(name)) for name in COLUMNS]
    email = body.get("email")
    if isinstance(email, str):
        columns[COLUMNS.index("email")] = email.casefold()
    return (kind, body["id"], *columns, orjson.dumps(body))


def _plain(value: Any) -> str | int | float | None:
    if isinstance(value, int):
        return value if -_LARGEST <= value <= _LARGEST else None
    return value if isinstance(value, (str, float)) else None
