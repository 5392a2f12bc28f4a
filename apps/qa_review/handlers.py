"""What qa_review does when something happens."""

from __future__ import annotations

from cxsdk.appkit import Event, EventContext
from qa_review import service
from qa_review.manifest import app


@app.event(Event.TICKET_SOLVED)
def on_ticket_solved(ctx: EventContext) -> None:
    """A solved conversation waits for its review."""
    service.wait_for_review(ctx, ctx.ticket_id)
