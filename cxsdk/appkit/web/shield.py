"""What holds for every request and every answer: host, size, headers, one log line."""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING

from flask import g, request
from werkzeug.exceptions import MisdirectedRequest, RequestEntityTooLarge

from cxsdk.appkit import i18n, pages

if TYPE_CHECKING:
    from flask import Flask, Response

    from cxsdk.appkit.config import KitConfig

log = logging.getLogger("cxsdk.appkit.web")

BODY_LIMIT = 1 << 20
_OPEN_TO_ALL = frozenset({"livez", "readyz"})  # asked by address, not by name
_UNFRAMED = "'none'"


def guard(flask: Flask, config: KitConfig) -> None:
    """Put the shield around every request of ``flask``."""
    flask.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    flask.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT

    @flask.before_request
    def enter() -> None:
        g.began = time.monotonic()
        g.request_id = secrets.token_hex(8)
        g.locale = i18n.choose(*(tag for tag, _ in request.accept_languages), config.locale)
        g.frame_ancestors = _UNFRAMED
        g.form_action = "'self'"
        g.nonce = secrets.token_urlsafe(16)
        pages.nonce.set(g.nonce)
        if request.endpoint not in _OPEN_TO_ALL and _name(request.host) != config.host:
            raise MisdirectedRequest
        if (request.content_length or 0) > BODY_LIMIT:
            raise RequestEntityTooLarge

    @flask.after_request
    def leave(answer: Response) -> Response:
        for name, value in _headers(config).items():
            answer.headers.setdefault(name, value)
        if not str(request.endpoint or "").startswith("static"):
            answer.headers.setdefault("Cache-Control", "no-store")
        _log(answer)
        return answer


def read_body() -> bytes:
    """Return the request's bytes.

    Raises:
        RequestEntityTooLarge: There are more than the limit. Where no length was
            announced, Werkzeug would cut them off without a word.
    """
    body = request.get_data(cache=False)
    if request.content_length is None and len(body) >= BODY_LIMIT:
        raise RequestEntityTooLarge
    return body


def _name(host: str) -> str:
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).strip("[]").lower()


def _headers(config: KitConfig) -> dict[str, str]:
    action = f"form-action {g.form_action}; " if g.form_action else ""
    policy = (
        f"default-src 'none'; script-src 'nonce-{g.nonce}'; style-src 'self' 'nonce-{g.nonce}'; "
        f"img-src 'self' data:; connect-src 'self'; base-uri 'none'; {action}"
        f"frame-ancestors {g.frame_ancestors}"
    )
    found = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Request-Id": g.request_id,
    }
    if config.is_secure:
        found["Strict-Transport-Security"] = "max-age=31536000"
    return found


def _log(answer: Response) -> None:
    # The rule in place of the path: a path may hold a link's token.
    rule = request.url_rule.rule if request.url_rule else "(no such page)"
    took_ms = (time.monotonic() - g.began) * 1000
    log.info("%s %s %s %d %.0f ms", g.request_id, request.method, rule, answer.status_code, took_ms)
