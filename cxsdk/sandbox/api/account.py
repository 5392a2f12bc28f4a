"""What belongs to the account itself: webhooks, installed apps, the caller's token."""

from __future__ import annotations

import os
import secrets
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from flask import Response, request

from cxsdk.sandbox.api import asked
from cxsdk.sandbox.api.family import Family
from cxsdk.sandbox.api.guard import caller
from cxsdk.sandbox.api.reply import no_content, refuse, reply
from cxsdk.sandbox.apps import public_key
from cxsdk.sandbox.clock import stamp
from cxsdk.sandbox.happenings import EVENT_PREFIX

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REQUIRED = ("name", "endpoint", "http_method", "request_format", "status")
_ALLOWED = {
    "http_method": ("GET", "POST", "PUT", "PATCH", "DELETE"),
    "request_format": ("json", "xml", "form_encoded"),
    "status": ("active", "inactive"),
}
_SETTABLE = (*_REQUIRED, "subscriptions", "description", "custom_headers")
_TRIGGERED = "conditional_ticket_events"


class Webhooks(Family):
    """``/webhooks``: who is told what. Ids are ULIDs."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/webhooks", "index"),
        ("POST", "/webhooks", "create"),
        ("GET", "/webhooks/<number>", "show"),
        ("PUT", "/webhooks/<number>", "update"),
        ("PATCH", "/webhooks/<number>", "update"),
        ("DELETE", "/webhooks/<number>", "delete"),
        ("GET", "/webhooks/<number>/signing_secret", "secret"),
        ("POST", "/webhooks/<number>/signing_secret", "renew_secret"),
        ("GET", "/webhooks/<number>/invocations", "invocations"),
    )

    def index(self) -> Response:
        """List webhooks: always in the cursor style."""
        part = request.args.get("filter[name_contains]", "").casefold()
        status = request.args.get("filter[status]")
        rows = [
            each
            for each in self.state.list("webhooks")
            if part in each["name"].casefold() and status in {None, each["status"]}
        ]
        meta = {"has_more": False, "after_cursor": None, "before_cursor": None}
        links = {"next": None, "prev": None}
        return reply({"webhooks": self.many("webhooks", rows), "meta": meta, "links": links})

    def create(self) -> Response:
        """Add a webhook."""
        wanted = asked.envelope("webhook")
        for name in _REQUIRED:
            if not wanted.get(name):
                _refuse_field(name, "cannot be blank")
        _check(wanted)
        at, person = stamp(self.office.clock()), str(caller().user["id"])
        body = {name: wanted[name] for name in _SETTABLE if name in wanted} | {
            "id": ulid(),
            "subscriptions": list(wanted.get("subscriptions") or [_TRIGGERED]),
            "created_at": at,
            "created_by": person,
            "updated_at": at,
            "updated_by": person,
            "signing_secret": secrets.token_urlsafe(32),
        }
        self.state.put("webhooks", body)
        return reply({"webhook": self.present("webhooks", body)}, 201)

    def show(self, number: str) -> Response:
        """Show one webhook."""
        return reply({"webhook": self.present("webhooks", self.need("webhooks", number))})

    def update(self, number: str) -> Response:
        """Change a webhook; what it is subscribed to stays for life."""
        wanted = asked.envelope("webhook")
        _check(wanted)
        with self.state.write():
            body = self.need("webhooks", number)
            body.update({n: wanted[n] for n in _SETTABLE if n in wanted and n != "subscriptions"})
            body["updated_at"] = stamp(self.office.clock())
            body["updated_by"] = str(caller().user["id"])
            self.state.put("webhooks", body)
        return no_content()

    def delete(self, number: str) -> Response:
        """Take a webhook away."""
        self.need("webhooks", number)
        self.state.delete("webhooks", number)
        return no_content()

    def secret(self, number: str) -> Response:
        """Show what deliveries are signed with."""
        return _secret(self.need("webhooks", number))

    def renew_secret(self, number: str) -> Response:
        """Sign with another secret from now on."""
        with self.state.write():
            body = self.need("webhooks", number)
            body["signing_secret"] = secrets.token_urlsafe(32)
            self.state.put("webhooks", body)
        response = _secret(body)
        response.status_code = 201
        return response

    def invocations(self, number: str) -> Response:
        """List the last deliveries of a webhook, newest first."""
        self.need("webhooks", number)
        rows = [
            {
                "id": each["id"],
                "status": each["status"],
                "status_code": each["status_code"],
                "latest_completed_at": each["created_at"],
            }
            for each in self.office.hooks.log()
            if each["webhook_id"] == number
        ]
        meta = {"has_more": False, "after_cursor": None, "before_cursor": None}
        return reply({"invocations": rows, "meta": meta, "links": {"next": None, "prev": None}})


class Apps(Family):
    """``/apps``: what is installed, and the key its openings are verified with."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/apps/installations", "index"),
        ("GET", "/apps/installations/<int:number>", "show"),
        ("GET", "/apps/<int:number>/public_key.pem", "key"),
        ("GET", "/apps/<int:number>/public_key", "key"),
    )

    def index(self) -> Response:
        """List installations."""
        return reply(
            {"installations": self.many("installations", self.state.list("installations"))}
        )

    def show(self, number: int) -> Response:
        """Show one installation; not in an envelope, as at the vendor."""
        return reply(self.present("installations", self.need("installations", number)))

    def key(self, number: int) -> Response:
        """Show the PEM of an app's public key."""
        return Response(public_key(self.state, number), mimetype="application/x-pem-file")


