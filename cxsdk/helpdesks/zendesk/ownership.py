"""A desk that was handed back to us: is it ours?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.facts import VENDOR

if TYPE_CHECKING:
    from cxsdk.helpdesks.base import Helpdesk
    from cxsdk.helpdesks.zendesk.desk import ZendeskDesk


def own(desk: Helpdesk) -> ZendeskDesk:
    """Return ``desk`` as the Zendesk account that it is.

    Raises:
        ConfigError: It is an account at another vendor.
    """
    from cxsdk.helpdesks.zendesk.desk import ZendeskDesk  # noqa: PLC0415 - the schemes need no desk

    if isinstance(desk, ZendeskDesk):
        return desk
    message = f"this is an account at {desk.vendor}, not at {VENDOR}"
    raise ConfigError(message, hint="hand in the desk that connect() gave for this vendor")
