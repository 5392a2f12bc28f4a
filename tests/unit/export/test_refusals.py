"""What goes wrong on the way: one line that says what to do, and nothing lost."""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
import tracemalloc
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug import Response

from cxsdk.auth import OAuthApp, SavedLogin, Token, keep_login
from cxsdk.export import KINDS as EXPORTS, Account, export, open_sink
from cxsdk.export.files import held
from cxsdk.helpdesks.zendesk.native import Zendesk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TICKETS = EXPORTS["tickets"]
KINDS = ["jsonl", "csv", "sqlite", "parquet"]


def count(path: Path) -> int:
    """Return how many rows a file has."""
    if path.suffix == ".sqlite":
        db = sqlite3.connect(path)
        (found,) = db.execute("SELECT count(*) FROM tickets").fetchone()
        db.close()
        return int(found)
    if path.suffix == ".parquet":
        import duckdb

        with duckdb.connect() as lake:
            return len(lake.execute("SELECT id FROM read_parquet(?)", [str(path)]).fetchall())
    return len(path.read_text("utf-8").splitlines()) - (path.suffix == ".csv")


def refused(ran: Any, *words: str) -> None:
    """Check that the command failed with one line that holds these words."""
    assert ran.status == 1
    assert ran.out == ""
    (line,) = ran.err.splitlines()
    assert line.startswith("cxsdk: ")
    for word in words:
        assert word in line


@pytest.mark.parametrize("kind", KINDS)
def test_file_of_somebody_else_is_left_alone(desk, tmp_path, kind) -> None:
    path = tmp_path / f"t.{kind}"
    path.write_text("mine")
    refused(desk.export(path), "is there already", "choose another file")
    assert path.read_text() == "mine"
    assert desk.queries == []


def test_database_of_somebody_else_is_left_alone(desk, tmp_path) -> None:
    path = tmp_path / "t.sqlite"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE tickets (id)")
    db.close()
    refused(desk.export(path), "is there already")
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [
        ("tickets",)
    ]


def test_empty_file_is_as_good_as_none(desk, tmp_path) -> None:
    for kind in KINDS:
        path = tmp_path / f"t.{kind}"
        path.touch()
        desk.pages([desk.ticket(1)])
        assert desk.export(path).status == 0
        assert count(path) == 1


def test_place_that_cannot_be_written_is_named(desk, tmp_path) -> None:
    (tmp_path / "file").touch()
    refused(desk.export(tmp_path / "none" / "t.csv"), "make the folder", "none")
    refused(desk.export(tmp_path / "file" / "t.csv"), "Not a directory")
    refused(desk.export(tmp_path / "t.xlsx"), ".jsonl, .csv, .sqlite, .parquet")
    (tmp_path / "t.jsonl").mkdir()
    refused(desk.export(tmp_path / "t.jsonl"), "is there already")
    assert desk.queries == []


def test_wrong_start_is_refused(desk, tmp_path) -> None:
    path = tmp_path / "t.csv"
    refused(desk.export(path, "--since", "yesterday"), "is no date", "2026-01-31")
    refused(desk.export(path, "--since", "2199-01-01"), "in the future")
    desk.pages([desk.ticket(1)])
    assert desk.export(path, "--since", "2026-10-31").status == 0
    assert desk.queries[0]["start_time"] == str(int(datetime(2026, 10, 31, tzinfo=UTC).timestamp()))
    refused(desk.export(path, "--since", "2026-10-30"), "begun with --since 2026-10-31", "leave")
    desk.pages([])
    assert desk.export(path, "--since", "2026-10-31T03:00+03:00").status == 0
    assert "start_time" not in desk.queries[-1]


def test_start_within_the_last_minute_is_said(desk, tmp_path) -> None:
    desk.pages([])
    now = datetime.now(UTC) - timedelta(seconds=5)
    ran = desk.export(tmp_path / "t.csv", "--since", now.isoformat())
    assert ran.status == 0
    assert "the last minute is never exported" in ran.err


