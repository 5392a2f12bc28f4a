"""Who may do what with records of the account's own objects, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/custom-data/custom-objects/
custom_object_permissions/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Listing, Patches, Register
from cxsdk.helpdesks.zendesk.native.rules import Conditions, TellsSubjects
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRule(Record):
    """Which records a permission is about."""

    id: int
    title: str | None = None
    description: str | None = None
    conditions: Conditions | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionAction(Record):
    """Whether one thing may be done."""

    allowed: bool | None = None
    #: With the records of this rule only; None for all.
    rule_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPermissions(Record):
    """What may be done with records."""

    create: PermissionAction | None = None
    read: PermissionAction | None = None
    update: PermissionAction | None = None
    delete: PermissionAction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionPolicy(Record):
    """What one role may do."""

    #: Such as ``custom-role-123`` or ``end-user``.
    id: str
    role_name: str | None = None
    records: RecordPermissions | None = None


ACCESS_RULE = Loader(AccessRule, vendor=VENDOR)
PERMISSION_POLICY = Loader(PermissionPolicy, vendor=VENDOR)


class AccessRules(Register[AccessRule], Patches[AccessRule], TellsSubjects[AccessRule]):
    """``/api/v2/custom_objects/{key}/access_rules``."""

    path: ClassVar[str] = "custom_objects/{key}/access_rules"
    one: ClassVar[str] = "access_rule"
    many: ClassVar[str] = "access_rules"
    paging = "none"
    loader = ACCESS_RULE


class PermissionPolicies(Listing[PermissionPolicy], Patches[PermissionPolicy]):
    """``/api/v2/custom_objects/{key}/permission_policies``: one a role."""

    path: ClassVar[str] = "custom_objects/{key}/permission_policies"
    one: ClassVar[str] = "policy"
    many: ClassVar[str] = "policies"
    paging = "none"
    loader = PERMISSION_POLICY
