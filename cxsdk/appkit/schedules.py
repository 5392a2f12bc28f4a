"""Schedules and housekeeping: what the engine's sweep calls with the world's time.

A firing is an outbox row whose key names its moment: however many processes
sweep, it is there once.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from cxsdk.appkit.dispatch import SCHEDULE
from cxsdk.appkit.kinds import Per
from cxsdk.jobs import Cron
from cxsdk.store.tables import OAuthState, SpentContext

if TYPE_CHECKING:
    from cxsdk.appkit.doors import Schedule
    from cxsdk.appkit.runtime import Runtime

log = logging.getLogger(__name__)

_MISSED = timedelta(minutes=10)  # a restart at the wrong moment makes up for one
_TIDY_EVERY = timedelta(hours=1)
_KEEP_SPENT = timedelta(days=1)


class _Clockwork:
    """One schedule of one app."""

    def __init__(self, app: str, schedule: Schedule, now: datetime) -> None:
        self.app, self.schedule = app, schedule
        self._cron = Cron(schedule.cron)
        self._next = self._cron.next(now - _MISSED)

    def fired(self, now: datetime) -> datetime | None:
        """Return the last moment that has come since the last look, None when none has."""
        if now < self._next:
            return None
        moment = self._cron.latest(self._next - timedelta(seconds=1), now)
        self._next = self._cron.next(now)
        return moment


class Schedules:
    """All schedules of a package."""

    def __init__(self, runtime: Runtime) -> None:
        """Look from the world's time on.

        Raises:
            ConfigError: A schedule cannot be read.
        """
        self._runtime = runtime
        now = runtime.config.now()
        self._clockworks = [
            _Clockwork(app.name, schedule, now)
            for app in runtime.package.apps
            for schedule in app.registered.schedules.values()
        ]
        self._tidied_at = datetime.now(UTC)

    def tick(self, now: datetime) -> None:
        """Put what has fired into the outbox, and sweep up now and then.

        Raises:
            StoreError: The database refused; the next tick comes again.
        """
        for clockwork in self._clockworks:
            moment = clockwork.fired(now)
            if moment is not None:
                self._put(clockwork.app, clockwork.schedule, moment)
        if datetime.now(UTC) - self._tidied_at > _TIDY_EVERY:
            self._tidied_at = datetime.now(UTC)
            self._tidy()

    def _put(self, app: str, schedule: Schedule, moment: datetime) -> None:
        tenants = self._runtime.installations.active()
        for tenant in tenants if schedule.per is Per.INSTALLATION else tenants[:1]:
            with self._runtime.database.write() as db:
                self._runtime.outbox.put(
                    db,
                    installation_id=tenant.installation.id,
                    app=app,
                    kind="job",
                    name=f"{SCHEDULE}:{schedule.name}",
                    key=f"{SCHEDULE}:{schedule.name}:{moment.isoformat()}",
                )

    def _tidy(self) -> None:
        now = datetime.now(UTC)
        with self._runtime.database.write() as db:
            db.execute(delete(OAuthState).where(OAuthState.expires_at < now))
            db.execute(delete(SpentContext).where(SpentContext.first_at < now - _KEEP_SPENT))
