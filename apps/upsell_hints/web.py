"""upsell_hints' tab: one suggestion with its facts, or the reason for silence."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from cxsdk.appkit import Location, Proof, Rendered, RequestContext, Role, TabContext
from upsell_hints import service
from upsell_hints.manifest import app
from upsell_hints.tables import Verdict

STAFF = frozenset({Role.AGENT, Role.LEAD})


class RefusalForm(Schema):
    """Why a suggestion does not suit this customer."""

    class Meta:
        """What the form has besides is no harm."""

        unknown = EXCLUDE

    reason = fields.String(required=True, validate=validate.OneOf(service.REFUSALS))


@app.tab(Location.TICKET_SIDEBAR)
def panel(ctx: TabContext) -> Rendered:
    """Show what could help this customer now, or why nothing is shown."""
    return _panel(ctx)


@app.route("/solved", methods={"POST"}, proof=Proof.TAB, roles=STAFF)
def solved(ctx: RequestContext) -> Rendered:
    """Keep that the agent calls it solved, while the ticket is open, and look again."""
    service.press_solved(ctx, ctx.ticket_id, agent_id=ctx.person.id)
    return _panel(ctx)


@app.route("/mention", methods={"POST"}, proof=Proof.TAB, roles=STAFF)
def mention(ctx: RequestContext) -> Rendered:
    """Keep that the agent took the draft over; only the agent sends it."""
    service.judge(ctx, ctx.ticket_id, Verdict.MENTIONED, agent_id=ctx.person.id)
    return _panel(ctx)


@app.route("/refuse", methods={"POST"}, proof=Proof.TAB, roles=STAFF, form=RefusalForm)
def refuse(ctx: RequestContext) -> Rendered:
    """Keep why a suggestion does not suit this customer."""
    service.judge(
        ctx,
        ctx.ticket_id,
        Verdict.REFUSED,
        agent_id=ctx.person.id,
        reason=ctx.form["reason"],
    )
    return _panel(ctx)


@app.route("/later", methods={"POST"}, proof=Proof.TAB, roles=STAFF)
def later(ctx: RequestContext) -> Rendered:
    """Keep silent about it for a day."""
    service.judge(ctx, ctx.ticket_id, Verdict.LATER, agent_id=ctx.person.id)
    return _panel(ctx)


def _panel(ctx: TabContext | RequestContext) -> Rendered:
    return ctx.render(
        "upsell_hints/panel.html",
        view=service.look(ctx, ctx.ticket_id),
        refusals=service.REFUSALS,
        may_act=ctx.person.has(*STAFF),
    )
