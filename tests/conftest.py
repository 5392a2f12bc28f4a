"""What every test lives under: no network but loopback, no real sleeping, no stray environment."""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}
_real_connect = socket.socket.connect
_real_sleep = time.sleep


def _guarded_connect(self: socket.socket, address: object) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = address[0] if isinstance(address, tuple) else address
        if host not in _LOOPBACK:
            message = f"a test tried to reach {host!r}; only loopback is allowed"
            raise AssertionError(message)
    _real_connect(self, address)


def _guarded_sleep(seconds: float) -> None:
    if threading.current_thread() is threading.main_thread():
        message = f"a test slept for {seconds} s; wait for a condition, or move the clock"
        raise AssertionError(message)
    _real_sleep(seconds)


@pytest.fixture(autouse=True)
def _closed_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _guarded_connect)
    monkeypatch.setattr(time, "sleep", _guarded_sleep)
    for name in [n for n in os.environ if n.lower().endswith("_proxy") or n.startswith("CXSDK_")]:
        if name != "CXSDK_REQUIRE":
            monkeypatch.delenv(name)


@pytest.fixture
def free_port() -> int:
    """A port of this machine that nobody listens on, and neither on the next."""
    from cxsdk.appkit.serving import free_port

    return free_port()


# The browser without its window takes half the time; the whole one shows the same pages.
_CHROMIUMS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless browser for all tests of a worker: Playwright allows one of its kind."""
    found = next((path for path in _CHROMIUMS if path.exists()), None)
    if found is None:
        if os.environ.get("CXSDK_REQUIRE") == "all":
            pytest.fail(f"CXSDK_REQUIRE=all, and there is no {_CHROMIUMS[0]}")
        pytest.skip(f"needs headless Chromium at {_CHROMIUMS[0]}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield browser
        browser.close()
