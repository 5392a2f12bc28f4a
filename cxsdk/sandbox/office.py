"""All that belongs to one account, in one place: what its pages and its API work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from cxsdk.sandbox.clock import WorldClock
from cxsdk.sandbox.desk import Desk
from cxsdk.sandbox.hooks import Hooks
from cxsdk.sandbox.mailbox import Mailbox
from cxsdk.sandbox.state import State

if TYPE_CHECKING:
    from flask import Flask

_KEY = "cxsdk.sandbox"


@dataclass(frozen=True, slots=True)
class Office:
    """One account of the local helpdesk.

    Args:
        state: What it holds.
        clock: What time it is there.
        desk: What can be done in it.
        mailbox: The customers' mail.
        hooks: Deliveries to the apps.
        origin: Scheme, host and port of its pages, without a slash at the end.
    """

    state: State
    clock: WorldClock
    desk: Desk
    mailbox: Mailbox
    hooks: Hooks
    origin: str

    @classmethod
    def open(
        cls, state: State, clock: WorldClock, *, origin: str, hooks: Hooks | None = None
    ) -> Office:
        """Bring the parts together, so that each hears of what the desk does."""
        desk = Desk(state, clock)
        mailbox = Mailbox(state, clock)
        sender = hooks or Hooks(state)
        desk.listen(mailbox.relay)
        desk.listen(sender.deliver)
        return cls(state, clock, desk, mailbox, sender, origin.rstrip("/"))

    def attach(self, flask: Flask) -> None:
        """Make the office known to the pages of ``flask``; see :func:`office_of`."""
        flask.extensions[_KEY] = self

    def close(self) -> None:
        """Finish deliveries on their way, then close the file."""
        self.hooks.stop()
        self.state.close()


def office_of(flask: Flask) -> Office:
    """Return the office that serves an application's pages."""
    return cast("Office", flask.extensions[_KEY])
