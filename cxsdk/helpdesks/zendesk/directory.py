"""People, agents, teams, organizations, fields and ratings, behind the common face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.errors import ConfigError, NotFound
from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.words import AGENT_ROLES
from cxsdk.helpdesks.zendesk.writes import number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cxsdk.helpdesks.zendesk import native
    from cxsdk.helpdesks.zendesk.mapping import Mapper
    from cxsdk.models import Agent, FieldDef, Organization, Person, Satisfaction, Team


class _Bound:
    def __init__(self, zendesk: native.Zendesk, mapper: Mapper) -> None:
        """Bind to an account; nothing is sent."""
        self._zendesk = zendesk
        self._map = mapper


class ZendeskPeople(_Bound):
    """Customers: users with the role ``end-user``."""

    def iter(self) -> Iterator[Person]:
        """Yield every customer, lazily."""
        return map(self._map.person, self._zendesk.users.iter(role="end-user"))

    def get(self, person_id: str) -> Person:
        """Return one person, of whatever role: agents write in too.

        Raises:
            NotFound: There is none.
        """
        return self._map.person(self._zendesk.users.get(number(person_id, "user")))

    def find(self, email: str) -> Person | None:
        """Return the person with exactly this address, None when there is none.

        A person who was made just now is found after a minute or so.
        """
        if email.count("@") != 1 or any(each.isspace() or each in '"\\' for each in email):
            return None
        wanted = email.casefold()
        for user in self._zendesk.users.search(f"email:{email}"):
            if (user.email or "").casefold() == wanted:
                return self._map.person(user)
        return None


class ZendeskAgents(_Bound):
    """Those who answer: users with the role ``agent`` or ``admin``."""

    def iter(self) -> Iterator[Agent]:
        """Yield every agent, lazily; machines among them too."""
        return map(self._map.agent, self._zendesk.users.iter(**{"role[]": [*AGENT_ROLES]}))

    def get(self, agent_id: str) -> Agent:
        """Return one agent.

        Raises:
            NotFound: There is no such user, or it is a customer.
        """
        user = self._zendesk.users.get(number(agent_id, "agent"))
        if user.role not in AGENT_ROLES:
            message = f"user {agent_id} is no agent"
            raise NotFound(message, status=404, vendor=VENDOR, hint="people.get() finds customers")
        return self._map.agent(user)

    def me(self) -> Agent:
        """Return who these credentials act as.

        Raises:
            Unauthorized: Nobody: the API's anonymous user is refused.
        """
        return self._map.agent(self._zendesk.users.me())


class ZendeskTeams(_Bound):
    """Groups of agents."""

    def iter(self) -> Iterator[Team]:
        """Yield every team, lazily."""
        return map(self._map.team, self._zendesk.groups.iter())

    def get(self, team_id: str) -> Team:
        """Return one team; raises NotFound."""
        return self._map.team(self._zendesk.groups.get(number(team_id, "group")))


class ZendeskOrganizations(_Bound):
    """Companies whose people write."""

    def iter(self) -> Iterator[Organization]:
        """Yield every organization, lazily."""
        return map(self._map.organization, self._zendesk.organizations.iter())

    def get(self, organization_id: str) -> Organization:
        """Return one organization; raises NotFound."""
        found = self._zendesk.organizations.get(number(organization_id, "organization"))
        return self._map.organization(found)


class ZendeskFields(_Bound):
    """Definitions of ticket fields."""

    def iter(self) -> Iterator[FieldDef]:
        """Yield every definition, lazily."""
        return map(self._map.field, self._zendesk.ticket_fields.iter())


class ZendeskSatisfaction(_Bound):
    """Ratings as the account itself keeps them; ratings of archived tickets may be missing."""

    def iter(self, *, since: datetime | None = None) -> Iterator[Satisfaction]:
        """Yield ratings lazily, offered ones without an answer included.

        Args:
            since: Only ratings at or after this aware moment; None (default) for all.

        Raises:
            ConfigError: ``since`` has no time zone.
        """
        if since is None:
            return map(self._map.satisfaction, self._zendesk.satisfaction_ratings.iter())
        if since.utcoffset() is None:
            message = "since has no time zone"
            raise ConfigError(message, hint="use an aware moment, such as datetime.now(UTC)")
        found = self._zendesk.satisfaction_ratings.iter(start_time=int(since.timestamp()))
        return map(self._map.satisfaction, found)