def test_file_goes_on_for_its_own_account_and_kind_only(desk, tmp_path) -> None:
    path = tmp_path / "t.jsonl"
    desk.pages([desk.ticket(1)])
    assert desk.export(path).status == 0
    refused(desk.export(path, account="umbrella"), "zendesk/acme", "zendesk/umbrella")
    refused(desk.export(path, kind="users"), "holds tickets")
    refused(desk.export(path, "--without-deleted", kind="users"), "cannot be left out")


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_file_that_was_changed_or_lost_is_not_added_to(desk, tmp_path, kind) -> None:
    path = tmp_path / f"t.{kind}"
    desk.pages([desk.ticket(1)])
    assert desk.export(path).status == 0
    whole = path.read_bytes()
    for changed in (whole + b"my note\n", whole[:-5]):
        path.write_bytes(changed)
        desk.pages([])
        refused(desk.export(path), "was changed since")
        assert path.read_bytes() == changed
    path.unlink()
    refused(desk.export(path), ".checkpoint is there", "begin again")
    (tmp_path / f"t.{kind}.checkpoint").write_text("{}")
    refused(desk.export(path), "is not what an export keeps")


def test_lost_parquet_file_is_missed(desk, tmp_path) -> None:
    path = tmp_path / "t.parquet"
    desk.pages([desk.ticket(1)])
    assert desk.export(path).status == 0
    path.unlink()
    refused(desk.export(path), "is there, and", "begin again")


def test_second_export_to_the_same_file_is_refused(desk, tmp_path) -> None:
    path = tmp_path / "t.csv"
    with held(path):
        refused(desk.export(path), "another export is writing to")
    desk.pages([desk.ticket(1)])
    assert desk.export(path).status == 0
    assert {file.name for file in tmp_path.iterdir()} == {"t.csv", "t.csv.checkpoint"}


