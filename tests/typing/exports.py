"""What a user's type checker sees of exports. Checked by mypy, never run."""

from datetime import UTC, datetime
from typing import assert_type

import cxsdk
from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk import native


def streams_know_what_they_yield(auth: cxsdk.Auth) -> None:
    incremental = cxsdk.connect("zendesk", "acme", auth=auth).native.incremental
    since = datetime(2026, 1, 1, tzinfo=UTC)
    tickets = incremental.iter_tickets(since=since, deleted=False, page_size=100)
    assert_type(tickets, native.Stream[native.Ticket])
    assert_type(next(tickets), native.Ticket)
    assert_type(tickets.checkpoint, native.Checkpoint)
    assert_type(tickets.end_of_stream, bool)
    for page in tickets.pages():
        assert_type(page.items, tuple[native.Ticket, ...])
        assert_type(page.reached, datetime | None)
    again = native.Checkpoint.from_json(tickets.checkpoint.to_json())
    assert_type(incremental.iter_users(checkpoint=again), native.Stream[native.User])
    events = incremental.iter_ticket_events(since=since, comments=False)
    assert_type(next(events).timestamp, int | None)
    incremental.iter_organizations(sins=since)  # type: ignore[call-arg]


def rejects_say_why(reject: native.Reject) -> None:
    assert_type(reject.error, SchemaError)
