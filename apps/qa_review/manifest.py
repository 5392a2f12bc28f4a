"""What qa_review is, and where its doors are."""

from __future__ import annotations

from cxsdk.appkit import N_, App, Capability, Location

app = App(
    name="qa_review",
    title=N_("Quality"),
    locations={Location.TICKET_SIDEBAR},
    scopes={"tickets:read", "users:read"},
    needs={Capability.TICKETS_READ},
    doors=["qa_review.web", "qa_review.handlers"],
)
