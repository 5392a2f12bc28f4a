"""Trial accounts that partners open for others.

Source: https://developer.zendesk.com/api-reference/ticketing/reseller/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Creates, part
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAccount(Record):
    """An account that was just opened."""

    subdomain: str
    name: str | None = None
    url: str | None = None


TRIAL_ACCOUNT = Loader(TrialAccount, vendor=VENDOR)


class TrialAccounts(Creates[TrialAccount]):
    """``/api/v2/accounts``; opening needs a partner's credentials."""

    path: ClassVar[str] = "accounts"
    one: ClassVar[str] = "account"
    loader = TRIAL_ACCOUNT

    def is_available(self, subdomain: str) -> bool:
        """Tell whether nobody has this subdomain."""
        params = {"subdomain": subdomain}
        return bool(
            part(self._client.request("GET", f"{self._path}/available", params=params), "success")
        )
