"""From rows of the inbox and the outbox to handlers, jobs, mails and calls of the apps.

Runs on the engine's threads. Whatever is raised here makes the row come again.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from cxsdk.appkit import happened, mail
from cxsdk.appkit.kinds import Event
from cxsdk.appkit.occasions import EventContext, JobContext
from cxsdk.errors import NotFound, TransportError, UnknownEvent, Unsupported
from cxsdk.helpdesks.base import Capability
from cxsdk.models import StatusCategory
from cxsdk.store.tables import TicketStatus
from cxsdk.webhooks import Delivery

if TYPE_CHECKING:
    from datetime import datetime

    from cxsdk.appkit.context import LazyDesk, Scope
    from cxsdk.appkit.manifest import App
    from cxsdk.appkit.registry import Tenant
    from cxsdk.appkit.runtime import Runtime
    from cxsdk.helpdesks.base import Helpdesk
    from cxsdk.models import Ticket
    from cxsdk.store import Delivered, Effect

log = logging.getLogger(__name__)

LIFE = "@life"  # a job whose name starts so is an event of the installation's life
SCHEDULE = "@schedule"
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})


class Dispatcher:
    """Works off one row at a time."""

    def __init__(self, runtime: Runtime) -> None:
        """Work for the apps of ``runtime``."""
        self._runtime = runtime

    def on_delivery(self, row: Delivered) -> None:
        """Run the handlers of what one delivery means; once each, as long as none fails."""
        tenant = self._runtime.installations.get(row.installation_id)
        if tenant is None or not tenant.is_active:
            log.info("delivery %d is for nobody: installation %d", row.id, row.installation_id)
            return
        delivery = Delivery(row.delivery_id, row.event_at, row.body)
        try:
            event = self._runtime.config.vendor(row.vendor).webhooks.event(delivery)
        except UnknownEvent as error:
            log.info("delivery %d is no event: %s", row.id, error)
            return
        if event.type not in happened.NAMED or event.ticket_id is None:
            return
        at = event.occurred_at or row.event_at
        with self._runtime.desks.lazy(tenant) as desk:
            try:
                ticket = desk.get().tickets.get(event.ticket_id)
            except NotFound:
                log.info("delivery %d is about a ticket that is gone", row.id)
                return
            seen = self._seen(tenant, ticket.id)
            for one in happened.events_of(event.type, ticket, seen=seen, at=at):
                self._tell(tenant, desk, one, ticket.id, at)
        # Only now: a handler that failed will hear of the same events again.
        self._keep_seen(tenant, ticket)

    def _tell(
        self, tenant: Tenant, desk: LazyDesk, event: Event, ticket_id: str, at: datetime
    ) -> None:
        for app in self._runtime.package.apps:
            for handler in app.registered.handlers.get(event, ()):
                scope = self._scope(app, tenant, desk)
                handler(EventContext(scope, event=event, ticket_id=ticket_id, occurred_at=at))

    def _scope(self, app: App, tenant: Tenant, desk: LazyDesk) -> Scope:
        one = tenant.installation
        return self._runtime.services.scope(one, app.name, desk, locale=one.locale)

    def _seen(self, tenant: Tenant, ticket_id: str) -> StatusCategory | None:
        with self._runtime.database.read() as db:
            row = db.get(TicketStatus, (tenant.installation.id, ticket_id))
        return None if row is None else StatusCategory(row.category)

    def _keep_seen(self, tenant: Tenant, ticket: Ticket) -> None:
        with self._runtime.database.write() as db:
            db.merge(
                TicketStatus(
                    installation_id=tenant.installation.id,
                    ticket_id=ticket.id,
                    category=ticket.status.category.value,
                    seen_at=self._runtime.config.now(),
                )
            )

    def on_effect(self, effect: Effect) -> None:
        """Bring about one job, mail or call."""
        tenant = self._runtime.installations.get(effect.installation_id)
        is_farewell = effect.name == f"{LIFE}:{Event.UNINSTALLED}"
        if tenant is None or not (tenant.is_active or is_farewell):
            log.info("effect %d is for nobody: it is dropped", effect.id)
            return
        if effect.kind == "mail":
            config = self._runtime.config
            composed = mail.compose(effect, sender=config.mail_from, domain=config.host)
            self._runtime.mailer.send(composed)
            return
        with self._runtime.desks.lazy(tenant) as desk:
            if effect.kind == "call":
                self._call(effect, desk.get())
            else:
                self._run(effect, tenant, desk)

    def _run(self, effect: Effect, tenant: Tenant, desk: LazyDesk) -> None:
        app = self._runtime.services.app(effect.app)
        kind, _, name = effect.name.partition(":")
        if kind == LIFE:
            event = Event(name)
            for handler in app.registered.handlers.get(event, ()):
                scope = self._scope(app, tenant, desk)
                handler(EventContext(scope, event=event, ticket_id="", occurred_at=effect.due_at))
            return
        job = app.registered.jobs.get(effect.name)
        if kind == SCHEDULE:
            schedule = app.registered.schedules.get(name)
            job = schedule.run if schedule else None
        if job is None:
            message = f"{effect.app} has no job {effect.name!r} any more"
            raise Unsupported(message, hint="bring the job back, or drop the row")
        scope = self._scope(app, tenant, desk)
        job(JobContext(scope, key=effect.key, attempt=effect.attempts), **effect.payload)

    def _call(self, effect: Effect, desk: Helpdesk) -> None:
        method, path = str(effect.payload["method"]), str(effect.payload["path"])
        is_repeatable = method in _REPEATABLE or Capability.IDEMPOTENT_CREATE in desk.capabilities
        headers = {"Idempotency-Key": idempotency_key(effect)}
        try:
            desk.raw.request(method, path, json=effect.payload.get("json"), headers=headers)
        except TransportError as error:
            if is_repeatable:
                raise
            # It may have arrived. Nobody but a person can tell.
            self._runtime.outbox.park(effect.id, error, attempt=effect.attempts)


def idempotency_key(effect: Effect) -> str:
    """Return what marks an effect at the helpdesk: the same at every attempt."""
    about = f"{effect.installation_id}\0{effect.app}\0{effect.kind}\0{effect.key}"
    return hashlib.sha256(about.encode()).hexdigest()[:40]
