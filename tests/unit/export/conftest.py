"""An account that exports what a test writes down, and the command that exports it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug import Response

from cxsdk import cli

if TYPE_CHECKING:
    from pathlib import Path


TICKETS = "/api/v2/incremental/tickets/cursor"
START = 1_793_491_200  # 2026-11-01
OWN = [
    {"id": 36001, "type": "text", "title": "Order", "removable": True},
    {"id": 36002, "type": "text", "title": "Status", "removable": True},
    {"id": 1, "type": "subject", "title": "Subject", "removable": False},
]


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


@dataclass
class Desk:
    """The account, and the command that exports it."""

    server: Any
    run_command: Callable[..., Ran]
    own: list[dict[str, Any]]
    answers: list[tuple[int, Any]] = field(default_factory=list)
    marks: int = 0
    own_status: int = 200

    @staticmethod
    def ticket(number: int, at: int = 0, **more: Any) -> dict[str, Any]:
        """Return a small ticket, changed so many seconds after the start."""
        return {"id": number, "generated_timestamp": START + at, "subject": f"№{number}", **more}

    def pages(self, *pages: list[Any]) -> None:
        """Answer the next calls with these pages; the last is the last."""
        for n, items in enumerate(pages):
            self.marks += 1
            is_last = n == len(pages) - 1
            mark = f"c{self.marks}"
            body = {"tickets": items, "after_cursor": mark, "end_of_stream": is_last}
            self.answers.append((200, body))

    def answer(self, status: int, body: Any) -> None:
        """Answer one call so."""
        self.answers.append((status, body))

    def export(self, path: Path, *more: str, kind: str = "tickets", account: str = "acme") -> Ran:
        """Run the command."""
        args = ["export", kind, "zendesk", account, "--to", str(path), *more]
        return self.run_command([*args, "--base-url", self.server.url_for("").rstrip("/")])

    @property
    def queries(self) -> list[dict[str, str]]:
        """The queries of the exports that were asked for."""
        return [dict(r.args) for r, _ in self.server.log if "incremental" in r.path]


def spelled(status: int, body: Any) -> Response:
    text = body if isinstance(body, str) else json.dumps(body)
    return Response(text, status=status, content_type="application/json")


@pytest.fixture
def desk(
    httpserver: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.setenv("CXSDK_ACCESS_TOKEN", "t0ken")

    def run(args: list[str]) -> Ran:
        capsys.readouterr()
        status = cli.run(args)
        out, err = capsys.readouterr()
        return Ran(status, out, err)

    made = Desk(httpserver, run, [*OWN])
    httpserver.expect_request("/api/v2/ticket_fields").respond_with_handler(
        lambda _request: spelled(made.own_status, {"ticket_fields": made.own, "next_page": None})
    )
    httpserver.expect_request(TICKETS).respond_with_handler(
        lambda _request: spelled(*made.answers.pop(0))
    )
    return made
