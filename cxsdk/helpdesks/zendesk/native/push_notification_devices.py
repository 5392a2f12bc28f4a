"""Phones on which agents get notifications.

Source: https://developer.zendesk.com/api-reference/ticketing/users/push_notification_devices/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.helpdesks.zendesk.facts import API

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxsdk.client import Client


class PushNotificationDevices:
    """``/api/v2/push_notification_devices``; for admins."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def delete_many(self, tokens: Iterable[str]) -> None:
        """Send no more notifications to these devices, named by their tokens."""
        path = f"{API}/push_notification_devices/destroy_many"
        self._client.send("POST", path, json={"push_notification_devices": [*tokens]})
