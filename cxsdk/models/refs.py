"""Who and what a record points at: short values that need no further call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a record lives: one object in one account at one vendor.

    Args:
        vendor: Name of the helpdesk, such as ``zendesk``.
        account: The account's label, such as ``acme``.
        id: The vendor's id; always text, whatever the vendor uses.
        url: A page or an API address of the object; None when the vendor gives none.
    """

    vendor: str
    account: str
    id: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A customer, as far as the record that names them knows."""

    id: str
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class AgentRef:
    """An agent, as far as the record that names them knows."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class TeamRef:
    """A team (group, department, queue) by id."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class OrganizationRef:
    """An organization (company) by id."""

    id: str
    name: str | None = None
