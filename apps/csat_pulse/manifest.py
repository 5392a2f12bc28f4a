"""What csat_pulse is, and where its doors are."""

from __future__ import annotations

from cxsdk.appkit import N_, App, Capability, Location, Setting

# The addresses that customers get in mails.
SURVEY, REOPEN, STOP = "/survey/<link>", "/survey/<link>/reopen", "/stop/<link>"

app = App(
    name="csat_pulse",
    title=N_("Survey"),
    locations={Location.TICKET_SIDEBAR},
    scopes={"tickets:read", "tickets:write", "users:read"},
    needs={Capability.TICKETS_READ, Capability.TICKETS_WRITE},
    settings=[
        Setting(key="company", kind="text", title=N_("Company name in surveys")),
        Setting(
            key="time_zone",
            kind="text",
            title=N_("Time zone of customers who have none"),
            default="UTC",
        ),
    ],
    doors=["csat_pulse.web", "csat_pulse.handlers", "csat_pulse.jobs"],
)
