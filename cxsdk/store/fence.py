"""The last look at a statement before it leaves: does it stay with one installation?

The session adds the tenant's criterion to what it can (see :mod:`tenancy`);
this fence reads the finished SQL and refuses whatever got past that: bare
tables, raw SQL, sub-queries that the ORM does not see. It fails closed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

from cxsdk.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, MetaData

OWNER = "installation_id"
_OPTION = "cxsdk_scope"
OWN_ROW = "cxsdk_own_row"
_HINT = "use the mapped classes in every select(), exists(), update() and delete()"
# A table's name with no dot behind it is a use of the table; its columns have one.
_USE = r"(?i)\b{name}(?![\w.])(?: AS (\w+))?"
_BOUND = re.compile(r"(?<![\w.])(\w+)\.installation_id = [?:%]")
_SAFE_UPSERT = re.compile(r"ON CONFLICT \([^)]*\binstallation_id\b")


@dataclass(slots=True)
class Scope:
    """Whose statements a connection carries."""

    owner: int | None
    is_flushing: bool = False


_collections: list[MetaData] = []


def register(tables: MetaData) -> None:
    """Put the tables of one app, present and future, behind the fence."""
    _collections.append(tables)


def enter(connection: Connection, scope: Scope) -> None:
    """Say whose statements ``connection`` carries from now on."""
    connection.execution_options(**{_OPTION: scope})


def watch(engine: Engine) -> None:
    """Look at every statement of ``engine`` that a tenant's or the kit's session sends."""
    event.listen(engine, "before_cursor_execute", _look)


def owner_of(options: Mapping[str, Any]) -> int | None:
    """Return the installation that the execution options name."""
    scope: Scope | None = options.get(_OPTION)
    return None if scope is None else scope.owner


def _look(
    _connection: object, _cursor: object, sql: str, _values: object, context: Any, _many: object
) -> None:
    scope: Scope | None = context.execution_options.get(_OPTION)
    if scope is None:
        return
    uses = _uses(sql, sum(len(tables.tables) for tables in _collections))
    if not uses:
        return
    if scope.owner is None:
        message = f"table {min(uses)} belongs to installations, and this session has none"
        raise StoreError(message, hint="open the session with an installation_id")
    rows: list[dict[str, Any]] = context.compiled_parameters if context.compiled else []
    for row in rows:
        if any(v != scope.owner for k, v in row.items() if k.startswith(OWNER)):
            message = "the statement names another installation"
            raise StoreError(message, hint="leave installation_id out: the session sets it")
    if context.isinsert:
        _look_at_insert(sql, rows)
    elif not _is_by_key(scope, context):
        _look_at_uses(sql, uses)


def _is_by_key(scope: Scope, context: Any) -> bool:
    """Tell whether the ORM writes or re-reads, by its key, a row that this session has seen."""
    if context.execution_options.get(OWN_ROW):
        return True
    return scope.is_flushing and bool(context.isupdate or context.isdelete)


def _look_at_insert(sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
    if not all(OWNER in row or f"{OWNER}_m0" in row for row in rows):
        what = "an insert from a select"
        raise _outside(what)
    if "DO UPDATE" in sql and _SAFE_UPSERT.search(sql) is None:
        what = "an upsert whose conflict target lacks installation_id"
        raise _outside(what)


def _look_at_uses(sql: str, uses: tuple[str, ...]) -> None:
    bound = Counter(_BOUND.findall(sql))
    missing = Counter(uses) - bound
    if missing:
        what = f"the use of {min(missing)}"
        raise _outside(what)


def _outside(what: str) -> StoreError:
    message = f"{what} could reach rows of other installations"
    return StoreError(message, hint=_HINT)


@lru_cache(maxsize=1024)
def _uses(sql: str, count: int) -> tuple[str, ...]:  # noqa: ARG001 - a new table makes a new entry
    """Return the alias (or name) of each use of a tenant's table, in order."""
    names = {name for tables in _collections for name in tables.tables}
    found = set(re.findall(r"\w+", sql.lower())) & names
    return tuple(
        match[1] or name
        for name in sorted(found)
        for match in re.finditer(_USE.format(name=re.escape(name)), sql)
    )
