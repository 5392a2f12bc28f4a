"""Opens an installation's helpdesk with its own token, when somebody asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from cxsdk.auth import OAuthApp, OAuthToken, SqlStore
from cxsdk.errors import ConfigError
from cxsdk.http import MemoryBudget

if TYPE_CHECKING:
    from types import TracebackType

    from cxsdk.appkit.config import KitConfig
    from cxsdk.appkit.registry import Tenant
    from cxsdk.helpdesks.base import Helpdesk
    from cxsdk.http import Budget
    from cxsdk.store import Database


class Desks:
    """The helpdesks of all installations."""

    def __init__(self, config: KitConfig, database: Database) -> None:
        """Open nothing yet."""
        self._config = config
        self.tokens = SqlStore(database)
        self._budgets: dict[tuple[str, str], Budget] = {}

    def oauth_app(self, vendor: str) -> OAuthApp:
        """Return our OAuth client at a vendor, asking for what apps and installing need.

        Raises:
            ConfigError: There is none.
        """
        found = self._config.oauth_apps.get(vendor)
        if found is None:
            message = f"there is no OAuth client for {vendor!r}"
            known = ", ".join(sorted(self._config.oauth_apps)) or "none"
            raise ConfigError(message, hint=f"there are clients for: {known}")
        wanted = self._config.package.scopes | self._config.vendor(vendor).install_scopes
        return replace(found, scopes=tuple(sorted(wanted.union(found.scopes))))

    def open(self, tenant: Tenant) -> Helpdesk:
        """Open an installation's helpdesk; nothing is sent yet."""
        one = tenant.installation
        auth = OAuthToken(self.tokens, tenant.token_key, self.oauth_app(one.vendor))
        vendor = self._config.vendor(one.vendor)
        # All that work for one account in this process count its calls together.
        budget = self._budgets.setdefault((one.vendor, one.account), MemoryBudget())
        return vendor.connect(one.account, auth=auth, base_url=tenant.base_url, budget=budget)

    def lazy(self, tenant: Tenant) -> OpenedDesk:
        """Return a helpdesk that opens at its first use; a context manager that closes it."""
        return OpenedDesk(self, tenant)


class OpenedDesk:
    """One installation's helpdesk for one piece of work."""

    def __init__(self, desks: Desks, tenant: Tenant) -> None:
        """Open nothing yet."""
        self._desks, self._tenant = desks, tenant
        self._desk: Helpdesk | None = None

    def get(self) -> Helpdesk:
        """Return the open desk."""
        if self._desk is None:
            self._desk = self._desks.open(self._tenant)
        return self._desk

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what was opened."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None
