"""The whole error tree: everything this package raises on purpose.

CxError                                  .hint says what to do next
├─ ConfigError (ValueError)              a setting, an argument or a manifest is wrong
│   └─ ManifestError                     .code .path .line
├─ TransportError                        no answer; .request names method and address
│   ├─ ConnectError
│   └─ RequestTimeout (TimeoutError)
├─ ApiError                              .status .vendor .code .request_id .body .details
│   ├─ BadRequest                        400, 422, and all that cannot succeed unchanged; .fields
│   ├─ Unauthorized                      401
│   ├─ Forbidden                         403; .missing_scopes
│   ├─ NotFound (LookupError)            404
│   ├─ Conflict                          409
│   ├─ RateLimited                       429; .retry_after_s
│   └─ ServerError                       5xx
├─ AuthError                             a token or a signed context could not be had or trusted
│   ├─ StateMismatch                     the OAuth call-back belongs to another browser or tenant
│   ├─ TokenExpired                      a signed context or token is past its time
│   └─ ReauthRequired                    the grant is lost; .install_url
├─ SchemaError                           a shape that the model does not know; .path .vendor
├─ WebhookError                          a delivery is not acceptable
│   ├─ BadSignature
│   ├─ StaleDelivery
│   └─ UnknownEvent
├─ Unsupported (NotImplementedError)     the helpdesk lacks it; .capability
└─ StoreError                            the database refused
    ├─ LockTimeout
    └─ DecryptError

All of them survive pickling, because a job's failure may cross processes. No
message holds a secret: who raises one puts in what a person may read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_BODY_LIMIT = 500
_SERVER_FAMILY = 500


class CxError(Exception):
    """Anything this package raises on purpose.

    Args:
        message: What happened, in one line, without secrets.
        hint: What the reader can do about it; empty when nothing helps.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message and the hint."""
        super().__init__(message)
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by state: keyword-only arguments would be lost otherwise."""
        return (_rebuild, (type(self), self.args, self.__dict__.copy()))


def _rebuild(kind: type[CxError], args: tuple[object, ...], state: dict[str, object]) -> CxError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigError(CxError, ValueError):
    """A setting, an argument or a manifest is wrong."""


class ManifestError(ConfigError):
    """An app's manifest breaks a rule.

    Args:
        message: What is wrong.
        code: Stable code of the rule, such as ``manifest.name``.
        path: Which entry breaks it, such as ``settings[2].key``.
        line: Line of the manifest file, 1-based; None where there is no file.
        hint: What to write instead.
    """

    def __init__(
        self, message: str, *, code: str, path: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Keep which rule is broken, and where."""
        super().__init__(message, hint=hint)
        self.code = code
        self.path = path
        self.line = line


class TransportError(CxError):
    """The request got no answer; ``request`` is its method and address without the query."""

    def __init__(self, message: str, *, request: str = "", hint: str = "") -> None:
        """Keep which request it was."""
        super().__init__(message, hint=hint)
        self.request = request


class ConnectError(TransportError):
    """The other side could not be reached, or the connection broke."""


class RequestTimeout(TransportError, TimeoutError):
    """The answer did not come in time."""


class ApiError(CxError):
    """The other side answered with a refusal.

    Args:
        message: What was refused and why, in one line.
        status: HTTP status, 100..599.
        vendor: Name of the helpdesk, such as ``zendesk``.
        code: The vendor's own code, such as ``RecordInvalid``; empty when it named none.
        request_id: The vendor's id of the call, to name in a support request.
        body: The answer's text; kept to 500 characters.
        details: The answer's parsed details, by field where the vendor gives them.
        hint: What to do.
    """

    def __init__(  # noqa: PLR0913 - one keyword per thing the answer may have said
        self,
        message: str,
        *,
        status: int,
        vendor: str = "",
        code: str = "",
        request_id: str = "",
        body: str = "",
        details: Mapping[str, Any] | None = None,
        hint: str = "",
    ) -> None:
        """Keep what the answer said."""
        super().__init__(message, hint=hint)
        self.status = status
        self.vendor = vendor
        self.code = code
        self.request_id = request_id
        self.body = body[:_BODY_LIMIT]
        self.details: dict[str, Any] = dict(details or {})


class BadRequest(ApiError):
    """400, 413, 422 and other requests that cannot succeed unchanged."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that were refused, as the vendor spells them."""
        return tuple(self.details)


class Unauthorized(ApiError):
    """401: the credentials are missing, wrong or expired."""


class Forbidden(ApiError):
    """403: the credentials lack a right, or the plan lacks the feature."""

    missing_scopes: tuple[str, ...] = ()


class NotFound(ApiError, LookupError):
    """404: no such object, or none that these credentials may see."""


class Conflict(ApiError):
    """409: somebody else changed it first."""


class RateLimited(ApiError):
    """429: the budget is spent; ``retry_after_s`` in seconds, None when nobody said."""

    retry_after_s: float | None = None


class ServerError(ApiError):
    """5xx: the other side failed."""


class AuthError(CxError):
    """A token or a signed context could not be had, or cannot be trusted."""


class StateMismatch(AuthError):
    """The OAuth call-back does not belong to this browser or tenant."""


class TokenExpired(AuthError):
    """A signed context or token is past its time."""


class ReauthRequired(AuthError):
    """The grant is lost: a person must log in again, at ``install_url`` when it is known."""

    def __init__(self, message: str, *, install_url: str = "", hint: str = "") -> None:
        """Keep where to log in again."""
        super().__init__(message, hint=hint)
        self.install_url = install_url


class SchemaError(CxError):
    """The vendor sent a shape that the model does not know; ``path`` says where."""

    def __init__(self, message: str, *, path: str = "", vendor: str = "", hint: str = "") -> None:
        """Keep where it happened."""
        super().__init__(message, hint=hint)
        self.path = path
        self.vendor = vendor


class WebhookError(CxError):
    """A delivery is not acceptable."""


class BadSignature(WebhookError):
    """The signature does not fit the bytes, or there is none."""


class StaleDelivery(WebhookError):
    """The delivery is too old, or from the future."""


class UnknownEvent(WebhookError):
    """The delivery is genuine, but is no event of this vendor."""


class StoreError(CxError):
    """The database refused; nothing was written."""


class LockTimeout(StoreError):
    """Somebody else held the lock for too long."""


class DecryptError(StoreError):
    """A stored secret cannot be read with the keys at hand."""


class Unsupported(CxError, NotImplementedError):
    """The helpdesk lacks this capability."""

    def __init__(self, message: str, *, capability: str = "", hint: str = "") -> None:
        """Keep which capability is missing."""
        super().__init__(message, hint=hint)
        self.capability = capability


_BY_STATUS: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}


def error_class(status: int) -> type[ApiError]:
    """Return the class for an HTTP status, 100..599.

    Everything below 500 that has no class of its own is a :class:`BadRequest`:
    the same request would be refused again.
    """
    if status >= _SERVER_FAMILY:
        return ServerError
    return _BY_STATUS.get(status, BadRequest)
