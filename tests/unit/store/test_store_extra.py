"""Without the extra, the store and the jobs say what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest

_CODE = """
import sys
sys.modules[sys.argv[1]] = None
from cxsdk.errors import ConfigError
try:
    exec(sys.argv[2])
except ConfigError as error:
    print(error, "|", error.hint)
"""


def said(missing: str, statement: str) -> str:
    command = [sys.executable, "-W", "error", "-c", _CODE, missing, statement]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("missing", "statement"),
    [
        ("sqlalchemy", "import cxsdk.store"),
        ("cryptography", "import cxsdk.store"),
        ("huey", "import cxsdk.jobs"),
        ("sqlalchemy", "import cxsdk.jobs"),
        ("psycopg", "from cxsdk.store import Database; Database('postgresql://a@localhost/b')"),
    ],
)
def test_a_missing_part_is_named_with_the_line_to_run(missing: str, statement: str) -> None:
    words = said(missing, statement)
    assert missing in words
    assert "pip install 'cxsdk[apps" in words


def test_the_sdk_alone_loads_neither_database_nor_jobs() -> None:
    code = (
        "import sys, cxsdk, cxsdk.errors;"
        "print({'sqlalchemy', 'huey', 'alembic', 'cryptography.hazmat.primitives.kdf.hkdf'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
