"""What the pages of the workspace work with, handed in by whoever opens the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cxsdk.sandbox.office import Office


@dataclass(frozen=True, slots=True)
class SidebarPackage:
    """The apps beside a ticket: one package, one frame.

    Args:
        origin: Scheme, host and port of the apps' server; never the workspace's own.
        installation_id: The number under which the apps' server knows this account, None
            as long as nobody has connected it. Asked for each time a page is shown.
        name: Technical name of the uploaded app whose key signs each opening.
    """

    origin: str
    installation_id: Callable[[], int | None]
    name: str = "cxsdk"


@dataclass(frozen=True, slots=True)
class Room:
    """One workspace.

    Args:
        office: The account: what it holds, its clock, its verbs, its mail.
        apps: What stands beside a ticket; None leaves the place out.
        restart: Begins the world again: state, clock and whatever the apps remember.
        moved: Called after the clock was put forward, so that what is due now happens now.
    """

    office: Office
    apps: SidebarPackage | None
    restart: Callable[[], None]
    moved: Callable[[], None]
