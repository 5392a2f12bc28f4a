"""Network errors in our words. Whatever the libraries raised, no secret goes on with it.

Their errors hold the request (token, body, query); the reason inside does not,
so the reason alone is chained, without the frames that it went through: their local
variables hold the head of the request as it was sent.
"""

from __future__ import annotations

import requests
from urllib3.exceptions import (
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ProtocolError,
    RequestError,
    TimeoutError as WireTimeout,
)

from cxsdk.errors import ConfigError, ConnectError, CxError, RequestTimeout, TransportError
from cxsdk.http.bounded import TIMEOUTS_PER_ANSWER, TooSlowError

_UNKNOWN = "whether the call took effect is not known: look before a write is repeated"


class TooLongError(Exception):
    """The answer passed the limit; never leaves the room."""


def explain(
    name: str, error: Exception, *, timeout_s: float, is_answered: bool
) -> tuple[CxError, BaseException | None]:
    """Return what to raise, and from what.

    Args:
        name: Method and address without query.
        error: What was caught.
        timeout_s: The limit that a time-out passed.
        is_answered: Whether the head of an answer had come.
    """
    reason = _reason(error)
    if isinstance(error, TooLongError):
        message = f"{name}: the answer is too long to be kept in memory"
        return TransportError(message, request=name, hint="ask for smaller pages"), None
    if _is_timeout(error):
        message = f"{name}: no answer in {timeout_s:g} s"
        if isinstance(reason, TooSlowError) or isinstance(error.__cause__, TooSlowError):
            message = f"{name}: no whole answer in {timeout_s * TIMEOUTS_PER_ANSWER:g} s"
        return RequestTimeout(message, request=name, hint=_UNKNOWN), reason
    is_ours = isinstance(error, UnicodeError) or type(error) is ValueError
    if not is_answered and is_ours:
        # http.client quotes the header, which may be the token: nothing is chained.
        message = f"{name}: a header holds characters that cannot be sent"
        return ConfigError(message, hint="headers are printable ASCII"), None
    what, hint = _what_broke(error, reason)
    return ConnectError(f"{name}: {what}", request=name, hint=hint), reason


def _reason(error: BaseException) -> BaseException | None:
    """Go down to the first error that does not know the request."""
    inner: object = error
    while isinstance(inner, requests.RequestException | RequestError):
        reason = inner.reason if isinstance(inner, MaxRetryError) else None
        first = inner.args[0] if inner.args else None
        inner = reason or inner.__cause__ or (first if isinstance(first, Exception) else None)
    found = inner if isinstance(inner, Exception) else None
    each: BaseException | None = found
    while each is not None and each.__traceback__ is not None:
        each.__traceback__ = None
        each = each.__cause__ or each.__context__
    return found


def _is_timeout(error: Exception) -> bool:
    if isinstance(error, NewConnectionError):  # urllib3 counts a refused connection as a time-out
        return False
    return isinstance(error, requests.Timeout | WireTimeout)


def _what_broke(error: Exception, reason: BaseException | None) -> tuple[str, str]:
    if isinstance(error, requests.exceptions.SSLError):
        what = "the other side's certificate is not trusted, or TLS failed"
        return what, "name the right certificates in REQUESTS_CA_BUNDLE"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy refused", "check HTTPS_PROXY and NO_PROXY"
    if isinstance(error, HTTPError | ValueError) or isinstance(reason, ProtocolError):
        return "the connection broke before the answer was whole", _UNKNOWN
    return "no connection", "check the account's name, the network and the proxy"
