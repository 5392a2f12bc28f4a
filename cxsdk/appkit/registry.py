"""Installations as rows: found, made, brought from state to state. No network here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from cxsdk.appkit.tenants import Installation
from cxsdk.errors import ConfigError
from cxsdk.helpdesks.base import PanelTrust
from cxsdk.store import Sealed, seal_context
from cxsdk.store.tables import Installation as Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cxsdk.helpdesks.base import Subscription
    from cxsdk.store import Database

PENDING, ACTIVE, UNINSTALLED = "pending", "active", "uninstalled"
_WAYS = {
    PENDING: {PENDING, ACTIVE, UNINSTALLED},
    ACTIVE: {ACTIVE, UNINSTALLED},
    UNINSTALLED: {UNINSTALLED, PENDING},
}


@dataclass(frozen=True, slots=True)
class Tenant:
    """An installation with what only the kit may know of it."""

    installation: Installation
    state: str
    base_url: str | None
    trust: PanelTrust | None
    webhook_id: str | None
    webhook_secret: str | None = field(repr=False)

    @property
    def is_active(self) -> bool:
        """Whether its apps work."""
        return self.state == ACTIVE

    @property
    def token_key(self) -> str:
        """Under which name its token is kept."""
        return token_key(self.installation)


def token_key(installation: Installation) -> str:
    """Return under which name an installation's token is kept."""
    return f"{installation.vendor}/{installation.account}/{installation.package}"


class Installations:
    """The installations of one database."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database

    def get(self, installation_id: int) -> Tenant | None:
        """Return one installation, in whatever state; None when there is none.

        Raises:
            StoreError: The database refused.
        """
        with self._database.read() as db:
            row = db.get(Row, installation_id)
            return None if row is None else self._shown(row)

    def find(self, vendor: str, account: str, package: str) -> Tenant | None:
        """Return the installation of a package in an account, None when there is none."""
        with self._database.read() as db:
            row = _find(db, vendor, account, package)
            return None if row is None else self._shown(row)

    def active(self) -> list[Tenant]:
        """Return the installations whose apps work, oldest first."""
        with self._database.read() as db:
            rows = db.scalars(select(Row).where(Row.state == ACTIVE).order_by(Row.id))
            return [self._shown(row) for row in rows]

    def prepare(
        self, vendor: str, account: str, package: str, *, base_url: str | None, locale: str
    ) -> Tenant:
        """Make the row of an installation, or take up the one that is there.

        One that works goes on working while it is installed again.
        """
        with self._database.write() as db:
            row = _find(db, vendor, account, package)
            if row is None:
                row = Row(vendor=vendor, account=account, package=package, state=PENDING)
                db.add(row)
            elif row.state != ACTIVE:
                _go(row, PENDING)
            row.base_url, row.locale = base_url, locale
            db.flush()
            return self._shown(row)

    def keep_hook(self, installation_id: int, hook: Subscription) -> None:
        """Keep which hook was made, and its secret sealed."""
        secret = self._database.keys.encrypt(hook.secret, _context(installation_id))
        with self._database.write() as db:
            row = _one(db, installation_id)
            row.webhook_id, row.webhook_secret = hook.id, secret

    def keep_trust(self, installation_id: int, trust: PanelTrust | None) -> None:
        """Keep what openings of the sidebar are checked against."""
        with self._database.write() as db:
            row = _one(db, installation_id)
            row.panel_key = trust.public_key if trust else None
            row.panel_issuer = trust.issuer if trust else None
            row.panel_audience = trust.audience if trust else None
            row.panel_origin = trust.origin if trust else None

    def activate(self, db: Session, installation_id: int) -> None:
        """Let its apps work, in the caller's transaction."""
        _go(_one(db, installation_id), ACTIVE)

    def uninstall(self, db: Session, installation_id: int) -> None:
        """Stop its apps and forget its secrets, in the caller's transaction."""
        row = _one(db, installation_id)
        _go(row, UNINSTALLED)
        row.webhook_id = row.webhook_secret = None
        row.panel_key = row.panel_issuer = row.panel_audience = row.panel_origin = None

    def _shown(self, row: Row) -> Tenant:
        trust = None
        if row.panel_key and row.panel_issuer and row.panel_audience and row.panel_origin:
            trust = PanelTrust(
                public_key=row.panel_key,
                issuer=row.panel_issuer,
                audience=row.panel_audience,
                origin=row.panel_origin,
            )
        return Tenant(
            installation=Installation(row.id, row.vendor, row.account, row.package, row.locale),
            state=row.state,
            base_url=row.base_url,
            trust=trust,
            webhook_id=row.webhook_id,
            webhook_secret=self._opened(row.id, row.webhook_secret),
        )

    def _opened(self, installation_id: int, secret: Sealed | None) -> str | None:
        if secret is None:
            return None
        return self._database.keys.decrypt(secret, _context(installation_id))


def _context(installation_id: int) -> str:
    return seal_context("installation", installation_id, "webhook_secret")


def _find(db: Session, vendor: str, account: str, package: str) -> Row | None:
    wanted = select(Row).where(Row.vendor == vendor, Row.account == account, Row.package == package)
    return db.scalars(wanted).first()


def _one(db: Session, installation_id: int) -> Row:
    row = db.get(Row, installation_id)
    if row is None:
        message = f"there is no installation {installation_id}"
        raise ConfigError(message, hint="install the package first")
    return row


def _go(row: Row, state: str) -> None:
    if state not in _WAYS[row.state]:
        message = f"an installation that is {row.state} cannot become {state}"
        raise ConfigError(message, hint="install it again")
    row.state = state
