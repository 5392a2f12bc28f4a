"""From a signed delivery to the handlers, and from a decision to its effect: once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cxsdk.appkit import App, DemoContext, Event, EventContext, JobContext, Location, Per
from cxsdk.appkit.context import Context
from cxsdk.errors import ConfigError, ConnectError, LockTimeout
from cxsdk.helpdesks.base import Capability
from cxsdk.models import StatusCategory
from cxsdk.store import tables

SECRET = "signing-secret-of-hook-1"


@pytest.fixture
def number(stage):
    return stage.install()


def context(stage, number, app="kit_probe"):
    runtime = stage.kit._runtime
    tenant = runtime.installations.get(number)
    desk = runtime.desks.lazy(tenant)
    return Context(runtime.services.scope(tenant.installation, app, desk, locale="en"))


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


# ---- effects


def test_a_job_runs_once_after_the_commit(stage, number):
    ctx = context(stage, number)
    for _ in range(2):
        with ctx.write():
            ctx.enqueue("work", key="k", number=5)
    with ctx.write():
        ctx.enqueue("work", key="other", number=6)
        assert len(stage.kit.outbox.list(kind="job", state="waiting")) == 1
    stage.kit.engine.drain()
    assert stage.seen == [("work", 5, number), ("work", 6, number)]


def test_what_is_rolled_back_has_no_effect(stage, number):
    ctx = context(stage, number)

    def fail():
        with ctx.write() as db:
            db.add(tables.PersonRole(installation_id=number, person_id="9", role="lead"))
            ctx.enqueue("work", key="k", number=5)
            ctx.mail(key="m", to="a@b.example", subject="s", text="t")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    stage.kit.engine.drain()
    assert stage.seen == []
    assert stage.mail.sent == []
    assert stage.kit.roles.get(number, "9") == frozenset()


def test_an_effect_outside_a_transaction_is_refused(stage, number):
    ctx = context(stage, number)
    for put in (
        lambda: ctx.enqueue("work", key="k", number=1),
        lambda: ctx.mail(key="k", to="a@b.example", subject="s", text="t"),
        lambda: ctx.call("PUT", "/x", key="k"),
        lambda: ctx.cancel("k"),
    ):
        with pytest.raises(ConfigError, match="belongs into the transaction"):
            put()


def test_a_job_that_nobody_registered_is_refused_when_it_is_put(stage, number):
    ctx = context(stage, number)
    with pytest.raises(ConfigError, match="no job 'wrok'") as caught, ctx.write():
        ctx.enqueue("wrok", key="k")
    assert "work" in caught.value.hint


def test_the_helpdesk_cannot_be_asked_inside_a_transaction(stage, number):
    ctx = context(stage, number)
    with ctx.write(), pytest.raises(ConfigError, match="while a write session is open"):
        _ = ctx.desk


def test_a_due_job_waits_for_the_worlds_clock_and_can_be_taken_back(stage, number):
    ctx = context(stage, number)
    with ctx.write():
        ctx.enqueue("work", key="a", due=ctx.now() + timedelta(hours=1), number=1)
        ctx.enqueue("work", key="b", due=ctx.now() + timedelta(hours=1), number=2)
    stage.kit.engine.drain()
    assert stage.seen == []
    with ctx.write():
        assert ctx.cancel("b")
    stage.time.advance(hours=1, minutes=1)
    stage.kit.engine.drain()
    assert stage.seen == [("work", 1, number)]


def test_work_of_an_ended_installation_is_dropped(stage, number):
    ctx = context(stage, number)
    with ctx.write():
        ctx.enqueue("work", key="a", due=ctx.now() + timedelta(hours=1), number=1)
    stage.kit.uninstall(stage.kit.find_installation("deskless", "acme"))
    stage.time.advance(hours=2)
    stage.kit.engine.drain()
    assert stage.seen == [(Event.UNINSTALLED, "")]


def test_a_call_carries_a_mark_that_stays_the_same(stage, number):
    ctx = context(stage, number)
    stage.account.fails = ConnectError("gone", request="PUT /x")
    with ctx.write():
        ctx.call("put", "/tickets/7.json", key="tag", json={"a": 1})
    stage.kit.engine.drain()
    stage.account.fails = None
    stage.time.advance(hours=2)
    stage.kit.engine.drain()
    (first, again) = stage.account.calls
    assert first == again
    assert first[:3] == ("PUT", "/tickets/7.json", {"a": 1})
    assert len(first[3]["Idempotency-Key"]) == 40


def test_a_post_that_may_have_arrived_is_not_repeated(stage, number):
    ctx = context(stage, number)
    stage.account.fails = ConnectError("gone", request="POST /x")
    with ctx.write():
        ctx.call("POST", "/tickets.json", key="new")
    stage.kit.engine.drain()
    stage.time.advance(hours=2)
    stage.kit.engine.drain()
    assert len(stage.account.calls) == 1
    assert [row.state for row in stage.kit.outbox.list(kind="call")] == ["unknown"]


def test_a_helpdesk_that_knows_marks_may_be_asked_again(stage, number):
    stage.account.capabilities |= {Capability.IDEMPOTENT_CREATE}
    ctx = context(stage, number)
    stage.account.fails = ConnectError("gone", request="POST /x")
    with ctx.write():
        ctx.call("POST", "/tickets.json", key="new")
    stage.kit.engine.drain()
    stage.account.fails = None
    stage.time.advance(hours=2)
    stage.kit.engine.drain()
    assert [row.state for row in stage.kit.outbox.list(kind="call")] == ["done"]


# ---- mail


def test_a_mail_leaves_once_with_its_headers_and_parts(stage, number):
    ctx = context(stage, number)
    with ctx.write():
        ctx.mail(
            key="survey-1",
            to="m.lapina@teplydom.example",
            subject="Ваше обращение\nBcc: all@x.example",
            text="Здравствуйте",
            html="<p>Здравствуйте</p>",
            headers={"List-Unsubscribe": "<https://x.example/s>"},
        )
    stage.kit.engine.drain()
    (mail,) = stage.mail.sent
    assert mail["To"] == "m.lapina@teplydom.example"
    assert mail["Subject"] == "Ваше обращение Bcc: all@x.example"
    assert mail["Bcc"] is None
    assert mail["List-Unsubscribe"] == "<https://x.example/s>"
    assert mail.get_body(("plain",)).get_content().strip() == "Здравствуйте"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Здравствуйте</p>"


def test_a_mail_that_is_tried_again_keeps_its_message_id(stage, number):
    ctx = context(stage, number)
    ids = []

    def broken(message):
        ids.append(message["Message-ID"])
        if len(ids) == 1:
            raise ConnectError("no", request="SMTP")

    stage.mail.send = broken
    with ctx.write():
        ctx.mail(key="m", to="a@b.example", subject="s", text="t")
    stage.kit.engine.drain()
    stage.time.advance(hours=2)
    stage.kit.engine.drain()
    assert len(ids) == 2
    assert ids[0] == ids[1]
    assert ids[0].endswith("@127.0.0.1>")


def test_a_mail_that_cannot_be_written_is_not_tried_again(stage, number):
    ctx = context(stage, number)
    with ctx.write():
        ctx.mail(key="a", to="a@b.example, c@d.example", subject="s", text="t")
        ctx.mail(key="b", to="a@b.example", subject="s", text="t", headers={"Bcc": "x@y.example"})
    stage.kit.engine.drain()
    assert [row.state for row in stage.kit.outbox.list(kind="mail")] == ["dead", "dead"]
    assert stage.mail.sent == []


# ---- schedules, settings, facts, the demo


def test_a_schedule_fires_once_for_each_installation_however_many_sweep(make_stage):
    fired = []
    app = App(name="weekly", title="Weekly", locations={Location.TICKET_SIDEBAR})

    @app.schedule("0 9 * * 1", per=Per.INSTALLATION)
    def monday(ctx: JobContext) -> None:
        fired.append(ctx.now())

    stage = make_stage(app)
    stage.install()
    stage.kit.engine.sweep()
    stage.kit.engine.drain()
    assert fired == []
    stage.time.advance(hours=2)
    for _ in range(3):
        stage.kit.engine.sweep()
        stage.kit.engine.drain()
    assert len(fired) == 1
    stage.time.advance(days=15)
    stage.kit.engine.sweep()
    stage.kit.engine.drain()
    assert len(fired) == 2


def test_settings_are_of_their_kinds_and_secrets_lie_sealed(stage, number):
    found = stage.kit.find_installation("deskless", "acme")
    assert dict(context(stage, number).settings) == {"company": "Acme", "limit": 3, "api_key": ""}
    stage.kit.set_setting(found, "kit_probe", "limit", 7)
    stage.kit.set_setting(found, "kit_probe", "api_key", "very-secret-value")
    settings = context(stage, number).settings
    assert (settings["limit"], settings["api_key"]) == (7, "very-secret-value")
    with stage.kit.database.read() as db:
        assert "very-secret" not in repr(db.scalars(select(tables.Setting.value)).all())
    for key, value in (("limit", "7"), ("limit", True), ("nothing", 1)):
        with pytest.raises(ConfigError, match="no setting"):
            stage.kit.set_setting(found, "kit_probe", key, value)


def test_apps_tell_each_other_only_what_they_choose(make_stage):
    def survey_fact(ctx, *, person_id, organization_id, ticket_id):
        return {"app": ctx.app_name, "person": person_id}

    stage = make_stage(facts={"survey": ("kit_probe", survey_fact), "gone": ("other", survey_fact)})
    ctx = context(stage, stage.install())
    assert ctx.facts(person_id="5") == {"survey": {"app": "kit_probe", "person": "5"}}


def test_the_demo_is_seeded_in_one_transaction(make_stage, stage, number):
    found = stage.kit.find_installation("deskless", "acme")
    stage.kit.seed_demo(found)
    bearer = stage.bearer(number)
    assert stage.client().get("/apps/kit_probe/words", headers=bearer).json == ["one", "two"]


def test_a_demo_that_fails_leaves_nothing(make_stage):
    app = App(name="half", title="Half", locations={Location.TICKET_SIDEBAR})

    @app.demo
    def seed(ctx: DemoContext) -> None:
        with ctx.write() as db:
            db.add(tables.Audit(installation_id=1, action="half", at=ctx.now()))
        raise RuntimeError

    stage = make_stage(app)
    stage.install()
    with pytest.raises(RuntimeError):
        stage.kit.seed_demo(stage.kit.find_installation("deskless", "acme"))
    with stage.kit.database.read() as db:
        assert "half" not in db.scalars(select(tables.Audit.action)).all()
    stage.kit.uninstall(stage.kit.find_installation("deskless", "acme"))


def test_running_workers_do_the_same(stage, number):
    stage.kit.start()
    stage.deliver(number, at=stage.at())
    stage.kit.engine.drain()
    assert stage.seen == [(Event.TICKET_UPDATED, "7")]
    assert json.loads(stage.client().get("/readyz").get_data())["status"] == "ok"
