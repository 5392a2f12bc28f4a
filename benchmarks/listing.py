"""A canned ticket listing on a free loopback port, in a process of its own.

``python benchmarks/listing.py PAGES SIZE DELAY_MS`` prints its address and serves
until it is ended. Only what the reader spends is measured, so the server may be
slow. A few different pages are served in turn, each with the next cursor put in,
so that a million tickets need no memory here.
"""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qs, urlsplit

from ticket_body import dumps, ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/api/v2/tickets"
_DIFFERENT = 20
_CURSOR = "cursor-000000000"


class Listing(BaseHTTPRequestHandler):
    """Answers as Zendesk does: cursor paging, rate headers, kept connections."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the reader's acknowledgement
    middle: ClassVar[list[bytes]] = []
    last: ClassVar[bytes] = b""
    one: ClassVar[bytes] = b""
    pages: ClassVar[int] = 0
    delay_s: ClassVar[float] = 0.0

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        after = parse_qs(url.query).get("page[after]", [_CURSOR])[0]
        if self.delay_s:
            time.sleep(self.delay_s)
        is_one = url.path.removesuffix(".json").rpartition("/")[2].isdigit()
        body = self.one if is_one else self._page(int(after.removeprefix("cursor-")))
        self.send_response(200)
        for name, value in (
            ("Content-Type", "application/json; charset=utf-8"),
            ("Cache-Control", "max-age=0, private, must-revalidate"),
            ("X-Rate-Limit", "700"),
            ("X-Rate-Limit-Remaining", "699"),
            ("ratelimit-limit", "700"),
            ("ratelimit-remaining", "699"),
            ("ratelimit-reset", "30"),
            ("X-Request-Id", "8f1c0e5e-2b7b-4c53-9a9a-0d2d3a2a4f10"),
            ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            ("X-Zendesk-API-Version", "v2"),
            ("Vary", "Accept-Encoding"),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _page(self, number: int) -> bytes:
        if number + 1 >= self.pages:
            return self.last
        body = self.middle[number % len(self.middle)]
        return body.replace(_CURSOR.encode(), f"cursor-{number + 1:09}".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: the benchmark's output is the table."""


def page(number: int, *, more: bool, size: int, origin: str) -> bytes:
    """Return one page; the cursor of the next is put in when it is served."""
    following = f"{origin}{PATH}?page%5Bafter%5D={_CURSOR}&page%5Bsize%5D={size}"
    return dumps(
        {
            "tickets": [ticket(number * size + i + 1) for i in range(size)],
            "meta": {"has_more": more, "after_cursor": _CURSOR, "before_cursor": "x"},
            "links": {"next": following if more else None, "prev": None},
        }
    )


def main() -> None:
    pages, size, delay_ms = map(int, sys.argv[1:4])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listing)
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    kinds = range(min(pages, _DIFFERENT))
    Listing.middle = [page(n, more=True, size=size, origin=origin) for n in kinds]
    Listing.last = page(len(kinds), more=False, size=size, origin=origin)
    Listing.one = dumps({"ticket": ticket(1)})
    Listing.pages, Listing.delay_s = pages, delay_ms / 1000
    sys.stdout.write(origin + "\n")
    sys.stdout.flush()
    server.serve_forever()


@contextmanager
def served(*, pages: int, size: int, delay_ms: int = 0) -> Iterator[str]:
    """Serve a listing while the block runs; its address."""
    command = [sys.executable, str(Path(__file__)), str(pages), str(size), str(delay_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            origin = process.stdout.readline().strip()
            if not origin:
                message = "the listing server did not start"
                raise RuntimeError(message)
            yield origin
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
