"""Whatever makes something is sent once: over every call of the vendor's documents.

The server reads each request and closes the connection without an answer, so that
nobody can know whether the work was done; or it answers that it is away.
"""

from __future__ import annotations

import importlib.util
import socketserver
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cxsdk
from cxsdk.errors import CxError
from cxsdk.helpdesks.zendesk.native import BulkRun

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
AWAY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def load(name: str) -> Any:
    """Import a file of this folder; tests are no package."""
    spec = importlib.util.spec_from_file_location(f"never_twice.{name}", HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


document = load("document")
pytestmark = pytest.mark.skipif(
    not document.FOLDER.exists(),
    reason="the vendor's API documents lie in ../shared, which is absent",
)


def calls() -> dict[str, Any]:
    """Return every call that makes something, or works on many, by its operation."""
    found: dict[str, Any] = {}
    for path in sorted(HERE.glob("calls_*.py")):
        module = load(path.stem)
        known = document.Document(getattr(module, "DOCUMENT", "support")).operations
        for name, call in getattr(module, "CALLS", {}).items():
            operation = known[name]
            if operation.verb in {"POST", "PATCH"} or operation.path.endswith("_many"):
                found[name] = call
    return found


class Silence(socketserver.ThreadingTCPServer):
    """Reads requests and never does as they ask."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.seen: list[tuple[str, bool]] = []
        self.answer = b""
        super().__init__(("127.0.0.1", 0), Reader)


class Reader(socketserver.StreamRequestHandler):
    server: Silence

    def handle(self) -> None:
        head = [line := self.rfile.readline()]
        while line.strip():
            head.append(line := self.rfile.readline())
        if len(head) < 2:
            return
        pairs = (each.decode("latin-1").partition(":") for each in head[1:])
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        self.rfile.read(int(headers.get("content-length", 0)))
        verb = head[0].decode("latin-1").partition(" ")[0]
        self.server.seen.append((verb, "idempotency-key" in headers))
        self.wfile.write(self.server.answer)


@pytest.fixture(scope="module")
def writes() -> dict[str, Any]:
    return calls()


@pytest.fixture(scope="module")
def silence() -> Iterator[Silence]:
    with Silence() as server:
        # a short pause between looks at the end flag: the end is waited for
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("answer", [b"", AWAY], ids=["no answer", "away"])
def test_nothing_that_makes_something_is_sent_twice(silence, writes, answer) -> None:
    silence.answer = answer
    host, port = silence.server_address[:2]
    auth = cxsdk.BearerToken("t")
    tried, keyed, wrong = 0, set(), []
    with cxsdk.connect("zendesk", "a", auth=auth, base_url=f"http://{host}:{port}") as desk:
        desk.raw._sleep = lambda seconds: None
        for name, call in writes.items():
            silence.seen.clear()
            outcome = tell(lambda call=call: call(desk.native))
            made = [each for each in silence.seen if each[0] in {"POST", "PATCH"}]
            tried += bool(made)
            keyed |= {name for _, has_key in made if has_key}
            if len(made) > 1 and not made[0][1]:
                wrong.append(name)
            if outcome == "bulk" and len(silence.seen) != 1:
                wrong.append(f"{name}: {silence.seen}")
    assert wrong == []
    assert keyed == {"CreateTicket"}
    assert tried > 100


def tell(call: Any) -> str:
    """Carry out a call to its end, which is an error."""
    try:
        result = call()
        if isinstance(result, BulkRun):
            assert {each.status for each in result} == {"unknown"}
            return "bulk"
        if hasattr(result, "__next__"):
            list(result)
    except CxError:
        return "refused"
    return "done"