class Tokens(Family):
    """``/oauth/tokens/current``: what the caller's own token is."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/oauth/tokens/current", "show"),
        ("DELETE", "/oauth/tokens/current", "delete"),
    )

    def show(self) -> Response:
        """Show the caller's token; of the secrets themselves only the beginning."""
        return reply({"token": self.present("oauth_tokens", self._own())})

    def delete(self) -> Response:
        """Revoke the caller's token and its refresh token."""
        self.state.delete("oauth_tokens", self._own()["id"])
        return no_content()

    def _own(self) -> Body:
        token_id = caller().token_id
        if token_id is None:
            refuse(404, {"error": "RecordNotFound", "description": "Not found"})
        with self.state.write():
            body = self.need("oauth_tokens", token_id)
            body["used_at"] = stamp(datetime.now(UTC))
            return self.state.put("oauth_tokens", body)


def ulid() -> str:
    """Return a fresh ULID: 48 bits of milliseconds, 80 bits of chance, Crockford's letters."""
    number = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10))
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def _check(wanted: Body) -> None:
    for name, allowed in _ALLOWED.items():
        if name in wanted and wanted[name] not in allowed:
            _refuse_field(name, f"must be one of {', '.join(allowed)}")
    if "endpoint" in wanted:
        parts = urlsplit(str(wanted["endpoint"]))
        is_local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or is_local):
            _refuse_field("endpoint", "must be an https address, or http on this machine")
    subscriptions: Any = wanted.get("subscriptions") or []
    is_list = isinstance(subscriptions, list) and all(isinstance(s, str) for s in subscriptions)
    if not is_list or not all(s == _TRIGGERED or s.startswith(EVENT_PREFIX) for s in subscriptions):
        _refuse_field("subscriptions", f"must be a list of {EVENT_PREFIX}…")
    if _TRIGGERED in subscriptions and len(subscriptions) > 1:
        _refuse_field("subscriptions", "cannot mix triggers and events")


def _secret(body: Body) -> Response:
    secret = {"algorithm": "SHA256", "secret": body["signing_secret"]}
    return reply({"signing_secret": secret})


def _refuse_field(name: str, text: str) -> None:
    error = {"code": "InvalidValue", "title": f"Invalid {name}", "detail": f"{name} {text}"}
    refuse(400, {"errors": [error | {"source": {"pointer": f"/webhook/{name}"}}]})
