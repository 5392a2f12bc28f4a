"""Addresses that customers write to, and what became of mails to them, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/support_addresses/
and .../tickets/email_notifications/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection, Listing, joined, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAddress(Record):
    """An address that customers write to."""

    id: int
    #: Fixed for life.
    email: str
    #: Who mails from it come from.
    name: str | None = None
    brand_id: int | None = None
    default: bool | None = None
    #: Whether mail to it arrives here: ``unknown``, ``waiting``, ``verified``, ``failed``.
    forwarding_status: str | None = None
    #: Whether mail from it is taken as real: ``unknown``, ``verified``, ``failed``.
    spf_status: str | None = None
    cname_status: str | None = None
    domain_verification_status: str | None = None
    #: What the domain's TXT record must say.
    domain_verification_code: str | None = None
    #: ``verified`` or ``failed``.
    dns_results: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus(Record):
    """What the other mail server said."""

    id: int | None = None
    #: Such as ``delivered``.
    name: str | None = None
    #: Of SMTP, such as ``550 5.1.1``.
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailRecipient(Record):
    """One person whom a mail went to."""

    user_id: int | None = None
    email_address: str | None = None
    delivery_status: DeliveryStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailNotification(Record):
    """One mail that a comment caused."""

    notification_id: int
    ticket_id: int | None = None
    comment_id: int | None = None
    email_id: str | None = None
    #: Its header ``Message-ID``, angle brackets included.
    message_id: str | None = None
    recipients: tuple[EmailRecipient, ...] = ()
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


SUPPORT_ADDRESS = Loader(SupportAddress, vendor=VENDOR)
EMAIL_NOTIFICATION = Loader(EmailNotification, vendor=VENDOR)


class SupportAddresses(Collection[SupportAddress]):
    """``/api/v2/recipient_addresses``."""

    path: ClassVar[str] = "recipient_addresses"
    one: ClassVar[str] = "recipient_address"
    many: ClassVar[str] = "recipient_addresses"
    loader = SUPPORT_ADDRESS

    def verify(
        self, address_id: int, kind: Literal["forwarding", "spf", "dns"] = "forwarding"
    ) -> None:
        """Have an address checked; how it went is in the address, a while later.

        Args:
            address_id: Of the address.
            kind: ``forwarding`` (default): by a test mail, sent once.
        """
        path = self._at(address_id, "verify")
        self._client.send("PUT", path, json={"type": kind}, may_repeat=False)


class EmailNotifications(Listing[EmailNotification]):
    """``/api/v2/email_notifications``: ``iter(**{"filter[ticket_id]": 5})``; a filter is a must."""

    path: ClassVar[str] = "email_notifications"
    one: ClassVar[str] = "email_notification"
    many: ClassVar[str] = "email_notifications"
    loader = EMAIL_NOTIFICATION

    def show_many(
        self,
        ids: Iterable[int] = (),
        *,
        comment_ids: Iterable[int] = (),
        ticket_ids: Iterable[int] = (),
    ) -> tuple[EmailNotification, ...]:
        """Return the mails of these ids, comments or tickets, at most 100."""
        asked = {"ids": ids, "comment_ids": comment_ids, "ticket_ids": ticket_ids}
        params = {name: text for name, some in asked.items() if (text := joined(some))}
        answer = self._client.request("GET", f"{self._path}/show_many", params=params)
        # The document shows one object under the name of one; many come under that of many.
        has_many = isinstance(answer, dict) and self.many in answer
        found = part(answer, self.many if has_many else self.one)
        return tuple(map(self.loader.load, found if isinstance(found, list) else [found]))
