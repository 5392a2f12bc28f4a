"""Huey, kept small: a queue of wake-up calls in a file of its own.

What lies in the queue is a hint. Losing it costs a second, until the next
sweep; so nothing here is synced to disk, and nobody waits for a result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from huey import SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FIRST_POLL_S = 0.05
_LONGEST_POLL_S = 0.25


class JsonSerializer(Serializer):
    """JSON in place of pickle: whoever can write the queue must not run code."""

    def _serialize(self, data: object) -> bytes:
        if not isinstance(data, Message):
            message = "only wake-up calls go through the queue"
            raise TypeError(message)
        return orjson.dumps(data._asdict())

    def _deserialize(self, data: bytes) -> Message:
        return Message(**orjson.loads(data))


class _Consumer(Consumer):
    def _set_signal_handlers(self) -> None:
        """Leave the signals to whoever runs the process: only the main thread may set them."""


class Queue:
    """The wake-up calls of one installation of this package."""

    def __init__(self, path: Path, work: Callable[[], None]) -> None:
        """Keep the calls in ``path``; each one runs ``work`` in a worker of some process."""
        self._huey = SqliteHuey(
            "cxsdk",
            filename=str(path),
            serializer=JsonSerializer(),
            results=False,
            fsync=False,
        )
        self._call: Callable[[], Any] = self._huey.task(name="work")(work)
        self._consumer: _Consumer | None = None

    def call(self) -> None:
        """Wake a worker; a call that nobody has answered yet is enough for all.

        Raises:
            sqlite3.Error: The queue's file refused.
        """
        if self._huey.pending_count() == 0:
            self._call()

    def start(self, workers: int) -> None:
        """Start worker threads."""
        self._consumer = _Consumer(
            self._huey,
            workers=workers,
            periodic=False,
            initial_delay=_FIRST_POLL_S,
            max_delay=_LONGEST_POLL_S,
            check_worker_health=False,
        )
        self._consumer.start()

    def stop(self, timeout_s: float) -> bool:
        """Let what runs end, then stop the workers; returns whether all did in time."""
        consumer, self._consumer = self._consumer, None
        if consumer is None:
            return True
        consumer.shutdown_timeout = timeout_s
        consumer.stop(graceful=True)
        threads = [consumer.scheduler, *(thread for _, thread in consumer.worker_threads)]
        return not any(thread.is_alive() for thread in threads)

    def close(self) -> None:
        """Close the file."""
        self._huey.storage.close()
