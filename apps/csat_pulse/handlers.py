"""What csat_pulse does when something happens."""

from __future__ import annotations

from csat_pulse import service
from csat_pulse.manifest import app
from cxsdk.appkit import DemoContext, Event, EventContext


@app.event(Event.TICKET_SOLVED)
def on_ticket_solved(ctx: EventContext) -> None:
    """A solved conversation is asked about, later."""
    service.plan(ctx, ctx.ticket_id)


@app.event(Event.TICKET_REOPENED)
def on_ticket_reopened(ctx: EventContext) -> None:
    """What is in work again is not asked about."""
    service.withdraw(ctx, ctx.ticket_id, reason=service.REOPENED)


@app.demo
def fill_history(ctx: DemoContext) -> None:
    """Give the demo world the answers of its last 90 days."""
    service.fill_history(ctx)
