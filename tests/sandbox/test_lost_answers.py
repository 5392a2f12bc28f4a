"""The answer is lost after the work was done: nothing is ever done twice."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

import cxsdk
from cxsdk.errors import ConnectError
from cxsdk.helpdesks.zendesk.native import jobs
from cxsdk.sandbox.oauth import TokenShelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOOD = {"subject": "s", "comment": {"body": "Hello", "public": True}}


class Wire:
    """A piece of wire to a server: it may cut a connection when the answer comes back."""

    def __init__(self, origin: str) -> None:
        place = urlsplit(origin)
        self._server = (str(place.hostname), int(place.port or 0))
        self._door = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.seen: list[tuple[str, str]] = []
        self.cut: Callable[[str], bool] = lambda line: False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        """Pass one request on; the connection ends with it."""
        with near, near.makefile("rb") as stream:
            lines = [line := stream.readline()]
            while line.strip():
                lines.append(line := stream.readline())
            if len(lines) < 2:
                return
            pairs = (each.decode("latin-1").partition(":") for each in lines[1:])
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            body = stream.read(int(headers.get("content-length", 0)))
            first = lines[0].decode("latin-1").strip()
            self.seen.append((first, headers.get("idempotency-key", "")))
            answer = self._forward([lines[0], b"Connection: close\r\n", *lines[1:], body])
            if not self.cut(first):
                near.sendall(answer)

    def _forward(self, pieces: list[bytes]) -> bytes:
        with socket.create_connection(self._server) as far:
            far.sendall(b"".join(pieces))
            return b"".join(iter(lambda: far.recv(65536), b""))

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def served(serve, monkeypatch) -> Any:
    monkeypatch.setattr(jobs, "FIRST_PAUSE_S", 0.02)
    account = serve()
    account.office.state.set_setting("job_wait_s", 0)
    account.office.desk.create_user("Роман Кузьмин", email="roman@x.example", role="admin")
    token = {"access_token": "t", "expires_in": 1800, "scope": "read write"}
    TokenShelf(account.office.state).keep(token, client_id=1, user_id=1)
    return account


@pytest.fixture
def wire(served) -> Iterator[Wire]:
    made = Wire(served.origin)
    yield made
    made.close()


@pytest.fixture
def desk(wire) -> Iterator[Any]:
    auth = cxsdk.BearerToken("t")
    with cxsdk.connect("zendesk", "acme", auth=auth, base_url=wire.origin) as opened:
        yield opened


def first_of(verb: str, path: str) -> Callable[[str], bool]:
    """Cut the first answer to such a request."""
    left = [1]

    def cut(line: str) -> bool:
        is_one = line.startswith(f"{verb} ") and path in line and bool(left)
        if is_one:
            left.pop()
        return is_one

    return cut


def test_ticket_whose_answer_was_lost_is_opened_once(served, wire, desk) -> None:
    wire.cut = first_of("POST", "/api/v2/tickets")
    made = desk.tickets.create(subject="s", body="Hi", requester="a@x.example", public=True)
    posts = [(line, key) for line, key in wire.seen if line.startswith("POST")]
    assert len(posts) == 2
    assert len({key for _, key in posts}) == 1
    assert posts[0][1]
    state = served.office.state
    assert [str(each["id"]) for each in state.list("tickets")] == [made.id]
    assert state.count("comments", ticket_id=int(made.id)) == 1


def test_reply_whose_answer_was_lost_is_an_error_and_is_said_once(served, wire, desk) -> None:
    ticket = desk.native.tickets.create(GOOD)
    wire.cut = lambda line: line.startswith("PUT")
    with pytest.raises(ConnectError):
        desk.tickets.reply(str(ticket.id), "<p>Once</p>")
    assert served.office.state.count("comments", ticket_id=ticket.id) == 2


def test_chunk_whose_answer_was_lost_is_unknown_and_never_sent_again(served, wire, desk) -> None:
    wire.cut = first_of("POST", "/create_many")
    results = list(desk.native.tickets.create_many([GOOD] * 250))
    assert [each.status for each in results] == ["unknown"] * 100 + ["done"] * 150
    assert all(isinstance(each.error, ConnectError) for each in results[:100])
    assert sum("create_many" in line for line, _ in wire.seen) == 3
    assert served.office.state.count("tickets") == 250  # it had arrived


def test_bulk_ends_when_answer_after_answer_is_lost(served, wire, desk) -> None:
    wire.cut = lambda line: line.startswith("POST")
    run = desk.native.tickets.create_many(iter([GOOD] * 1000))
    assert [next(run).status for _ in range(300)] == ["unknown"] * 300
    with pytest.raises(ConnectError):
        next(run)
    assert sum("create_many" in line for line, _ in wire.seen) == 3


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
def test_no_bulk_is_sent_again_whatever_its_verb(served, wire, desk, verb) -> None:
    made = [desk.native.tickets.create(GOOD).id for _ in range(2)]
    wire.seen.clear()
    wire.cut = first_of(verb, "_many")
    tickets = desk.native.tickets
    run = (
        tickets.change_many(made, {"priority": "low"})
        if verb == "PUT"
        else tickets.delete_many(made)
    )
    assert [(each.status, each.id) for each in run] == [("unknown", one) for one in made]
    assert sum(line.startswith(verb) for line, _ in wire.seen) == 1


def test_job_is_asked_for_until_it_answers(wire, desk) -> None:
    wire.cut = first_of("GET", "/job_statuses/show_many")
    results = list(desk.native.tickets.create_many([GOOD] * 3))
    assert [each.status for each in results] == ["done"] * 3


def test_tags_of_a_colleague_are_not_overwritten(served, desk) -> None:
    ticket = desk.native.tickets.create(GOOD)
    seen = desk.tickets.get(str(ticket.id))
    served.office.clock.advance(timedelta(minutes=1))
    desk.tickets.update(seen.id, add_tags=["colleague"])
    for change in ({"add_tags": ["x"]}, {"remove_tags": ["colleague"]}, {"set_tags": []}):
        with pytest.raises(cxsdk.Conflict) as caught:
            desk.tickets.update(seen.id, expected_updated_at=seen.updated_at, **change)
        assert "read it again" in caught.value.hint
    assert desk.tickets.get(seen.id).tags == ("colleague",)
