"""A desk that was handed back to us: is it ours?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.facts import VENDOR

if TYPE_CHECKING:
    from cxsdk.helpdesks.base import Helpdesk
    from cxsdk.helpdesks.zendesk.native import Zendesk


def own(desk: Helpdesk) -> Zendesk:
    """Return the resources of a desk that is a Zendesk account.

    Raises:
        ConfigError: It is an account at another vendor.
    """
    from cxsdk.helpdesks.zendesk.native import Zendesk  # noqa: PLC0415 - verifying needs no models

    if isinstance(desk.native, Zendesk):
        return desk.native
    message = f"this is an account at {desk.vendor}, not at {VENDOR}"
    raise ConfigError(message, hint="hand in the desk that connect() gave for this vendor")
