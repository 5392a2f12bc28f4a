"""From a signed delivery to the handlers of the apps: once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cxsdk.appkit import App, Event, EventContext, Location
from cxsdk.errors import LockTimeout
from cxsdk.models import StatusCategory

SECRET = "signing-secret-of-hook-1"


@pytest.fixture
def number(stage):
    return stage.install()


# ---- hooks


def test_a_signed_delivery_is_taken_once(stage, number):
    first = stage.deliver(number, at=stage.at())
    again = stage.deliver(number, at=stage.at())
    assert (first.status_code, again.status_code) == (202, 200)
    stage.kit.engine.drain()
    assert stage.seen == [(Event.TICKET_UPDATED, "7")]


def test_a_forged_or_old_delivery_leaves_nothing(stage, number):
    forged = stage.deliver(number, secret="guessed", at=stage.at())
    old = stage.post_hook(
        number, b"{}", secret=SECRET, sent=datetime.now(UTC) - timedelta(minutes=6)
    )
    unsigned = stage.client().post(f"/hooks/{number}", data=b"{}")
    for answer in (forged, old, unsigned):
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"
        assert SECRET not in answer.get_data(as_text=True)
    assert stage.kit.inbox.list() == []


def test_a_delivery_for_nobody_and_one_that_is_too_large_are_refused(stage, number):
    assert stage.deliver(number + 1, at=stage.at()).status_code == 404
    large = stage.post_hook(number, b"x" * (1 << 20) + b"x", secret=SECRET)
    assert large.status_code == 413
    assert stage.kit.inbox.list() == []


def test_a_locked_database_asks_for_the_delivery_again_later(stage, number, monkeypatch):
    def locked(**_):
        message = "the database is locked by another writer"
        raise LockTimeout(message)

    monkeypatch.setattr(stage.kit.inbox, "add", locked)
    answer = stage.deliver(number, at=stage.at())
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_a_really_locked_database_asks_for_the_delivery_again_later(make_stage, monkeypatch):
    from cxsdk.appkit import runtime
    from cxsdk.store import Database

    def impatient(url, **more):
        return Database(url, lock_timeout_s=0.1, **more)

    monkeypatch.setattr(runtime, "Database", impatient)
    stage = make_stage()
    number = stage.install()
    with stage.kit.database._writer.connect() as connection:
        connection.exec_driver_sql("SELECT 1")  # its transaction begins IMMEDIATE
        answer = stage.deliver(number, at=stage.at())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert stage.deliver(number, at=stage.at()).status_code == 202


def test_a_genuine_delivery_that_is_no_event_is_kept_and_troubles_nobody(stage, number):
    answer = stage.post_hook(number, b"not json", secret=SECRET)
    assert answer.status_code == 202
    stage.kit.engine.drain()
    assert stage.seen == []
    assert [row.state for row in stage.kit.inbox.list()] == ["done"]


# ---- events


def happen(stage, number, status, minute, kind="ticket_updated"):
    stage.account.ticket("7", status)
    stage.deliver(number, type=kind, at=stage.at(minutes=60 - minute))
    stage.kit.engine.drain()
    heard, stage.seen[:] = [event for event, _ in stage.seen], []
    return heard


def test_solved_reopened_and_closed_come_from_the_last_status_seen(stage, number):
    updated = Event.TICKET_UPDATED
    assert happen(stage, number, StatusCategory.OPEN, 1) == [updated]
    assert happen(stage, number, StatusCategory.SOLVED, 2) == [updated, Event.TICKET_SOLVED]
    assert happen(stage, number, StatusCategory.SOLVED, 3) == [updated]
    assert happen(stage, number, StatusCategory.OPEN, 4) == [updated, Event.TICKET_REOPENED]
    assert happen(stage, number, StatusCategory.SOLVED, 5) == [updated, Event.TICKET_SOLVED]
    assert happen(stage, number, StatusCategory.CLOSED, 6) == [updated, Event.TICKET_CLOSED]


def test_the_other_events_carry_the_helpdesks_word(stage, number):
    assert happen(stage, number, StatusCategory.NEW, 1, "ticket_created") == [Event.TICKET_CREATED]
    assert happen(stage, number, StatusCategory.OPEN, 2, "message_created") == [
        Event.MESSAGE_CREATED
    ]
    assert happen(stage, number, StatusCategory.OPEN, 3, "rating_received") == [
        Event.RATING_RECEIVED
    ]


def test_a_deleted_ticket_and_an_ended_installation_are_no_failures(stage, number):
    stage.deliver(number, ticket="404", at=stage.at())
    stage.kit.engine.drain()
    assert [row.state for row in stage.kit.inbox.list()] == ["done"]
    stage.deliver(number, at=stage.at())
    stage.kit.uninstall(stage.kit.find_installation("deskless", "acme"))
    stage.kit.engine.drain()
    assert {row.state for row in stage.kit.inbox.list()} == {"done"}
    assert stage.seen == [(Event.UNINSTALLED, "")]


def test_a_handler_that_failed_hears_of_the_same_event_again(make_stage):
    heard = []
    app = App(name="shaky", title="Shaky", locations={Location.TICKET_SIDEBAR})

    @app.event(Event.TICKET_SOLVED)
    def shaky(ctx: EventContext) -> None:
        heard.append(ctx.ticket_id)
        if len(heard) == 1:
            message = "not yet"
            raise RuntimeError(message)

    stage = make_stage(app)
    number = stage.install()
    stage.account.ticket("7", StatusCategory.SOLVED)
    stage.deliver(number, at=stage.at())
    stage.kit.engine.drain()
    assert heard == ["7"]
    stage.time.advance(hours=2)
    stage.kit.engine.drain()
    assert heard == ["7", "7"]
    stage.deliver(number, at=stage.at(minutes=1))
    stage.kit.engine.drain()
    assert heard == ["7", "7"]
