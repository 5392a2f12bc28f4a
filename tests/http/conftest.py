"""Servers that misbehave on purpose, below what an HTTP library would let them do."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress

import pytest


class RawServer:
    """Answers each request on a connection with the bytes it is given; closes where told."""

    def __init__(self, listener, answers, *, closes):
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.connections = 0
        self.requests = []
        self._listener, self._answers, self._closes = listener, list(answers), closes
        self._open = []
        self.released = threading.Event()

    def run(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with suppress(OSError), connection:  # the client may have hung up already
            self._answer(connection)

    def _answer(self, connection):
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65536)
            if not piece:
                return
            received += piece
            if b"\r\n\r\n" in received:
                self.requests.append(received)
                received = b""
                answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                if answer is None:
                    self.released.wait(10)
                    return
                if callable(answer):
                    answer(connection)
                    return
                connection.sendall(answer)
                if self._closes:
                    connection.shutdown(socket.SHUT_RDWR)
                    return

    def stop(self):
        self.released.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def raw_server(*answers, closes=False):
    listener = socket.create_server(("127.0.0.1", 0))
    server = RawServer(listener, answers, closes=closes)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


@pytest.fixture
def serve_raw():
    """Return ``raw_server``: a context manager over the answers.

    An answer is bytes, or a function that is given the connection; None never comes.
    """
    return raw_server
