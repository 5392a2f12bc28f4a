"""The life of an installation: installed, installed again, uninstalled, seeded for the demo.

Each step that the helpdesk takes part in comes before the step that says it is
done, so that a broken installation is never called whole.
"""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cxsdk.appkit import i18n
from cxsdk.appkit.dispatch import LIFE
from cxsdk.appkit.kinds import Event
from cxsdk.appkit.occasions import DemoContext
from cxsdk.auth import revoke
from cxsdk.errors import ConfigError, CxError, Forbidden
from cxsdk.http import Transport
from cxsdk.models import AgentRole
from cxsdk.store.tables import Audit, Token as TokenRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from cxsdk.appkit.registry import Tenant
    from cxsdk.appkit.runtime import Runtime
    from cxsdk.appkit.tenants import Installation
    from cxsdk.auth import Token
    from cxsdk.helpdesks.base import Helpdesk
    from cxsdk.models import Agent

log = logging.getLogger(__name__)


class Lifecycle:
    """Installs and uninstalls a package."""

    def __init__(self, runtime: Runtime) -> None:
        """Work for the package of ``runtime``."""
        self._runtime = runtime

    def install(self, vendor: str, account: str, token: Token) -> tuple[Installation, Agent]:
        """Install the package in an account, or install it again.

        Args:
            vendor: Such as ``zendesk``.
            account: The account's label.
            token: What an admin of the account has granted.

        Returns:
            The installation, and who granted the token.

        Raises:
            Forbidden: Who granted it is no admin.
            ConfigError: The helpdesk cannot do what an app needs, or the app
                is not uploaded there.
            ApiError: The helpdesk refused a step; nothing is switched on.
            TransportError: It did not answer.
            StoreError: The database refused.
        """
        runtime = self._runtime
        base_url = runtime.config.base_url(vendor, account)
        before = runtime.installations.find(vendor, account, runtime.package.name)
        locale = before.installation.locale if before else runtime.config.locale
        tenant = runtime.installations.prepare(
            vendor, account, runtime.package.name, base_url=base_url, locale=locale
        )
        kept = runtime.desks.tokens.load(tenant.token_key)
        runtime.desks.tokens.save(tenant.token_key, token)
        try:
            with runtime.desks.lazy(tenant) as lazy:
                desk = lazy.get()
                installer = self._check(desk)
                self._prepare_again(tenant, installer)
                self._connect(tenant, desk)
        except BaseException:
            self._restore(tenant, kept)
            raise
        with runtime.database.write() as db:
            runtime.installations.activate(db, tenant.installation.id)
            self._announce(db, tenant, Event.INSTALLED, installer.id)
        done = runtime.installations.get(tenant.installation.id)
        assert done is not None  # noqa: S101 - it was written above
        log.info("installation %d is active", done.installation.id)
        return done.installation, installer

    def _restore(self, tenant: Tenant, kept: Token | None) -> None:
        """Let what worked before go on working; keep no token that serves nothing."""
        if kept is not None:
            self._runtime.desks.tokens.save(tenant.token_key, kept)
            return
        with self._runtime.database.write() as db:
            self._forget_token(db, tenant)

    def _forget_token(self, db: Session, tenant: Tenant) -> None:
        row = db.get(TokenRow, tenant.token_key)
        if row is not None:
            db.delete(row)

    def _check(self, desk: Helpdesk) -> Agent:
        me = desk.agents.me()
        if me.role is not AgentRole.ADMIN:
            message = "only an admin of the helpdesk can install the apps"
            raise Forbidden(message, status=403, hint="sign in there as an admin, then try again")
        needs = frozenset().union(*(app.needs for app in self._runtime.package.apps))
        missing = sorted(needs - desk.capabilities)
        if missing:
            message = f"this helpdesk lacks what the apps need: {', '.join(missing)}"
            raise ConfigError(message, hint="install only the apps that it can carry")
        return me

    def _prepare_again(self, tenant: Tenant, installer: Agent) -> None:
        one = tenant.installation
        self._runtime.installations.prepare(
            one.vendor,
            one.account,
            one.package,
            base_url=tenant.base_url,
            locale=i18n.choose(installer.locale, self._runtime.config.locale),
        )

    def _connect(self, tenant: Tenant, desk: Helpdesk) -> None:
        runtime, number = self._runtime, tenant.installation.id
        vendor = runtime.config.vendor(tenant.installation.vendor)
        trust = vendor.panel.trust(desk, package=runtime.package.name) if vendor.panel else None
        url = f"{runtime.config.public_url}/hooks/{number}"
        hook = vendor.webhooks.subscribe(desk, url=url, name=f"cxsdk: {runtime.package.name}")
        runtime.installations.keep_trust(number, trust)
        runtime.installations.keep_hook(number, hook)
        old = tenant.webhook_id
        if old is not None:
            self._quietly("the old webhook", lambda: vendor.webhooks.unsubscribe(desk, old))

    def uninstall(self, installation_id: int, *, person_id: str | None = None) -> None:
        """Take the hook and the token back at the helpdesk, stop the apps, tell them.

        What the helpdesk refuses is logged: an installation can always be ended here.

        Raises:
            ConfigError: There is no such installation.
            StoreError: The database refused; the apps go on working.
        """
        runtime = self._runtime
        tenant = runtime.installations.get(installation_id)
        if tenant is None:
            message = f"there is no installation {installation_id}"
            raise ConfigError(message)
        with runtime.desks.lazy(tenant) as desk:
            vendor = runtime.config.vendor(tenant.installation.vendor)
            hook = tenant.webhook_id
            if hook is not None:
                self._quietly("the webhook", lambda: vendor.webhooks.unsubscribe(desk.get(), hook))
            self._quietly("the token", lambda: self._revoke(tenant))
        with runtime.database.write() as db:
            runtime.installations.uninstall(db, installation_id)
            self._forget_token(db, tenant)
            self._announce(db, tenant, Event.UNINSTALLED, person_id)

    def _revoke(self, tenant: Tenant) -> None:
        runtime, one = self._runtime, tenant.installation
        endpoints = runtime.config.vendor(one.vendor).oauth
        token = runtime.desks.tokens.load(tenant.token_key)
        if endpoints is None or token is None:
            return
        with closing(Transport()) as transport:
            found = endpoints(one.account, tenant.base_url)
            revoke(runtime.desks.oauth_app(one.vendor), found, transport, token)

    def seed_demo(self, installation: Installation) -> None:
        """Let each app fill its history for the demo world, in one transaction each."""
        tenant = self._runtime.installations.get(installation.id)
        if tenant is None:
            message = f"there is no installation {installation.id}"
            raise ConfigError(message)
        for app in self._runtime.package.apps:
            if app.registered.demo is None:
                continue
            with self._runtime.desks.lazy(tenant) as desk:
                scope = self._runtime.services.scope(
                    installation, app.name, desk, locale=installation.locale
                )
                ctx = DemoContext(scope)
                try:
                    app.registered.demo(ctx)
                except BaseException as error:
                    ctx.finish(error)
                    raise
                ctx.finish()

    def _announce(self, db: Session, tenant: Tenant, event: Event, person_id: str | None) -> None:
        number = tenant.installation.id
        db.add(
            Audit(
                installation_id=number,
                app=None,
                person_id=person_id,
                action=f"package.{event}",
                at=self._runtime.config.now(),
                facts={"vendor": tenant.installation.vendor},
            )
        )
        for app in self._runtime.package.apps:
            if event in app.registered.handlers:
                self._runtime.outbox.put(
                    db,
                    installation_id=number,
                    app=app.name,
                    kind="job",
                    name=f"{LIFE}:{event}",
                    key=f"{LIFE}:{event}:{datetime.now(UTC).isoformat()}",
                )

    def _quietly(self, what: str, do: Callable[[], object]) -> None:
        try:
            do()
        except CxError as error:
            log.warning("%s could not be taken back: %s", what, error)
