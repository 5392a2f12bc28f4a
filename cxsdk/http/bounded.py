"""Connections whose answers come to an end: no server can keep a caller busy for ever.

A time-out of requests counts from byte to byte, so a server that sends one byte now
and then, or one more header, would never be given up.
"""

from __future__ import annotations

import io
from http.client import HTTPResponse
from time import monotonic
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer
    from urllib3 import PoolManager

#: How many time-outs a whole answer may take, head and body together.
TIMEOUTS_PER_ANSWER = 10


class TooSlowError(TimeoutError):
    """The answer kept coming for too long; never leaves the room."""


class _Reader(io.RawIOBase):
    """What a socket sends, until the answer's time is over."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        self._raw = wire.makefile("rb", buffering=0)
        self._timeout_s = wire.gettimeout() or 0.0
        self._ends_at = monotonic() + self._timeout_s * TIMEOUTS_PER_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        left_s = self._ends_at - monotonic()
        if left_s < self._timeout_s:
            return self._read_last(buffer, left_s)
        return self._raw.readinto(buffer)

    def _read_last(self, buffer: WriteableBuffer, left_s: float) -> int | None:
        if left_s <= 0:
            raise TooSlowError
        self._wire.settimeout(left_s)
        try:
            return self._raw.readinto(buffer)
        except TimeoutError as error:
            raise TooSlowError from error

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Wire:
    """The one face of a socket that an answer asks for."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._wire))


class _Answer(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(_Wire(sock), *args, **options)  # type: ignore[arg-type]


class _Connection(HTTPConnection):
    response_class = _Answer


class _SecureConnection(HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def bound(manager: PoolManager) -> None:
    """Have ``manager`` open such connections only."""
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
