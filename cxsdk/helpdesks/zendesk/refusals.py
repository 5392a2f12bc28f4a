"""What Zendesk's refusals say. Their bodies have seven shapes, and some have none.

Source: https://developer.zendesk.com/api-reference/introduction/errors/ and recorded
bodies: one error with a description; the same with details by field; an error
that is an object; a list of errors; errors by field, in the Help Center; an error
with numbers beside it; text or HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsdk.client import Refusal
from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import REQUEST_ID_HEADERS
from cxsdk.wire import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HINTS = {
    "RecordNotFound": "check the id, and whether these credentials may see it",
    "InvalidEndpoint": "the account's plan may lack this feature",
    "RecordInvalid": "the details say what is wrong, by field",
    "InvalidPaginationDepth": "pages by number end at 10,000 objects: list by cursor, or export",
    "InvalidPaginationParameter": "this listing knows another page size or another order only",
    "UpdateConflict": "somebody changed it meanwhile: read it again, then repeat",
    "DatabaseConflict": "somebody changed it at the same moment: try again",
    "IdempotentRequestError": "this idempotency key was used for another request: take a new one",
    "TooManyValues": "send fewer at once",
    "CommentRequired": "this account wants a comment with every change",
    "invalid_token": "the token is over or was taken back: log in again",
    "unsupported_response_type": "the OAuth client does not allow this flow",
}
#: What has no code of its own, by what its message holds.
_SAID = {
    "Search Response Limits": "a search ends at 1,000 objects: narrow it, or use the search export",
    "closed prevents ticket update": "a closed ticket takes no change: make a follow-up",
}
_KNOWN = frozenset({"error", "description", "details", "errors", "error_description"})


def read_error(status: int, headers: Mapping[str, str], body: bytes, /) -> Refusal:  # noqa: ARG001 - the vendor's status says no more than the class of the error
    """Read a refusal, whatever is in it; never raises."""
    request_id = next(filter(None, map(headers.get, REQUEST_ID_HEADERS)), "")
    try:
        data = decode(body) if body else None
    except SchemaError:
        return Refusal(message=_plain(body), request_id=request_id)
    code, message, details = _read(data)
    return Refusal(message, code, request_id, details, _hint(code, message, details))


def _hint(code: str, message: str, details: Mapping[str, Any]) -> str:
    if code == "TooManyValues" and isinstance(details.get("max_count"), int):
        return f"send {details['max_count']} at once, at most"
    said = (hint for part, hint in _SAID.items() if part in message)
    return next(said, _HINTS.get(code, ""))


def _read(data: Any) -> tuple[str, str, dict[str, Any]]:
    if isinstance(data, str):
        return "", data, {}
    if not isinstance(data, dict):
        return "", "", {}
    errors, error = data.get("errors"), data.get("error")
    if isinstance(errors, list | dict) and errors:
        return _from_many(errors)
    if isinstance(error, dict):
        return _text(error.get("title")), _text(error.get("message")), _rest(data)
    said = _text(data.get("description")) or _text(data.get("error_description"))
    details = data.get("details")
    if isinstance(details, dict):
        reasons = "; ".join(dict.fromkeys(_reasons(details)))
        message = f"{said}: {reasons}" if said and reasons else said or reasons
        return _text(error), message, details
    return _text(error), said, _rest(data)


def _from_many(errors: list[Any] | dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    if isinstance(errors, dict):
        return "", "; ".join(dict.fromkeys(_reasons(errors))), {"errors": errors}
    first = errors[0] if isinstance(errors[0], dict) else {"detail": errors[0]}
    message = _text(first.get("detail")) or _text(first.get("title"))
    return _text(first.get("code")), message, {"errors": errors}


def _reasons(details: Mapping[str, Any]) -> Iterator[str]:
    for found in details.values():
        for each in found if isinstance(found, list) else [found]:
            reason = each.get("description") if isinstance(each, dict) else each
            if isinstance(reason, str) and reason:
                yield reason


def _rest(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in _KNOWN}


def _plain(body: bytes) -> str:
    text = body.decode(errors="replace").strip()
    # A page of a proxy or of the login says nothing in its first line.
    return "" if text.startswith("<") else text.partition("\n")[0]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
