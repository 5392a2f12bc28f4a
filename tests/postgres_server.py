"""A throwaway PostgreSQL on loopback, also when the tests run as root: postgres refuses root."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"


def programs() -> Path | None:
    """Return the folder of the newest server's programs, None when there is none."""
    folders = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    return max(folders, default=None)


def programs_or_skip() -> Path:
    """Return that folder; skip the test by name without one, or fail where all must run."""
    folder = programs()
    if folder is None:
        if os.environ.get("CXSDK_REQUIRE") == "all":
            pytest.fail("CXSDK_REQUIRE=all, but there is no PostgreSQL server (initdb)")
        pytest.skip("no PostgreSQL server on this machine (initdb)")
    return folder


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a server with the programs in ``folder``; yields its address without a database name."""
    home = Path(tempfile.mkdtemp(prefix="cxpg."))
    options: dict[str, Any] = {"cwd": home, "capture_output": True}
    options["env"] = {"PATH": f"{folder}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(home)}
    if os.geteuid() == 0:
        shutil.chown(home, "nobody", "nogroup")
        options |= {"user": "nobody", "group": "nogroup", "extra_groups": []}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = home / "data"
    settings = f"-h 127.0.0.1 -p {port} -k {home} {_FAST}"
    make: list[str | Path] = [
        folder / "initdb",
        "-D",
        data,
        "-U",
        "cx",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    control: list[str | Path] = [folder / "pg_ctl", "-D", data, "-w"]
    try:
        subprocess.run(make, check=True, **options)
        # The server keeps what it inherits, so its words go to a file.
        quiet = {**options, "capture_output": False, "stdout": subprocess.DEVNULL}
        start = [*control, "-l", home / "log", "-o", settings, "start"]
        subprocess.run(start, check=True, stderr=subprocess.DEVNULL, **quiet)
        try:
            yield f"postgresql://cx@127.0.0.1:{port}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, **options)
    finally:
        shutil.rmtree(home, ignore_errors=True)
