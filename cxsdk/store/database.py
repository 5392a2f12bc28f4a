"""One database: sessions that write, sessions that read, and the errors of both."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.orm import sessionmaker

from cxsdk.errors import ConfigError, StoreError
from cxsdk.store import engines, fence, seam
from cxsdk.store.tenancy import TenantSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

    from cxsdk.store.branches import Branch
    from cxsdk.store.keyring import KeyRing


class Database:
    """SQLite in a file, or PostgreSQL; both behave alike.

    Write sessions of one installation run one after another, so that "read,
    then write" loses no update. Reads do not wait for them and see what was
    committed. No network call belongs inside a write session.

    The kit's own sessions (without an installation) stand in line on SQLite
    alone; on PostgreSQL they change rows by single statements, or lock first.

    Args:
        url: ``sqlite:///file`` or ``postgresql://user@host/name``.
        keys: What seals secrets; needed by those who store some.
        lock_timeout_s: How long to wait for another writer, in seconds.

    Raises:
        ConfigError: The address is of no known kind, or the driver is missing.
    """

    def __init__(
        self, url: str, *, keys: KeyRing | None = None, lock_timeout_s: float = 5.0
    ) -> None:
        """Prepare the engines; nothing is opened yet."""
        self._url = engines.parse(url)
        self._keys = keys
        self._writer = engines.writer(self._url, lock_timeout_s=lock_timeout_s)
        self._reader = engines.reader(self._url, lock_timeout_s=lock_timeout_s)
        self._open = threading.local()
        for engine in (self._writer, self._reader):
            fence.watch(engine)
        self._make = sessionmaker(class_=TenantSession, expire_on_commit=False)

    def __repr__(self) -> str:
        """Name the database without its password."""
        return f"Database({self._url.render_as_string(hide_password=True)!r})"

    @property
    def kind(self) -> str:
        """Return ``sqlite`` or ``postgresql``."""
        return self._url.get_backend_name()

    @property
    def keys(self) -> KeyRing:
        """Return what seals secrets.

        Raises:
            ConfigError: The database was opened without keys.
        """
        if self._keys is None:
            message = "the database was opened without a key ring"
            raise ConfigError(message, hint="set CXSDK_SECRET_KEYS")
        return self._keys

    def upgrade(self, branches: Iterable[Branch] = ()) -> None:
        """Bring the tables of the kit and of ``branches`` to their newest form.

        Fast when nothing is to do; safe when several processes start at once.

        Raises:
            ConfigError: A branch's migrations are inconsistent.
            StoreError: The database refused, or is newer than this code.
        """
        from cxsdk.store import upgrade  # noqa: PLC0415 - knows how to load Alembic; rarely needed

        upgrade.run(self._url, self._reader, branches)

    @contextmanager
    def write(self, installation_id: int | None = None) -> Iterator[Session]:
        """Open a transaction that is committed at the end, or rolled back by any exception.

        Args:
            installation_id: Whose rows it sees and writes; None for the kit's
                own tables, and then no app's table can be reached.

        Raises:
            LockTimeout: Another writer held the lock for too long.
            StoreError: The database refused, or a write session of this
                thread is open already. Nothing was written.
        """
        if getattr(self._open, "is_writing", False):
            message = "a write session of this thread is open already"
            raise StoreError(message, hint="pass the session on in place of opening another one")
        self._open.is_writing = True
        try:
            with seam.guarded(), self._session(self._writer, installation_id) as session:
                yield session
                session.commit()
        finally:
            self._open.is_writing = False

    @contextmanager
    def read(self, installation_id: int | None = None) -> Iterator[Session]:
        """Open a transaction that sees one moment of the database and changes nothing.

        Args:
            installation_id: Whose rows it sees; None for the kit's own tables.

        Raises:
            StoreError: The database refused, or something was changed.
        """
        with seam.guarded(), self._session(self._reader, installation_id) as session:
            yield session
            if session.new or session.deleted or any(map(session.is_modified, session.dirty)):
                message = "a read session was given changes, which would be lost"
                raise StoreError(message, hint="use write()")

    @contextmanager
    def _session(self, engine: Engine, installation_id: int | None) -> Iterator[TenantSession]:
        info = {
            "scope": fence.Scope(installation_id),
            "is_write": engine is self._writer,
            "database": self,
        }
        with self._make(bind=engine, info=info) as session:
            yield session

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a bare connection that reads; for tools that look at the tables themselves."""
        with seam.guarded(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a bare transaction past the tenant filter; for upkeep, never for an app.

        Raises:
            LockTimeout: Another writer held the lock for too long.
            StoreError: The database refused; nothing was written.
        """
        with seam.guarded(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; the database can be used again and opens anew."""
        self._writer.dispose()
        self._reader.dispose()
