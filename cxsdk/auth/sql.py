"""Tokens in the kit's database: sealed, with a lease that is a row.

The lease is committed before anybody asks the OAuth server, so that no
transaction is open over the network, and every machine on the database sees
it. ``save`` compares the version that was read under the lease: whoever lost
the lease to a long pause overwrites nothing.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, update

from cxsdk.auth.store import LEASE_WAIT_S, lease_timeout, waits_s
from cxsdk.auth.token import Token
from cxsdk.store import seal_context, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.store import Database, Sealed

log = logging.getLogger(__name__)

# Longer than a token call's time-outs together; a holder that dies is out of the way after it.
_LEASE = timedelta(seconds=75)


class _Leased(threading.local):
    """What this thread holds, and which version of it it has read: key → version."""

    def __init__(self) -> None:
        self.versions: dict[str, int | None] = {}


class SqlStore:
    """Keeps tokens in the table ``token``; shared by processes and machines.

    Needs ``pip install 'cxsdk[apps]'`` and a database with a key ring.

    Args:
        database: Where the table is; upgraded before.
    """

    def __init__(self, database: Database) -> None:
        """Use ``database``; nothing is read yet."""
        self._database = database
        self._leased = _Leased()

    def load(self, key: str) -> Token | None:
        """Return the token, None when there is none.

        Raises:
            StoreError: The database refused.
            DecryptError: It cannot be read with the keys at hand.
        """
        with self._database.read() as session:
            row = session.get(tables.Token, key)
        if row is None or row.access_token is None:
            return None
        if key in self._leased.versions:
            self._leased.versions[key] = row.version
        refresh = row.refresh_token
        return Token(
            access_token=self._open(key, "access_token", row.access_token),
            refresh_token=None if refresh is None else self._open(key, "refresh_token", refresh),
            expires_at=row.expires_at,
            scope=row.scope or "",
            issued_at=row.issued_at,
            refresh_expires_at=row.refresh_expires_at,
        )

    def save(self, key: str, token: Token) -> None:
        """Keep the token. Under a lease: unless somebody kept another one since it was read.

        Raises:
            StoreError: The database refused; nothing was written.
        """
        row = tables.Token
        refresh = token.refresh_token
        values: dict[str, Any] = {
            "access_token": self._seal(key, "access_token", token.access_token),
            "refresh_token": None if refresh is None else self._seal(key, "refresh_token", refresh),
            "expires_at": token.expires_at,
            "scope": token.scope,
            "issued_at": token.issued_at,
            "refresh_expires_at": token.refresh_expires_at,
        }
        change = update(row).where(row.key == key).values(**values, version=row.version + 1)
        read_version = self._leased.versions.get(key)
        if read_version is not None:
            change = change.where(row.version == read_version)
        with self._database.write() as session:
            version = session.scalar(change.returning(row.version))
            if version is None and session.get(row, key) is None:
                version = 1
                session.add(row(key=key, version=version, **values))
        if version is not None:
            if key in self._leased.versions:
                self._leased.versions[key] = version
            return
        log.warning("the token for %s was replaced by somebody else meanwhile: theirs stays", key)

    @contextmanager
    def lease(self, key: str) -> Iterator[None]:
        """Hold the right to renew the token, among all that share the database.

        Raises:
            LockTimeout: Somebody else held it for too long.
            StoreError: The database refused.
        """
        owner = secrets.token_hex(16)
        deadline = time.monotonic() + LEASE_WAIT_S
        pauses = waits_s()
        while not self._take(key, owner):
            if time.monotonic() > deadline:
                raise lease_timeout(key)
            threading.Event().wait(next(pauses))
        self._leased.versions[key] = None
        try:
            yield
        finally:
            self._leased.versions.pop(key, None)
            self._give_back(key, owner)

    def _take(self, key: str, owner: str) -> bool:
        row, now = tables.Token, datetime.now(UTC)
        is_free = or_(row.lease_until.is_(None), row.lease_until < now)
        change = update(row).where(row.key == key, is_free)
        with self._database.write() as session:
            held = change.values(lease_until=now + _LEASE, lease_owner=owner)
            # Without a row there is nothing to renew, and nothing to hold.
            return session.scalar(held.returning(row.key)) is not None or (
                session.get(row, key) is None
            )

    def _give_back(self, key: str, owner: str) -> None:
        row = tables.Token
        with self._database.write() as session:
            mine = update(row).where(row.key == key, row.lease_owner == owner)
            session.execute(mine.values(lease_until=None, lease_owner=None))

    def _seal(self, key: str, column: str, secret: str) -> Sealed:
        return self._database.keys.encrypt(secret, seal_context("token", key, column))

    def _open(self, key: str, column: str, sealed: Sealed) -> str:
        return self._database.keys.decrypt(sealed, seal_context("token", key, column))
