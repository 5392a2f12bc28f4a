"""What the kit does for contexts: sessions, settings, effects, links, facts, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsdk.appkit.answers import Rendered
from cxsdk.appkit.context import Scope
from cxsdk.appkit.facts import Facts
from cxsdk.appkit.links import Links
from cxsdk.errors import ConfigError
from cxsdk.store.tables import Audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy.orm import Session

    from cxsdk.appkit.config import KitConfig
    from cxsdk.appkit.context import Context, LazyDesk
    from cxsdk.appkit.manifest import App
    from cxsdk.appkit.pages import Pages
    from cxsdk.appkit.signing import Signer
    from cxsdk.appkit.tenants import Installation
    from cxsdk.appkit.values import SettingValues
    from cxsdk.store import Database, Outbox


class KitServices:
    """The services of one kit; see :class:`cxsdk.appkit.context.Services`."""

    def __init__(  # noqa: PLR0913 - the parts it ties together
        self,
        config: KitConfig,
        database: Database,
        outbox: Outbox,
        *,
        signer: Signer,
        pages: Pages,
        values: SettingValues,
    ) -> None:
        """Tie the parts together."""
        self._config = config
        self._database = database
        self._outbox = outbox
        self._pages = pages
        self._values = values
        self._facts = Facts(config.package, config.facts)
        self.links = Links(signer, config.public_url, config.now)

    def scope(
        self, installation: Installation, app_name: str, desk: LazyDesk, *, locale: str
    ) -> Scope:
        """Return what a context of an app is made from."""
        return Scope(self, installation, app_name, locale, desk, self._config.time_zone)

    def app(self, name: str) -> App:
        """Return an app of the package.

        Raises:
            ConfigError: There is none.
        """
        found = self._config.package.find(name)
        if found is None:
            message = f"package {self._config.package.name} has no app {name!r}"
            raise ConfigError(message, hint="install the app, or take its work out of the outbox")
        return found

    def now(self) -> datetime:
        """Return the world's time."""
        return self._config.now()

    def read(self, installation_id: int) -> AbstractContextManager[Session]:
        """Open a session that reads."""
        return self._database.read(installation_id)

    def write(self, installation_id: int) -> AbstractContextManager[Session]:
        """Open a session that writes."""
        return self._database.write(installation_id)

    def settings(self, ctx: Context) -> Mapping[str, Any]:
        """Return the app's settings in this installation."""
        with ctx.read() as db:
            return self._values.read(db, ctx.installation.id, self.app(ctx.app_name))

    def put(  # noqa: PLR0913 - one keyword per part of an effect
        self,
        ctx: Context,
        session: Session,
        *,
        kind: str,
        name: str,
        key: str,
        due: datetime | None,
        payload: Mapping[str, Any],
    ) -> None:
        """Put an effect into the outbox.

        Raises:
            ConfigError: The app has no such job, or the key is empty.
        """
        jobs = self.app(ctx.app_name).registered.jobs
        if kind == "job" and name not in jobs:
            message = f"{ctx.app_name} has no job {name!r}"
            raise ConfigError(message, hint=f"it has: {', '.join(sorted(jobs)) or 'none'}")
        if not key:
            message = "an effect needs a key: it makes it happen once"
            raise ConfigError(message, hint="name what it is about, such as the id of the row")
        self._outbox.put(
            session,
            installation_id=ctx.installation.id,
            app=ctx.app_name,
            kind=kind,
            name=name,
            key=key,
            due=due,
            payload=payload,
        )

    def cancel(self, ctx: Context, session: Session, key: str) -> bool:
        """Take back what waits."""
        return self._outbox.cancel(
            session, installation_id=ctx.installation.id, app=ctx.app_name, key=key
        )

    def audit(
        self, ctx: Context, session: Session, action: str, person_id: str | None, facts: Any
    ) -> None:
        """Note who did what."""
        session.add(
            Audit(
                installation_id=ctx.installation.id,
                app=ctx.app_name,
                person_id=person_id,
                action=action,
                at=self._config.now(),
                facts=facts,
            )
        )

    def link(
        self, ctx: Context, path: str, expires_at: datetime | None, claims: Mapping[str, Any]
    ) -> str:
        """Sign a link."""
        app = self.app(ctx.app_name)
        return self.links.make(app, ctx.installation.id, path, expires_at=expires_at, claims=claims)

    def facts(self, ctx: Context, **about: str | None) -> Mapping[str, Mapping[str, Any]]:
        """Ask the installed apps."""
        return self._facts.ask(self, ctx, _DeskOf(ctx), about)

    def render(self, ctx: Context, template: str, status: int, data: Mapping[str, Any]) -> Rendered:
        """Make text from a template."""
        named = {"ctx": ctx, "status": status, **data}
        text = self._pages.render(
            template, locale=ctx.locale, package=ctx.app_name, zone=ctx.time_zone, data=named
        )
        return Rendered(text, status)


class _DeskOf:
    """The desk of another context, asked for when it is needed."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def get(self) -> Any:
        return self._ctx.desk
