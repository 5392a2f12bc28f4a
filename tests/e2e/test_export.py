"""Exports that are killed, over real HTTP, compared with the account row for row."""

from __future__ import annotations

import csv
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
TOPIC = "Тема обращения"  # a field of the account's own, number 36003


class Runner:
    """Runs the command in processes of its own, which may be killed on the way."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._server = subprocess.Popen(
            [sys.executable, "-W", "error", HERE / "run_and_kill.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "CXSDK_ACCESS_TOKEN": "t0ken"},
            text=True,
        )

    def run(self, path: Path, *, pages_of: int = 15, **kill: float) -> dict[str, Any]:
        args = ["export", "tickets", "zendesk", "skladen", "--to", str(path)]
        args += ["--base-url", self.origin, "--page-size", str(pages_of)]
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps({"args": args, **kill}) + "\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer

    def stop(self) -> None:
        self._server.communicate()


@pytest.fixture(scope="module")
def runner(exported: Any) -> Iterator[Runner]:
    made = Runner(exported.origin)
    yield made
    made.stop()


def jsonl_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def csv_rows(path: Path) -> list[dict[str, Any]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    for row in rows:
        row.update({name: int(row[name]) for name in ("id", "generated_timestamp")})
        row["tags"] = json.loads(row["tags"])
    return rows


def sqlite_rows(path: Path) -> list[dict[str, Any]]:
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    rows = [dict(row) for row in db.execute("SELECT * FROM tickets")]
    db.close()
    for row in rows:
        row["tags"] = json.loads(row["tags"])
    return rows


def parquet_rows(path: Path) -> list[dict[str, Any]]:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        found = db.execute(
            "SELECT * REPLACE (strftime(updated_at, '%Y-%m-%dT%H:%M:%SZ') AS updated_at),"
            " 0 AS created_at_ FROM (SELECT * EXCLUDE (created_at, due_at) FROM read_parquet(?))",
            [str(path)],
        )
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


READ: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "jsonl": jsonl_rows,
    "csv": csv_rows,
    "sqlite": sqlite_rows,
    "parquet": parquet_rows,
}


def compare(kind: str, path: Path, account: dict[int, dict[str, Any]]) -> None:
    """Every ticket is there, in its newest state, and no state of any is there twice."""
    rows = READ[kind](path)
    states = Counter((row["id"], row["generated_timestamp"]) for row in rows)
    assert [state for state, count in states.items() if count > 1] == []
    newest = {row["id"]: row for row in rows}  # later lines are newer
    assert newest.keys() == account.keys()
    if kind in {"sqlite", "parquet"}:
        assert len(rows) == len(account)
    if kind == "jsonl":
        assert newest == account
        return
    for number, ticket in account.items():
        row = newest[number]
        for name in ("generated_timestamp", "subject", "status", "updated_at", "tags"):
            assert row[name] == ticket[name], (number, name)
        (topic,) = [f["value"] for f in ticket["custom_fields"] if f["id"] == 36003]
        assert row[TOPIC] == (topic or ("" if kind == "csv" else None))


@pytest.mark.parametrize("kind", READ)
def test_killed_export_goes_on_without_a_lost_or_doubled_row(
    kind: str, exported: Any, runner: Runner, tmp_path: Path
) -> None:
    draw = random.Random(f"kill -9 {kind}")
    path = tmp_path / f"tickets.{kind}"
    numbers = list(exported.tickets())
    kills, most = 0, 32 if kind == "sqlite" else 45
    for n in range(11):
        # a page takes 6 steps in SQLite, 20 elsewhere
        steps, seconds = {"step": draw.randint(1, most)}, {"after_s": draw.uniform(0.02, 0.2)}
        kills += runner.run(path, **(seconds if n % 3 == 2 else steps))["signal"] == 9
        exported.touch(*draw.sample(numbers, 3), subject=f"changed in between {n}")
    assert kills >= 5
    assert runner.run(path) == {"signal": 0, "status": 0}
    compare(kind, path, exported.tickets())
    before = len(READ[kind](path))
    exported.touch(*numbers[:2], status="hold")
    for _ in range(2):  # what changed since is added, and then there is nothing
        assert runner.run(path, pages_of=1000)["status"] == 0
    compare(kind, path, exported.tickets())
    assert len(READ[kind](path)) == before + (2 if kind in {"jsonl", "csv"} else 0)
    left = {file.name for file in tmp_path.iterdir()} - {path.name, f"{path.name}.checkpoint"}
    assert left == set()


def test_command_says_what_it_did(exported: Any, tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    asked = ["export", "tickets", "zendesk", "skladen", "--to", path, "--since", "2026-06-01"]
    done = subprocess.run(
        [Path(sys.executable).with_name("cxsdk"), *asked, "--base-url", exported.origin],
        env={**os.environ, "CXSDK_ACCESS_TOKEN": "t0ken"},
        capture_output=True,
        text=True,
        check=False,
    )
    account = exported.tickets()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{path}: {len(account)} tickets\n"
    compare("csv", path, account)
