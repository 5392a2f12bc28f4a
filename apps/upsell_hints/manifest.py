"""What upsell_hints is, and where its doors are."""

from __future__ import annotations

from cxsdk.appkit import N_, App, Capability, Location

app = App(
    name="upsell_hints",
    title=N_("Hint"),
    locations={Location.TICKET_SIDEBAR},
    scopes={"tickets:read", "users:read", "organizations:read"},
    needs={Capability.TICKETS_READ},
    doors=["upsell_hints.web", "upsell_hints.handlers"],
)
