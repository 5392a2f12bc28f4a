"""Where the driver's errors become ours.

Every message says what happened without SQL, values or addresses; every hint
says what to do. The driver's own error stays chained, with its parameters hidden.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.exc import DBAPIError, StatementError, TimeoutError as PoolTimeout

from cxsdk.errors import LockTimeout, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Rule(NamedTuple):
    kind: type[StoreError]
    message: str
    hint: str


_LOCKED = _Rule(
    LockTimeout,
    "the database is locked by another writer",
    "try again; if it lasts, look for a long transaction or a second program on the same file",
)
_BUSY = _Rule(
    LockTimeout,
    "no connection to the database came free in time",
    "try again; if it lasts, look for a long transaction, or for too many threads",
)
_FULL = _Rule(
    StoreError,
    "the disk of the database is full; nothing was written",
    "free some space, then try again",
)
_READ_ONLY = _Rule(
    StoreError,
    "the database cannot be written here",
    "in a read session use write(); otherwise check the rights of the file and its folder",
)
_GONE = _Rule(
    StoreError,
    "the database does not answer",
    "check that the server runs and that CXSDK_DATABASE_URL names it",
)
_REFUSED = _Rule(
    StoreError,
    "the database refused to let us in",
    "check user, password and database name in CXSDK_DATABASE_URL, and the user's rights",
)
_NO_FILE = _Rule(
    StoreError,
    "the database file cannot be opened",
    "check that its folder exists and may be written",
)
_BROKEN = _Rule(
    StoreError,
    "the database file is damaged, or is no database",
    "restore it from a backup; keep the damaged file aside",
)
_DISK = _Rule(
    StoreError,
    "the disk of the database failed; nothing was written",
    "check its free space, quota and health, then try again",
)
_CONFLICT = _Rule(
    StoreError,
    "the row breaks a rule of its table: it is there already, or what it points to is not",
    "read first, or insert with on_conflict_do_nothing()",
)
_OLD = _Rule(
    StoreError,
    "a table or column is missing",
    "run `cxsdk db upgrade`",
)
_OTHER = _Rule(StoreError, "the database refused the statement; nothing was written", "")

# Primary result codes. Source: https://www.sqlite.org/rescode.html
_BY_SQLITE_CODE = {
    5: _LOCKED,
    6: _LOCKED,
    8: _READ_ONLY,
    10: _DISK,
    11: _BROKEN,
    13: _FULL,
    14: _NO_FILE,
    19: _CONFLICT,
    26: _BROKEN,
}
# Classes (2 characters) and codes (5).
# Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_SQLSTATE = {
    "08": _GONE,
    "23": _CONFLICT,
    "25006": _READ_ONLY,
    "28": _REFUSED,
    "3D000": _REFUSED,
    "40001": _LOCKED,
    "40P01": _LOCKED,
    "42501": _REFUSED,
    "42703": _OLD,
    "42P01": _OLD,
    "53100": _FULL,
    "53": _GONE,
    "55P03": _LOCKED,
    "57": _GONE,
    "58": _DISK,
}
_MISSING = ("no such table", "no such column")
_PRIMARY = 0xFF  # extended result codes keep the primary one in the low byte


def _rule(error: Exception) -> _Rule:
    if isinstance(error, PoolTimeout):
        return _BUSY
    if not isinstance(error, DBAPIError) or error.orig is None:
        return _OTHER
    cause = error.orig
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        if str(cause).startswith(_MISSING):
            return _OLD
        return _BY_SQLITE_CODE.get(code & _PRIMARY, _OTHER)
    state = getattr(cause, "sqlstate", None) or ""
    rule = _BY_SQLSTATE.get(state) or _BY_SQLSTATE.get(state[:2])
    if rule is None and (error.connection_invalidated or not state):
        # A connection that could not be made has no state at all.
        rule = _GONE if type(cause).__name__ == "OperationalError" else _OTHER
    return rule or _OTHER


def translated(error: StatementError | PoolTimeout) -> StoreError:
    """Return our error for one of the driver's."""
    rule = _rule(error)
    message = rule.message
    if rule is _OTHER:
        cause = error.orig if isinstance(error, StatementError) else error
        message = f"{message} ({type(cause).__name__})"
    return rule.kind(message, hint=rule.hint)


@contextmanager
def guarded() -> Iterator[None]:
    """Let no error of the driver out as it is.

    Raises:
        LockTimeout: Another writer held the lock for too long.
        StoreError: Anything else that the database refused.
    """
    try:
        yield
    except (StatementError, PoolTimeout) as error:
        raise translated(error) from error
