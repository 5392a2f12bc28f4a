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
        if self._thread.is_alive():
            # The loop's sockets are closed by the loop itself: from here they would be pulled
            # away under its feet.
            self._server.trigger.pull_trigger(self._stop_listening)
            self._server.task_dispatcher.shutdown(timeout=_PATIENCE_S)
            self._server.trigger.pull_trigger(self._hang_up)
            self._thread.join(_PATIENCE_S)
        else:
            self._server.task_dispatcher.shutdown()
            self._stop_listening()
            self._hang_up()
        self._server.trigger.close()

    def _stop_listening(self) -> None:
        self._server.del_channel()
        self._server.socket.close()

    def _hang_up(self) -> None:
        # The trigger only leaves the loop here: who pulled it last may still hold its end.
        for each in list(self._sockets.values()):
            if each is self._server.trigger:
                each.del_channel()
            else:
                each.handle_write()
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
