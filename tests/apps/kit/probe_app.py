"""The probe: an app with a door of every kind; what they hear is written down."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cxsdk.appkit import (
    App,
    Capability,
    DemoContext,
    Event,
    EventContext,
    JobContext,
    Json,
    Location,
    Proof,
    Redirect,
    Rendered,
    RequestContext,
    Role,
    Setting,
    TabContext,
    TenantRow,
)


class Base(TenantRow, DeclarativeBase, app="kit_probe"):
    """Tables of the probe."""


class Mark(Base):
    """Something the probe keeps."""

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str]


class MarkForm(Schema):
    """What the probe's form takes."""

    word = fields.String(required=True, validate=validate.Length(min=1, error="Say a word."))
    times = fields.Integer(load_default=1)
    tags = fields.List(fields.String(), load_default=list)


def make_probe(seen: list[Any], name: str = "kit_probe") -> App:  # noqa: C901 - a door of every kind
    """An app with a door of every kind; what they hear goes into ``seen``."""
    app = App(
        name=name,
        title="Probe",
        locations={Location.TICKET_SIDEBAR},
        scopes={"tickets:read"},
        needs={Capability.TICKETS_READ},
        settings=[
            Setting(key="company", kind="text", title="Company", default="Acme"),
            Setting(key="limit", kind="number", title="Limit", default=3),
            Setting(key="api_key", kind="secret", title="Key"),
        ],
    )

    @app.tab(Location.TICKET_SIDEBAR)
    def panel(ctx: TabContext) -> Rendered:
        seen.append(ctx)
        return Rendered(f"<p>ticket {ctx.ticket_id} for {ctx.person.name}</p>")

    @app.route("/marks", methods={"POST"}, proof=Proof.TAB, roles={Role.AGENT}, form=MarkForm)
    def save(ctx: RequestContext) -> Rendered:
        seen.append(ctx)
        with ctx.write() as db:
            db.add(Mark(word=ctx.form["word"]))
            ctx.audit("mark.saved", ticket_id=ctx.ticket_id)
        return Rendered(f"<p>{ctx.form['word']} {ctx.form['times']} {len(ctx.form['tags'])}</p>")

    @app.route("/words", proof=Proof.TAB)
    def words(ctx: RequestContext) -> Json:
        with ctx.read() as db:
            return Json([mark.word for mark in db.scalars(select(Mark).order_by(Mark.id))])

    @app.route("/away", proof=Proof.TAB)
    def away(ctx: RequestContext) -> Redirect:
        return Redirect(ctx.args["to"])

    @app.route("/broken", proof=Proof.TAB)
    def broken(ctx: RequestContext) -> Rendered:
        message = "the password is hunter2"
        raise RuntimeError(message)

    @app.route("/wide", proof=Proof.SIGNED_IN)
    def wide(ctx: RequestContext) -> Rendered:
        wrong = " ".join(f"{k}={v[0]}" for k, v in ctx.errors.items())
        return Rendered(f"<p>{ctx.person.id} {ctx.csrf} {wrong} {ctx.typed.get('word', '')}</p>")

    @app.route("/wide", methods={"POST"}, proof=Proof.SIGNED_IN, form=MarkForm)
    def change(ctx: RequestContext) -> Redirect:
        seen.append(ctx)
        return Redirect("/apps/kit_probe/wide")

    @app.route("/survey/<link>", methods={"GET", "POST"}, proof=Proof.LINK)
    def survey(ctx: RequestContext) -> Rendered:
        seen.append((ctx.method, dict(ctx.claims), ctx.viewer))
        return Rendered(f"<p>survey {ctx.claims['n']} {ctx.locale}</p>")

    @app.route("/stop/<link>", proof=Proof.LINK)
    def stop(ctx: RequestContext) -> Rendered:
        return Rendered("<p>stopped</p>")

    @app.route("/crm", methods={"POST"}, proof=Proof.HOOK)
    def crm(ctx: RequestContext) -> Json:
        return Json({"bytes": len(ctx.body)}, 202)

    def hear(ctx: EventContext) -> None:
        seen.append((ctx.event, ctx.ticket_id))

    for event in Event:
        app.event(event)(hear)

    @app.job("work")
    def work(ctx: JobContext, *, number: int) -> None:
        seen.append(("work", number, ctx.installation.id))

    @app.demo
    def seed(ctx: DemoContext) -> None:
        for word in ("one", "two"):
            with ctx.write() as db:
                db.add(Mark(word=word))

    return app
