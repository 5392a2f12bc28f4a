"""The kit: one package, its database, its workers and its web side."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cxsdk.appkit.config import KitConfig
from cxsdk.appkit.dispatch import Dispatcher
from cxsdk.appkit.lifecycle import Lifecycle
from cxsdk.appkit.runtime import Runtime
from cxsdk.appkit.schedules import Schedules
from cxsdk.appkit.web import create_flask
from cxsdk.errors import ConfigError
from cxsdk.jobs import Engine
from cxsdk.store import KIT
from cxsdk.store.branches import heads
from cxsdk.store.upgrade import versions

if TYPE_CHECKING:
    from flask import Flask

    from cxsdk.appkit.people import Roles
    from cxsdk.appkit.tenants import Installation
    from cxsdk.auth import Token
    from cxsdk.store import Database, Inbox, Outbox

__all__ = ["Kit", "KitConfig"]

log = logging.getLogger(__name__)


class Kit:
    """A package at work.

    Building it opens the apps' doors and brings the tables to their newest
    form; :meth:`start` lets the workers run.

    Args:
        config: What it needs to know.

    Raises:
        ConfigError: A manifest, a door, a schedule or the configuration is wrong.
        StoreError: The database refused.
    """

    def __init__(self, config: KitConfig) -> None:
        """Tie the parts together."""
        self.config = config
        self._runtime = Runtime(config)
        self._lifecycle = Lifecycle(self._runtime)
        self._is_running = False
        self.database.upgrade(self._runtime.branches)
        dispatcher, schedules = Dispatcher(self._runtime), Schedules(self._runtime)
        self.engine = Engine(
            config.queue_path,
            inbox=self.inbox,
            outbox=self.outbox,
            on_delivery=dispatcher.on_delivery,
            on_effect=dispatcher.on_effect,
            on_tick=schedules.tick,
            now=config.now,
            workers=config.workers,
        )
        checks = {
            "database": self._has_database,
            "migrations": self._is_migrated,
            "queue": lambda: self._is_running,
        }
        self.flask: Flask = create_flask(self._runtime, self._lifecycle, checks=checks)

    @property
    def database(self) -> Database:
        """The kit's database."""
        return self._runtime.database

    @property
    def inbox(self) -> Inbox:
        """What came in."""
        return self._runtime.inbox

    @property
    def outbox(self) -> Outbox:
        """What is to be done."""
        return self._runtime.outbox

    @property
    def roles(self) -> Roles:
        """Roles that were given here."""
        return self._runtime.roles

    def start(self) -> None:
        """Let the workers run, on threads of their own."""
        self.engine.start()
        self._is_running = True

    def stop(self) -> None:
        """Let what runs end, then close everything."""
        self._is_running = False
        self.engine.stop()
        self.database.close()

    def install(self, vendor: str, account: str, token: Token) -> Installation:
        """Install the package in an account, or install it again; see the web page ``/install``.

        Raises:
            Forbidden: Who granted the token is no admin.
            ConfigError: The helpdesk cannot do what an app needs.
            ApiError: The helpdesk refused a step; nothing is switched on.
            TransportError: It did not answer.
            StoreError: The database refused.
        """
        return self._lifecycle.install(vendor, account, token)[0]

    def uninstall(self, installation: Installation) -> None:
        """Take hook and token back at the helpdesk, and stop the apps there."""
        self._lifecycle.uninstall(installation.id)

    def find_installation(self, vendor: str, account: str) -> Installation | None:
        """Return where the package works in an account, None when it does not."""
        package = self.config.package.name
        found = self._runtime.installations.find(vendor, account, package)
        return found.installation if found is not None and found.is_active else None

    def seed_demo(self, installation: Installation) -> None:
        """Let each app fill its history for the demo world, in one transaction each."""
        self._lifecycle.seed_demo(installation)

    def set_setting(
        self,
        installation: Installation,
        app: str,
        key: str,
        value: str | int | bool,  # noqa: FBT001 - a value, no switch
    ) -> None:
        """Set one setting of an app.

        Raises:
            ConfigError: No such app or setting, or the value is not of its kind.
        """
        found = self.config.package.find(app)
        if found is None:
            message = f"the package has no app {app!r}"
            raise ConfigError(message)
        self._runtime.values.set(installation.id, found, key, value)

    def _has_database(self) -> bool:
        self._runtime.installations.get(0)
        return True

    def _is_migrated(self) -> bool:
        wanted = {head for one in (KIT, *self._runtime.branches) for head in heads(one)}
        with self.database.connect() as connection:
            return wanted <= versions(connection)