@contextmanager
def small_disk(size_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("kind", KINDS)
def test_full_disk_ends_the_run_and_the_next_one_goes_on(desk, tmp_path, kind) -> None:
    path = tmp_path / f"t.{kind}"
    pages = [[desk.ticket(n, n, subject="x" * 9000)] for n in range(12)]
    desk.pages(*pages)
    with small_disk(60_000):
        ran = desk.export(path)
    refused(ran, "then run the same command again")
    done = 12 - len(desk.answers)
    assert 1 < done < 12
    desk.answers.insert(0, (200, {**body_of(pages, done - 1), "end_of_stream": False}))
    ran = desk.export(path)
    assert ran.status == 0
    assert count(path) == 12
    assert len(desk.queries) == 13  # the page that did not fit was asked for again, no other


def body_of(pages: list[Any], n: int) -> dict[str, Any]:
    return {"tickets": pages[n], "after_cursor": f"again-{n}"}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_made_before_the_account_has_answered(desk, tmp_path, kind) -> None:
    desk.answer(401, {"error": "invalid_token"})
    refused(desk.export(tmp_path / f"t.{kind}"), "401")
    assert [file.name for file in tmp_path.iterdir() if file.suffix != ".sqlite"] == []
    desk.pages([desk.ticket(1)])
    assert desk.export(tmp_path / f"t.{kind}").status == 0


@pytest.mark.parametrize("kind", KINDS)
def test_broken_account_costs_no_row(desk, tmp_path, kind) -> None:
    path = tmp_path / f"t.{kind}"
    body = {"after_cursor": "a", "end_of_stream": False}
    desk.answer(200, {"tickets": [desk.ticket(1)], **body})
    for n in range(3):  # its cursor does not move, and never will
        desk.answer(200, {"tickets": [desk.ticket(1), desk.ticket(2)], **body})
        refused(desk.export(path), "stands still")
        assert len(desk.queries) == 2 + n
    desk.answer(200, {"tickets": [desk.ticket(3)], "after_cursor": "b", "end_of_stream": True})
    assert desk.export(path).status == 0
    assert count(path) == 3


def test_slow_account_is_asked_for_less(desk, tmp_path) -> None:
    desk.answer(504, "<html>")
    desk.answer(504, "<html>")
    desk.pages([desk.ticket(1)], [desk.ticket(2, 1)])
    ran = desk.export(tmp_path / "t.csv")
    assert ran.status == 0
    assert "asking for 500" in ran.err
    assert [query["per_page"] for query in desk.queries] == ["1000", "500", "250", "250"]


@pytest.fixture
def keyboard() -> Iterator[None]:
    """Let Ctrl-C interrupt, as in a terminal: what a shell starts in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("keyboard")
def test_stopped_by_hand_it_goes_on_later(desk, tmp_path) -> None:
    path = tmp_path / "t.jsonl"
    desk.pages([desk.ticket(1)], [desk.ticket(2, 1)])

    def interrupt(_request: Any) -> Response:
        signal.raise_signal(signal.SIGINT)
        status, body = desk.answers.pop(0)
        return Response(json.dumps(body), status=status, content_type="application/json")

    desk.server.expect_oneshot_request(
        "/api/v2/incremental/tickets/cursor", query_string={"cursor": "c1", "per_page": "1000"}
    ).respond_with_handler(interrupt)
    ran = desk.export(path)
    assert ran.status == 130
    assert "run the same command again" in ran.err
    assert count(path) == 1
    desk.pages([desk.ticket(2, 1)])
    assert desk.export(path).status == 0
    assert count(path) == 2


def test_command_needs_an_account_and_credentials(desk, tmp_path, monkeypatch) -> None:
    ran = desk.run_command(["export", "tickets", "--to", str(tmp_path / "t.csv")])
    refused(ran, "which account?", "CXSDK_ACCOUNT")
    monkeypatch.delenv("CXSDK_ACCESS_TOKEN")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("CXSDK_ACCOUNT", "acme")
    ran = desk.run_command(["export", "tickets", "--to", str(tmp_path / "t.csv")])
    refused(ran, "nobody has logged in", "cxsdk login zendesk acme")


class Endless:
    """An account in this process, whose pages nobody keeps: a test server keeps its answers."""

    base_url = "https://acme.example"

    def __init__(self, pages: int) -> None:
        self._pages = pages

    def pages(self, _path: str, **_query: Any) -> list[Any]:
        return [{"ticket_fields": []}]

    def request(self, _method: str, _path: str, *, params: Any, may_repeat: bool = True) -> Any:
        at = int(params.get("cursor", 0))
        rows = [
            {"id": at * 100 + n, "generated_timestamp": at, "description": f"{at}" + "x" * 2000}
            for n in range(40)
        ]
        return {
            "tickets": rows,
            "after_cursor": f"{at + 1}",
            "end_of_stream": at + 1 >= self._pages,
        }


@pytest.mark.parametrize("kind", ["jsonl", "sqlite"])
def test_memory_does_not_grow_with_the_number_of_pages(tmp_path, kind) -> None:
    def peak(pages: int) -> int:
        client: Any = Endless(pages)
        desk: Any = SimpleNamespace(
            vendor="zendesk", account="acme", raw=client, native=Zendesk(client)
        )
        path = tmp_path / f"{pages}.{kind}"
        tracemalloc.start()
        with open_sink(path, TICKETS) as sink:
            for _ in export(Account(desk), TICKETS, sink):
                pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count(path) == pages * 40
        return found

    peak(1)
    assert peak(16) < peak(2) * 1.1 + 20_000  # a page is 80,000


def test_saved_log_in_is_enough(desk, tmp_path, monkeypatch) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("CXSDK_ACCESS_TOKEN")
    root = desk.server.url_for("").rstrip("/")
    app = OAuthApp("laptop", None)
    login = SavedLogin("zendesk", "acme", app, token_url=f"{root}/oauth/tokens", base_url=root)
    keep_login(login, Token("of-the-log-in"))
    desk.pages([desk.ticket(1)])
    path = tmp_path / "t.csv"
    ran = desk.run_command(["export", "tickets", "zendesk", "acme", "--to", str(path)])
    assert (ran.status, ran.err) == (0, "")
    assert desk.server.log[-1][0].headers["Authorization"] == "Bearer of-the-log-in"
    assert count(path) == 1
