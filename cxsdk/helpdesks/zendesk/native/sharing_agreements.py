"""Tickets that two accounts share, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/sharing_agreements/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingAgreement(Record):
    """What two accounts have agreed on."""

    id: int
    name: str | None = None
    url: str | None = None
    #: ``inbound`` (they share with us) or ``outbound``.
    type: str | None = None
    #: ``pending``, ``accepted``, ``declined``, ``inactive``, ``failed``, …
    status: str | None = None
    #: The other account; None for a partner's product.
    remote_subdomain: str | None = None
    #: ``jira``, or None for another account.
    partner_name: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


SHARING_AGREEMENT = Loader(SharingAgreement, vendor=VENDOR)


class SharingAgreements(Collection[SharingAgreement]):
    """``/api/v2/sharing_agreements``."""

    path: ClassVar[str] = "sharing_agreements"
    one: ClassVar[str] = "sharing_agreement"
    many: ClassVar[str] = "sharing_agreements"
    loader = SHARING_AGREEMENT
    paging = "none"
