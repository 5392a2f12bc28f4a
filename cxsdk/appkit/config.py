"""What a kit is told when it is built; nothing is read from the environment here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cxsdk.appkit.mail import Mailer
from cxsdk.appkit.package import Package
from cxsdk.auth import OAuthApp
from cxsdk.errors import ConfigError
from cxsdk.helpdesks import registry
from cxsdk.helpdesks.base import Vendor

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _real_host(vendor: str, account: str) -> str | None:  # noqa: ARG001 - every account is where the vendor has it
    return None


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class KitConfig:
    """Everything a kit needs to know.

    Args:
        database_url: ``sqlite:///file`` or ``postgresql://…``.
        queue_path: File of the wake-up calls; a file of its own.
        public_url: Under which browsers and the helpdesk reach this kit:
            scheme, host and port, no path. Plain http only on loopback.
        package: What is installed.
        secret_keys: Random texts of at least 16 characters, newest first; they
            seal what is stored and sign what is handed out.
        oauth_apps: The OAuth client of each vendor.
        base_url: Where an account of a vendor is; None means the vendor's own address.
        now: The world's clock. Tokens and signatures never use it.
        mailer: What sends mail; None takes ``smtp_url``.
        smtp_url: ``smtp://user:password@host:port`` or ``smtps://…``.
        mail_from: Sender of every mail.
        vendor: Finds a vendor by name; by default among the entry points.
        facts: What apps tell each other: name → app's name and function; None
            takes the entry points ``cxsdk.facts``.
        workers: How many threads work off events and effects.
        locale: Where nobody's own is known.
        time_zone: IANA name; of the company, where nobody's own is known.

    Raises:
        ConfigError: The public address cannot be used.
    """

    database_url: str
    queue_path: Path
    public_url: str
    package: Package
    secret_keys: Sequence[str] = field(repr=False)
    oauth_apps: Mapping[str, OAuthApp]
    base_url: Callable[[str, str], str | None] = _real_host
    now: Callable[[], datetime] = _utc_now
    mailer: Mailer | None = None
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "Support <support@localhost>"
    vendor: Callable[[str], Vendor] = registry.vendor
    facts: Mapping[str, tuple[str, Callable[..., Mapping[str, object]]]] | None = None
    workers: int = 2
    locale: str = "en"
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        """Check the public address."""
        url = urlsplit(self.public_url)
        if url.scheme not in {"http", "https"} or not url.hostname or url.path or url.query:
            message = f"{self.public_url!r} is no public address"
            raise ConfigError(message, hint="write it like https://apps.example, without a path")
        if url.scheme == "http" and url.hostname not in _LOOPBACK:
            message = "the public address is plain http, and not on this machine"
            raise ConfigError(message, hint="use https: cookies and tokens travel there")

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by https."""
        return self.public_url.startswith("https:")

    @property
    def host(self) -> str:
        """The host's name, without the port."""
        return urlsplit(self.public_url).hostname or ""
