"""Signed deliveries to whoever subscribed, as Zendesk sends them.

Sent from a small pool after the change is committed, repeated a few times when
the receiver is away or busy, and logged. The signature carries real time (its
receiver checks the age against a real clock), the body carries world time.

Source: https://developer.zendesk.com/documentation/webhooks/verifying/
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from cxsdk.errors import CxError, StoreError
from cxsdk.http import Request, Transport
from cxsdk.sandbox.clock import stamp
from cxsdk.sandbox.happenings import EVENT_PREFIX
from cxsdk.sandbox.shapes import ACCOUNT_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxsdk.http import Response
    from cxsdk.sandbox.happenings import Happening
    from cxsdk.sandbox.state import Body, State

EVENT_VERSION = "2022-11-06"
LOG_LENGTH = 200
_BUSY = frozenset({409, 429, 503})
_PAUSES_S = (0.2, 0.8, 2.0, 5.0)
_LONGEST_PAUSE_S = 60.0
_SHOWN_BYTES = 500


class Hooks:
    """Delivers what happens to the account's webhooks.

    Args:
        state: Where webhooks and the log of deliveries are kept.
        transport: How deliveries are sent.
        pauses_s: Seconds before each repetition; as many repetitions as pauses.
    """

    def __init__(
        self,
        state: State,
        *,
        transport: Transport | None = None,
        pauses_s: Sequence[float] = _PAUSES_S,
    ) -> None:
        """Start the pool; nothing is sent yet."""
        self._state = state
        self._transport = transport or Transport(timeout_s=10)
        self._pauses_s = tuple(pauses_s)
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="webhooks")
        self._stopping = threading.Event()
        self._idle = threading.Condition()
        self._flying = 0

    def deliver(self, batch: Sequence[Happening]) -> None:
        """Send what happened to every active webhook that wants it; a listener of the desk."""
        hooks = [each for each in self._state.list("webhooks") if each["status"] == "active"]
        sequence = uuid.uuid4().hex.upper()
        for position, happening in enumerate(batch, start=1):
            body: bytes | None = None
            for hook in hooks:
                if EVENT_PREFIX + happening.type in hook["subscriptions"]:
                    body = body or event_body(happening, sequence, position, len(batch))
                    self._submit(hook, happening, body)

    def drain(self, timeout_s: float = 10.0) -> bool:
        """Wait until nothing is on its way; False when ``timeout_s`` was not enough."""
        with self._idle:
            return self._idle.wait_for(lambda: self._flying == 0, timeout_s)

    def stop(self) -> None:
        """Finish what is on its way, without further repetitions, and close."""
        self._stopping.set()
        self._pool.shutdown(wait=True)
        self._transport.close()

    def log(self, limit: int = LOG_LENGTH) -> list[Body]:
        """Return the last deliveries, newest first."""
        return self._state.list(
            "webhook_invocations", sort="created_at", descending=True, limit=limit
        )

    def _submit(self, hook: Body, happening: Happening, body: bytes) -> None:
        if self._stopping.is_set():
            return
        with self._idle:
            self._flying += 1
        self._pool.submit(self._run, hook, happening, body)

    def _run(self, hook: Body, happening: Happening, body: bytes) -> None:
        try:
            self._send(hook, happening, body)
        finally:
            with self._idle:
                self._flying -= 1
                self._idle.notify_all()

    def _send(self, hook: Body, happening: Happening, body: bytes) -> None:
        invocation = str(uuid.uuid4())
        started = time.monotonic()
        answer: Response | None = None
        error = ""
        attempts = 0
        for pause_s in (*self._pauses_s, None):
            attempts += 1
            answer, error = self._attempt(hook, body, invocation)
            if pause_s is None or not _is_worth_repeating(answer):
                break
            if self._stopping.wait(_pause(answer, pause_s)):
                break
        status = answer.status if answer else None
        self._note(
            {
                "id": invocation,
                "webhook_id": hook["id"],
                "event_type": EVENT_PREFIX + happening.type,
                "event_id": happening.id,
                "ticket_id": happening.ticket["id"],
                "status": "success" if answer and answer.status < 300 else "failed",
                "status_code": status,
                "error": error,
                "attempts": attempts,
                "latency_ms": round((time.monotonic() - started) * 1000),
                "created_at": datetime.now(UTC).isoformat(timespec="microseconds"),
                "request_body": body.decode(),
                "response_body": answer.body[:_SHOWN_BYTES].decode(errors="replace")
                if answer
                else "",
            }
        )

    def _attempt(self, hook: Body, body: bytes, invocation: str) -> tuple[Response | None, str]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Zendesk Webhook",
            "X-Zendesk-Account-Id": str(ACCOUNT_ID),
            "X-Zendesk-Webhook-Id": hook["id"],
            "X-Zendesk-Webhook-Invocation-Id": invocation,
            **signature_headers(hook["signing_secret"], body),
        }
        try:
            request = Request(hook["http_method"], hook["endpoint"], headers, body)
            return self._transport.send(request), ""
        except CxError as error:
            return None, str(error)

    def _note(self, body: Body) -> None:
        try:
            with self._state.write():
                self._state.put("webhook_invocations", body)
                for old in self.log(limit=LOG_LENGTH * 2)[LOG_LENGTH:]:
                    self._state.delete("webhook_invocations", old["id"])
        except StoreError:
            return  # the delivery itself is done; a log entry is not worth a thread


def signature_headers(secret: str, body: bytes, *, at: datetime | None = None) -> dict[str, str]:
    """Sign a body at a real moment, now by default."""
    moment = stamp(at or datetime.now(UTC))
    digest = hmac.new(secret.encode(), moment.encode() + body, hashlib.sha256).digest()
    return {
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": moment,
    }


def event_body(happening: Happening, sequence: str, position: int, total: int) -> bytes:
    """Spell one event as the vendor does; ids are text, statuses are shouted."""
    ticket = happening.ticket
    meta = {"sequence": {"id": sequence, "position": position, "total": total}}
    return orjson.dumps(
        {
            "account_id": ACCOUNT_ID,
            "detail": _detail(ticket, happening.actor_id),
            "event": {"meta": meta, **happening.event},
            "id": happening.id,
            "subject": f"zen:ticket:{ticket['id']}",
            "time": happening.at.isoformat().replace("+00:00", "Z"),
            "type": EVENT_PREFIX + happening.type,
            "zendesk_event_version": EVENT_VERSION,
        }
    )


def _detail(ticket: Body, actor_id: int | None) -> Body:
    texts: dict[str, Any] = {
        "actor_id": actor_id,
        "assignee_id": ticket["assignee_id"],
        "brand_id": ticket["brand_id"],
        "external_id": ticket["external_id"],
        "form_id": ticket["ticket_form_id"],
        "group_id": ticket["group_id"],
        "id": ticket["id"],
        "organization_id": ticket["organization_id"],
        "requester_id": ticket["requester_id"],
        "submitter_id": ticket["submitter_id"],
    }
    shouted = {name: ticket[name] for name in ("priority", "status", "type")}
    return {
        **{name: None if value is None else str(value) for name, value in texts.items()},
        **{name: None if value is None else str(value).upper() for name, value in shouted.items()},
        "created_at": ticket["created_at"],
        "custom_status": ticket["custom_status_id"],
        "description": ticket["description"],
        "is_public": ticket["is_public"],
        "subject": ticket["subject"],
        "tags": ticket["tags"],
        "updated_at": ticket["updated_at"],
        "via": {"channel": ticket["via"]["channel"]},
    }


def _is_worth_repeating(answer: Response | None) -> bool:
    return answer is None or answer.status in _BUSY


def _pause(answer: Response | None, usual_s: float) -> float:
    asked = answer.headers.get("Retry-After", "") if answer else ""
    if asked.isdigit():
        return min(float(asked), _LONGEST_PAUSE_S)
    return usual_s
