"""Who is good at what, and which tickets need it, as Zendesk spells it.

The API calls a kind of skill an attribute (“language”), and a skill one of its
values (“Russian”); agents and tickets have values.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/skill_based_routing/
and .../incremental_skill_based_routing/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cxsdk.helpdesks.zendesk.facts import API, PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.bulk import in_bulk, itself
from cxsdk.helpdesks.zendesk.native.jobs import start_job
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Collection,
    Patches,
    Register,
    joined,
    part,
    spelled,
)
from cxsdk.helpdesks.zendesk.native.rules import TellsSubjects
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cxsdk.client import Client
    from cxsdk.helpdesks.zendesk.native.bulk import BulkRun, Progress
    from cxsdk.helpdesks.zendesk.native.jobs import JobStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingAttribute(Record):
    """A kind of skill, such as “language”."""

    #: A UUID.
    id: str
    url: str | None = None
    name: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingValue(Record):
    """A skill, such as “Russian”."""

    #: A UUID.
    id: str
    url: str | None = None
    attribute_id: str | None = None
    name: str | None = None
    #: Of agents: ``HIGH`` when they are asked first, else ``NORMAL``.
    agent_skill_priority: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSkill(Record):
    """One skill of one agent."""

    id: str | None = None
    url: str | None = None
    agent_id: int | None = None
    attribute_id: str | None = None
    attribute_value_id: str | None = None
    name: str | None = None
    agent_skill_priority: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingChange(Record):
    """A kind of skill, a skill, or who has it was made, changed or deleted."""

    id: str | None = None
    #: ``create``, ``update``, ``delete``; of who has it such as ``associate_agent``.
    type: str | None = None
    time: datetime | None = None
    name: str | None = None
    #: Of a skill: its kind.
    attribute_id: str | None = None
    #: Of who has it: the skill, and the number of the agent or ticket as text.
    attribute_value_id: str | None = None
    instance_id: str | None = None


ATTRIBUTE = Loader(RoutingAttribute, vendor=VENDOR)
VALUE = Loader(RoutingValue, vendor=VENDOR)
AGENT_SKILL = Loader(AgentSkill, vendor=VENDOR)
ROUTING_CHANGE = Loader(RoutingChange, vendor=VENDOR)


class RoutingAttributes(Collection[RoutingAttribute], TellsSubjects[RoutingAttribute]):
    """``/api/v2/routing/attributes``: the kinds of skills."""

    path: ClassVar[str] = "routing/attributes"
    one: ClassVar[str] = "attribute"
    many: ClassVar[str] = "attributes"
    paging = "none"
    loader = ATTRIBUTE

    def values(self, attribute_id: str) -> RoutingValues:
        """Return the skills of one kind."""
        return RoutingValues(self._client, attribute_id=attribute_id)


class RoutingValues(Register[RoutingValue], Patches[RoutingValue]):
    """``/api/v2/routing/attributes/{id}/values``."""

    path: ClassVar[str] = "routing/attributes/{attribute_id}/values"
    one: ClassVar[str] = "attribute_value"
    many: ClassVar[str] = "attribute_values"
    paging = "none"
    loader = VALUE


class Skills:
    """Which agents and tickets have which skills."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def of_agent(self, user_id: int) -> tuple[RoutingValue, ...]:
        """Return the skills of one agent."""
        return self._values("GET", f"agents/{user_id}")

    def set_for_agent(self, user_id: int, value_ids: Iterable[str]) -> tuple[RoutingValue, ...]:
        """Give an agent these skills, and no others; returns them."""
        return self._values("POST", f"agents/{user_id}", json={"attribute_value_ids": [*value_ids]})

    def of_ticket(self, ticket_id: int) -> tuple[RoutingValue, ...]:
        """Return the skills that one ticket needs."""
        return self._values("GET", f"tickets/{ticket_id}")

    def set_for_ticket(self, ticket_id: int, value_ids: Iterable[str]) -> tuple[RoutingValue, ...]:
        """Have a ticket need these skills, and no others; unknown ones are passed over."""
        return self._values(
            "POST", f"tickets/{ticket_id}", json={"attribute_value_ids": [*value_ids]}
        )

    def of_agents(self, user_ids: Iterable[int]) -> Iterator[AgentSkill]:
        """Yield the skills of at most 100 agents, over all pages."""
        query = {"filter[agent_ids]": joined(user_ids), "page[size]": PAGE_SIZE}
        path = f"{API}/routing/agents/instance_values"
        for page in self._client.pages(path, params=query):
            yield from map(AGENT_SKILL.load, part(page, "instance_values"))

    def change_for_agents(
        self,
        user_ids: Iterable[int],
        values: Iterable[Body],
        *,
        action: Literal["upsert", "update", "delete"] = "upsert",
        on_progress: Progress | None = None,
    ) -> BulkRun[int]:
        """Give the same skills to any number of agents, or take them; a result per agent.

        Args:
            user_ids: The agents; read as they are needed.
            values: Skills, each with its ``id`` and, of a new one, ``agent_skill_priority``.
            action: ``upsert`` adds (default), ``update`` replaces all that they have,
                ``delete`` takes away.
            on_progress: Called whenever a chunk of a hundred is settled.
        """
        attributes = {"attribute_values": [*map(spelled, values)]}

        def send(chunk: Sequence[Any]) -> JobStatus:
            job = {"action": action, "attributes": attributes, "items": chunk}
            path = f"{API}/routing/agents/instance_values/jobs"
            return start_job(self._client, "POST", path, json={"job": job})

        return in_bulk(self._client, user_ids, send, id_of=itself, on_progress=on_progress)

    def tickets_for_me(self, ticket_ids: Iterable[int]) -> tuple[int, ...]:
        """Return those of the tickets whose skills these credentials' user has."""
        answer = self._client.request(
            "GET",
            f"{API}/routing/requirements/fulfilled",
            params={"ticket_ids": joined(ticket_ids)},
        )
        return tuple(part(answer, "fulfilled_ticket_ids"))

    def changes_of_attributes(self, cursor: str | None = None) -> Iterator[RoutingChange]:
        """Yield how the kinds of skills changed, oldest first; needs an admin.

        Args:
            cursor: Where an earlier walk stopped, from the answer's ``next_page``;
                None (default) for the beginning.
        """
        return self._changes("attributes", cursor)

    def changes_of_values(self, cursor: str | None = None) -> Iterator[RoutingChange]:
        """Yield how the skills changed, as :meth:`changes_of_attributes`."""
        return self._changes("attribute_values", cursor)

    def changes_of_instances(self, cursor: str | None = None) -> Iterator[RoutingChange]:
        """Yield who got and lost skills, as :meth:`changes_of_attributes`."""
        return self._changes("instance_values", cursor)

    def _values(self, method: str, whose: str, **call: Any) -> tuple[RoutingValue, ...]:
        path = f"{API}/routing/{whose}/instance_values"
        answer = self._client.request(method, path, **call)
        return tuple(map(VALUE.load, part(answer, "attribute_values")))

    def _changes(self, key: str, cursor: str | None) -> Iterator[RoutingChange]:
        path = f"{API}/incremental/routing/{key}"
        for page in self._client.pages(path, params={"cursor": cursor}):
            found = part(page, key)
            if not found:  # the last page leads to an empty one, which leads to itself
                return
            yield from map(ROUTING_CHANGE.load, found)
