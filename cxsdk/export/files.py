"""Files that survive a crash: appended to and cut back, replaced whole, held by one at a time."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from cxsdk.errors import ConfigError, LockTimeout, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
GO_ON = "then run the same command again: it goes on where it stopped"


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn the system's refusals into ours, each with what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{path} cannot be used: {reason}"
        raise StoreError(message, hint=_advice(error, path)) from error


def _advice(error: OSError, path: Path) -> str:
    if error.errno in _FULL:
        return f"make room, {GO_ON}"
    if error.errno == errno.ENOENT and not path.parent.exists():
        return f"make the folder {path.parent} first"
    if error.errno in _FORBIDDEN | {errno.ENOENT}:
        return "choose a folder and a file that you may write"
    if error.errno in {errno.EISDIR, errno.ENOTDIR}:
        return "name a file in a folder"
    return f"mend that, {GO_ON}"


class Appended:
    """A file that grows by whole pieces, each on the disk before the next begins.

    Args:
        path: The file; made when it is not there.
        size: How many bytes of it are known to be whole; what lies behind is cut off.

    Raises:
        StoreError: It cannot be written, or is shorter than ``size``.
    """

    def __init__(self, path: Path, size: int = 0) -> None:
        """Open the file and cut off what a killed run left half written."""
        self.path = path
        with file_errors(path):
            # No buffer: what the disk refuses must not come again when the file is closed.
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
            found = os.fstat(self._file).st_size
            if found > size:
                os.ftruncate(self._file, size)
        if found < size:
            os.close(self._file)
            message = f"{path} has {found} bytes, and {size} were written"
            raise StoreError(message, hint=f"remove it and {path.name}.checkpoint to begin again")
        self.size = size

    def append(self, piece: bytes) -> None:
        """Write a piece and force it to the disk.

        Raises:
            StoreError: The disk is full, or fails; the file is cut back when it is opened again.
        """
        with file_errors(self.path):
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            os.fsync(self._file)
        self.size += len(piece)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()


def replace_whole(path: Path, content: bytes) -> None:
    """Write a small file so that after a crash the old or the new one is there, whole."""
    beside = path.with_name(f"{path.name}.new")
    with file_errors(path):
        with beside.open("wb", buffering=0) as file:
            file.write(content)
        move_into_place(beside, path)


def move_into_place(beside: Path, path: Path) -> None:
    """Force a file to the disk, rename it, and force the folder to the disk."""
    _sync(beside)
    beside.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file against other exports; a killed program's hold ends with it.

    Raises:
        LockTimeout: Another export writes to it.
        StoreError: The folder cannot be written.
    """
    beside = path.with_name(f"{path.name}.lock")
    with file_errors(path):
        handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _take(handle) or not _is_still_there(handle, beside):
            message = f"another export is writing to {path}"
            raise LockTimeout(message, hint="wait for it, or choose another file")
        try:
            yield
        finally:
            beside.unlink(missing_ok=True)  # still held, so nobody holds another one
    finally:
        os.close(handle)


def _is_still_there(handle: int, path: Path) -> bool:
    """Whether the name still leads to what is held: its last holder may just have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _take(handle: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError as error:
        message = "this system has no file locks that cxsdk knows"
        raise ConfigError(message, hint="export on Linux or macOS") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
