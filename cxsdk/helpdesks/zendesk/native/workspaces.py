"""Contextual workspaces: what an agent sees beside tickets of one kind, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/workspaces/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.macros import Macro
from cxsdk.helpdesks.zendesk.native.resource import Collection
from cxsdk.helpdesks.zendesk.native.rules import Conditions, delete_many
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace(Record):
    """A form, macros and apps for the tickets that meet the conditions."""

    id: int
    url: str | None = None
    title: str | None = None
    description: str | None = None
    #: The first that fits a ticket counts.
    position: int | None = None
    activated: bool | None = None
    conditions: Conditions | None = None
    ticket_form_id: int | None = None
    macro_ids: tuple[int, ...] = ()
    #: Only in writes: ids of macros.
    macros: tuple[int, ...] = ()
    selected_macros: tuple[Macro, ...] = ()
    #: Each with ``id``, ``position`` and whether it is unfolded (``expand``).
    apps: tuple[Mapping[str, Any], ...] = ()
    prefer_workspace_app_order: bool | None = None
    knowledge_settings: Any = None
    layout_uuid: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


WORKSPACE = Loader(Workspace, vendor=VENDOR)


class Workspaces(Collection[Workspace]):
    """``/api/v2/workspaces``."""

    path: ClassVar[str] = "workspaces"
    one: ClassVar[str] = "workspace"
    many: ClassVar[str] = "workspaces"
    paging = "none"
    loader = WORKSPACE

    def reorder(self, ids: Iterable[int]) -> None:
        """Put the workspaces in this order."""
        self._client.request("PUT", f"{self._path}/reorder", json={"ids": [*ids]})

    def delete_many(self, ids: Iterable[int]) -> None:
        """Delete any number, by a hundred a call; when a call fails, the earlier ones stand."""
        delete_many(self._client, f"{self._path}/destroy_many", ids)
