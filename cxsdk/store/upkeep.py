"""What an operator does now and then: new keys for old secrets, and forgetting a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, column, inspect, select, table, update

from cxsdk.errors import DecryptError
from cxsdk.store.tables import KitBase, Setting, seal_context
from cxsdk.store.types import Sealed, SealedText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection

    from cxsdk.store.database import Database

_KEPT = frozenset({"audit"})  # it tells, among other things, that the tenant was forgotten


def rotate_keys(database: Database) -> int:
    """Seal every stored secret anew with the first key; returns how many changed.

    Secrets are found by their column type, and a setting's by its mark. Their
    contexts are those of :func:`cxsdk.store.seal_context`.

    Raises:
        ConfigError: The database was opened without keys.
        DecryptError: A secret cannot be opened; nothing was changed.
        StoreError: The database refused.
    """
    keys, changed = database.keys, 0
    with database.begin() as connection:
        for one, place, sealed, row in _secrets(connection):
            try:
                if keys.is_current(sealed):
                    continue
                renewed = keys.renew(sealed, place)
            except DecryptError as error:
                message = f"{place}: {error}; no secret was changed"
                raise DecryptError(message, hint=error.hint) from error
            # Whoever stored a newer secret meanwhile used the new key already.
            same = [c == row[c] for c in one.table.primary_key] + [one == sealed]
            done: Any = connection.execute(update(one.table).where(*same).values({one: renewed}))
            changed += done.rowcount
    return changed


def _secrets(connection: Connection) -> Iterator[tuple[Column[Any], str, Sealed, Any]]:
    for one, kind in _sealed_columns():
        wanted = select(kind).where(one.is_not(None))
        if kind.name == Setting.__tablename__:
            wanted = wanted.where(kind.c.is_secret)
        for row in connection.execute(wanted).mappings().all():
            key = "/".join(str(row[c]) for c in kind.primary_key)
            yield one, seal_context(kind.name, key, one.name), row[one], row


def _sealed_columns() -> Iterator[tuple[Column[Any], Table]]:
    for kind in KitBase.metadata.sorted_tables:
        for one in kind.columns:
            if isinstance(one.type, SealedText) or one is Setting.__table__.c.value:
                yield one, kind


def forget_installation(database: Database, installation_id: int) -> dict[str, int]:
    """Delete everything that belongs to an installation, of apps no longer installed too.

    Only the audit log stays.

    Returns:
        How many rows were deleted, by table; tables without any are left out.

    Raises:
        StoreError: The database refused; nothing was deleted.
    """
    gone: dict[str, int] = {}
    with database.begin() as connection:
        for name, owner in _owned_tables(connection):
            done: Any = connection.execute(
                table(name, column(owner)).delete().where(column(owner) == installation_id)
            )
            if done.rowcount:
                gone[name] = done.rowcount
    return gone


def _owned_tables(connection: Connection) -> list[tuple[str, str]]:
    """Return every table that belongs to installations, those that point to others first."""
    inspector = inspect(connection)
    found = []
    for name, _ in reversed(inspector.get_sorted_table_and_fkc_names()):
        if name is None or name in _KEPT:
            continue
        columns = {one["name"] for one in inspector.get_columns(name)}
        if name == "installation":
            found.append((name, "id"))
        elif "installation_id" in columns:
            found.append((name, "installation_id"))
    return found
