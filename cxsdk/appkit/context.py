"""What a door of an app gets: its installation, its desk, its storage, its effects.

One context lives as long as one request, event or job. It knows no web
framework: the kit gives it the services below.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from cxsdk.appkit.tenants import Installation, Viewer
from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy.orm import Session

    from cxsdk.appkit.answers import Rendered
    from cxsdk.helpdesks.base import Helpdesk


class LazyDesk(Protocol):
    """A helpdesk that is opened when it is first used; the kit closes it."""

    def get(self) -> Helpdesk:
        """Return the open desk."""


class Services(Protocol):
    """What the kit does for a context."""

    def now(self) -> datetime:
        """Return the world's time."""

    def read(self, installation_id: int) -> AbstractContextManager[Session]:
        """Open a session that reads."""

    def write(self, installation_id: int) -> AbstractContextManager[Session]:
        """Open a session that writes."""

    def settings(self, ctx: Context) -> Mapping[str, Any]:
        """Return the app's settings in this installation."""

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
        """Put an effect into the outbox."""

    def cancel(self, ctx: Context, session: Session, key: str) -> bool:
        """Take back an effect that waits."""

    def audit(
        self, ctx: Context, session: Session, action: str, person_id: str | None, facts: Any
    ) -> None:
        """Note who did what."""

    def link(
        self, ctx: Context, path: str, expires_at: datetime | None, claims: Mapping[str, Any]
    ) -> str:
        """Sign a link."""

    def facts(self, ctx: Context, **about: str | None) -> Mapping[str, Mapping[str, Any]]:
        """Ask the installed apps."""

    def render(self, ctx: Context, template: str, status: int, data: Mapping[str, Any]) -> Rendered:
        """Make text from a template."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose work it is; what every kind of context is made from."""

    services: Services
    installation: Installation
    app_name: str
    locale: str
    desk: LazyDesk
    time_zone: str = "UTC"

    def at(self, time_zone: str) -> Scope:
        """Return the same work, shown by another wall clock."""
        return replace(self, time_zone=time_zone)


