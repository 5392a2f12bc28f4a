"""What every helpdesk offers, in our words, and what a vendor brings: no vendor is named here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from types import TracebackType

    from cxsdk.auth import Auth, OAuthEndpoints, TokenStatus
    from cxsdk.client import Refusal
    from cxsdk.helpdesks.resources import (
        Agents,
        Fields,
        Messages,
        Organizations,
        People,
        Satisfactions,
        Teams,
        Tickets,
    )
    from cxsdk.http import Budget, Retry
    from cxsdk.models import WebhookEvent
    from cxsdk.webhooks import Delivery, Headers


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


class WebhookReader(Protocol):
    """Deliveries of this vendor."""

    def parse(
        self,
        headers: Headers,
        body: bytes,
        *,
        secret: str | Iterable[str] | None = None,
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
        headers: Headers,
        body: bytes,
        *,
        secret: str | Iterable[str],
        now: datetime | None = None,
    ) -> Delivery:
        """Check signature and age over the bytes as they came; raises WebhookError.

        Of several secrets, while one is being replaced by another, one must fit.
        """

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


class Connect(Protocol):
    """How a vendor opens an account."""

    def __call__(  # noqa: PLR0913 - a vendor's door has the same keywords as the front door
        self,
        account: str,
        /,
        *,
        auth: Auth,
        base_url: str | None = None,
        retry: Retry | None = None,
        budget: Budget | None = None,
        timeout_s: float = 30.0,
    ) -> Helpdesk:
        """Return the open account; nothing is sent yet. Raises ConfigError for a bad label.

        What each keyword means: :func:`cxsdk.connect`.
        """


class FindEndpoints(Protocol):
    """Where a vendor's OAuth servers are."""

    def __call__(self, account: str, base_url: str | None = None, /) -> OAuthEndpoints:
        """Return the account's endpoints. Raises ConfigError for a bad label."""


class FindRoot(Protocol):
    """Where a vendor's accounts are."""

    def __call__(self, account: str, base_url: str | None = None, /) -> str:
        """Return scheme and host of the account's API. Raises ConfigError for a bad label."""


class OwnToken(Protocol):
    """What a vendor says about the token that calls it, where it has an API for that."""

    def show(self, desk: Helpdesk) -> TokenStatus:
        """Return whether it works, for what and how long. Raises ApiError."""

    def revoke(self, desk: Helpdesk) -> None:
        """Give it back, and with it what could renew it. Raises ApiError."""


class FindingState(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an account's examination has shown.

    Args:
        topic: What was looked at, in a word or three.
        said: What was found, in one sentence.
        state: How grave it is.
        stops_on: The last day before it stops working; None when nothing stops.
        hint: What to do about it.
    """

    topic: str
    said: str
    state: FindingState = FindingState.OK
    stops_on: date | None = None
    hint: str = ""


class Examine(Protocol):
    """Looks at what an account still uses, and what stops when."""

    def __call__(
        self, desk: Helpdesk, /, *, asked: tuple[str, ...], by_oauth: bool
    ) -> Iterator[Finding]:
        """Yield what is found; a part that cannot be looked at is a finding as well.

        Args:
            desk: The account, open.
            asked: The scopes that were asked for; empty when nobody knows.
            by_oauth: Whether the credentials are an OAuth token.

        Raises:
            CxError: The account cannot be reached at all.
        """


class ReadError(Protocol):
    """How a vendor spells a refusal."""

    def __call__(self, status: int, headers: Mapping[str, str], body: bytes, /) -> Refusal:
        """Read an error's body, whatever is in it; never raises."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A helpdesk as the entry-point group ``cxsdk.helpdesks`` yields it.

    Args:
        name: Such as ``zendesk``.
        connect: Opens one account.
        oauth: Gives an account's OAuth endpoints; None without OAuth.
        webhooks: How deliveries are signed.
        panel: How sidebar openings are signed; None where the vendor signs none.
        read_error: Names the code, the message and the details that a refusal carries.
        install_scopes: What installing a package asks for besides the apps' own scopes:
            making the webhook, reading who installs and what openings are signed with.
        root: Where an account's API is; None where nobody needs to know.
        own_token: Shows and revokes the token that calls; None where OAuth's own
            addresses do that, or nothing does.
        login_scopes: What ``cxsdk login`` asks for when nobody says more.
        examine: What ``cxsdk doctor`` asks; None where there is nothing to look at.
    """

    name: str
    connect: Connect
    oauth: FindEndpoints | None
    webhooks: WebhookScheme
    panel: PanelScheme | None
    read_error: ReadError
    install_scopes: frozenset[str] = frozenset()
    root: FindRoot | None = None
    own_token: OwnToken | None = None
    login_scopes: tuple[str, ...] = ()
    examine: Examine | None = None
