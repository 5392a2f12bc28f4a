"""Pytest fixtures for authors of apps; loaded by entry point, so they load nothing until used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.sandbox.house import House


@pytest.fixture
def local_helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A local helpdesk of its own with every installed app in it; needs ``cxsdk[apps]``.

    The world, its clock and what the apps keep begin anew for each test.
    """
    from cxsdk.appkit.serving import free_port  # noqa: PLC0415 - an extra
    from cxsdk.sandbox.house import open_house  # noqa: PLC0415 - an extra

    house = open_house(tmp_path_factory.mktemp("helpdesk"), port=free_port())
    yield house
    house.stop()
