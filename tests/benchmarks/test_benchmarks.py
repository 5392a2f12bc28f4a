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


@pytest.fixture(scope="module")
def iteration() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(run("benchmarks/iteration.py", "1", "--pages", "1", "--json"))
    return said


def test_the_body_has_the_shape_and_the_size_of_a_real_ticket(iteration: dict[str, Any]) -> None:
    program = "import ticket_body as b, json; print(json.dumps(b.ticket(7)))"
    ticket = json.loads(run("-c", f"import sys; sys.path.insert(0, 'benchmarks'); {program}"))
    assert len(ticket) == 41
    assert len(ticket["custom_fields"]) == 15
    assert ticket["fields"] == ticket["custom_fields"]
    assert 270_000 < iteration["page_bytes"] < 300_000


def test_iteration_is_compared_with_its_control(iteration: dict[str, Any]) -> None:
    cases = [row["case"] for row in iteration["rows"]]
    assert cases == ["control", "native", "native, nested", "normalised"]
    assert all(row["cpu_us"] > 0 and row["ratio"] > 0 for row in iteration["rows"])


def test_iteration_prints_a_table() -> None:
    lines = run("benchmarks/iteration.py", "2", "--pages", "1").splitlines()
    assert "100 tickets, 2 pairs" in lines[0]
    assert [line[:10].strip() for line in lines[2:]] == [
        "control",
        "native",
        "native, ne",
        "normalised",
    ]


def test_steps_are_printed_with_the_schema_beside_the_loader() -> None:
    spent = json.loads(run("benchmarks/steps.py", "2", "--json"))["cpu_us"]
    assert spent["load"] * 4 < spent["marshmallow Schema.load"]
