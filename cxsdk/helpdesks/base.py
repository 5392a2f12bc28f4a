"""What every helpdesk offers, in our words: protocols only, no vendor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, Self

from cxsdk.auth import OAuthEndpoints
from cxsdk.client import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime
    from types import TracebackType

    from cxsdk.models import (
        Agent,
        FieldDef,
        Message,
        Organization,
        Person,
        Satisfaction,
        Team,
        Ticket,
        WebhookEvent,
    )
    from cxsdk.webhooks import Delivery


class Capability(StrEnum):
    """Something that not every helpdesk can do."""

    TICKETS_READ = "tickets_read"
    TICKETS_WRITE = "tickets_write"
    NOTES = "notes"
    PRIORITY = "priority"
    INCREMENTAL = "incremental"
    TAG_ADD = "tag_add"
    CUSTOM_FIELDS = "custom_fields"
    SATISFACTION_READ = "satisfaction_read"
    SIGNED_WEBHOOKS = "signed_webhooks"
    SIGNED_PANEL = "signed_panel"
    IDEMPOTENT_CREATE = "idempotent_create"
    SAFE_UPDATE = "safe_update"
    OAUTH = "oauth"


class Tickets(Protocol):
    """The tickets of one account."""

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
    ) -> Ticket:
        """Open a ticket; ``requester`` is a mail address or a person's id.

        With ``idempotency_key`` a repeat within the vendor's window opens no second one.
        """

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
            fields: Values by field id.
            expected_updated_at: Refuse when the ticket changed since.
            dry_run: Send nothing; return the request that would be sent.

        Raises:
            Conflict: The ticket changed since ``expected_updated_at``.
        """

    def reply(self, ticket_id: str, body_html: str) -> Ticket:
        """Answer the customer, in public."""

    def note(self, ticket_id: str, body_html: str) -> Ticket:
        """Add an internal note."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """The request that would have been sent; ``json`` is its body before encoding."""

    method: str
    path: str
    json: Mapping[str, Any]


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


class WebhookReader(Protocol):
    """Deliveries of this vendor."""

    def parse(
        self,
        headers: Mapping[str, str] | Iterable[tuple[str, str]],
        body: bytes,
        *,
        secret: str | None = None,
    ) -> WebhookEvent:
        """Verify, then read one delivery.

        Raises:
            BadSignature: The signature does not fit, or is there without a secret to check it.
            StaleDelivery: Sent more than five minutes ago, or from the future.
            UnknownEvent: It is genuine, but no event.
        """


class Raw(Protocol):
    """The escape hatch: any call, with the same token, budget, retry and errors."""

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Make one call and return the parsed answer, None when it is empty."""


class Helpdesk(Protocol):
    """One account at one vendor; also a context manager that closes its connections."""

    @property
    def vendor(self) -> str:
        """Name of the vendor, such as ``zendesk``."""

    @property
    def account(self) -> str:
        """The account's label, such as ``acme``."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this helpdesk can do; anything else raises Unsupported."""

    @property
    def tickets(self) -> Tickets:
        """The tickets."""

    @property
    def messages(self) -> Messages:
        """What was said in them."""

    @property
    def people(self) -> People:
        """The customers."""

    @property
    def agents(self) -> Agents:
        """Those who answer."""

    @property
    def teams(self) -> Teams:
        """Groups of agents."""

    @property
    def organizations(self) -> Organizations:
        """The customers' companies."""

    @property
    def fields(self) -> Fields:
        """Definitions of ticket fields."""

    @property
    def satisfaction(self) -> Satisfactions:
        """Ratings."""

    @property
    def webhooks(self) -> WebhookReader:
        """Deliveries."""

    @property
    def native(self) -> Any:
        """The vendor's own typed client: every resource, every field."""

    @property
    def raw(self) -> Raw:
        """The escape hatch."""

    def close(self) -> None:
        """Close the connections."""

    def __enter__(self) -> Self:
        """Return itself."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A hook that was made at the vendor, and the secret its deliveries are signed with."""

    id: str
    secret: str = field(repr=False)


class WebhookScheme(Protocol):
    """How a vendor signs and spells its deliveries; no I/O but in the last two."""

    def verify(
        self,
        headers: Mapping[str, str] | Iterable[tuple[str, str]],
        body: bytes,
        *,
        secret: str,
        now: datetime | None = None,
    ) -> Delivery:
        """Check signature and age over the bytes as they came; raises WebhookError."""

    def event(self, delivery: Delivery) -> WebhookEvent:
        """Read a verified delivery; raises UnknownEvent."""

    def subscribe(self, desk: Helpdesk, *, url: str, name: str) -> Subscription:
        """Have ticket events delivered to ``url``."""

    def unsubscribe(self, desk: Helpdesk, subscription_id: str) -> None:
        """Stop the deliveries; a hook that is gone already is no error."""


@dataclass(frozen=True, slots=True)
class PanelTrust:
    """What a signed opening of the sidebar is checked against; kept in the installation's row.

    Args:
        public_key: PEM of the key that the helpdesk signs with.
        issuer: Exact ``iss``.
        audience: Exact ``aud``.
        origin: The only page that may frame the sidebar, scheme and host.
    """

    public_key: str
    issuer: str
    audience: str
    origin: str


@dataclass(frozen=True, slots=True)
class PanelContext:
    """Who opened the sidebar, where; what a signed context says once it is verified."""

    user_id: str
    location: str
    product: str = ""


class PanelScheme(Protocol):
    """How a vendor signs the opening of a sidebar app."""

    def trust(self, desk: Helpdesk, *, package: str) -> PanelTrust:
        """Ask the vendor, with the new token, what openings of ``package`` are signed with."""

    def parse(self, token: str, *, trust: PanelTrust, now: datetime | None = None) -> PanelContext:
        """Verify a signed context; raises TokenExpired or AuthError."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A helpdesk as the entry-point group ``cxsdk.helpdesks`` yields it.

    Args:
        name: Such as ``zendesk``.
        connect: ``connect(account, *, auth, base_url=None)`` opens one account.
        oauth: ``oauth(account, base_url)`` gives the account's endpoints; None without OAuth.
        webhooks: How deliveries are signed.
        panel: How sidebar openings are signed; None where the vendor signs none.
        read_error: ``read_error(status, headers, body)`` names the code, the message
            and the details that a refusal carries.
    """

    name: str
    connect: Callable[..., Helpdesk]
    oauth: Callable[[str, str | None], OAuthEndpoints] | None
    webhooks: WebhookScheme
    panel: PanelScheme | None
    read_error: Callable[[int, Mapping[str, str], bytes], Refusal]
