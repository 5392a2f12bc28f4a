"""What qa_review does when something happens."""

from __future__ import annotations

from cxsdk.appkit import DemoContext, Event, EventContext
from qa_review import service
from qa_review.manifest import app


@app.event(Event.TICKET_SOLVED)
def on_ticket_solved(ctx: EventContext) -> None:
    """A solved conversation waits for its review."""
    service.wait_for_review(ctx, ctx.ticket_id)


@app.event(Event.TICKET_REOPENED)
def on_ticket_reopened(ctx: EventContext) -> None:
    """A conversation that goes on is not reviewed yet."""
    service.stop_waiting(ctx, ctx.ticket_id)


@app.demo
def fill_history(ctx: DemoContext) -> None:
    """Give the demo world the reviews of its last 90 days."""
    service.fill_history(ctx)
