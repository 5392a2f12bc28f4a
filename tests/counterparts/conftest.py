"""A real OAuth server, where node and the npm package oidc-provider are at hand."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Read at import: the tests themselves run in an environment without CXSDK_….
_MODULES = Path(os.environ.get("CXSDK_NODE_MODULES") or HERE.parents[1] / "node_modules")


def _require(what, path):
    if path:
        return path
    if os.environ.get("CXSDK_REQUIRE") == "all":
        pytest.fail(f"CXSDK_REQUIRE=all, but {what} is missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def oidc_url():
    """Run the provider; return its address."""
    node = _require("node", shutil.which("node"))
    package = _MODULES / "oidc-provider" / "package.json"
    _require(f"the npm package oidc-provider (looked in {_MODULES})", package.exists())
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [node, HERE / "oidc_up.mjs", str(port)],
        env={**os.environ, "CXSDK_NODE_MODULES": str(_MODULES)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline(), "the provider did not come up"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()
