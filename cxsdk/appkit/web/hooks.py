"""``/hooks/<installation>``: verify the raw bytes, insert once, commit, 202. Nothing slow."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Response, g, request
from werkzeug.exceptions import NotFound

from cxsdk.appkit.web.shield import read_body
from cxsdk.errors import BadSignature, UnknownEvent

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask

    from cxsdk.appkit.runtime import Runtime
    from cxsdk.helpdesks.base import WebhookScheme
    from cxsdk.webhooks import Delivery

log = logging.getLogger(__name__)


def mount(flask: Flask, runtime: Runtime) -> None:
    """Take deliveries of every installation."""

    @flask.post("/hooks/<int:installation_id>")
    def hooks(installation_id: int) -> Response:
        g.is_hook = True
        tenant = runtime.installations.get(installation_id)
        if tenant is None:
            raise NotFound
        if not tenant.webhook_secret:
            message = "this installation takes no deliveries"
            raise BadSignature(message, hint="install the apps again")
        vendor = runtime.config.vendor(tenant.installation.vendor)
        body = read_body()
        delivery = vendor.webhooks.verify(
            request.headers.items(), body, secret=tenant.webhook_secret
        )
        ticket_id, event_at = _about(vendor.webhooks, delivery)
        is_new = runtime.inbox.add(
            installation_id=installation_id,
            vendor=vendor.name,
            delivery_id=delivery.delivery_id,
            event_at=event_at,
            body=body,
            ticket_id=ticket_id,
        )
        return Response(status=202 if is_new else 200)


def _about(scheme: WebhookScheme, delivery: Delivery) -> tuple[str | None, datetime]:
    """Return what a delivery's place in the queue depends on; an odd one is kept all the same."""
    try:
        event = scheme.event(delivery)
    except UnknownEvent as error:
        log.info("a genuine delivery is no event: %s", error)
        return None, delivery.sent_at
    return event.ticket_id, event.occurred_at or delivery.sent_at
