"""The local helpdesk with every bundled app in it, one for each module."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from cxsdk.appkit.serving import free_port
from cxsdk.sandbox.house import open_house
from cxsdk.sandbox.story import Sidebar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

    from cxsdk.sandbox.house import House

_PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running house; what a test does stays for the tests after it."""
    opened = open_house(tmp_path_factory.mktemp("house"), port=free_port())
    yield opened
    opened.stop()


@pytest.fixture
def sit_down(house: House) -> Iterator[Callable[[int, int], Sidebar]]:
    """Open the apps beside a ticket, as a person of the helpdesk."""
    opened: list[Sidebar] = []

    def open_sidebar(person_id: int, ticket_id: int) -> Sidebar:
        opened.append(Sidebar(house, person_id, ticket_id))
        return opened[-1]

    yield open_sidebar
    for one in opened:
        one.close()


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Wait for what the apps do on their own."""

    def wait(found: Callable[[], object]) -> None:
        end, pause = time.monotonic() + _PATIENCE_S, threading.Event()
        while not found():
            assert time.monotonic() < end, "it did not happen"
            pause.wait(0.03)

    return wait


@pytest.fixture
def put_forward(house: House) -> Callable[[timedelta], None]:
    """Move the world's clock, and let the apps notice."""

    def move(by: timedelta) -> None:
        house.office.clock.advance(by)
        house.kit.engine.wake()

    return move
