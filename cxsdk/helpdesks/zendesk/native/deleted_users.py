"""People who were deleted, and their last traces, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/users/users/ (deleted users)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.attachments import Attachment
from cxsdk.helpdesks.zendesk.native.resource import Counts, Listing
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedUser(Record):
    """Somebody who was deleted; without personal data once forgotten for good."""

    id: int
    #: ``Permanently Deleted User`` once forgotten for good.
    name: str | None = None
    url: str | None = None
    email: str | None = None
    phone: str | None = None
    shared_phone_number: bool | None = None
    #: False.
    active: bool | None = None
    #: ``end-user``, ``agent``, ``admin``.
    role: str | None = None
    #: BCP 47, such as ``ru`` or ``en-US``.
    locale: str | None = None
    locale_id: int | None = None
    organization_id: int | None = None
    photo: Attachment | None = None
    #: Where an account keeps the people of its brands apart: ``scope`` and ``brand_id``.
    separation: Mapping[str, Any] | None = None
    #: The vendor's own name, such as ``Eastern Time (US & Canada)``.
    time_zone: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


DELETED_USER = Loader(DeletedUser, vendor=VENDOR)


class DeletedUsers(Listing[DeletedUser], Counts[DeletedUser]):
    """``/api/v2/deleted_users``."""

    path: ClassVar[str] = "deleted_users"
    one: ClassVar[str] = "deleted_user"
    many: ClassVar[str] = "deleted_users"
    loader = DELETED_USER

    def delete(self, user_id: int) -> DeletedUser:
        """Forget a deleted person for good, in all products; it cannot be undone.

        ``users.compliance_deletion_statuses(user_id)`` says how far it is.
        """
        return self._one("DELETE", self._at(user_id))
