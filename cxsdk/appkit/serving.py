"""Serves a WSGI application by waitress in a thread, and stops without a sound."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

from waitress.server import create_server

from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

_THREADS = 8
_PATIENCE_S = 5.0


class Server:
    """One application on one port of this machine.

    Args:
        app: What is served.
        port: 1..65535.
        host: Which address listens; only this machine by default.

    Raises:
        ConfigError: The port is taken or may not be used.
    """

    def __init__(self, app: WSGIApplication, *, port: int, host: str = "127.0.0.1") -> None:
        """Listen at once; requests wait until :meth:`start`."""
        self._sockets: dict[int, Any] = {}
        try:
            self._server: Any = create_server(
                app, map=self._sockets, host=host, port=port, threads=_THREADS, ident="cxsdk"
            )
        except OSError as error:
            for each in list(self._sockets.values()):
                each.close()
            message = f"port {port} cannot be used: {error.strerror or error}"
            raise ConfigError(message, hint="choose another one with --port") from error
        self._thread = threading.Thread(target=self._server.run, name=f"serve-{port}", daemon=True)

    def start(self) -> None:
        """Answer requests."""
        self._thread.start()

    def stop(self) -> None:
        """Let requests that are being answered end, then close every connection."""
        # Closing from here would pull the sockets away under the loop's feet; it does it itself.
        # Only the trigger stays, because the loop may be done before it was fully pulled.
        if self._thread.is_alive():
            self._server.trigger.pull_trigger(self._empty)
            self._thread.join(_PATIENCE_S)
        else:
            self._empty()
        self._server.trigger.close()
        self._server.task_dispatcher.shutdown()

    def _empty(self) -> None:
        for each in list(self._sockets.values()):
            if each is self._server.trigger:
                each.del_channel()
            elif each is self._server:
                each.del_channel()
                each.socket.close()
            else:
                each.handle_close()


def free_port() -> int:
    """Return a port of this machine that is free, and the next one too."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
