"""The account that exports are taken from: the seeded world behind a real socket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "t0ken"


@dataclass
class Exported:
    """An account, and the hand that changes it."""

    origin: str
    office: Any

    def touch(self, *numbers: int, **changes: Any) -> None:
        """Change tickets, and let the minute pass in which no export shows it."""
        at = self.office.clock()
        for number in numbers:
            ticket = self.office.state.get("tickets", number)
            assert ticket is not None
            times = {"updated_at": _stamp(at), "generated_timestamp": int(at.timestamp())}
            self.office.state.put("tickets", {**ticket, **times, **changes})
        self._pass()

    def tickets(self) -> dict[int, dict[str, Any]]:
        """Return every ticket as the account shows it, asked for without the SDK."""
        url = f"{self.origin}/api/v2/incremental/tickets/cursor.json?start_time=0"
        answer = requests.get(url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10).json()
        assert answer["end_of_stream"]
        return {ticket["id"]: ticket for ticket in answer["tickets"]}

    def _pass(self) -> None:
        self.office.clock.advance(timedelta(minutes=3))


def _stamp(at: Any) -> str:
    from cxsdk.sandbox.clock import stamp

    return stamp(at)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    """A part of the seeded world, a token for its admin, and no limit to the calls."""
    from cxsdk.appkit.serving import Server, free_port
    from cxsdk.sandbox.account import create_account
    from cxsdk.sandbox.clock import WorldClock
    from cxsdk.sandbox.oauth import TokenShelf
    from cxsdk.sandbox.office import office_of
    from cxsdk.sandbox.state import State
    from cxsdk.sandbox.workspace.people import ADMIN
    from cxsdk.sandbox.world import build

    state = State(tmp_path_factory.mktemp("exported") / "helpdesk.db")
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    world = build(origin)
    kinds = ("users", "organizations", "groups", "ticket_fields")
    loaded = {kind: getattr(world, kind) for kind in kinds}
    state.load({**loaded, "tickets": world.tickets[:130]})
    state.set_setting("limits", {"account": 100_000, "incremental-exports": 100_000})
    token = {"access_token": TOKEN, "expires_in": 9999, "scope": "read"}
    TokenShelf(state).keep(token, client_id=1, user_id=ADMIN)
    flask = create_account(state, WorldClock(state), origin=origin)
    server = Server(flask, port=port)
    server.start()
    account = Exported(origin, office_of(flask))
    account._pass()
    yield account
    server.stop()
    account.office.close()
