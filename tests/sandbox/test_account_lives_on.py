"""The account behind a real socket: our SDK, many at once, a restart that loses nothing."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

import cxsdk
from cxsdk.http import Request, Transport
from cxsdk.sandbox.api.guard import add_api_token
from cxsdk.sandbox.apps import upload_app
from cxsdk.sandbox.desk import NewComment
from cxsdk.sandbox.oauth import TokenShelf, register_client

SECRET = "the-kits-own-secret"


@pytest.fixture
def served(serve):
    """An account with an admin, a customer and 120 conversations."""
    found = serve()
    desk = found.office.desk
    admin = desk.create_user("Роман Кузьмин", email="roman@skladen.example", role="admin")
    customer = desk.create_user("Марина Лапина", email="m.lapina@teplydom.example")
    add_api_token(found.office.state, "api-token")
    register_client(
        found.office.state,
        identifier="cxsdk",
        name="Kit",
        redirect_uris=["http://127.0.0.1:8401/oauth/callback"],
        owner_id=admin["id"],
        secret=SECRET,
    )
    with found.office.state.write():
        for n in range(120):
            comment = NewComment(customer["id"], f"Вопрос {n}")
            desk.create_ticket(comment, requester_id=customer["id"], subject=f"Обращение {n}")
    return found


def connect(served, auth=None):
    auth = auth or cxsdk.ApiToken("roman@skladen.example", "api-token")
    return cxsdk.connect("zendesk", "skladen", auth=auth, base_url=served.origin)


def test_our_sdk_reads_every_conversation_once(served) -> None:
    with connect(served) as desk:
        tickets = list(desk.tickets.iter())
        assert len({t.id for t in tickets}) == len(tickets) == 120
        assert desk.agents.me().name == "Роман Кузьмин"
        (message,) = desk.messages.iter(tickets[7].id)
        assert message.body_text == "Вопрос 7"
        assert desk.people.find("M.Lapina@teplydom.example").name == "Марина Лапина"
        with pytest.raises(cxsdk.NotFound):
            desk.tickets.get("999999")


def test_our_sdk_writes_and_the_desk_has_it(served) -> None:
    with connect(served) as desk:
        made = desk.tickets.create(
            subject="Из SDK",
            body="Текст",
            requester="m.lapina@teplydom.example",
            public=True,
            tags=["ru"],
            idempotency_key="once",
        )
        again = desk.tickets.create(
            subject="Из SDK",
            body="Текст",
            requester="m.lapina@teplydom.example",
            public=True,
            tags=["ru"],
            idempotency_key="once",
        )
        assert made.id == again.id
        desk.tickets.reply(made.id, "<p>Готово</p>")
        desk.tickets.note(made.id, "<p>Проверено</p>")
        solved = desk.tickets.update(made.id, status="solved", add_tags=["готово"])
        assert solved.tags == ("ru", "готово") or set(solved.tags) == {"ru", "готово"}
        stale = datetime(2020, 1, 1, tzinfo=UTC)
        with pytest.raises(cxsdk.Conflict):
            desk.tickets.update(made.id, priority="high", expected_updated_at=stale)
        said = list(desk.messages.iter(made.id))
    assert [(m.body_text, m.is_public) for m in said] == [
        ("Текст", True),
        ("Готово", True),
        ("Проверено", False),
    ]
    ticket = served.office.state.get("tickets", int(made.id))
    assert ticket["status"] == "solved"


def test_our_sdk_asks_for_a_token_as_a_machine(served) -> None:
    auth = cxsdk.ClientCredentials("cxsdk", SECRET, scopes=("read",))
    with connect(served, auth) as desk:
        assert len(list(desk.tickets.iter())) == 120
        with pytest.raises(cxsdk.Forbidden) as caught:
            desk.tickets.update("1", status="open")
    assert "write" in " ".join(caught.value.missing_scopes) or "write" in str(caught.value)


def test_wrong_credentials_are_told_as_such(served) -> None:
    with connect(served, cxsdk.BearerToken("nonsense")) as desk, pytest.raises(cxsdk.Unauthorized):
        next(desk.tickets.iter())


def test_many_at_once_lose_nothing(served) -> None:
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with connect(served) as desk:
                for n in range(5):
                    desk.tickets.note("1", f"<p>{number}-{n}</p>")
        except BaseException as error:  # noqa: BLE001 - the main thread tells
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []
    notes = [c["plain_body"] for c in served.office.state.list("comments", ticket_id=1)[1:]]
    assert sorted(notes) == sorted(f"{number}-{n}" for number in range(6) for n in range(5))


def test_a_restart_keeps_everything(served, serve) -> None:
    office = served.office
    office.clock.advance(timedelta(days=3))
    upload_app(office.state, name="cxsdk", title="Apps", at=office.clock())
    office.desk.change_ticket(1, None, status="solved")
    token = {"access_token": "a-token", "expires_in": 900, "scope": "read"}
    TokenShelf(office.state).keep(token, client_id=1, user_id=1)
    key = served.flask.secret_key
    before = {kind: office.state.list(kind) for kind in ("tickets", "comments", "apps", "users")}
    stood = office.clock()
    served.stop()

    again = serve()
    assert again.flask.secret_key == key
    assert {kind: again.office.state.list(kind) for kind in before} == before
    assert timedelta() <= again.office.clock() - stood < timedelta(minutes=1)
    with connect(again, cxsdk.BearerToken("a-token")) as desk:
        assert desk.tickets.get("1").status.native_id == "solved"


def test_five_megabytes_over_a_socket_get_an_answer_not_a_reset(served) -> None:
    transport = Transport()
    answer = transport.send(
        Request(
            "POST",
            f"{served.origin}/api/v2/tickets.json",
            {"Content-Type": "application/json"},
            b"x" * 5_000_000,
        )
    )
    assert answer.status == 413
    assert answer.json()["error"] == "RequestEntityTooLarge"
    transport.close()
