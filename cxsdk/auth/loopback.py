"""The browser's way back to a command on this machine: one answer, on a port of 127.0.0.1.

Source: RFC 8252, 7.3 and 8.3; RFC 6749, 4.1.2.
"""

from __future__ import annotations

import hmac
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from cxsdk.auth.secret import Secret
from cxsdk.errors import AuthError, ConfigError, StateMismatch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

    from cxsdk.auth.flow import AuthorizationCode
    from cxsdk.auth.token import Token

HOST, PATH = "127.0.0.1", "/callback"
WAIT_S = 300.0
"""How long a person may take to log in and allow, in seconds."""

_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>cxsdk</title><h1>{title}</h1><p>{text}</p></html>"""
_WORDS = {
    "en": {
        "given": ("Thank you", "cxsdk has its answer. Close this page and go on in the terminal."),
        "refused": ("Refused", "cxsdk got no access, and nothing was kept. Close this page."),
        "foreign": ("Not this log-in", "This answer belongs to another log-in. Start it again."),
    },
    "ru": {
        "given": ("Спасибо", "cxsdk получил ответ. Закройте страницу и вернитесь в терминал."),
        "refused": (
            "Отказано",
            "cxsdk не получил доступа, ничего не сохранено. Закройте окно.",
        ),
        "foreign": ("Другой вход", "Этот ответ относится к другому входу. Начните его заново."),
    },
}


def log_in(
    flow: AuthorizationCode,
    *,
    show: Callable[[str, str], None],
    port: int = 0,
    wait_s: float = WAIT_S,
) -> Token:
    """Have a person allow us in a browser of this machine, and return the token.

    Args:
        flow: Who asks whom, and for what.
        show: Is called once, when the answer can come, with where to send the browser
            and with the address that it comes back to.
        port: Where the browser comes back to, 1..65535; 0 (default) takes a free one,
            which the servers allow that follow RFC 8252. Others want it registered.
        wait_s: Longest wait for the person, in seconds; default 300.

    Raises:
        ConfigError: The port cannot be used.
        AuthError: The person refused, did not answer in time, or the server refused the code.
        StateMismatch: Only answers to other log-ins came.
        ApiError: The server failed (5xx) or asked to wait (429).
        TransportError: There was no answer to the code.
    """
    with _Door(port) as door:
        pending = flow.begin(door.address)
        door.open(pending.state)
        show(pending.url, door.address)
        brought = door.wait(wait_s)
    return flow.finish(pending, state=brought["state"], code=brought["code"])


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        # The parent asks for the name of the host, which takes seconds where names are slow.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]


class _Door:
    """Listens until the right answer has come."""

    def __init__(self, port: int) -> None:
        door = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10  # browsers open connections that they never use

            def do_GET(self) -> None:
                door.answer(self)

            def log_message(self, *_: object) -> None:
                """Say nothing: the address holds the code."""

        try:
            self._server = _Server((HOST, port), Handler)
        except (OSError, OverflowError) as error:
            message = f"port {port} cannot be used for the way back from the browser"
            raise ConfigError(message, hint="choose another one with --port") from error
        self.address = f"http://{HOST}:{self._server.server_port}{PATH}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._state = Secret()
        self._brought: Mapping[str, Secret] = {}
        self._came, self._lock = threading.Event(), threading.Lock()
        self._foreign = False

    def open(self, state: str) -> None:
        """Answer the browser from now on."""
        self._state = Secret(state)
        self._thread.start()

    def wait(self, wait_s: float) -> Mapping[str, Secret]:
        """Return ``state`` and ``code``."""
        if not self._came.wait(wait_s):
            if self._foreign:
                message = "the answer that came belongs to another log-in"
                raise StateMismatch(message, hint="start the log-in again, in one browser")
            message = f"nobody allowed it in the browser within {wait_s:g} s"
            raise AuthError(message, hint=f"is {self.address} registered at the OAuth client?")
        if "code" not in self._brought:
            said = " ".join(self._brought.get("error_description", "").split())[:300]
            message = f"refused in the browser: {self._brought.get('error', 'no code came')}"
            hint = "log in as somebody who may allow it, and allow it"
            raise AuthError(f"{message}: {said}" if said else message, hint=hint)
        return self._brought

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        if parts.path != PATH:
            _reply(request, 404, "foreign")
            return
        brought = {name: Secret(values[0]) for name, values in parse_qs(parts.query).items()}
        if not hmac.compare_digest(brought.get("state", "").encode(), self._state.encode()):
            # Any page can send a browser here: the right answer may still come.
            self._foreign = True
            _reply(request, 400, "foreign")
            return
        with self._lock:
            if not self._came.is_set():
                self._brought = brought
        _reply(request, 200, "given" if "code" in self._brought else "refused")
        self._came.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()


def _reply(request: BaseHTTPRequestHandler, status: int, word: str) -> None:
    language = _language(request.headers.get("Accept-Language", ""))
    title, text = _WORDS[language][word]
    body = _PAGE.format(language=language, title=title, text=text).encode()
    request.send_response(status)
    for name, value in (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ):
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


def _language(wished: str) -> str:
    tags = (part.strip()[:2].casefold() for part in wished.split(","))
    return next((tag for tag in tags if tag in _WORDS), "en")