class Context:
    """What every door gets, whatever called it.

    Attributes:
        installation: Whose work it is.
        app_name: Which app's door it is.
        locale: ``en`` or ``ru``: the language of what is shown; may be set.
        time_zone: IANA name: whose wall clock is shown; may be set.
        viewer: Who is at the screen; None where nobody is.
        log: A logger that names app and installation.
    """

    def __init__(self, scope: Scope) -> None:
        """Open nothing yet."""
        self._scope = scope
        self._session: Session | None = None
        self._settings: Mapping[str, Any] | None = None
        self.viewer: Viewer | None = None
        self.installation = scope.installation
        self.app_name = scope.app_name
        self.locale = scope.locale
        self.time_zone = scope.time_zone
        self.log: logging.LoggerAdapter[logging.Logger] = _Log(
            logging.getLogger(scope.app_name), {"installation": scope.installation.id}
        )

    @property
    def desk(self) -> Helpdesk:
        """The helpdesk of the installation; opened when first used, closed by the kit.

        Raises:
            ConfigError: A write session is open: no network call belongs in one.
        """
        if self._session is not None:
            message = "the helpdesk cannot be asked while a write session is open"
            raise ConfigError(message, hint="ask first, then open ctx.write()")
        return self._scope.desk.get()

    @property
    def settings(self) -> Mapping[str, Any]:
        """The app's settings here, each of its kind's type."""
        if self._settings is None:
            self._settings = self._scope.services.settings(self)
        return self._settings

    def now(self) -> datetime:
        """Return the world's time, aware, in UTC; the only clock an app may read."""
        return self._scope.services.now()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees this installation's rows; inside a write it is that one."""
        if self._session is not None:
            yield self._session
            return
        with self._scope.services.read(self.installation.id) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction: committed at the end, rolled back by any exception.

        A write inside a write joins it.

        Raises:
            LockTimeout: Another writer held the lock for too long.
            StoreError: The database refused; nothing was written.
        """
        if self._session is not None:
            yield self._session
            return
        with self._scope.services.write(self.installation.id) as session:
            self._session = session
            try:
                yield session
            finally:
                self._session = None

    def enqueue(self, job: str, *, key: str, due: datetime | None = None, **payload: Any) -> None:
        """Have a job of this app run once, after the commit of the open write session.

        Args:
            job: Its name in ``@app.job``.
            key: Makes it happen once: the same key again changes nothing.
            due: When, by :meth:`now`; None means at once.
            payload: The job's keyword arguments; JSON values.

        Raises:
            ConfigError: No write session is open, or the app has no such job.
        """
        self._put("job", job, key, due, payload)

    def mail(  # noqa: PLR0913 - one keyword per part of a mail
        self,
        *,
        key: str,
        to: str,
        subject: str,
        text: str,
        html: str | None = None,
        headers: Mapping[str, str] | None = None,
        due: datetime | None = None,
    ) -> None:
        """Have a mail sent once, after the commit of the open write session.

        Args:
            key: Makes it happen once.
            to: One address.
            subject: One line.
            text: The plain part.
            html: The rich part; None leaves it out.
            headers: Further headers, such as ``List-Unsubscribe``.
            due: When, by :meth:`now`; None means at once.

        Raises:
            ConfigError: No write session is open.
        """
        payload = {
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "headers": dict(headers or {}),
        }
        self._put("mail", "mail", key, due, payload)

    def call(
        self,
        method: str,
        path: str,
        *,
        key: str,
        json: object = None,
        due: datetime | None = None,
    ) -> None:
        """Have one call made to the helpdesk, after the commit of the open write session.

        A call that may have arrived and got no answer is not repeated: it is
        parked for a person to look at. GET, PUT and DELETE are repeated.

        Args:
            method: Such as ``PUT``.
            path: Of the vendor's API, such as ``/api/v2/tickets/7.json``.
            key: Makes it happen once; sent as the idempotency key.
            json: The body.
            due: When, by :meth:`now`; None means at once.

        Raises:
            ConfigError: No write session is open.
        """
        payload = {"method": method.upper(), "path": path, "json": json}
        self._put("call", f"{method.upper()} {path}", key, due, payload)

    def cancel(self, key: str) -> bool:
        """Take back what waits under ``key``; returns whether something did.

        Raises:
            ConfigError: No write session is open.
        """
        return self._scope.services.cancel(self, self._writing(), key)

    def audit(self, action: str, **facts: Any) -> None:
        """Note in the installation's journal who did what; part of an open write session.

        Args:
            action: Such as ``review.saved``.
            facts: JSON values; nothing a customer wrote.
        """
        person_id = self.viewer.id if self.viewer else None
        with self.write() as session:
            self._scope.services.audit(self, session, action, person_id, facts)

    def link(self, path: str, *, expires_at: datetime | None = None, **claims: Any) -> str:
        """Return the absolute address of one of this app's LINK routes, signed.

        Args:
            path: The route's rule as it was declared, such as ``/survey/<link>``.
            expires_at: After it, by :meth:`now`, the link says that it is over.
            claims: What the route finds in ``ctx.claims``; JSON values. They
                are signed, not hidden.

        Raises:
            ConfigError: The app has no LINK route with this rule.
        """
        return self._scope.services.link(self, path, expires_at, claims)

    def facts(
        self,
        *,
        person_id: str | None = None,
        organization_id: str | None = None,
        ticket_id: str | None = None,
    ) -> Mapping[str, Mapping[str, Any]]:
        """Ask the installed apps what they know; their own tables stay closed.

        Returns:
            What each said, by the name of its entry point in ``cxsdk.facts``.
            An app that is not installed here is missing. One that fails raises:
            who asks must not take "unknown" for "no".
        """
        return self._scope.services.facts(
            self, person_id=person_id, organization_id=organization_id, ticket_id=ticket_id
        )

    def render(self, template: str, /, *, status: int = 200, **data: Any) -> Rendered:
        """Make text from a template of the app, in :attr:`locale`.

        Args:
            template: Such as ``qa_review/panel.html``; in ``.html`` everything is escaped.
            status: HTTP status of the answer.
            data: What the template names. ``ctx``, ``locale`` and ``status``
                are there already, and so are ``_``, ``ngettext``, ``url(path)``
                of a route of the app and ``static(file)``.
        """
        return self._scope.services.render(self, template, status, data)

    def _writing(self) -> Session:
        if self._session is None:
            message = "an effect belongs into the transaction of the facts it follows from"
            raise ConfigError(message, hint="call it inside `with ctx.write() as db:`")
        return self._session

    def _put(
        self, kind: str, name: str, key: str, due: datetime | None, payload: Mapping[str, Any]
    ) -> None:
        self._scope.services.put(
            self, self._writing(), kind=kind, name=name, key=key, due=due, payload=payload
        )


class _Log(logging.LoggerAdapter[logging.Logger]):
    """Puts the installation in front of what an app says."""

    def process(
        self, msg: Any, kwargs: MutableMapping[str, Any]
    ) -> tuple[Any, MutableMapping[str, Any]]:
        """Name the installation."""
        number = (self.extra or {}).get("installation")
        return f"installation {number}: {msg}", kwargs
