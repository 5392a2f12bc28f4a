"""From a decision to its effect: with its facts or not at all, and once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxsdk.appkit import App, DemoContext, Event, JobContext, Location, Per
from cxsdk.appkit.context import Context
from cxsdk.errors import ConfigError, ConnectError
from cxsdk.helpdesks.base import Capability
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


def test_the_demo_is_seeded_in_one_transaction(stage, number):
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


def test_running_workers_do_the_same(make_stage):
    stage = make_stage()
    number = stage.install()
    stage.kit.start()
    stage.deliver(number, at=stage.at())
    stage.kit.engine.drain()
    assert stage.seen == [(Event.TICKET_UPDATED, "7")]
    assert json.loads(stage.client().get("/readyz").get_data())["status"] == "ok"
