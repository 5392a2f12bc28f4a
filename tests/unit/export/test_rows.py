"""What is in the files: values, the account's own fields, formulas, what cannot be read."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from typing import Any

import duckdb
import pytest
from hypothesis import given, strategies as st

from cxsdk.cli.export import _KINDS
from cxsdk.export import KINDS
from cxsdk.export.lines import cell, safe

WHOLE: dict[str, Any] = {
    "created_at": "2026-11-01T10:00:00.250Z",
    "updated_at": "2026-11-01T13:00:00+03:00",
    "is_public": True,
    "requester_id": 2**53 + 1,
    "tags": ["ru", "оплата"],
    "collaborator_ids": [5, 6],
    "via": {"channel": "chat", "source": {"rel": None}},
    "satisfaction_rating": {"score": "good"},
    "custom_fields": [{"id": 36001, "value": "A-7"}, {"id": 36002, "value": True}],
    "weather": {"wind": 5},
}


def parquet(path: Any, what: str = "*") -> list[dict[str, Any]]:
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        found = db.execute(f"SELECT {what} FROM read_parquet(?) ORDER BY id", [str(path)])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def table(path: Any, name: str = "tickets") -> list[dict[str, Any]]:
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    rows = [dict(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY id")]
    db.close()
    return rows


def test_each_format_keeps_every_value(desk, tmp_path) -> None:
    whole = desk.ticket(1, **WHOLE)
    for kind in ("jsonl", "csv", "sqlite", "parquet"):
        desk.pages([whole])
        ran = desk.export(tmp_path / f"t.{kind}")
        assert (ran.status, ran.err) == (0, "")
    assert json.loads((tmp_path / "t.jsonl").read_text("utf-8")) == whole
    expected = {
        "id": 1,
        "requester_id": 2**53 + 1,
        "created_at": "2026-11-01T10:00:00.250000Z",
        "updated_at": "2026-11-01T10:00:00Z",
        "is_public": 1,
        "tags": '["ru","оплата"]',
        "collaborator_ids": "[5,6]",
        "channel": "chat",
        "satisfaction_score": "good",
        "assignee_id": None,
        "Order": "A-7",
        "Status (36002)": 1,
        "other_fields": '{"weather":{"wind":5}}',
    }
    (row,) = table(tmp_path / "t.sqlite")
    assert {name: row[name] for name in expected} == expected
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        (line,) = csv.DictReader(file)
    in_text = {name: "" if value is None else str(value) for name, value in expected.items()}
    in_text |= {"is_public": "true", "Status (36002)": "true"}
    assert {name: line[name] for name in in_text} == in_text
    moments = "created_at::VARCHAR AS created_at, updated_at::VARCHAR AS updated_at"
    (found,) = parquet(tmp_path / "t.parquet", f"* REPLACE ({moments})")
    typed = expected | {
        "created_at": "2026-11-01 10:00:00.25+00",
        "updated_at": "2026-11-01 10:00:00+00",
        "is_public": True,
        "tags": ["ru", "оплата"],
        "collaborator_ids": [5, 6],
        "Status (36002)": "true",
    }
    assert {name: found[name] for name in typed} == typed
    assert desk.queries[0] == {"start_time": "0", "per_page": "1000"}


def test_fields_that_are_new_get_a_column_or_stay_in_other_fields(desk, tmp_path) -> None:
    for kind in ("csv", "sqlite", "parquet"):
        desk.pages([desk.ticket(1)])
        assert desk.export(tmp_path / f"t.{kind}").status == 0
    desk.own[:] = [{"id": 36001, "title": "Order, renamed"}, {"id": 9, "title": "New"}]
    values = [{"id": 36001, "value": "A"}, {"id": 9, "value": "B"}]
    for kind in ("csv", "sqlite", "parquet"):
        desk.pages([desk.ticket(2, 9, custom_fields=values)])
        assert desk.export(tmp_path / f"t.{kind}").status == 0
    for rows in (table(tmp_path / "t.sqlite"), parquet(tmp_path / "t.parquet", "* EXCLUDE due_at")):
        assert [(row["id"], row["Order"], row["New"]) for row in rows] == [
            (1, None, None),
            (2, "A", "B"),
        ]
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    assert (last["Order"], json.loads(last["other_fields"])) == ("A", {"own": {"9": "B"}})


def test_own_fields_that_may_not_be_seen_go_to_other_fields(desk, tmp_path) -> None:
    desk.own_status = 403
    desk.pages([desk.ticket(1, custom_fields=[{"id": 5, "value": "x"}])])
    ran = desk.export(tmp_path / "t.sqlite")
    assert ran.status == 0
    assert "own fields cannot be read" in ran.err
    (row,) = table(tmp_path / "t.sqlite")
    assert json.loads(row["other_fields"]) == {"own": {"5": "x"}}


def test_people_and_tickets_share_a_database(desk, tmp_path) -> None:
    path = tmp_path / "acme.sqlite"
    desk.pages([desk.ticket(1)])
    assert desk.export(path).status == 0
    fields = {"user_fields": [{"id": 1, "key": "plan", "title": "Plan", "system": False}]}
    desk.server.expect_request("/api/v2/user_fields").respond_with_json(fields)
    user = {"id": 5, "name": "Marina", "user_fields": {"plan": "team"}}
    body = {"users": [user], "after_cursor": "u", "end_of_stream": True}
    desk.server.expect_request("/api/v2/incremental/users/cursor").respond_with_json(body)
    assert desk.export(path, kind="users").status == 0
    assert [(row["id"], row["Plan"]) for row in table(path, "users")] == [(5, "team")]
    assert [row["id"] for row in table(path)] == [1]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "sqlite", "parquet"])
def test_what_cannot_be_read_never_stops_the_run(desk, tmp_path, kind) -> None:
    bad = desk.ticket(2, created_at="yesterday")
    huge = desk.ticket(3, assignee_id=2**64)
    path = tmp_path / f"t.{kind}"
    desk.pages([desk.ticket(1), bad], [huge, desk.ticket(4)])
    ran = desk.export(path)
    refused = [bad] if kind in {"jsonl", "csv"} else [bad, huge]
    text = f"{4 - len(refused)} tickets; {len(refused)} could not be read: {path}.rejects.jsonl"
    assert (ran.status, ran.out) == (0, f"{path}: {text}\n")
    lines = (tmp_path / f"t.{kind}.rejects.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["raw"] for line in lines] == refused
    assert "created_at" in json.loads(lines[0])["reason"]
    # the next run adds to both
    desk.pages([desk.ticket(5, 9), desk.ticket(6, 9, tags="none")])
    ran = desk.export(path)
    assert ran.status == 0
    assert "1 could not be read" in ran.out
    assert len((tmp_path / f"t.{kind}.rejects.jsonl").read_text().splitlines()) == len(lines) + 1


@pytest.mark.parametrize("kind", ["jsonl", "csv", "sqlite", "parquet"])
def test_strange_text_is_kept(desk, tmp_path, kind) -> None:
    path = tmp_path / f"a[1]*'\"{kind}.{kind}"
    subject = 'a\0b "quoted"; \r\n 😀 \ud83d'
    desk.pages([desk.ticket(1, subject=subject)])
    assert desk.export(path).status == 0
    desk.pages([])
    assert desk.export(path).status == 0
    if kind == "jsonl":
        assert json.loads(path.read_text("utf-8"))["subject"] == subject
        return
    if kind == "csv":
        with path.open(newline="", encoding="utf-8") as file:
            (found,) = [row["subject"] for row in csv.DictReader(file)]
    elif kind == "sqlite":
        (found,) = [row["subject"] for row in table(path)]
    else:
        pattern = str(path).replace("[", "[[]").replace("*", "[*]")
        (found,) = [row["subject"] for row in parquet(pattern, "id, subject")]
    assert found == subject.replace("\ud83d", "?")


def test_numbers_are_no_formulas() -> None:
    assert cell(None) == ""
    assert [cell(-5), cell(0.5), cell(False), cell([-1])] == ["-5", "0.5", "false", "[-1]"]  # noqa: FBT003


@given(st.text())
def test_no_cell_is_a_formula_and_every_text_comes_back(text: str) -> None:
    page = io.StringIO()
    csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([safe(text)])
    ((found,),) = csv.reader(io.StringIO(page.getvalue(), newline=""))
    assert not found or found[0] not in "=+-@\t\r\n＝＋－＠"
    assert found in {text, f"'{text}"}


@pytest.mark.parametrize("text", ["=1+1", "+7 900", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_formulas_are_defused_in_the_file(desk, tmp_path, text) -> None:
    desk.own[0]["title"] = "=cmd"
    fields = [{"id": 36001, "value": text}]
    desk.pages([desk.ticket(1, subject=text, custom_fields=fields)])
    assert desk.export(tmp_path / "t.csv").status == 0
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["subject"], row["'=cmd"]) == (f"'{text}", f"'{text}")


def test_command_knows_every_kind() -> None:
    assert tuple(KINDS) == _KINDS
