"""A canned ticket listing on a free loopback port, in a process of its own.

``python benchmarks/listing.py PAGES SIZE`` prints its address and serves until
it is ended. Only what the reader spends is measured, so the server may be slow.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qs, urlsplit

from ticket_body import dumps, ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/api/v2/tickets"


class Listing(BaseHTTPRequestHandler):
    """Answers as Zendesk does: cursor paging, rate headers, kept connections."""

    protocol_version = "HTTP/1.1"
    pages: ClassVar[list[bytes]] = []

    def do_GET(self) -> None:
        after = parse_qs(urlsplit(self.path).query).get("page[after]", ["0"])[0]
        body = self.pages[int(after)]
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

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: the benchmark's output is the table."""


def page(number: int, *, pages: int, size: int, origin: str) -> bytes:
    more = number + 1 < pages
    following = f"{origin}{PATH}?page%5Bafter%5D={number + 1}&page%5Bsize%5D={size}"
    return dumps(
        {
            "tickets": [ticket(number * size + i + 1) for i in range(size)],
            "meta": {"has_more": more, "after_cursor": str(number + 1), "before_cursor": "x"},
            "links": {"next": following if more else None, "prev": None},
        }
    )


def main() -> None:
    pages, size = int(sys.argv[1]), int(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listing)
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    Listing.pages = [page(n, pages=pages, size=size, origin=origin) for n in range(pages)]
    sys.stdout.write(origin + "\n")
    sys.stdout.flush()
    server.serve_forever()


@contextmanager
def served(*, pages: int, size: int) -> Iterator[str]:
    """Serve a listing while the block runs; its address."""
    command = [sys.executable, str(Path(__file__)), str(pages), str(size)]
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
