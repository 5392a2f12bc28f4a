"""What each kind of door gets besides: a tab, a request, an event, a job, the demo."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cxsdk.appkit.context import Context, Scope
from cxsdk.appkit.kinds import Event, Location
from cxsdk.appkit.tenants import Viewer
from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session


class TabContext(Context):
    """What a tab gets.

    Attributes:
        person: Who opened it.
        ticket_id: Beside which ticket; empty where there is none.
        location: Where in the helpdesk.
    """

    def __init__(self, scope: Scope, *, person: Viewer, ticket_id: str, location: Location) -> None:
        """Keep who looks, where."""
        super().__init__(scope)
        self.viewer = self.person = person
        self.ticket_id = ticket_id
        self.location = location


class RequestContext(Context):
    """What a route gets.

    Attributes:
        ticket_id: From beside which ticket; empty where there is none.
        method: ``GET`` or ``POST``. A form with errors comes back as a ``GET``.
        form: What the route's schema made of the form; empty without one.
        errors: What is wrong with the form, by field, in the person's
            language; only when it is shown again.
        typed: What was typed, by field; only when the form is shown again.
        args: The query, one value a name.
        claims: What the link was signed with; only for LINK.
        body: The verified bytes; only for HOOK.
        csrf: What a form of a SIGNED_IN page must carry; ``parts.csrf(ctx)`` does.
    """

    def __init__(  # noqa: PLR0913 - one keyword per thing a request brings
        self,
        scope: Scope,
        *,
        method: str,
        person: Viewer | None = None,
        ticket_id: str = "",
        form: Mapping[str, Any] | None = None,
        errors: Mapping[str, tuple[str, ...]] | None = None,
        typed: Mapping[str, str] | None = None,
        args: Mapping[str, str] | None = None,
        claims: Mapping[str, Any] | None = None,
        body: bytes = b"",
        csrf: str = "",
    ) -> None:
        """Keep what the request brought."""
        super().__init__(scope)
        self.method = method
        self.viewer = person
        self.ticket_id = ticket_id
        self.form: Mapping[str, Any] = form or {}
        self.errors: Mapping[str, tuple[str, ...]] = errors or {}
        self.typed: Mapping[str, str] = typed or {}
        self.args: Mapping[str, str] = args or {}
        self.claims: Mapping[str, Any] = claims or {}
        self.body = body
        self.csrf = csrf

    @property
    def person(self) -> Viewer:
        """Who called.

        Raises:
            ConfigError: The route's proof, LINK or HOOK, names no person; ask ``viewer``.
        """
        if self.viewer is None:
            message = "this route's proof names no person"
            raise ConfigError(message, hint="take Proof.TAB or Proof.SIGNED_IN, or ask ctx.viewer")
        return self.viewer


class EventContext(Context):
    """What a handler of events gets.

    Attributes:
        event: What may have happened.
        ticket_id: To which ticket; empty for INSTALLED and UNINSTALLED.
        occurred_at: When, by the helpdesk.
    """

    def __init__(
        self, scope: Scope, *, event: Event, ticket_id: str, occurred_at: datetime
    ) -> None:
        """Keep what happened."""
        super().__init__(scope)
        self.event = event
        self.ticket_id = ticket_id
        self.occurred_at = occurred_at


class JobContext(Context):
    """What a job or a schedule gets.

    Attributes:
        key: Under which it was put into the outbox.
        attempt: How often it was begun, this time included.
    """

    def __init__(self, scope: Scope, *, key: str, attempt: int = 1) -> None:
        """Keep which job it is."""
        super().__init__(scope)
        self.key = key
        self.attempt = attempt


class DemoContext(Context):
    """What fills an app's history for the demo world.

    The first ``ctx.write()`` opens the one transaction that all others join;
    it is committed when the function returns. So read the helpdesk first.
    """

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open, or join, the one transaction of this function."""
        if self._session is None:
            self._one = self._scope.services.write(self.installation.id)
            self._session = self._one.__enter__()
        yield self._session

    def finish(self, error: BaseException | None = None) -> None:
        """Commit, or roll back because of ``error``; called by the kit."""
        if self._session is not None:
            self._session = None
            kind, trace = (type(error), error.__traceback__) if error else (None, None)
            self._one.__exit__(kind, error, trace)
