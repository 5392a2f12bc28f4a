"""What a user's type checker sees. Checked by mypy, never run."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, assert_type

import cxsdk
from cxsdk import models
from cxsdk.helpdesks.zendesk import native
from cxsdk.helpdesks.zendesk.desk import ZendeskDesk


def written_out_vendor_is_typed(auth: cxsdk.Auth) -> None:
    hd = cxsdk.connect("zendesk", "acme", auth=auth)
    assert_type(hd, ZendeskDesk)
    assert_type(hd.native, native.Zendesk)
    ticket = hd.native.tickets.get(1)
    assert_type(ticket, native.Ticket)
    assert_type(ticket.id, int)
    assert_type(ticket.status, str | None)
    assert_type(ticket.updated_at, datetime | None)
    assert_type(ticket.custom_fields, tuple[native.FieldValue, ...])
    assert_type(ticket.via, native.Via | None)
    assert_type(hd.native.organizations.get(1).name, str)
    assert_type(native.OrganizationDraft(name="x").name, str | None)
    assert_type(hd.native.users.iter(role="agent"), Iterator[native.User])
    assert_type(hd.native.groups.page(), native.ListPage[native.Group])
    for comment in hd.native.tickets.comments(1):
        assert_type(comment.public, bool | None)
    for result in hd.native.tickets.delete_many(range(1, 5)):
        assert_type(result, native.BulkResult[int])
        assert_type(result.error, cxsdk.CxError | None)
    hd.native.tickets.update(1, native.TicketDraft(status="open", tags=("a",)))
    native.CommentDraft(body="who reads it?")  # type: ignore[call-arg]
    assert_type(
        hd.native.incremental.tickets(cursor="c"), Iterator[native.ExportPage[native.Ticket]]
    )


def vendor_from_a_setting_is_a_helpdesk(name: str, auth: cxsdk.Auth) -> None:
    hd = cxsdk.connect(name, "acme", auth=auth)
    assert_type(hd, cxsdk.Helpdesk)
    assert_type(hd.native, Any)
    assert_type(hd.capabilities, frozenset[cxsdk.Capability])


def every_helpdesk_is_typed_alike(hd: cxsdk.Helpdesk) -> None:
    with hd as opened:
        assert_type(opened, cxsdk.Helpdesk)
    for ticket in hd.tickets.iter(updated_since=None):
        assert_type(ticket, models.Ticket)
        assert_type(ticket.status.category, models.StatusCategory)
        assert_type(ticket.requester, models.PersonRef | None)
        for message in hd.messages.iter(ticket.id):
            assert_type(message, models.Message)
            assert_type(message.author.type, models.ActorType)
    event = hd.webhooks.parse([("X", "y")], b"", secret="s")
    assert_type(event, models.WebhookEvent)
    assert_type(hd.agents.me(), models.Agent)
    assert_type(hd.people.find("a@b.example"), models.Person | None)
    assert_type(hd.tickets.reply("1", "<p>x</p>"), models.Ticket)
    assert_type(hd.tickets.note("1", "<p>x</p>", attachments=["a.pdf"]), models.Ticket)
    assert_type(hd.tickets.reply("1", "<p>x</p>", dry_run=True), cxsdk.DryRun)
    opening = hd.tickets.create(subject="s", body="b", requester="1", public=True, dry_run=True)
    assert_type(opening, cxsdk.DryRun)
    assert_type(opening.body, bytes)
    assert_type(hd.tickets.update("1", status="open", add_tags=["a"]), models.Ticket)
    assert_type(hd.tickets.update("1", dry_run=True), cxsdk.DryRun)
    assert_type(hd.tickets.update("1", dry_run=event.verified), models.Ticket | cxsdk.DryRun)
    assert_type(hd.raw.request("GET", "/api/v2/views"), Any)


def zendesk_is_a_helpdesk(hd: ZendeskDesk) -> cxsdk.Helpdesk:
    return hd


def every_credential_is_an_auth(store: cxsdk.TokenStore) -> list[cxsdk.Auth]:
    app = cxsdk.OAuthApp("id", "secret")
    return [
        cxsdk.BearerToken("t"),
        cxsdk.ApiToken("a@b.example", "t"),
        cxsdk.BasicAuth("user", "password"),
        cxsdk.ClientCredentials("id", "secret", ("read",)),
        cxsdk.OAuthToken(store, "acme", app),
    ]


def stores_are_stores() -> list[cxsdk.TokenStore]:
    return [cxsdk.MemoryStore()]


def errors_carry_what_they_know(error: Exception) -> None:
    if isinstance(error, cxsdk.RateLimited):
        assert_type(error.retry_after_s, float | None)
    if isinstance(error, cxsdk.BadRequest):
        assert_type(error.fields, tuple[str, ...])
    if isinstance(error, cxsdk.CxError):
        assert_type(error.hint, str)


def wrong_use_is_noticed(hd: ZendeskDesk) -> None:
    assert_type(hd.native.tikets, Any)  # type: ignore[attr-defined]
    hd.tickets.get(1)  # type: ignore[arg-type]
    hd.tickets.create(subject="s", body="b", requester="1")  # type: ignore[call-overload]
    hd.tickets.update("1", state="open")  # type: ignore[call-overload]
    assert_type(hd.native.tickets.get(1).subjct, Any)  # type: ignore[attr-defined]
