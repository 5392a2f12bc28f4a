"""Tickets, behind the common face."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.resources import DryRun
from cxsdk.helpdesks.zendesk import enclosures, facts, writes
from cxsdk.helpdesks.zendesk.writes import TagChange, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime
    from typing import Unpack

    from cxsdk.client import Client
    from cxsdk.helpdesks.resources import Enclosed, Enclosure, NewTicket, TicketChanges
    from cxsdk.helpdesks.zendesk import native
    from cxsdk.helpdesks.zendesk.mapping import Mapper
    from cxsdk.models import Ticket


class ZendeskTickets:
    """The tickets of one account.

    Args:
        zendesk: The account's own resources.
        client: Sends what a dry run shows.
        mapper: Turns its words into ours.
    """

    def __init__(self, zendesk: native.Zendesk, client: Client, mapper: Mapper) -> None:
        """Bind to an account; nothing is sent."""
        self._zendesk = zendesk
        self._client = client
        self._map = mapper

    def iter(self, *, updated_since: datetime | None = None) -> Iterator[Ticket]:
        """Yield tickets lazily, over all pages.

        Args:
            updated_since: Only tickets changed at or after this aware moment, in
                order of their change, archived and deleted ones included (status
                DELETED). It needs an admin's rights. Changes of the last minute
                come with a later call: start it a few minutes before the newest
                ``updated_at`` that was seen. None (default) yields every ticket
                that is not archived, and no deleted one.

        Raises:
            ConfigError: ``updated_since`` has no time zone.
        """
        if updated_since is None:
            return map(self._map.ticket, self._zendesk.tickets.iter())
        if updated_since.utcoffset() is None:
            message = "updated_since has no time zone"
            raise ConfigError(message, hint="use an aware moment, such as datetime.now(UTC)")
        return self._changed(updated_since)

    def get(self, ticket_id: str) -> Ticket:
        """Return one ticket.

        Raises:
            NotFound: There is none, or none that these credentials may see.
        """
        return self._map.ticket(self._zendesk.tickets.get(number(ticket_id, "ticket")))

    @overload
    def create(self, *, dry_run: Literal[False] = False, **ticket: Unpack[NewTicket]) -> Ticket: ...

    @overload
    def create(self, *, dry_run: Literal[True], **ticket: Unpack[NewTicket]) -> DryRun: ...

    @overload
    def create(self, *, dry_run: bool, **ticket: Unpack[NewTicket]) -> Ticket | DryRun: ...

    def create(  # noqa: PLR0913 - one keyword per part of a ticket
        self,
        *,
        subject: str,
        body: str,
        requester: str,
        public: bool,
        tags: Collection[str] = (),
        fields: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> Ticket | DryRun:
        """Open a ticket.

        Args:
            subject: Its title.
            body: Text of the opening message.
            requester: A mail address, or a person's id.
            public: Whether the customer sees the opening message.
            tags: Tags from the start.
            fields: Values by a field's id, or by its title; where a title is given,
                the account's fields are listed first, at each call.
            idempotency_key: A repeat with the same key within two hours opens no
                second ticket. Default: a key of its own for each call, kept while
                the call itself is repeated.
            dry_run: Open nothing; return the request that would be sent.

        Raises:
            ConfigError: A title names no field, or several; the hint says which come near.
        """
        ticket = writes.new_ticket(
            subject=subject,
            body=body,
            requester=requester,
            public=public,
            tags_=tags,
            fields=fields,
            titles=self._titles(fields),
        )
        if dry_run:
            return writes.plan_create(ticket, idempotency_key)
        made = self._zendesk.tickets.create(ticket, idempotency_key=idempotency_key)
        return self._map.ticket(made)

    @overload
    def update(
        self,
        ticket_id: str,
        *,
        dry_run: Literal[False] = False,
        **changes: Unpack[TicketChanges],
    ) -> Ticket: ...

    @overload
    def update(
        self, ticket_id: str, *, dry_run: Literal[True], **changes: Unpack[TicketChanges]
    ) -> DryRun: ...

    @overload
    def update(
        self, ticket_id: str, *, dry_run: bool, **changes: Unpack[TicketChanges]
    ) -> Ticket | DryRun: ...

    def update(  # noqa: PLR0913 - one keyword per part of a ticket
        self,
        ticket_id: str,
        *,
        status: str | None = None,
        priority: str | None = None,
        assignee: str | None = None,
        team: str | None = None,
        add_tags: Collection[str] = (),
        remove_tags: Collection[str] = (),
        set_tags: Collection[str] | None = None,
        fields: Mapping[str, Any] | None = None,
        expected_updated_at: datetime | None = None,
        dry_run: bool = False,
    ) -> Ticket | DryRun:
        """Change the named parts only; nothing named, nothing is sent.

        Tags are added and removed by calls of their own, before the others, so
        that no tag of a colleague is lost. With ``expected_updated_at`` there is
        one call, and it does all or nothing: the ticket is read first for its tags.

        Args:
            ticket_id: Which ticket.
            status: A :class:`~cxsdk.models.StatusCategory`, the vendor's own word, or
                the id of a status of the account's own. ``closed`` is for ever.
            priority: A :class:`~cxsdk.models.PriorityLevel`, or the vendor's own word.
            assignee: An agent's id.
            team: A group's id.
            add_tags: Tags to add; others stay.
            remove_tags: Tags to take away; others stay.
            set_tags: All tags from now on; excludes the two above.
            fields: Values by a field's id, or by its title; other fields stay. Where a
                title is given, the account's fields are listed first, at each call.
            expected_updated_at: Refuse when the ticket changed since.
            dry_run: Change nothing; return the requests that would be sent. It still
                reads what the plan depends on.

        Returns:
            The ticket as the helpdesk has it then; with ``dry_run`` the plan.

        Raises:
            Conflict: The ticket changed since ``expected_updated_at``.
            BadRequest: The helpdesk refuses; ``fields`` names what is missing.
            Unsupported: Zendesk has no such status or priority.
            ConfigError: A title names no field, or several; the hint says which come near.
        """
        ticket_number = number(ticket_id, "ticket")
        ticket = writes.changes(
            status=status,
            priority=priority,
            assignee=assignee,
            team=team,
            fields=fields,
            titles=self._titles(fields),
        )
        tag = TagChange.of(add_tags, remove_tags, set_tags)
        if expected_updated_at is not None and (ticket or tag != TagChange()):
            if tag.add or tag.remove:
                present = self._zendesk.tickets.get(ticket_number).tags
                tag = TagChange(every=tuple(tag.over(present)))
            ticket |= writes.guard(expected_updated_at)
        plan = writes.plan_update(ticket_number, ticket, tag)
        if dry_run:
            return plan or DryRun("GET", f"{facts.API}/tickets/{ticket_number}", {})
        return self._carry_out(ticket_number, plan)

    @overload
    def reply(
        self,
        ticket_id: str,
        body_html: str,
        *,
        dry_run: Literal[False] = False,
        **files: Unpack[Enclosed],
    ) -> Ticket: ...

    @overload
    def reply(
        self, ticket_id: str, body_html: str, *, dry_run: Literal[True], **files: Unpack[Enclosed]
    ) -> DryRun: ...

    @overload
    def reply(
        self, ticket_id: str, body_html: str, *, dry_run: bool, **files: Unpack[Enclosed]
    ) -> Ticket | DryRun: ...

    def reply(
        self,
        ticket_id: str,
        body_html: str,
        *,
        attachments: Iterable[Enclosure] = (),
        dry_run: bool = False,
    ) -> Ticket | DryRun:
        """Answer the customer, in public.

        Sent once: a lost answer is an error, not a repeat.

        Args:
            ticket_id: Which ticket.
            body_html: What is said.
            attachments: Files: paths, or pairs of a name and bytes or an open file. They
                are uploaded first.
            dry_run: Upload and say nothing; return the requests that would be sent.

        Raises:
            ConfigError: A file is not there.
        """
        return self._say(ticket_id, body_html, attachments, public=True, dry_run=dry_run)

    @overload
    def note(
        self,
        ticket_id: str,
        body_html: str,
        *,
        dry_run: Literal[False] = False,
        **files: Unpack[Enclosed],
    ) -> Ticket: ...

    @overload
    def note(
        self, ticket_id: str, body_html: str, *, dry_run: Literal[True], **files: Unpack[Enclosed]
    ) -> DryRun: ...

    @overload
    def note(
        self, ticket_id: str, body_html: str, *, dry_run: bool, **files: Unpack[Enclosed]
    ) -> Ticket | DryRun: ...

    def note(
        self,
        ticket_id: str,
        body_html: str,
        *,
        attachments: Iterable[Enclosure] = (),
        dry_run: bool = False,
    ) -> Ticket | DryRun:
        """Add an internal note; the arguments are those of :meth:`reply`."""
        return self._say(ticket_id, body_html, attachments, public=False, dry_run=dry_run)

    def _say(
        self,
        ticket_id: str,
        body_html: str,
        attachments: Iterable[Enclosure],
        *,
        public: bool,
        dry_run: bool,
    ) -> Ticket | DryRun:
        ticket_number = number(ticket_id, "ticket")
        files = enclosures.named(attachments)
        if dry_run:
            return writes.plan_saying(
                ticket_number, body_html, public=public, files=[name for name, _ in files]
            )
        token = enclosures.upload(self._zendesk, files)
        change = writes.said(body_html, public=public, upload=token)
        return self._map.ticket(self._zendesk.tickets.update(ticket_number, change))

    def _titles(self, fields: Mapping[str, Any] | None) -> writes.FieldTitles | None:
        """List the account's fields where one is named by its title: at each call, no cache."""
        if not writes.has_titles(fields):
            return None
        found = self._zendesk.ticket_fields.iter()
        return writes.FieldTitles(map(self._map.field, found))

    def _carry_out(self, ticket_number: int, plan: DryRun | None) -> Ticket:
        tickets = self._zendesk.tickets
        for step in () if plan is None else (*plan.before, plan):
            if "ticket" in step.json:
                return self._map.ticket(tickets.update(ticket_number, step.json["ticket"]))
            self._client.request(step.method, step.path, json=step.json or None)
        return self._map.ticket(tickets.get(ticket_number))

    def _changed(self, since: datetime) -> Iterator[Ticket]:
        floor_s = int(since.timestamp())
        for ticket in self._zendesk.incremental.iter_tickets(since=since):
            if _changed_s(ticket, floor_s) >= floor_s:
                yield self._map.ticket(ticket)


def _changed_s(ticket: native.Ticket, otherwise: int) -> int:
    """Return when a ticket changed, silently or not, in seconds since 1970."""
    if ticket.generated_timestamp is not None:
        return ticket.generated_timestamp
    return otherwise if ticket.updated_at is None else int(ticket.updated_at.timestamp())
