"""What all of Zendesk's rules are made of: conditions, actions, and what both may speak of.

Source: https://developer.zendesk.com/documentation/ticketing/reference-guides/conditions-reference/
and .../actions-reference/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from cxsdk.helpdesks.zendesk.facts import PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.bulk import CHUNK, named
from cxsdk.helpdesks.zendesk.native.resource import (
    Body,
    Collection,
    R,
    Resource,
    joined,
    part,
)
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxsdk.client import Client

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Record):
    """One thing that must hold."""

    #: Such as ``status``, ``current_tags`` or ``custom_fields_123``.
    field: str | None = None
    #: Such as ``is``, ``less_than``, ``includes``.
    operator: str | None = None
    #: Text, number or list, after the field; None where the operator needs none.
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions(Record):
    """When a rule applies: each of ``all`` holds, and at least one of ``any`` if there are any."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Record):
    """One thing that a rule does."""

    #: Such as ``status``, ``set_tags`` or ``notification_user``.
    field: str | None = None
    #: Text, or a list such as recipient, subject and body of a message.
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOperator(Record):
    """How a condition may compare."""

    #: What the screen says; ``value`` is what a condition says.
    title: str | None = None
    value: str | None = None
    #: True when no value follows, as after ``present``.
    terminal: bool | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChoice(Record):
    """One value that a condition or an action may take."""

    title: str | None = None
    #: Text or number; None for “none”.
    value: Any = None
    enabled: bool | None = None
    format: str | None = None
    #: Found out when the rule runs, such as the current user.
    dynamic: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSubject(Record):
    """Something that a condition, an action or a column may be about."""

    #: Its name in rules, such as ``status``.
    subject: str | None = None
    title: str | None = None
    #: What it belongs to, such as ``ticket``.
    group: str | None = None
    #: How its value is chosen: ``list``, ``text``, ``autocomplete``, …
    type: str | None = None
    nullable: bool | None = None
    #: May stand in one rule more than once.
    repeatable: bool | None = None
    operators: tuple[RuleOperator, ...] = ()
    values: tuple[RuleChoice, ...] = ()
    #: Where its values are looked up, for those too many to list.
    metadata: Mapping[str, Any] | None = None
    #: Of what a view shows, sorts or groups by: its name.
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSubjects(Record):
    """What the rules of one kind may be about; which parts are there depends on the kind."""

    conditions_all: tuple[RuleSubject, ...] = ()
    conditions_any: tuple[RuleSubject, ...] = ()
    actions: tuple[RuleSubject, ...] = ()
    #: Of views only: columns, and what they may be sorted and grouped by.
    output: tuple[RuleSubject, ...] = ()
    sortables: tuple[RuleSubject, ...] = ()
    groupables: tuple[RuleSubject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleValues(Record):
    """The values that a :class:`RuleField` may take."""

    list: tuple[RuleChoice, ...] = ()
    #: ``list``, ``text``, ``autocomplete``, …
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleField(Record):
    """What a macro or a service level may be about, in the API's older words."""

    #: Its name in rules.
    value: str | None = None
    title: str | None = None
    title_for_field: str | None = None
    group: str | None = None
    operators: tuple[RuleOperator, ...] = ()
    values: RuleValues | None = None
    target: str | None = None
    output_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFields(Record):
    """What the conditions of a service level may be about."""

    all: tuple[RuleField, ...] = ()
    any: tuple[RuleField, ...] = ()


RULE_SUBJECTS = Loader(RuleSubjects, vendor=VENDOR)
RULE_FIELD = Loader(RuleField, vendor=VENDOR)
RULE_FIELDS = Loader(RuleFields, vendor=VENDOR)


class TellsSubjects(Resource[R]):
    """A place of things with conditions, which tells what these may be about."""

    def subjects(self) -> RuleSubjects:
        """Return what conditions and actions may be about, custom fields included.

        The API calls them definitions.
        """
        answer = self._client.request("GET", f"{self._path}/definitions")
        return RULE_SUBJECTS.load(part(answer, "definitions"))


class Rules(Collection[R], TellsSubjects[R]):
    """A collection of rules: those that are on can be listed, all can be searched."""

    def active(self, **filters: Any) -> Iterator[R]:
        """Yield those that are switched on, over all pages."""
        query = {"per_page": PAGE_SIZE, **filters}
        return self._walk(f"{self._path}/active", self.many, self.loader, query)

    def search(self, query: str, **filters: Any) -> Iterator[R]:
        """Yield those whose title holds ``query``, over all pages.

        Args:
            query: Part of the title.
            **filters: The API's own query parameters, such as ``active=True``.
        """
        sent = {"query": query, "per_page": PAGE_SIZE, **filters}
        return self._walk(f"{self._path}/search", self.many, self.loader, sent)

    def update_many(self, changes: Iterable[Body]) -> tuple[R, ...]:
        """Change any number, each named by its ``id``, by a hundred a call.

        Only what orders and switches rules can be changed so: ``position``, ``active`` and,
        of triggers, ``category_id``. When a call fails, the earlier ones stand.
        """
        path = f"{self._path}/update_many"
        bodies = map(named, changes)
        return tuple(
            changed
            for chunk in chunks(bodies)
            for changed in self._several("PUT", path, json={self.many: chunk})
        )

    def delete_many(self, ids: Iterable[int]) -> None:
        """Delete any number, by a hundred a call; when a call fails, the earlier ones stand."""
        delete_many(self._client, f"{self._path}/destroy_many", ids)


def delete_many(client: Client, path: str, ids: Iterable[int]) -> None:
    """Delete by ids, a hundred a call."""
    for chunk in chunks(iter(ids)):
        client.request("DELETE", path, params={"ids": joined(chunk)})


def chunks(items: Iterator[T]) -> Iterator[list[T]]:
    """Yield the items by hundreds."""
    while chunk := [*islice(items, CHUNK)]:
        yield chunk
