"""The search reaches everything that matches, and says how."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

import cxsdk
from cxsdk.appkit.serving import Server, free_port
from cxsdk.helpdesks.zendesk.native import Group, Ticket
from cxsdk.sandbox.account import create_account
from cxsdk.sandbox.api.guard import add_api_token
from cxsdk.sandbox.clock import WorldClock
from cxsdk.sandbox.hooks import Hooks
from cxsdk.sandbox.office import office_of
from cxsdk.sandbox.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.helpdesks.zendesk.desk import ZendeskDesk

N_TICKETS, N_OPEN = 1234, 1100
MORNING = "2026-11-02T09:{:02}:{:02}Z"


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZendeskDesk]:
    """An account with more tickets than a search gives."""
    state = State(tmp_path_factory.mktemp("big") / "helpdesk.db")
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    flask = create_account(state, WorldClock(state), origin=origin, hooks=Hooks(state))
    admin = {"id": 1, "name": "A", "email": "a@acme.example", "role": "admin", "active": True}
    group = {"id": 1, "name": "ticket desk", "created_at": MORNING.format(0, 0)}
    tickets = [ticket(n) for n in range(1, N_TICKETS + 1)]
    state.load({"users": [admin], "groups": [group], "tickets": tickets})
    add_api_token(state, "secret")
    server = Server(flask, port=port)
    server.start()
    auth = cxsdk.ApiToken("a@acme.example", "secret")
    with cxsdk.connect("zendesk", "acme", auth=auth, base_url=origin) as desk:
        yield desk
    server.stop()
    office_of(flask).close()


def ticket(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "subject": f"ticket {number}",
        "description": "",
        "status": "open" if number <= N_OPEN else "solved",
        "created_at": MORNING.format(number % 60, number // 60),
        "updated_at": MORNING.format(number % 60, number // 60),
        "tags": [],
    }


def test_more_than_a_thousand_come_by_export_and_the_log_says_so(
    big: ZendeskDesk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="cxsdk"):
        found = list(big.native.search.iter("type:ticket status:open"))
    assert sorted(each.id for each in found) == list(range(1, N_OPEN + 1))
    assert all(isinstance(each, Ticket) for each in found)
    assert "1100 match: exporting them, in order of creation" in caplog.text


def test_without_a_type_every_kind_is_exported(big: ZendeskDesk) -> None:
    found = list(big.native.search.iter("ticket"))
    assert len(found) == N_TICKETS + 1
    assert [type(each) for each in found].count(Group) == 1


def test_an_order_that_cannot_be_kept_is_refused_before_anything_comes(big: ZendeskDesk) -> None:
    with pytest.raises(cxsdk.BadRequest, match="only the first 1,000") as refused:
        next(big.native.search.iter("type:ticket", sort_by="updated_at"))
    assert "leave the order out" in refused.value.hint
    few = big.native.search.iter("type:ticket status:solved", sort_by="created_at")
    stamps = [each.created_at for each in few]
    assert len(stamps) == N_TICKETS - N_OPEN
    assert stamps == sorted(stamps, reverse=True)


def test_one_page_tells_how_many_there_are_in_truth(big: ZendeskDesk) -> None:
    first = big.native.search.page("type:ticket", size=7)
    second = big.native.search.page("type:ticket", first.next)
    assert first.total == second.total == big.native.search.count("type:ticket") == N_TICKETS
    assert len({each.id for page in (first, second) for each in page.items}) == 14


def test_a_word_in_quotes_is_no_kind(big: ZendeskDesk) -> None:
    with pytest.raises(cxsdk.ConfigError, match="cannot export 'article'"):
        big.native.search.export("x", "article")
    assert list(big.native.search.iter('"type:ticket"')) == []
