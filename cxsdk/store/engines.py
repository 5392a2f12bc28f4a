"""The two engines of one database: a writer that loses no update, and a reader.

SQLite (measured, SQLAlchemy's default): "read, then write" in a deferred
transaction silently lost 84 % of concurrent increments. So the writer begins
with BEGIN IMMEDIATE, which takes the write lock before the first read.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SQLITE_HINT = "write sqlite:///cxsdk.db, or sqlite:////var/lib/cxsdk/cxsdk.db for a full path"
_CONNECT_TIMEOUT_S = 5
_PAUSE_S = 0.01


def parse(url: str) -> URL:
    """Return the address with its driver.

    Raises:
        ConfigError: It is no address, of another kind of database, or of one in memory.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # Without a cause: the address may hold a password.
        message = "the database address cannot be read"
        raise ConfigError(message, hint="set CXSDK_DATABASE_URL; " + _SQLITE_HINT) from None
    kind = parsed.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        message = f"{kind} is no database that this package knows"
        raise ConfigError(message, hint="use sqlite:/// or postgresql://")
    if parsed.database in {None, "", ":memory:"}:
        message = "a database in memory cannot be shared by threads and processes"
        raise ConfigError(message, hint=_SQLITE_HINT)
    return parsed


def writer(url: URL, *, lock_timeout_s: float) -> Engine:
    """Return the engine for transactions that change something."""
    if url.get_backend_name() == "postgresql":
        return _postgres(url, lock_timeout_s)
    # One connection, because SQLite has one writer: threads stand in line for
    # it here, in order, in place of polling the file.
    engine = _create(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=lock_timeout_s,
        connect_args={"timeout": lock_timeout_s},
    )
    _sqlite(engine, "BEGIN IMMEDIATE", lock_timeout_s)
    return engine


def reader(url: URL, *, lock_timeout_s: float) -> Engine:
    """Return the engine for transactions that only read; a write in one is refused."""
    if url.get_backend_name() == "postgresql":
        # REPEATABLE READ: one moment for the whole session, as SQLite gives it.
        engine = _postgres(url, lock_timeout_s)
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    engine = _create(url, poolclass=QueuePool, connect_args={"timeout": lock_timeout_s})
    _sqlite(engine, "BEGIN", lock_timeout_s, "PRAGMA query_only=ON")
    return engine


def migrator(url: URL, *, lock_timeout_s: float) -> Engine:
    """Return the engine for migrations.

    On SQLite foreign keys are off: to change a table Alembic makes a new one
    and drops the old one, which would cascade to every row that points to it.
    """
    if url.get_backend_name() == "postgresql":
        return _postgres(url, lock_timeout_s, poolclass=NullPool)
    engine = _create(url, poolclass=NullPool, connect_args={"timeout": lock_timeout_s})
    _sqlite(engine, "BEGIN IMMEDIATE", lock_timeout_s, "PRAGMA foreign_keys=OFF")
    return engine


def make_file(url: URL) -> None:
    """Create the file of a SQLite database, readable by its owner alone: it holds tokens."""
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).touch(mode=0o600, exist_ok=True)


def _create(url: URL, **options: Any) -> Engine:
    try:
        return create_engine(
            url,
            hide_parameters=True,  # they hold customers' words, and secrets
            **options,
        )
    except ModuleNotFoundError as error:
        message = f"the driver {error.name} is not installed"
        raise ConfigError(message, hint="pip install 'cxsdk[apps,postgres]'") from error


def _postgres(url: URL, lock_timeout_s: float, **options: Any) -> Engine:
    settings = f"-c lock_timeout={int(lock_timeout_s * 1000)} -c timezone=UTC"
    arguments = {
        "connect_timeout": _CONNECT_TIMEOUT_S,
        "application_name": "cxsdk",
        "options": settings,
    }
    if not options:
        options = {"pool_pre_ping": True, "pool_timeout": lock_timeout_s}
    return _create(url, connect_args=arguments, **options)


def _sqlite(engine: Engine, begin: str, lock_timeout_s: float, *pragmas: str) -> None:
    def connected(raw: Any, _: object) -> None:
        raw.isolation_level = None  # the driver must not begin on its own
        if "PRAGMA query_only=ON" not in pragmas:
            _switch_to_wal(raw, lock_timeout_s)
        # FULL, not NORMAL: a webhook is answered 202 after its commit, and the
        # vendor will not send it again. NORMAL may lose the last commits of a
        # write-ahead log at a power cut.
        for pragma in ("PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", *pragmas):
            raw.execute(pragma)

    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)


def _switch_to_wal(raw: Any, timeout_s: float) -> None:
    """Turn the write-ahead log on; the file remembers it.

    The very first switch ignores the busy time-out when another connection
    switches at the same moment, so it is tried again here.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except raw.OperationalError as error:
            is_locked = "locked" in str(error)
            if not is_locked or time.monotonic() > deadline:
                raise
            threading.Event().wait(_PAUSE_S)
        else:
            return
