"""What can be asked of a helpdesk's tickets, people and the rest: protocols only, no vendor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import (
    TYPE_CHECKING,
    Any,
    BinaryIO,
    Literal,
    NotRequired,
    Protocol,
    TypeAlias,
    TypedDict,
    overload,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from os import PathLike
    from typing import Unpack

    from cxsdk.models import (
        Agent,
        FieldDef,
        Message,
        Organization,
        Person,
        Satisfaction,
        Team,
        Ticket,
    )


#: A file to send: its path, or its name and its bytes or an open file.
Enclosure: TypeAlias = "str | PathLike[str] | tuple[str, bytes | BinaryIO]"


class TicketChanges(TypedDict, total=False):
    """The keywords of :meth:`Tickets.update`, which says what they mean."""

    status: str | None
    priority: str | None
    assignee: str | None
    team: str | None
    add_tags: Collection[str]
    remove_tags: Collection[str]
    set_tags: Collection[str] | None
    fields: Mapping[str, Any] | None
    expected_updated_at: datetime | None


class NewTicket(TypedDict):
    """The keywords of :meth:`Tickets.create`, which says what they mean."""

    subject: str
    body: str
    requester: str
    public: bool
    tags: NotRequired[Collection[str]]
    fields: NotRequired[Mapping[str, Any] | None]
    idempotency_key: NotRequired[str | None]


class Enclosed(TypedDict, total=False):
    """The files of :meth:`Tickets.reply` and :meth:`Tickets.note`."""

    attachments: Iterable[Enclosure]


class Tickets(Protocol):
    """The tickets of one account.

    With ``dry_run`` a write sends no write: it returns the request that it would send.
    """

    def iter(self, *, updated_since: datetime | None = None) -> Iterator[Ticket]:
        """Yield tickets lazily, over all pages; the order is the vendor's.

        Args:
            updated_since: Only tickets changed at or after this aware moment;
                None (default) yields every ticket that is not archived.
        """

    def get(self, ticket_id: str) -> Ticket:
        """Return one ticket.

        Raises:
            NotFound: No such ticket, or none that these credentials may see.
        """

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
        """Open a ticket; ``requester`` is a mail address or a person's id.

        With ``idempotency_key`` a repeat within the vendor's window opens no second one.
        """

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
        """Change the named parts only.

        Args:
            ticket_id: Which ticket.
            status: One of :class:`~cxsdk.models.StatusCategory`, or the vendor's own id.
            priority: One of :class:`~cxsdk.models.PriorityLevel`, or the vendor's own id.
            assignee: An agent's id.
            team: A team's id.
            add_tags: Tags to add; others stay.
            remove_tags: Tags to take away; others stay.
            set_tags: All tags from now on; excludes the two above.
            fields: Values by a field's id or title.
            expected_updated_at: Refuse when the ticket changed since.
            dry_run: Change nothing; return the requests that would be sent.

        Raises:
            Conflict: The ticket changed since ``expected_updated_at``.
        """

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

        Args:
            ticket_id: Which ticket.
            body_html: What is said.
            attachments: Files: paths, or pairs of a name and bytes or an open file.
            dry_run: Say nothing; return the requests that would be sent.
        """

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


@dataclass(frozen=True, slots=True)
class DryRun:
    """The request that would have been sent; ``print(plan)`` shows it as it would go out.

    Args:
        method: Verb in capitals.
        path: Path and query.
        json: Body before encoding; empty where there is none.
        before: Requests that would have been sent before this one, in order:
            not every vendor can change everything at once.
        headers: What the vendor acts on besides the token and the kind of the body.
    """

    method: str
    path: str
    json: Mapping[str, Any]
    before: tuple[DryRun, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def body(self) -> bytes:
        """The body's bytes as they would go out; none where nothing is sent."""
        from cxsdk.client import encode  # noqa: PLC0415 - loads requests

        return encode(self.json) if self.json else b""

    def __str__(self) -> str:
        """Show every request in order: the line, headers that matter, the body."""
        lines = [str(each) for each in self.before]
        kind = {"Content-Type": "application/json"} if self.json else {}
        headers = "".join(f"\n{name}: {value}" for name, value in {**kind, **self.headers}.items())
        body = f"\n\n{self.body.decode()}" if self.json else ""
        return "\n\n".join([*lines, f"{self.method} {self.path}{headers}{body}"])


class Messages(Protocol):
    """What was said in tickets."""

    def iter(self, ticket_id: str) -> Iterator[Message]:
        """Yield a ticket's messages, oldest first, the opening one included."""


class People(Protocol):
    """Customers."""

    def iter(self) -> Iterator[Person]:
        """Yield every customer, lazily."""

    def get(self, person_id: str) -> Person:
        """Return one customer; raises NotFound."""

    def find(self, email: str) -> Person | None:
        """Return the customer with this address, None when there is none."""


class Agents(Protocol):
    """Those who answer."""

    def iter(self) -> Iterator[Agent]:
        """Yield every agent, lazily."""

    def get(self, agent_id: str) -> Agent:
        """Return one agent; raises NotFound."""

    def me(self) -> Agent:
        """Return who these credentials act as; raises Unauthorized for nobody."""


class Teams(Protocol):
    """Groups of agents."""

    def iter(self) -> Iterator[Team]:
        """Yield every team, lazily."""

    def get(self, team_id: str) -> Team:
        """Return one team; raises NotFound."""


class Organizations(Protocol):
    """Companies whose people write."""

    def iter(self) -> Iterator[Organization]:
        """Yield every organization, lazily."""

    def get(self, organization_id: str) -> Organization:
        """Return one organization; raises NotFound."""


class Fields(Protocol):
    """Definitions of ticket fields."""

    def iter(self) -> Iterator[FieldDef]:
        """Yield every definition, lazily."""


class Satisfactions(Protocol):
    """Ratings as the helpdesk itself keeps them."""

    def iter(self, *, since: datetime | None = None) -> Iterator[Satisfaction]:
        """Yield ratings lazily, those changed at or after ``since``."""
