"""Where tokens are kept, and the right to renew them: by one at a time.

A refresh token that rotates can be spent once. Whoever wants to renew takes
the key's lease, reads again (somebody may have been faster), asks the server,
saves, and gives the lease back.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cxsdk.auth.secret import Secret
from cxsdk.auth.token import Token
from cxsdk.errors import ConfigError, LockTimeout, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

LEASE_WAIT_S = 90.0
"""Longest wait for a lease: longer than a token call's time-outs together."""

_POLL_S = 0.004
_LONGEST_POLL_S = 0.1


class TokenStore(Protocol):
    """Keeps tokens by key; safe to share between threads."""

    def load(self, key: str) -> Token | None:
        """Return the token, None when there is none.

        Raises:
            StoreError: It is there, but cannot be read.
        """

    def save(self, key: str, token: Token) -> None:
        """Keep the token; once this returns, it survives a crash as far as the store does."""

    def lease(self, key: str) -> AbstractContextManager[None]:
        """Hold the right to renew the token; others wait.

        Raises:
            LockTimeout: Somebody else held it for too long.
        """


class MemoryStore:
    """Keeps tokens while the process lives; for tests and short scripts."""

    def __init__(self) -> None:
        """Start empty."""
        self._tokens: dict[str, Token] = {}
        self._leases: dict[str, threading.Lock] = {}

    def load(self, key: str) -> Token | None:
        """Return the token, None when there is none."""
        return self._tokens.get(key)

    def save(self, key: str, token: Token) -> None:
        """Keep the token."""
        self._tokens[key] = token

    @contextmanager
    def lease(self, key: str) -> Iterator[None]:
        """Hold the right to renew the token, among the threads of this process."""
        lock = self._leases.setdefault(key, threading.Lock())
        if not lock.acquire(timeout=LEASE_WAIT_S):
            raise lease_timeout(key)
        try:
            yield
        finally:
            lock.release()


class FileStore:
    """One file a key, readable by its owner only; shared by processes of one machine.

    The tokens lie there unencrypted: use it for a developer's own machine, and
    ``SqlStore`` with keys for a service.

    Args:
        folder: Where the files are; made with mode 0700 when missing.
    """

    def __init__(self, folder: str | Path) -> None:
        """Make the folder."""
        self._folder = Path(folder)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            message = f"the token folder cannot be made: {error.strerror}"
            raise StoreError(message, hint=f"check {self._folder}") from error

    def load(self, key: str) -> Token | None:
        """Return the token, None when there is none."""
        path = self._path(key)
        try:
            text = Secret(path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            reason = error if isinstance(error, OSError) else None
            raise unreadable(key, f"remove {path} and log in again") from reason
        token = parse_token(text)
        if token is None:
            raise unreadable(key, f"remove {path} and log in again")
        return token

    def save(self, key: str, token: Token) -> None:
        """Write beside, force to the disk, rename: a crash leaves the old or the new."""
        try:
            write_private(self._path(key), spell_token(key, token))
        except OSError as error:
            message = f"the token for {key} cannot be kept: {error.strerror}"
            raise StoreError(message, hint=f"check {self._folder}") from error

    def forget(self, key: str) -> None:
        """Remove the token; that there is none is no error."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            message = f"the token for {key} cannot be removed: {error.strerror}"
            raise StoreError(message, hint=f"remove {self._path(key)}") from error

    @contextmanager
    def lease(self, key: str) -> Iterator[None]:
        """Hold the right to renew the token, among processes and threads.

        The system takes the lock back from a process that dies.
        """
        flock, unlock = _file_lock()
        with self._path(key).with_suffix(".lock").open("a") as file:
            deadline = time.monotonic() + LEASE_WAIT_S
            pauses = waits_s()
            while not flock(file.fileno()):
                if time.monotonic() > deadline:
                    raise lease_timeout(key)
                threading.Event().wait(next(pauses))
            try:
                yield
            finally:
                unlock(file.fileno())

    def _path(self, key: str) -> Path:
        # A digest, because keys hold what file names may not; the key itself is inside.
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def lease_timeout(key: str) -> LockTimeout:
    """Return the error of a lease that was waited for in vain."""
    message = f"somebody else has been renewing the token for {key} for {LEASE_WAIT_S:g} s"
    return LockTimeout(message, hint="try again; the OAuth server may be slow")


def waits_s() -> Iterator[float]:
    """Yield how long to wait each time before a lease is asked for again, in seconds.

    Short at first, because a renewal takes some milliseconds where the server is
    near; by chance, so that those who wait do not ask in step.
    """
    longest = _POLL_S
    while True:
        yield longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
        longest = min(longest * 1.5, _LONGEST_POLL_S)


def unreadable(key: str, hint: str) -> StoreError:
    """Return the error of a kept token that is none."""
    return StoreError(f"the kept token for {key} cannot be read", hint=hint)


def write_private(path: Path, text: str) -> None:
    """Write for the owner alone: beside, to the disk, renamed. Raises OSError."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def spell_token(key: str, token: Token) -> Secret:
    """Return a token as text, with the key that it is kept under."""
    return Secret(json.dumps({"key": key, "token": asdict(token)}, default=datetime.isoformat))


def parse_token(text: str) -> Token | None:
    """Read what :func:`spell_token` wrote; None when it is something else.

    It returns instead of raising, lest a traceback hold what was read.
    """
    try:
        kept = json.loads(text)["token"]
        moments = ("expires_at", "issued_at", "refresh_expires_at")
        read = {m: datetime.fromisoformat(kept[m]) for m in moments if kept.get(m) is not None}
        scope, refresh_token = str(kept.get("scope") or ""), kept.get("refresh_token")
        return Token(str(kept["access_token"]), refresh_token, scope=scope, **read)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _file_lock() -> tuple[Callable[[int], bool], Callable[[int], None]]:
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError as error:
        message = "this system has no file locks that cxsdk knows"
        raise ConfigError(message, hint="keep tokens in a SqlStore") from error

    def take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    return take, lambda handle: fcntl.flock(handle, fcntl.LOCK_UN)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
