"""The benchmarks run, read every ticket and print what they say they print."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def run(*command: str) -> str:
    # No timeout: with one, subprocess naps between looks, and tests do not nap.
    done = subprocess.run(
        [sys.executable, *command],
        cwd=BENCHMARKS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(name: str, *more: str) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = json.loads(run(f"benchmarks/{name}.py", "1", *more, "--json"))
    return said


def test_the_body_has_the_shape_and_the_size_of_a_real_ticket() -> None:
    program = "import ticket_body as b, json; print(json.dumps(b.ticket(7)))"
    ticket = json.loads(run("-c", f"import sys; sys.path.insert(0, 'benchmarks'); {program}"))
    assert len(ticket) == 41
    assert len(ticket["custom_fields"]) == 15
    assert ticket["fields"] == ticket["custom_fields"]
    assert 2_700 < len(json.dumps(ticket, ensure_ascii=False).encode()) < 3_100


@pytest.mark.parametrize(
    ("name", "n_rows", "more"),
    [("iteration", 4, ("--pages", "1")), ("latency", 2, ("--pages", "1"))],
)
def test_a_benchmark_reads_everything_beside_its_control(
    name: str, n_rows: int, more: tuple[str, ...]
) -> None:
    found = rows(name, *more)
    assert len(found) == n_rows
    for row in found:
        assert row["ours"] > 0
        assert row["ratio"] == pytest.approx(row["ours"] / row["baseline"], rel=0.9)
        assert row["goal"] > 0


def test_memory_is_flat_from_a_page_to_a_hundred() -> None:
    program = """
import subprocess, sys
sys.path.insert(0, "benchmarks")
from listing import served
from memory import peak_mb
for pages in (1, 100):
    with served(pages=pages, size=100) as origin:
        print(peak_mb("native", origin))
"""
    little, much = map(float, run("-c", program).split())
    assert much < little * 1.15


def test_the_table_goes_between_its_marks() -> None:
    program = "import table; print(table.written('a<!-- table -->x<!-- end of table -->b', 'T'))"
    said = run("-c", f"import sys; sys.path.insert(0, 'benchmarks'); {program}")
    assert said.splitlines() == ["a<!-- table -->", "T", "<!-- end of table -->b"]


def test_steps_are_printed_with_the_schema_beside_the_loader() -> None:
    spent = json.loads(run("benchmarks/steps.py", "2", "--json"))["cpu_us"]
    assert spent["load"] * 4 < spent["marshmallow Schema.load"]
