"""Everything the local helpdesk holds, in one SQLite file.

Objects are kept as the vendor spells them (plain parsed JSON) under a kind and
an id; the few fields that lists are filtered and ordered by are columns as
well. Rules about objects live in :mod:`cxsdk.sandbox.desk`, not here.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import orjson

from cxsdk.errors import LockTimeout, StoreError
from cxsdk.sandbox.columns import PUT, SCHEMA, condition_of, order_of, row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

Body: TypeAlias = dict[str, Any]
Bodies: TypeAlias = list[Body]
Id: TypeAlias = int | str
_Rows: TypeAlias = list[tuple[Any, ...]]

#: The kinds that make up the world, in the order in which they are loaded.
WORLD_KINDS = (
    "users",
    "organizations",
    "groups",
    "group_memberships",
    "ticket_fields",
    "tickets",
    "comments",
    "satisfaction_ratings",
)
#: The kinds that belong to the account itself rather than to its conversations.
ACCOUNT_KINDS = (
    "webhooks",
    "webhook_invocations",
    "oauth_clients",
    "oauth_codes",
    "oauth_tokens",
    "idempotency_keys",
    "apps",
    "installations",
    "mail",
)


class State:
    """The account's objects; safe to share between the threads of a server.

    Reads take a connection of their own (WAL: they never wait for a writer).
    Writes pass one lock and are committed together when the outermost
    :meth:`write` ends; what was handed to :meth:`after_commit` runs then.

    Args:
        path: The SQLite file; it is made when it is not there.
        busy_timeout_s: How long a write waits for another program, in seconds.

    Raises:
        StoreError: The file cannot be opened or written.
    """

    def __init__(self, path: Path | str, *, busy_timeout_s: float = 10.0) -> None:
        """Open or make the file."""
        self.path = str(path)
        self._busy_timeout_s = busy_timeout_s
        self._writer = threading.RLock()
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.Lock()
        self._closings = 0
        self._current = threading.local()
        with self.write() as db:
            for statement in SCHEMA:
                db.execute(statement)

    # -- reading ---------------------------------------------------------

    def get(self, kind: str, object_id: Id) -> Body | None:
        """Return one object, None when there is none."""
        rows = self._rows("SELECT body FROM object WHERE kind = ? AND id = ?", (kind, object_id))
        return cast("Body", orjson.loads(rows[0][0])) if rows else None

    def list(  # noqa: PLR0913 - one keyword per part of a listing
        self,
        kind: str,
        *,
        sort: str = "id",
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
        after: tuple[Any, Id] | None = None,
        **where: Any,
    ) -> Bodies:
        """Return objects of a kind, ordered by ``sort`` and then by id.

        Args:
            kind: Such as ``tickets``.
            sort: ``id`` or one of :data:`cxsdk.sandbox.columns.COLUMNS`.
            descending: Largest first.
            limit: At most so many; None (default) is all.
            offset: Skip so many first.
            after: The ``(sort value, id)`` of the last object seen: the listing goes on
                behind it, whatever was added or removed in between.
            **where: Wanted value by column. None means "has none", a list, tuple or set
                means "one of these"; ``__ge``, ``__gt``, ``__le``, ``__lt``, ``__ne``
                behind the column's name compare otherwise (``updated_at__ge="2026-…Z"``).

        Raises:
            StoreError: No such column, or the file cannot be read.
        """
        condition, values = condition_of(kind, where)
        column = order_of(sort)
        if after is not None:
            condition += f" AND ({column}, id) {'<' if descending else '>'} (?, ?)"
            values += [after[0] if after[0] is not None else "", after[1]]
        way = "DESC" if descending else "ASC"
        sql = (
            f"SELECT body FROM object WHERE {condition}"  # noqa: S608 - our own column names
            f" ORDER BY {column} {way}, id {way} LIMIT ? OFFSET ?"
        )
        rows = self._rows(sql, [*values, -1 if limit is None else limit, offset])
        return [orjson.loads(row[0]) for row in rows]

    def find(self, kind: str, **where: Any) -> Body | None:
        """Return the first object that fits, None when there is none."""
        found = self.list(kind, limit=1, **where)
        return found[0] if found else None

    def count(self, kind: str, **where: Any) -> int:
        """Return how many objects fit."""
        condition, values = condition_of(kind, where)
        sql = f"SELECT count(*) FROM object WHERE {condition}"  # noqa: S608 - our own column names
        rows = self._rows(sql, values)
        return int(rows[0][0]) if rows else 0

    # -- writing ---------------------------------------------------------

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Join or begin a transaction; the outermost one commits.

        An exception inside rolls everything back, and nothing that was handed to
        :meth:`after_commit` is called.

        Raises:
            LockTimeout: Another process held the file for too long.
            StoreError: The disk is full, or the file is gone or damaged.
        """
        inner = getattr(self._current, "db", None)
        if inner is not None:
            yield inner
            return
        with self._writer, self._connection() as db:
            self._current.db, self._current.later = db, []
            try:
                with _errors():
                    db.execute("BEGIN IMMEDIATE")
                    try:
                        yield db
                        db.execute("COMMIT")
                    except BaseException:
                        if db.in_transaction:
                            db.execute("ROLLBACK")
                        raise
                later: list[Callable[[], None]] = self._current.later
            finally:
                self._current.db = None
                self._current.later = []
        for call in later:
            call()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call once what this thread is writing is committed; at once when it writes nothing."""
        if getattr(self._current, "db", None) is None:
            call()
        else:
            self._current.later.append(call)

    def put(self, kind: str, body: Body) -> Body:
        """Write one object by its ``id``; returns it."""
        return self.put_many(kind, (body,))[0]

    def put_many(self, kind: str, bodies: Iterable[Body]) -> Bodies:
        """Write objects by their ids in one transaction."""
        written = list(bodies)
        with self.write() as db:
            db.executemany(PUT, [row_of(kind, body) for body in written])
        return written

    def delete(self, kind: str, object_id: Id) -> bool:
        """Take one object away for good; False when it was not there. Its id is not used again."""
        with self.write() as db:
            if isinstance(object_id, int):
                self._spend(db, kind, object_id)
            done = db.execute("DELETE FROM object WHERE kind = ? AND id = ?", (kind, object_id))
            return done.rowcount > 0

    def next_id(self, kind: str) -> int:
        """Return a fresh number for a kind, larger than every one used before."""
        with self.write() as db:
            row = db.execute("SELECT max(id) FROM object WHERE kind = ?", (kind,)).fetchone()
            last = db.execute("SELECT last FROM sequence WHERE kind = ?", (kind,)).fetchone()
            fresh = max(int(row[0] or 0), int(last[0]) if last else 0) + 1
            self._spend(db, kind, fresh)
            return fresh

    def load(self, world: Mapping[str, Iterable[Body]] | object) -> None:
        """Write a whole world in one transaction.

        Args:
            world: Lists of objects by kind: a mapping, or an object with an attribute
                per kind of :data:`WORLD_KINDS` and :data:`ACCOUNT_KINDS` (what it lacks
                is left as it is).
        """
        with self.write():
            for kind in (*WORLD_KINDS, *ACCOUNT_KINDS):
                found = world.get(kind) if hasattr(world, "get") else getattr(world, kind, None)
                if found:
                    self.put_many(kind, found)

    def reset(
        self,
        world: Mapping[str, Iterable[Body]] | object | None = None,
        *,
        keep: Collection[str] = (),
    ) -> None:
        """Start again: forget all objects, then load ``world``; settings stay.

        Args:
            world: As for :meth:`load`; None (default) leaves the account empty.
            keep: Kinds that are not forgotten, such as ``("oauth_clients", "oauth_tokens")``.
        """
        with self.write() as db:
            marks = ", ".join("?" * len(keep))
            for table in ("object", "sequence"):
                sql = f"DELETE FROM {table} WHERE kind NOT IN ({marks})"  # noqa: S608 - marks only
                db.execute(sql, tuple(keep))
            if world is not None:
                self.load(world)

    # -- settings --------------------------------------------------------

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a setting of the account, ``default`` when it was never set."""
        rows = self._rows("SELECT value FROM setting WHERE key = ?", (key,))
        return orjson.loads(rows[0][0]) if rows else default

    def set_setting(self, key: str, value: Any) -> None:
        """Keep a setting: anything that JSON can hold."""
        with self.write() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, orjson.dumps(value)))

    def close(self) -> None:
        """Close all connections; the object opens new ones when it is used again."""
        with self._idle_lock:
            idle, self._idle = self._idle, []
            self._closings += 1
        for db in idle:
            db.close()

    # -- inside ----------------------------------------------------------

    @staticmethod
    def _spend(db: sqlite3.Connection, kind: str, number: int) -> None:
        db.execute(
            "INSERT INTO sequence VALUES (?, ?) ON CONFLICT (kind)"
            " DO UPDATE SET last = max(last, excluded.last)",
            (kind, number),
        )

    def _rows(self, sql: str, values: Iterable[Any]) -> _Rows:
        inner: sqlite3.Connection | None = getattr(self._current, "db", None)
        try:
            with _errors():
                if inner is not None:
                    return inner.execute(sql, tuple(values)).fetchall()
                with self._connection() as db:
                    return db.execute(sql, tuple(values)).fetchall()
        except OverflowError:
            return []  # a number of more than 64 bits fits nothing that is kept here

    def _open(self) -> sqlite3.Connection:
        with _errors():
            db = sqlite3.connect(
                self.path,
                timeout=self._busy_timeout_s,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")
            except sqlite3.Error:
                db.close()
                raise
            return db

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._idle_lock:
            db = self._idle.pop() if self._idle else None
            closings = self._closings
        if db is None:
            db = self._open()
        try:
            yield db
        finally:
            with self._idle_lock:
                is_wanted = closings == self._closings
                if is_wanted:
                    self._idle.append(db)
            if not is_wanted:
                db.close()


@contextmanager
def _errors() -> Iterator[None]:
    """Turn the driver's errors into ours, each with what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            message = "the local helpdesk's file is locked by another program"
            raise LockTimeout(
                message, hint="close what else has it open, then try again"
            ) from error
        full = "full" in text
        message = f"the local helpdesk's file cannot be used: {text}"
        hint = "free some space on the disk" if full else "check the folder and its permissions"
        raise StoreError(message, hint=hint) from error
    except sqlite3.DatabaseError as error:
        message = f"the local helpdesk's file cannot be used: {error}"
        raise StoreError(message, hint="start again with an empty folder") from error
