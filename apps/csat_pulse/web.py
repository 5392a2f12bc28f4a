"""csat_pulse's pages: the survey that customers open, and the tab that agents see."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from csat_pulse import service
from csat_pulse.domain.answer import (
    COMMENT_MOST,
    MARKS,
    AnswerError,
    FirstTime,
    read_answer,
    reasons_for,
)
from csat_pulse.domain.schedule import CHANGE_WINDOW
from csat_pulse.manifest import app
from csat_pulse.tables import State, Survey
from cxsdk.appkit import Location, Proof, Rendered, RequestContext, Role, TabContext

SURVEY, REOPEN = "/survey/<link>", "/survey/<link>/reopen"
STAFF = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN})
NOT_NOW = ("continues", "told_already", "by_mistake", "other")


class _Form(Schema):
    class Meta:
        """A mail program may add fields of its own."""

        unknown = EXCLUDE


class AnswerForm(_Form):
    """What the survey page sends."""

    mark = fields.Integer(required=True, validate=validate.OneOf(MARKS))
    first_time = fields.String(
        load_default="", validate=validate.OneOf(["", *(f.value for f in FirstTime)])
    )
    reasons = fields.List(fields.String(), load_default=list)
    comment = fields.String(load_default="", validate=validate.Length(max=COMMENT_MOST))


class ReopenForm(_Form):
    """Whether the customer wants the conversation opened again."""

    wanted = fields.Boolean(required=True)


class NotNowForm(_Form):
    """Why this customer is not asked this time."""

    reason = fields.String(required=True, validate=validate.OneOf(NOT_NOW))


@app.route(SURVEY, methods={"GET"}, proof=Proof.LINK)
def survey(ctx: RequestContext) -> Rendered:
    """Show the questions with the mark of the link preselected; records nothing."""
    found = service.find(ctx, ctx.claims["survey_id"])
    if found is None or not service.is_open(found, now=ctx.now()):
        return _closed(ctx, found)
    return _questions(ctx, found, mark=_mark(ctx.args.get("mark")))


@app.route(SURVEY, methods={"POST"}, proof=Proof.LINK, form=AnswerForm)
def answer(ctx: RequestContext) -> Rendered:
    """Record the answer; a second press changes it."""
    survey_id = ctx.claims["survey_id"]
    try:
        given = read_answer(**ctx.form)
    except AnswerError:
        found = service.find(ctx, survey_id)
        return _questions(ctx, found, mark=None, status=422) if found else _closed(ctx, None)
    recorded = service.record(ctx, survey_id, given)
    if recorded is None:
        return _closed(ctx, service.find(ctx, survey_id))
    return _thanks(ctx, recorded)


@app.route(REOPEN, methods={"POST"}, proof=Proof.LINK, form=ReopenForm)
def reopen(ctx: RequestContext) -> Rendered:
    """Open the conversation again when its customer says so."""
    found = service.wish_reopen(ctx, ctx.claims["survey_id"], is_wanted=ctx.form["wanted"])
    return _thanks(ctx, found) if found else _closed(ctx, found)


@app.route("/stop/<link>", methods={"GET"}, proof=Proof.LINK)
def ask_to_stop(ctx: RequestContext) -> Rendered:
    """Ask before stopping; opening the link changes nothing."""
    return _page(ctx, service.find(ctx, ctx.claims["survey_id"]), "stop")


@app.route("/stop/<link>", methods={"POST"}, proof=Proof.LINK)
def stop(ctx: RequestContext) -> Rendered:
    """Stop for good; also what mail programs press by themselves (RFC 8058)."""
    found = service.find(ctx, ctx.claims["survey_id"])
    if found is not None:
        service.stop_asking(ctx, found.person_id, by=None)
    return _page(ctx, found, "stopped")


def _mark(value: str | None) -> int | None:
    return int(value) if value is not None and value in {str(m) for m in MARKS} else None


def _locale(ctx: RequestContext, survey: Survey | None) -> str:
    wanted = ctx.args.get("lang")
    if wanted in ("ru", "en"):
        return wanted
    return survey.locale if survey else ctx.locale


def _questions(
    ctx: RequestContext, survey: Survey, *, mark: int | None, status: int = 200
) -> Rendered:
    kept = survey.answer
    ctx.locale = _locale(ctx, survey)
    return ctx.render(
        "csat_pulse/survey.html",
        status=status,
        locale=ctx.locale,
        survey=survey,
        kept=kept,
        mark=mark or (kept.mark if kept else None),
        reasons={side: reasons_for(m, None) for side, m in (("bad", 1), ("good", 5))},
        company=ctx.settings["company"] or ctx.installation.account,
    )


def _thanks(ctx: RequestContext, survey: Survey) -> Rendered:
    return _page(ctx, survey, "thanks")


def _closed(ctx: RequestContext, survey: Survey | None) -> Rendered:
    if survey is None:
        return _page(ctx, None, "unknown", status=404)
    if survey.state == State.CANCELLED:
        return _page(ctx, survey, "withdrawn", status=410)
    return _page(ctx, survey, "answered" if survey.answer else "expired", status=410)


def _page(ctx: RequestContext, survey: Survey | None, state: str, *, status: int = 200) -> Rendered:
    kept = survey.answer if survey else None
    ctx.locale = _locale(ctx, survey)
    return ctx.render(
        "csat_pulse/after.html",
        status=status,
        locale=ctx.locale,
        state=state,
        survey_path=ctx.link(SURVEY, survey_id=survey.id) if survey else "",
        reopen_path=ctx.link(REOPEN, survey_id=survey.id) if survey else "",
        survey=survey,
        kept=kept,
        change_until=kept.answered_at + CHANGE_WINDOW if kept else None,
        company=ctx.settings["company"] or ctx.installation.account,
    )


@app.tab(Location.TICKET_SIDEBAR)
def panel(ctx: TabContext) -> Rendered:
    """Show how asking this customer stands."""
    return _panel(ctx)


@app.route("/not-now", methods={"POST"}, proof=Proof.TAB, roles=STAFF, form=NotNowForm)
def not_now(ctx: RequestContext) -> Rendered:
    """Take the planned survey back, this time, with a reason that is kept."""
    service.cancel(ctx, ctx.ticket_id, reason=ctx.form["reason"])
    ctx.audit("survey.not_now", ticket_id=ctx.ticket_id, reason=ctx.form["reason"])
    return _panel(ctx)


@app.route("/never", methods={"POST"}, proof=Proof.TAB, roles=STAFF)
def never(ctx: RequestContext) -> Rendered:
    """Keep the customer's wish to get no surveys, and who wrote it down."""
    ticket = ctx.desk.tickets.get(ctx.ticket_id)
    if ticket.requester is not None:
        service.stop_asking(ctx, ticket.requester.id, by=ctx.person.id)
        service.cancel(ctx, ctx.ticket_id, reason="opted_out")
        ctx.audit("survey.never", person_id=ticket.requester.id)
    return _panel(ctx)


def _panel(ctx: TabContext | RequestContext) -> Rendered:
    ticket = ctx.desk.tickets.get(ctx.ticket_id)
    return ctx.render(
        "csat_pulse/panel.html",
        ticket=ticket,
        standing=service.standing(ctx, ticket),
        not_now=NOT_NOW,
        now=ctx.now(),
    )
