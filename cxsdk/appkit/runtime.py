"""The parts of a running kit, tied together once; the doors of the web and the work share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.appkit.desks import Desks
from cxsdk.appkit.mail import NoMailer, SmtpMailer
from cxsdk.appkit.pages import Pages, folder_of
from cxsdk.appkit.people import Roles, Staff
from cxsdk.appkit.registry import Installations
from cxsdk.appkit.services import KitServices
from cxsdk.appkit.signing import Signer
from cxsdk.appkit.values import SettingValues
from cxsdk.store import Branch, Database, Inbox, KeyRing, Outbox

if TYPE_CHECKING:
    from cxsdk.appkit.config import KitConfig
    from cxsdk.appkit.mail import Mailer
    from cxsdk.appkit.manifest import App


class Runtime:
    """Everything that lives as long as the kit."""

    def __init__(self, config: KitConfig) -> None:
        """Open the apps' doors and tie the parts together; no table is touched yet."""
        self.config = config
        self.package = config.package
        for app in config.package.apps:
            app.open_doors()
        self.database = Database(config.database_url, keys=KeyRing(tuple(config.secret_keys)))
        self.inbox = Inbox(self.database, config.now)
        self.outbox = Outbox(self.database, config.now)
        self.signer = Signer(tuple(config.secret_keys))
        self.installations = Installations(self.database)
        self.roles = Roles(self.database)
        self.staff = Staff(self.roles)
        self.values = SettingValues(self.database)
        self.desks = Desks(config, self.database)
        self.pages = Pages(app.name for app in config.package.apps)
        self.services = KitServices(
            config,
            self.database,
            self.outbox,
            signer=self.signer,
            pages=self.pages,
            values=self.values,
        )
        self.mailer = _mailer(config)
        self.branches = [branch for app in config.package.apps if (branch := _branch(app))]


def _mailer(config: KitConfig) -> Mailer:
    if config.mailer is not None:
        return config.mailer
    return SmtpMailer(config.smtp_url) if config.smtp_url else NoMailer()


def _branch(app: App) -> Branch | None:
    folder = folder_of(app.name, "migrations/versions") or folder_of(app.name, "migrations")
    return Branch(app.name, folder) if folder else None
