"""csat_pulse's pages: the survey that customers open, and the tab that agents see."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from csat_pulse import service
from csat_pulse.domain.answer import (
    BAD_REASONS,
    COMMENT_MOST,
    GOOD_REASONS,
    MARKS,
    FirstTime,
    read_answer,
    reasons_for,
)
from csat_pulse.domain.choice import Skip
from csat_pulse.domain.schedule import CHANGE_WINDOW
from csat_pulse.manifest import REOPEN, STOP, SURVEY, app
from csat_pulse.tables import State, Survey
from cxsdk.appkit import Location, Proof, Rendered, RequestContext, Role, TabContext

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
    reasons = fields.List(
        fields.String(validate=validate.OneOf([*BAD_REASONS, *GOOD_REASONS])), load_default=list
    )
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
    return _questions(ctx, found)


@app.route(SURVEY, methods={"POST"}, proof=Proof.LINK, form=AnswerForm)
def answer(ctx: RequestContext) -> Rendered:
    """Record the answer; a second press changes it."""
    survey_id = ctx.claims["survey_id"]
    recorded = service.record(ctx, survey_id, read_answer(**ctx.form))
    if recorded is None:
        return _closed(ctx, service.find(ctx, survey_id))
    return _page(ctx, recorded, "thanks")


@app.route(REOPEN, methods={"POST"}, proof=Proof.LINK, form=ReopenForm)
def reopen(ctx: RequestContext) -> Rendered:
    """Open the conversation again when its customer says so."""
    survey_id = ctx.claims["survey_id"]
    found = service.wish_reopen(ctx, survey_id, is_wanted=ctx.form["wanted"])
    if found is None:
        return _closed(ctx, service.find(ctx, survey_id))
    return _page(ctx, found, "thanks")


@app.route(STOP, methods={"GET"}, proof=Proof.LINK)
def ask_to_stop(ctx: RequestContext) -> Rendered:
    """Ask before stopping; opening the link changes nothing."""
    return _stopping(ctx, service.find(ctx, ctx.claims["survey_id"]), "stop")


@app.route(STOP, methods={"POST"}, proof=Proof.LINK)
def stop(ctx: RequestContext) -> Rendered:
    """Stop for good; also what mail programs press by themselves (RFC 8058)."""
    found = service.find(ctx, ctx.claims["survey_id"])
    if found is not None:
        service.stop_asking(ctx, found.person_id, by=None)
    return _stopping(ctx, found, "stopped")


def _stopping(ctx: RequestContext, survey: Survey | None, state: str) -> Rendered:
    return _page(ctx, survey, state) if survey else _closed(ctx, None)


def _mark(value: str | None) -> int | None:
    return int(value) if value in {str(m) for m in MARKS} else None


def _speak(ctx: RequestContext, survey: Survey | None) -> None:
    """Speak the customer's language, or the one they chose, by the customer's clock."""
    wanted = ctx.args.get("lang")
    if survey is not None:
        ctx.locale, ctx.time_zone = survey.locale, survey.time_zone
    if wanted in ("ru", "en"):
        ctx.locale = wanted


def _questions(ctx: RequestContext, survey: Survey) -> Rendered:
    kept, typed = survey.answer, ctx.typed
    _speak(ctx, survey)
    return ctx.render(
        "csat_pulse/survey.html",
        survey=survey,
        kept=kept,
        mark=_mark(typed.get("mark") or ctx.args.get("mark")) or (kept.mark if kept else None),
        first_time=typed.get("first_time") or (kept.first_time if kept else None),
        comment=typed.get("comment") or (kept.comment if kept else ""),
        reasons={side: reasons_for(m, None) for side, m in (("bad", 1), ("good", 5))},
        company=_company(ctx),
    )


def _closed(ctx: RequestContext, survey: Survey | None) -> Rendered:
    if survey is None:
        return _page(ctx, None, "unknown", status=404)
    if survey.state != State.SENT:
        return _page(ctx, survey, "withdrawn", status=410)
    return _page(ctx, survey, "answered" if survey.answer else "expired", status=410)


def _page(ctx: RequestContext, survey: Survey | None, state: str, *, status: int = 200) -> Rendered:
    kept = survey.answer if survey else None
    _speak(ctx, survey)
    return ctx.render(
        "csat_pulse/after.html",
        status=status,
        state=state,
        survey_url=ctx.link(SURVEY, survey_id=survey.id) if survey else "",
        reopen_url=ctx.link(REOPEN, survey_id=survey.id) if survey else "",
        kept=kept,
        change_until=kept.answered_at + CHANGE_WINDOW if kept else None,
        company=_company(ctx),
    )


def _company(ctx: RequestContext) -> str:
    return ctx.settings["company"] or ctx.installation.account


@app.tab(Location.TICKET_SIDEBAR)
def panel(ctx: TabContext) -> Rendered:
    """Show how asking this customer stands."""
    return _panel(ctx)


@app.route("/not-now", methods={"POST"}, proof=Proof.TAB, roles=STAFF, form=NotNowForm)
def not_now(ctx: RequestContext) -> Rendered:
    """Take the planned survey back, this time, with a reason that is kept."""
    reason = ctx.form["reason"]
    with ctx.write():
        if service.withdraw(ctx, ctx.ticket_id, reason=reason):
            ctx.audit("survey.not_now", ticket_id=ctx.ticket_id, reason=reason)
    return _panel(ctx)


@app.route("/never", methods={"POST"}, proof=Proof.TAB, roles=STAFF)
def never(ctx: RequestContext) -> Rendered:
    """Keep the customer's wish to get no surveys, and who wrote it down."""
    ticket = ctx.desk.tickets.get(ctx.ticket_id)
    if ticket.requester is not None:
        with ctx.write():
            service.stop_asking(ctx, ticket.requester.id, by=ctx.person.id)
            service.withdraw(ctx, ctx.ticket_id, reason=Skip.OPTED_OUT)
            ctx.audit("survey.never", person_id=ticket.requester.id)
    return _panel(ctx)


def _panel(ctx: TabContext | RequestContext) -> Rendered:
    ticket = ctx.desk.tickets.get(ctx.ticket_id)
    return ctx.render(
        "csat_pulse/panel.html",
        standing=service.standing(ctx, ticket),
        not_now=NOT_NOW,
        is_lead=ctx.person.has(Role.LEAD),
        may_act=ctx.person.has(*STAFF),
    )
