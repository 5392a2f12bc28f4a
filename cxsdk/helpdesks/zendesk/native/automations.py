"""Automations: rules that run as time passes, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/business-rules/automations/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.rules import Action, Conditions, Rules
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation(Record):
    """A rule that is tried on every open ticket once an hour."""

    id: int
    url: str | None = None
    title: str | None = None
    raw_title: str | None = None
    active: bool | None = None
    #: One of those that every account is born with.
    default: bool | None = None
    #: Automations run in this order; 1 is the first.
    position: int | None = None
    conditions: Conditions | None = None
    actions: tuple[Action, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


AUTOMATION = Loader(Automation, vendor=VENDOR)


class Automations(Rules[Automation]):
    """``/api/v2/automations``."""

    path: ClassVar[str] = "automations"
    one: ClassVar[str] = "automation"
    many: ClassVar[str] = "automations"
    loader = AUTOMATION
