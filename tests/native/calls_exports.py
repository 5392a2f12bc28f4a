"""How each export of what changed is called."""

from datetime import UTC, datetime

SINCE = datetime(2026, 1, 2, tzinfo=UTC)
CALLS = {
    "IncrementalTicketExportCursor": lambda z: z.incremental.iter_tickets(since=SINCE),
    "IncrementalUserExportCursor": lambda z: z.incremental.iter_users(since=SINCE),
    "IncrementalOrganizationExport": lambda z: z.incremental.iter_organizations(since=SINCE),
    "IncrementalTicketEvents": lambda z: z.incremental.iter_ticket_events(since=SINCE),
}
_BY_TIME = "the export by cursor gives the same and neither repeats objects nor gets stuck"
LEFT_OUT = {
    "IncrementalTicketExportTime": _BY_TIME,
    "IncrementalUserExportTime": _BY_TIME,
}
RAW = {
    "IncrementalSampleExport": "fifty objects to try a program on, in place of a whole export",
}
WRONG = {
    "IncrementalTicketExportCursor": "what is only ever written to a ticket is shown in answers",
    "IncrementalTicketEvents": "shows metric events, which have an address of their own",
}
