"""A refusal as one of our errors: what the vendor said, in one line, without the token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cxsdk.errors import ApiError, RateLimited, error_class
from cxsdk.http.retry import retry_after_s

if TYPE_CHECKING:
    from cxsdk.http.transport import Response

_REDACTED = "***"
_SAID_LIMIT = 300
_WORD_LIMIT = 200
_BODY_BYTES = 2000
#: Levels of details that are kept; a hostile body nests deeper than Python's stack.
_DEPTH = 20

_HINTS = {
    400: "the request cannot succeed unchanged: the details say why",
    401: "the credentials were refused: log in again, or check the token",
    403: "these credentials lack the right, or the account's plan lacks the feature",
    404: "check the id, and whether these credentials may see it",
    405: "this address does not know the verb",
    409: "somebody changed it meanwhile: read it again, then repeat",
    413: "send less at once: smaller files, or fewer objects",
    415: "name the Content-Type of what is sent",
    422: "the request cannot succeed unchanged: the details say why",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a vendor's error body says, whatever its shape.

    Args:
        message: Why, in the vendor's words; one line.
        code: The vendor's own code, such as ``RecordInvalid``.
        request_id: The vendor's id of the call.
        details: What is wrong, by field, where the vendor says so.
        hint: What to do about it, where the vendor's rules tell.
    """

    message: str = ""
    code: str = ""
    request_id: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    hint: str = ""


def refused(
    name: str, answer: Response, refusal: Refusal, *, vendor: str, authorization: str
) -> ApiError:
    """Return the error for an answer that is no success.

    Args:
        name: Method and address without query.
        answer: Any answer; its status decides the class.
        refusal: What the vendor's reader made of it.
        vendor: Name of the helpdesk.
        authorization: The header that was sent; an answer may repeat it, the
            error does not.
    """
    secret = authorization.rpartition(" ")[2]
    said = ": ".join(part for part in (refusal.code, refusal.message) if part)
    message = f"{vendor} answered {answer.status} to {name}"
    if said:
        message += f": {_line(said, _SAID_LIMIT)}"
    error = error_class(answer.status)(
        _redacted(message, secret),
        status=answer.status,
        vendor=vendor,
        code=_redacted(_line(refusal.code, _WORD_LIMIT), secret),
        request_id=_redacted(_line(refusal.request_id, _WORD_LIMIT), secret),
        body=_redacted(answer.body[:_BODY_BYTES].decode(errors="replace"), secret),
        details=_safe(dict(refusal.details), secret),
        hint=refusal.hint or _hint(answer),
    )
    if isinstance(error, RateLimited):
        error.retry_after_s = retry_after_s(answer.headers)
    return error


def later(wait_s: float | None) -> str:
    """Return the hint of a limit."""
    return "try again later" if wait_s is None else f"try again in {wait_s:.0f} s"


def _line(text: str, limit: int) -> str:
    """Return text for a log: nothing in it moves a terminal's cursor or begins another line."""
    shown = "".join(each if each.isprintable() else " " for each in text[: limit * 4])
    return " ".join(shown.split())[:limit]


def _redacted(text: str, secret: str) -> str:
    if not secret:
        return text
    # JSON may spell a slash with a backslash before it.
    return text.replace(secret, _REDACTED).replace(secret.replace("/", "\\/"), _REDACTED)


def _safe(value: Any, secret: str, depth: int = _DEPTH) -> Any:
    if isinstance(value, str):
        return _redacted(value, secret)
    if isinstance(value, dict | list) and depth == 0:
        return "…"
    if isinstance(value, dict):
        return {_redacted(key, secret): _safe(value[key], secret, depth - 1) for key in value}
    if isinstance(value, list):
        return [_safe(each, secret, depth - 1) for each in value]
    return value


def _hint(answer: Response) -> str:
    if answer.status == 429:
        return later(retry_after_s(answer.headers))
    if answer.status >= 500:
        return "the other side failed: try again later, and name the request id to its support"
    if 300 <= answer.status < 400:
        host = _host(answer.headers.get("Location") or "")
        return f"it redirects{f' to {host}' if host else ''}: check the account's name or base_url"
    return _HINTS.get(answer.status, "this is no answer that the API gives: check base_url")


def _host(url: str) -> str:
    try:
        return _line(urlsplit(url).hostname or "", _WORD_LIMIT)
    except ValueError:
        return ""
