"""Webhooks as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Register, part, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(Record):
    """An address that events are sent to."""

    #: A ULID; a number has been seen in a recording.
    id: str | int
    name: str | None = None
    description: str | None = None
    endpoint: str | None = None
    http_method: str | None = None
    #: ``json``, ``xml``, ``form_encoded``.
    request_format: str | None = None
    #: ``active`` or ``inactive``.
    status: str | None = None
    #: Event types, or ``conditional_ticket_events`` alone for triggers; fixed for life.
    subscriptions: tuple[str, ...] = ()
    authentication: Mapping[str, Any] | None = None
    custom_headers: Mapping[str, Any] | None = None
    signing_secret: Mapping[str, Any] | None = field(default=None, repr=False)
    external_source: Mapping[str, Any] | None = None
    #: Ids of users; text here, numbers everywhere else.
    created_by: str | None = None
    updated_by: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSecret(Record):
    """What deliveries of one webhook are signed with."""

    secret: str = field(repr=False)
    algorithm: str | None = None


WEBHOOK = Loader(Webhook, vendor=VENDOR)
SIGNING_SECRET = Loader(SigningSecret, vendor=VENDOR)


class Webhooks(Register[Webhook]):
    """``/api/v2/webhooks``; needs an admin."""

    path: ClassVar[str] = "webhooks"
    one: ClassVar[str] = "webhook"
    many: ClassVar[str] = "webhooks"
    loader = WEBHOOK

    def update(self, webhook_id: str | int, changes: Body) -> None:
        """Change the named fields only; the API answers with nothing."""
        path = f"{API}/webhooks/{webhook_id}"
        self._client.request("PATCH", path, json={"webhook": spelled(changes)})

    def signing_secret(self, webhook_id: str | int) -> SigningSecret:
        """Return what the webhook's deliveries are signed with."""
        answer = self._client.request("GET", f"{API}/webhooks/{webhook_id}/signing_secret")
        return SIGNING_SECRET.load(part(answer, "signing_secret"))
