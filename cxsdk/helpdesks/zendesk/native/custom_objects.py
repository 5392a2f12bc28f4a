"""Objects of the account's own, their fields and their rules, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/custom-data/custom-objects/custom_objects/,
.../custom_object_fields/ and https://developer.zendesk.com/api-reference/ticketing/
business-rules/object_triggers/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.custom_object_permissions import (
    AccessRules,
    PermissionPolicies,
)
from cxsdk.helpdesks.zendesk.native.custom_object_records import CustomObjectRecords
from cxsdk.helpdesks.zendesk.native.profile_fields import ProfileField
from cxsdk.helpdesks.zendesk.native.resource import Patches, Register
from cxsdk.helpdesks.zendesk.native.rules import Action, Conditions, Rules
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomObject(Record):
    """A kind of things that the account keeps records of."""

    #: Names it everywhere; fixed for life.
    key: str
    url: str | None = None
    title: str | None = None
    title_pluralized: str | None = None
    description: str | None = None
    # The same, with the placeholders of dynamic content.
    raw_title: str | None = None
    raw_title_pluralized: str | None = None
    raw_description: str | None = None
    allows_attachments: bool | None = None
    allows_photos: bool | None = None
    include_in_list_view: bool | None = None
    #: Numbers as text.
    created_by_user_id: str | None = None
    updated_by_user_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Record):
    """How many there are, and may be."""

    count: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomObjectFieldProperties(Record):
    """What only fields of some types have."""

    #: No two records may have the same value.
    is_unique: bool | None = None
    #: Of a name that counts by itself: what stands before the number, and its digits.
    autoincrement_enabled: bool | None = None
    autoincrement_prefix: str | None = None
    autoincrement_padding: int | None = None
    autoincrement_next_sequence: int | None = None
    #: Of money: codes such as ``EUR``.
    allowed_currencies: tuple[str, ...] = ()
    #: Of a parent: who may see it, may see the children.
    cascade_permissions_enabled: bool | None = None
    #: Of a sum over children: of what, and how: ``COUNT``, ``SUM``, ``MIN``, ``MAX``.
    rollup_child_object: str | None = None
    rollup_aggregated_field: str | None = None
    rollup_aggregated_field_title: str | None = None
    rollup_aggregation_type: str | None = None
    rollup_filter_criteria: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomObjectField(ProfileField):
    """A field that records of one object have."""

    #: Must be filled in.
    required: bool | None = None
    readonly: bool | None = None
    properties: CustomObjectFieldProperties | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectTrigger(Record):
    """A rule that is tried whenever a record of one object is made or changed."""

    id: int
    url: str | None = None
    title: str | None = None
    raw_title: str | None = None
    description: str | None = None
    active: bool | None = None
    default: bool | None = None
    #: Triggers run in this order; 1 is the first.
    position: int | None = None
    conditions: Conditions | None = None
    actions: tuple[Action, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


CUSTOM_OBJECT = Loader(CustomObject, vendor=VENDOR)
CUSTOM_OBJECT_FIELD = Loader(CustomObjectField, vendor=VENDOR)
OBJECT_TRIGGER = Loader(ObjectTrigger, vendor=VENDOR)
LIMIT = Loader(Limit, vendor=VENDOR)


class CustomObjects(Register[CustomObject], Patches[CustomObject]):
    """``/api/v2/custom_objects``; an object is named by its key."""

    path: ClassVar[str] = "custom_objects"
    one: ClassVar[str] = "custom_object"
    many: ClassVar[str] = "custom_objects"
    paging = "none"
    loader = CUSTOM_OBJECT

    def records(self, key: str) -> CustomObjectRecords:
        """Return the records of one object."""
        return CustomObjectRecords(self._client, key=key)

    def fields(self, key: str) -> CustomObjectFields:
        """Return the fields of one object."""
        return CustomObjectFields(self._client, key=key)

    def triggers(self, key: str) -> ObjectTriggers:
        """Return the rules that changes of one object's records set off."""
        return ObjectTriggers(self._client, key=key)

    def access_rules(self, key: str) -> AccessRules:
        """Return the conditions under which records of one object may be seen or changed."""
        return AccessRules(self._client, key=key)

    def permission_policies(self, key: str) -> PermissionPolicies:
        """Return what each role may do with records of one object."""
        return PermissionPolicies(self._client, key=key)

    def object_limit(self) -> Limit:
        """Return how many objects the account has, and may have."""
        return LIMIT.load(self._client.request("GET", f"{self._path}/limits/object_limit"))

    def record_limit(self) -> Limit:
        """Return how many records of all objects the account has, and may have."""
        return LIMIT.load(self._client.request("GET", f"{self._path}/limits/record_limit"))

    def field_limit(self, key: str) -> Limit:
        """Return how many fields one object has, and may have."""
        return LIMIT.load(self._client.request("GET", self._at(key, "limits", "field_limit")))


class CustomObjectFields(Register[CustomObjectField], Patches[CustomObjectField]):
    """``/api/v2/custom_objects/{key}/fields``; a field is named by its key or number."""

    path: ClassVar[str] = "custom_objects/{key}/fields"
    one: ClassVar[str] = "custom_object_field"
    many: ClassVar[str] = "custom_object_fields"
    loader = CUSTOM_OBJECT_FIELD

    def reorder(self, ids: Iterable[int]) -> None:
        """Put the fields in this order."""
        body = {"custom_object_field_ids": [*ids]}
        self._client.request("PUT", f"{self._path}/reorder", json=body)


class ObjectTriggers(Rules[ObjectTrigger]):
    """``/api/v2/custom_objects/{key}/triggers``."""

    path: ClassVar[str] = "custom_objects/{key}/triggers"
    one: ClassVar[str] = "trigger"
    many: ClassVar[str] = "triggers"
    paging = "offset"
    loader = OBJECT_TRIGGER
