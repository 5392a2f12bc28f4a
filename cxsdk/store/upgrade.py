"""Running the migrations: all branches, one version table, one transaction.

Alembic is loaded only when something is to do. Its environment file, ini file
and command line are not used: a transaction, a script folder and a list of
steps are all that an upgrade needs.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from cxsdk.errors import StoreError
from cxsdk.store import engines, seam
from cxsdk.store.branches import KIT, Branch, heads, owner

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alembic.runtime.migration import MigrationContext, RevisionStep
    from sqlalchemy import URL, Connection, Engine

log = logging.getLogger(__name__)

_VERSIONS = "alembic_version"
_PATIENCE_S = 60.0  # another process may be half-way through the same migrations
_ADVISORY_KEY = 0x63786462  # "cxdb"


def run(url: URL, reader: Engine, branches: Iterable[Branch]) -> None:
    """Bring every branch to its head.

    Raises:
        ConfigError: A branch's files are inconsistent.
        StoreError: The database refused, or is newer than this code.
    """
    wanted = [KIT, *(branch for branch in branches if branch != KIT)]
    targets = {head for branch in wanted for head in heads(branch)}
    with seam.guarded():
        try:
            engines.make_file(url)
        except OSError as error:
            message = "the database file cannot be made"
            raise StoreError(message, hint="check that its folder exists and is yours") from error
        with reader.connect() as connection:
            current = versions(connection)
        if targets <= current:
            return
        _run(url, wanted, targets)


def versions(connection: Connection) -> set[str]:
    """Return the revisions that the database is at."""
    if not inspect(connection).has_table(_VERSIONS):
        return set()
    return set(connection.scalars(text(f"SELECT version_num FROM {_VERSIONS}")))  # noqa: S608 - a constant


def _run(url: URL, wanted: Sequence[Branch], targets: set[str]) -> None:
    from alembic.operations import Operations  # noqa: PLC0415 - slow to load, rarely needed
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory(
        str(KIT.folder.parent), version_locations=[str(branch.folder) for branch in wanted]
    )
    known = {script.revision for script in scripts.walk_revisions()}

    def steps(at: tuple[str, ...], _: MigrationContext) -> list[RevisionStep]:
        mine = [revision for revision in at if owner(revision, wanted)]
        newer = sorted(set(mine) - known)
        if newer:
            message = f"the database is newer than this code: it is at {', '.join(newer)}"
            raise StoreError(message, hint="install the version that made it, or a newer one")
        # Revisions of apps that are no longer installed stay as they are.
        found: list[RevisionStep] = scripts._upgrade_revs(tuple(targets), tuple(mine))  # type: ignore[arg-type]  # noqa: SLF001 - what Alembic's own command calls
        return found

    engine = engines.migrator(url, lock_timeout_s=_PATIENCE_S)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Everybody waits here, then finds the work done.
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})"))
            context = MigrationContext.configure(connection, opts={"fn": steps, "script": scripts})
            with Operations.context(context):
                context.run_migrations()
            _check_foreign_keys(connection)
    finally:
        engine.dispose()
    log.info("the database is at %s", ", ".join(sorted(targets)))


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        message = f"a migration left rows of {broken[0]} that point to nothing"
        raise StoreError(message, hint="mend the migration; nothing was changed")
