"""Service levels, for tickets and for groups, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/business-rules/sla_policies/
and .../group_sla_policies/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection, R, joined, part
from cxsdk.helpdesks.zendesk.native.rules import RULE_FIELDS, Conditions, RuleFields
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaTarget(Record):
    """How long something may take, for tickets of one priority."""

    #: ``low``, ``normal``, ``high``, ``urgent``.
    priority: str | None = None
    #: Such as ``first_reply_time``, ``requester_wait_time``, ``group_ownership_time``.
    metric: str | None = None
    #: In minutes; the vendor's examples of levels for groups are in seconds.
    target: int | None = None
    target_in_seconds: int | None = None
    #: Count the hours of the account's schedule only.
    business_hours: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy(Record):
    """A promise about tickets that meet the conditions."""

    id: int
    url: str | None = None
    title: str | None = None
    description: str | None = None
    #: The first that fits a ticket counts.
    position: int | None = None
    filter: Conditions | None = None
    policy_metrics: tuple[SlaTarget, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSlaPolicy(Record):
    """A promise between groups: how long one may keep a ticket."""

    id: str
    url: str | None = None
    title: str | None = None
    description: str | None = None
    position: int | None = None
    #: Only ``all`` is known here.
    filter: Conditions | None = None
    policy_metrics: tuple[SlaTarget, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


SLA_POLICY = Loader(SlaPolicy, vendor=VENDOR)
GROUP_SLA_POLICY = Loader(GroupSlaPolicy, vendor=VENDOR)


class _Policies(Collection[R]):
    paging = "none"

    def reorder(self, ids: Iterable[int | str]) -> None:
        """Put the policies in this order."""
        params = {f"{self.one}_ids": joined(ids)}
        self._client.request("PUT", f"{self._path}/reorder", params=params)

    def subjects(self) -> RuleFields:
        """Return what the conditions may be about; the API calls it definitions."""
        answer = self._client.request("GET", f"{self._path}/definitions")
        return RULE_FIELDS.load(part(answer, "definitions"))


class SlaPolicies(_Policies[SlaPolicy]):
    """``/api/v2/slas/policies``; needs the plan Professional or Suite Growth."""

    path: ClassVar[str] = "slas/policies"
    one: ClassVar[str] = "sla_policy"
    many: ClassVar[str] = "sla_policies"
    loader = SLA_POLICY


class GroupSlaPolicies(_Policies[GroupSlaPolicy]):
    """``/api/v2/group_slas/policies``; needs an admin."""

    path: ClassVar[str] = "group_slas/policies"
    one: ClassVar[str] = "group_sla_policy"
    many: ClassVar[str] = "group_sla_policies"
    loader = GROUP_SLA_POLICY
