"""Apps that are installed in the account, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/apps/apps/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSetting(Record):
    """One setting of an installed app."""

    name: str
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation(Record):
    """An app in this account."""

    id: int
    app_id: int | None = None
    #: Such as ``support``.
    product: str | None = None
    #: Values by name; ``name`` and ``title`` are what people see.
    settings: Mapping[str, Any] | None = None
    settings_objects: tuple[AppSetting, ...] = ()
    enabled: bool | None = None
    paid: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


INSTALLATION = Loader(Installation, vendor=VENDOR)


class Apps:
    """``/api/v2/apps``."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def installations(self) -> Iterator[Installation]:
        """Yield every installed app."""
        for page in self._client.pages(f"{API}/apps/installations.json"):
            yield from map(INSTALLATION.load, part(page, "installations"))

    def public_key(self, app_id: int) -> str:
        """Return the PEM of the key that openings of an app are signed with.

        Raises:
            SchemaError: The answer is no PEM.
        """
        path = f"{API}/apps/{app_id}/public_key.pem"
        answer = self._client.send("GET", path, headers={"Accept": "*/*"})
        text = answer.body.decode(errors="replace").strip()
        if text.startswith('"'):  # some accounts send the PEM as a JSON text
            try:
                text = str(json.loads(text)).strip()
            except ValueError:
                text = ""
        if not text.startswith("-----BEGIN PUBLIC KEY-----"):
            message = "the app's public key is no PEM"
            raise SchemaError(message, path="public_key", vendor=VENDOR)
        return text
