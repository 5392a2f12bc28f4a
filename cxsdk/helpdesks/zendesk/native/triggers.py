"""Triggers: rules that run when a ticket changes, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/business-rules/triggers/
and .../trigger_categories/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Gets,
    Patches,
    Register,
    part,
    spelled,
)
from cxsdk.helpdesks.zendesk.native.rules import Action, Condition, Conditions, Rules
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Record):
    """A rule that is tried whenever a ticket is made or changed."""

    id: int
    url: str | None = None
    title: str | None = None
    raw_title: str | None = None
    description: str | None = None
    active: bool | None = None
    #: One of those that every account is born with.
    default: bool | None = None
    #: Triggers run in this order, within their category; 1 is the first.
    position: int | None = None
    #: A number as text.
    category_id: str | None = None
    #: Only in writes: a category that is made with the trigger.
    category: Mapping[str, Any] | None = None
    brand_id: int | None = None
    conditions: Conditions | None = None
    # The same once more, from older days.
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()
    restriction: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerSnapshot(Record):
    """A trigger as it was."""

    title: str | None = None
    description: str | None = None
    active: bool | None = None
    conditions: Conditions | None = None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerChange(Record):
    """One line of a comparison."""

    #: ``+``, ``-`` or ``=``.
    change: str | None = None
    content: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerDiff(Record):
    """What one revision changed, line by line."""

    #: Revisions that are compared; None for the first.
    source_id: int | None = None
    target_id: int | None = None
    title: tuple[TriggerChange, ...] = ()
    description: tuple[TriggerChange, ...] = ()
    active: tuple[TriggerChange, ...] = ()
    #: Lists of changes of ``field`` and ``value``.
    actions: tuple[Any, ...] = ()
    #: Changes of ``field``, ``operator`` and ``value``; below ``all`` and ``any`` where there
    #: are several.
    conditions: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRevision(Record):
    """A trigger as somebody saved it."""

    id: int
    url: str | None = None
    author_id: int | None = None
    created_at: datetime | None = None
    snapshot: TriggerSnapshot | None = None
    #: Only in lists.
    diff: TriggerDiff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerCategory(Record):
    """A drawer of triggers; drawers run in order, and the triggers within them too."""

    #: A number as text; missing in the vendor's example of a list.
    id: str | None = None
    name: str | None = None
    #: 0 is the first.
    position: int | None = None
    # Only with ``include="rule_counts"``: its triggers that are on, and off.
    active_count: int | None = None
    inactive_count: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerJobError(Record):
    """Why a batch was refused."""

    code: str | None = None
    title: str | None = None
    detail: str | None = None
    id: str | None = None
    status: str | None = None
    trigger_id: str | None = None
    links: Mapping[str, Any] | None = None
    source: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerJobResults(Record):
    """What a batch changed."""

    trigger_categories: tuple[TriggerCategory, ...] = ()
    triggers: tuple[Trigger, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerJob(Record):
    """What became of a batch. It is over when it is answered; all of it was done, or nothing."""

    #: ``complete`` or ``failed``.
    status: str | None = None
    results: TriggerJobResults | None = None
    errors: tuple[TriggerJobError, ...] = ()


TRIGGER = Loader(Trigger, vendor=VENDOR)
TRIGGER_REVISION = Loader(TriggerRevision, vendor=VENDOR)
TRIGGER_CATEGORY = Loader(TriggerCategory, vendor=VENDOR)
TRIGGER_JOB = Loader(TriggerJob, vendor=VENDOR)


class Triggers(Rules[Trigger]):
    """``/api/v2/triggers``."""

    path: ClassVar[str] = "triggers"
    one: ClassVar[str] = "trigger"
    many: ClassVar[str] = "triggers"
    loader = TRIGGER

    def reorder(self, ids: Iterable[int]) -> tuple[Trigger, ...]:
        """Have the triggers run in this order, and return those that the API tells of.

        Args:
            ids: Every trigger of the account; the API refuses a part of them.

        Raises:
            ApiError: The account has more than one category: order them by ``update_many``.
        """
        body = {"trigger_ids": [*ids]}
        answer = self._client.request("PUT", f"{self._path}/reorder", json=body)
        # The document shows one trigger where every other call for many has a list.
        found = answer[self.many] if self.many in answer else [part(answer, self.one)]
        return tuple(map(self.loader.load, found))

    def revisions(self, trigger_id: int) -> TriggerRevisions:
        """Return the history of one trigger, newest first."""
        return TriggerRevisions(self._client, trigger_id=trigger_id)


class TriggerRevisions(Gets[TriggerRevision]):
    """``/api/v2/triggers/{id}/revisions``; needs the plan Enterprise."""

    path: ClassVar[str] = "triggers/{trigger_id}/revisions"
    one: ClassVar[str] = "trigger_revision"
    many: ClassVar[str] = "trigger_revisions"
    loader = TRIGGER_REVISION

    def __iter__(self) -> Iterator[TriggerRevision]:
        """Yield every revision."""
        return self.iter()

    def iter(self, **filters: Any) -> Iterator[TriggerRevision]:
        """Yield every revision, newest first; ``before_url`` leads to older ones here.

        Args:
            **filters: The API's own query parameters.

        Raises:
            SchemaError: A page leads back to one that was read.
        """
        url, params, seen = self._path, filters, set[str]()
        while url and url not in seen:
            seen.add(url)
            page = self._client.request("GET", url, params=params)
            yield from map(self.loader.load, part(page, self.many))
            url, params = page.get("before_url"), {}
        if url:
            message = "the next page was read before: the listing runs in a circle"
            raise SchemaError(message, path="before_url", vendor=VENDOR)


class TriggerCategories(Register[TriggerCategory], Patches[TriggerCategory]):
    """``/api/v2/trigger_categories``."""

    path: ClassVar[str] = "trigger_categories"
    one: ClassVar[str] = "trigger_category"
    many: ClassVar[str] = "trigger_categories"
    loader = TRIGGER_CATEGORY

    def batch(
        self,
        *,
        categories: Iterable[Body] = (),
        triggers: Iterable[Body] = (),
        action: Literal["patch", "delete"] = "patch",
    ) -> TriggerJob:
        """Order, move, switch, rename or delete many at once: all of them, or none.

        Args:
            categories: Each with its ``id`` and what changes.
            triggers: Each with its ``id`` and what changes: ``position``, ``category_id``,
                ``active``.
            action: What is done to them.
        """
        items = {
            "trigger_categories": [*map(spelled, categories)],
            "triggers": [*map(spelled, triggers)],
        }
        body = {"job": {"action": action, "items": {k: v for k, v in items.items() if v}}}
        return TRIGGER_JOB.load(self._client.request("POST", f"{self._path}/jobs", json=body))
