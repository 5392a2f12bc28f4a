"""People on both sides of a conversation, and the groups they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cxsdk.models.record import Record
from cxsdk.models.refs import OrganizationRef, Ref


class AgentRole(StrEnum):
    """What a helpdesk lets an agent do."""

    AGENT = "agent"
    ADMIN = "admin"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A customer."""

    ref: Ref
    name: str | None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    external_id: str | None = None
    organization: OrganizationRef | None = None
    locale: str | None = None
    time_zone: str | None = None
    tags: tuple[str, ...] = ()
    custom_fields: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def id(self) -> str:
        """Short form of ``ref.id``."""
        return self.ref.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Record):
    """Someone who answers; ``native_role`` is the vendor's own word for the role."""

    ref: Ref
    name: str | None
    emails: tuple[str, ...] = ()
    role: AgentRole = AgentRole.UNKNOWN
    native_role: str | None = None
    is_active: bool = True
    locale: str | None = None
    time_zone: str | None = None

    @property
    def id(self) -> str:
        """Short form of ``ref.id``."""
        return self.ref.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Record):
    """A group of agents."""

    ref: Ref
    name: str

    @property
    def id(self) -> str:
        """Short form of ``ref.id``."""
        return self.ref.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Record):
    """A company whose people write."""

    ref: Ref
    name: str
    domains: tuple[str, ...] = ()
    external_id: str | None = None
    tags: tuple[str, ...] = ()
    custom_fields: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def id(self) -> str:
        """Short form of ``ref.id``."""
        return self.ref.id
