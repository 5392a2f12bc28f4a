"""What was changed in the account, by whom, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/account-configuration/audit_logs/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Listing
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLog(Record):
    """One change of the account's settings, or one signing in."""

    id: int
    #: ``create``, ``update``, ``destroy``, ``login``, ``exported``.
    action: str | None = None
    #: The same in the account's language.
    action_label: str | None = None
    #: Negative for the product itself.
    actor_id: int | None = None
    actor_name: str | None = None
    change_description: str | None = None
    ip_address: str | None = None
    #: What was changed: ``user``, ``rule``, ``account_setting``, …
    source_type: str | None = None
    source_id: int | None = None
    source_label: str | None = None
    url: str | None = None
    created_at: datetime | None = None


AUDIT_LOG = Loader(AuditLog, vendor=VENDOR)


class AuditLogs(Listing[AuditLog]):
    """``/api/v2/audit_logs``, for admins: ``iter(**{"filter[source_type]": "user"})``."""

    path: ClassVar[str] = "audit_logs"
    one: ClassVar[str] = "audit_log"
    many: ClassVar[str] = "audit_logs"
    loader = AUDIT_LOG

    def export(self, **filters: Any) -> None:
        """Have the whole log sent by mail, as a table, to who these credentials act as.

        Args:
            **filters: As in :meth:`iter`, such as ``**{"filter[action]": "login"}``.

        Raises:
            RateLimited: The account asked for one less than a minute ago.
        """
        self._client.send("POST", f"{self._path}/export", params=filters)
