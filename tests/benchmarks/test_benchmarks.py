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
    assert all(row["ours"] > 0 and row["ratio"] > 0 and row["goal"] > 0 for row in found)


def test_a_ratio_is_to_the_baselines_beside_it_and_the_control_tells_unrest() -> None:
    program = """
import json, sys
sys.path.insert(0, "benchmarks")
from dataclasses import asdict
from itertools import count
from paired import Case, compare
calm = compare(Case("calm", lambda: 3.0, lambda: 4.0, goal=1), 30)
times = count(1)
slower = compare(Case("slower", lambda: next(times) / 2, lambda: float(next(times)), goal=1), 30)
spent = iter([4.0, 8.0, 2.0, 4.0, 2.0] * 100)
restless = compare(Case("restless", lambda: 3.0, lambda: next(spent), goal=1), 30)
print(json.dumps([[r.ratio, r.control, r.is_valid] for r in (calm, slower, restless)]))
"""
    calm, slower, restless = json.loads(run("-c", program))
    assert calm == [0.75, 1.0, True]
    assert slower == [0.5, 1.0, True]  # a machine that slows down evenly changes no ratio
    assert restless[2] is False


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
