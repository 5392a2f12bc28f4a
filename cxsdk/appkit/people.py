"""Who is at the screen: looked up at the helpdesk, with the roles that were given here."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from cxsdk.appkit.kinds import Role
from cxsdk.appkit.tenants import Viewer
from cxsdk.errors import Forbidden, NotFound
from cxsdk.models import AgentRole
from cxsdk.store.tables import PersonRole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from cxsdk.helpdesks.base import Helpdesk
    from cxsdk.models import Agent
    from cxsdk.store import Database

KEPT_S = 60.0
_MOST = 10_000
_DEFAULT = {AgentRole.ADMIN: frozenset({Role.ADMIN}), AgentRole.AGENT: frozenset({Role.AGENT})}


class Roles:
    """Roles that were given here; they stand in place of what the helpdesk says."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database

    def get(self, installation_id: int, person_id: str) -> frozenset[Role]:
        """Return the roles somebody was given; empty when none."""
        wanted = select(PersonRole.role).where(
            PersonRole.installation_id == installation_id, PersonRole.person_id == person_id
        )
        with self._database.read() as db:
            return frozenset(Role(role) for role in db.scalars(wanted))

    def set(self, installation_id: int, person_id: str, roles: Collection[Role]) -> None:
        """Give somebody these roles and no others; none at all means what the helpdesk says."""
        theirs = delete(PersonRole).where(
            PersonRole.installation_id == installation_id, PersonRole.person_id == person_id
        )
        with self._database.write() as db:
            db.execute(theirs)
            db.add_all(
                PersonRole(installation_id=installation_id, person_id=person_id, role=role.value)
                for role in set(roles)
            )


class Staff:
    """The people of the installations, kept for a minute each."""

    def __init__(self, roles: Roles, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Know nobody yet."""
        self._roles = roles
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[tuple[int, str], tuple[float, Agent]] = {}

    def find(self, installation_id: int, person_id: str, ask: Callable[[], Helpdesk]) -> Viewer:
        """Return who this is.

        Args:
            installation_id: Where.
            person_id: Who, by the helpdesk.
            ask: Opens the helpdesk; called only when nobody asked for a minute.

        Raises:
            Forbidden: The helpdesk knows no such agent, or switched them off.
            ApiError: The helpdesk refused.
            TransportError: It did not answer.
        """
        agent = self._agent(installation_id, person_id, ask)
        given = self._roles.get(installation_id, person_id)
        return Viewer(
            id=agent.id,
            name=agent.name or agent.id,
            email=agent.emails[0] if agent.emails else None,
            roles=given or _DEFAULT.get(agent.role, frozenset()),
            locale=agent.locale,
            time_zone=agent.time_zone,
        )

    def _agent(self, installation_id: int, person_id: str, ask: Callable[[], Helpdesk]) -> Agent:
        key = installation_id, person_id
        with self._lock:
            kept = self._known.get(key)
        if kept is not None and self._clock() - kept[0] < KEPT_S:
            return kept[1]
        try:
            agent = ask().agents.get(person_id)
        except NotFound as error:
            raise _nobody() from error
        if not agent.is_active:
            raise _nobody()
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = self._clock(), agent
        return agent


def _nobody() -> Forbidden:
    message = "the helpdesk knows no such agent"
    return Forbidden(message, status=403, hint="ask an admin of the helpdesk")
