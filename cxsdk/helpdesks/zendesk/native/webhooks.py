"""Webhooks as Zendesk spells them, and what became of their deliveries.

Source: https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Lists, Register, bracketed, part, spelled
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
    #: ``type`` (``basic_auth``, ``bearer_token``, ``api_key``), ``data``, ``add_position``.
    #: An answer never tells password or token.
    authentication: Mapping[str, Any] | None = field(default=None, repr=False)
    custom_headers: Mapping[str, Any] | None = None
    signing_secret: Mapping[str, Any] | None = field(default=None, repr=False)
    #: The app that it was made by, if one did.
    external_source: Mapping[str, Any] | None = None
    #: Ids of users; text here, numbers everywhere else. ``-1`` is the vendor.
    created_by: str | None = None
    updated_by: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSecret(Record):
    """What deliveries of one webhook are signed with."""

    secret: str = field(repr=False)
    algorithm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookHeader(Record):
    """One header of a delivery or of its answer; it may hold a credential."""

    key: str | None = None
    value: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookMessage(Record):
    """What was sent to the address, or what came back."""

    headers: tuple[WebhookHeader, ...] | None = None
    #: As the other side spelled it: text, or parsed JSON.
    payload: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTest(Record):
    """What the address answered to a test."""

    #: HTTP.
    status: int | None = None
    headers: tuple[WebhookHeader, ...] | None = None
    payload: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookInvocation(Record):
    """One delivery, with all attempts at it."""

    #: What the header ``X-Zendesk-Webhook-Invocation-Id`` says.
    id: str
    #: ``success``, ``client error``, ``server error``, ``timeout``, ``unknown`` and others.
    status: str | None = None
    #: HTTP, of the last attempt; None when there was no answer.
    status_code: int | None = None
    latest_completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookAttempt(Record):
    """One attempt at a delivery."""

    id: str
    invocation_id: str | None = None
    status: str | None = None
    #: HTTP; None when there was no answer.
    status_code: int | None = None
    completed_at: datetime | None = None
    request: WebhookMessage | None = None
    response: WebhookMessage | None = None


WEBHOOK = Loader(Webhook, vendor=VENDOR)
SIGNING_SECRET = Loader(SigningSecret, vendor=VENDOR)
WEBHOOK_TEST = Loader(WebhookTest, vendor=VENDOR)
WEBHOOK_INVOCATION = Loader(WebhookInvocation, vendor=VENDOR)
WEBHOOK_ATTEMPT = Loader(WebhookAttempt, vendor=VENDOR)


class WebhookInvocations(Lists[WebhookInvocation]):
    """The deliveries of one webhook in the last seven days.

    Filters: ``status``, ``from_ts`` and ``to_ts`` (``2026-01-02T03:04:05Z``), ``sort``
    (``latest_completed_at``, with a minus for the newest first).
    """

    path: ClassVar[str] = "webhooks/{webhook_id}/invocations"
    many: ClassVar[str] = "invocations"
    loader = WEBHOOK_INVOCATION

    def attempts(self, invocation_id: str) -> tuple[WebhookAttempt, ...]:
        """Return every attempt at one delivery, with what was sent and what came back."""
        answer = self._client.request("GET", self._at(invocation_id, "attempts"))
        return tuple(map(WEBHOOK_ATTEMPT.load, part(answer, "attempts")))

    def _query(self, filters: Mapping[str, Any], *, size: int = PAGE_SIZE) -> dict[str, Any]:
        return super()._query(bracketed(filters, ("status", "from_ts", "to_ts")), size=size)


class Webhooks(Register[Webhook]):
    """``/api/v2/webhooks``; needs an admin.

    Filters: ``name_contains``, ``status``, ``sort`` (``name``, ``status``).
    """

    path: ClassVar[str] = "webhooks"
    one: ClassVar[str] = "webhook"
    many: ClassVar[str] = "webhooks"
    loader = WEBHOOK

    def clone(self, webhook_id: str | int) -> Webhook:
        """Make another webhook like this one; its name says that it is a copy."""
        return self._one("POST", self._path, params={"clone_webhook_id": webhook_id})

    def update(self, webhook_id: str | int, changes: Body) -> None:
        """Change the named fields only; the API answers with nothing."""
        self._client.request("PATCH", self._at(webhook_id), json=self._body(changes))

    def replace(self, webhook_id: str | int, body: Body) -> None:
        """Write the whole webhook anew: credentials that are not named are lost.

        The API answers with nothing.
        """
        self._client.request("PUT", self._at(webhook_id), json=self._body(body))

    def test(
        self, request: Body | None = None, *, webhook_id: str | int | None = None
    ) -> WebhookTest:
        """Have one request sent, and return what the address answered.

        Args:
            request: ``endpoint``, ``http_method``, ``request_format``, ``payload`` (text),
                ``custom_headers``, ``query_parameters``; of a webhook that exists, what
                shall differ.
            webhook_id: The webhook to test; None (default) before one is made.
        """
        json = {"request": spelled(request or {})}
        params = {"webhook_id": webhook_id}
        answer = self._client.request("POST", f"{self._path}/test", params=params, json=json)
        return WEBHOOK_TEST.load(part(answer, "response"))

    def signing_secret(self, webhook_id: str | int) -> SigningSecret:
        """Return what the webhook's deliveries are signed with.

        Raises:
            Forbidden: An app made the webhook, or these credentials are no admin's.
        """
        answer = self._client.request("GET", self._at(webhook_id, "signing_secret"))
        return SIGNING_SECRET.load(part(answer, "signing_secret"))

    def reset_signing_secret(self, webhook_id: str | int) -> SigningSecret:
        """Make a new secret, and return it; deliveries are signed with it from now on."""
        answer = self._client.request("POST", self._at(webhook_id, "signing_secret"))
        return SIGNING_SECRET.load(part(answer, "signing_secret"))

    def invocations(self, webhook_id: str | int) -> WebhookInvocations:
        """Return the deliveries of one webhook."""
        return WebhookInvocations(self._client, webhook_id=webhook_id)

    def _query(self, filters: Mapping[str, Any], *, size: int = PAGE_SIZE) -> dict[str, Any]:
        return super()._query(bracketed(filters, ("name_contains", "status")), size=size)
