"""Models against migrations: what differs, and a first draft of the migration that is missing.

For developers and their tests; nothing at run time calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from alembic import autogenerate
from alembic.operations.ops import UpgradeOps
from alembic.runtime.migration import MigrationContext

from cxsdk.store import seam
from cxsdk.store.branches import heads
from cxsdk.store.types import Json, SealedText, UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData
    from sqlalchemy.sql.schema import SchemaItem

    from cxsdk.store.branches import Branch
    from cxsdk.store.database import Database


def differences(database: Database, tables: MetaData) -> list[str]:
    """Return what the database lacks or has too much, a line each; empty when they agree.

    Args:
        database: Brought to its head by :meth:`Database.upgrade`.
        tables: The models' metadata, of the kit or of one app. Other tables
            in the database do not count.
    """
    with seam.guarded(), database.connect() as connection:
        context = _context(connection, tables)
        return [str(one) for one in autogenerate.compare_metadata(context, tables)]


def draft(database: Database, tables: MetaData, branch: Branch) -> str:
    """Return a migration file that would bring the database to the models; to be read and named.

    Args:
        database: At the head of the branch's present migrations.
        tables: The models' metadata.
        branch: Whose migration it will be.
    """
    newest = max(heads(branch), default=None)
    number = 1 if newest is None else int(newest.removeprefix(f"{branch.name}_")[:4]) + 1
    with seam.guarded(), database.connect() as connection:
        context = _context(connection, tables)
        script = autogenerate.produce_migrations(context, tables)
        steps = autogenerate.render_python_code(
            script.upgrade_ops or UpgradeOps(),
            render_item=_plain_type,
            render_as_batch=True,
            migration_context=context,
        )
    lines = [line for line in steps.splitlines() if "###" not in line]
    up = "\n".join(lines).strip() or "pass"
    labels = f'("{branch.name}",)' if newest is None else "None"
    return f'''"""Say here what this migration does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{branch.name}_{number:04}"
down_revision = {f'"{newest}"' if newest else None}
branch_labels = {labels}


def upgrade() -> None:
    {up}
'''


def _plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    # A migration must mean the same in years, so it names no type of ours.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, (SealedText, Json)):
        return "sa.Text()"
    return False


def _context(connection: Connection, tables: MetaData) -> MigrationContext:
    def is_ours(_item: SchemaItem, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or name in tables.tables

    return MigrationContext.configure(
        connection,
        opts={
            "include_object": is_ours,
            "compare_type": True,
            "target_metadata": tables,
        },
    )
