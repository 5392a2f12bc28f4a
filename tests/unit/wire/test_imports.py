"""What a program pays for: marshmallow is loaded when something unusual comes, not before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MODEL = """
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from cxsdk.errors import SchemaError
from cxsdk.models import Record
from cxsdk.wire import Loader, decode

@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Record):
    id: int

@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Record):
    id: int
    at: datetime
    parts: tuple[Part, ...] = ()

loader = Loader(Whole, vendor="zendesk")
whole = loader.load(decode(b'{"id":1,"at":"2026-11-23T07:31:00Z","parts":[{"id":2}]}'))
assert whole.parts[0].id == 2
assert replace(whole, id=3).to_dict()["id"] == 3
assert "marshmallow" not in sys.modules, "loaded for well-formed input"
"""
UNUSUAL = """
try:
    loader.load({"id": "?"})
except SchemaError:
    pass
assert "marshmallow" in sys.modules
"""


def run(program: str) -> str:
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


def test_importing_wire_does_not_load_marshmallow() -> None:
    assert run("import sys, cxsdk.wire; assert 'marshmallow' not in sys.modules") == ""


def test_well_formed_input_never_loads_marshmallow() -> None:
    assert run(MODEL) == ""


def test_unusual_input_does() -> None:
    assert run(MODEL + UNUSUAL) == ""
