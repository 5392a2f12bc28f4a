"""A Zendesk account whose answers each test writes down; requests are really made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cxsdk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_httpserver import HTTPServer

    from cxsdk.helpdesks.zendesk.desk import ZendeskDesk

WIRE = Path(__file__).parents[3] / "wire" / "zendesk"


@dataclass(frozen=True)
class Call:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    headers: dict[str, str]

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Part:
    """One field of a form: a file has a name and a type."""

    content: bytes
    file_name: str | None = None
    kind: str | None = None


def _form(content_type: str, body: bytes) -> dict[str, Part]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    whole = BytesParser(policy=HTTP).parsebytes(head + body)
    found = {}
    for each in whole.iter_parts():
        name = each.get_param("name", header="Content-Disposition")
        file_name = each.get_filename()
        kind = each.get_content_type() if file_name else None
        found[str(name)] = Part(each.get_payload(decode=True), file_name, kind)
    return found


@pytest.fixture
def account(httpserver: HTTPServer) -> HTTPServer:
    return httpserver


@pytest.fixture
def desk(account: HTTPServer) -> Iterator[ZendeskDesk]:
    auth = cxsdk.BearerToken("t0ken")
    with cxsdk.connect("zendesk", "acme", auth=auth, base_url=account.url_for("")) as opened:
        yield opened


@pytest.fixture
def calls(account: HTTPServer) -> Callable[[], list[Call]]:
    """Return what arrived so far; whatever nobody expected is an error."""

    def read() -> list[Call]:
        account.check_assertions()
        account.check_handler_errors()
        return [
            Call(
                request.method,
                request.path,
                dict(request.args.lists()),
                json.loads(request.data) if request.data else None,
                {name.lower(): value for name, value in request.headers},
            )
            for request, _ in account.log
        ]

    return read


@pytest.fixture
def forms(account: HTTPServer) -> Callable[[], list[dict[str, Part]]]:
    """Return the fields of each form that arrived so far, by name."""

    def read() -> list[dict[str, Part]]:
        return [_form(request.headers["Content-Type"], request.data) for request, _ in account.log]

    return read


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """Read a body of our own by its file name."""

    def read(name: str) -> Any:
        return json.loads((WIRE / name).read_text())

    return read


@pytest.fixture
def ticket_body(recorded: Callable[[str], Any]) -> Any:
    return recorded("ticket.json")
