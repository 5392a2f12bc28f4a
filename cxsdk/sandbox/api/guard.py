"""Who calls, and whether they may: credentials, scopes, roles, size of the body."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, cast

from flask import g, request

from cxsdk.sandbox.api.reply import refuse, refuse_access
from cxsdk.sandbox.oauth.clients import digest
from cxsdk.sandbox.rules import STAFF
from cxsdk.sandbox.state import Body

if TYPE_CHECKING:
    from cxsdk.sandbox.oauth import TokenShelf
    from cxsdk.sandbox.state import State

MAX_BODY_BYTES = 2 * 1024 * 1024
#: The setting that holds digests of API tokens, for ``email/token`` credentials.
API_TOKENS = "api_tokens"
_ADMIN_ONLY = frozenset({"incremental", "webhooks", "apps"})
_FOR_CUSTOMERS = frozenset({"api.Users-me", "api.Ratings-create", "api.Tokens-show"})
#: Whose granular scope covers a resource, where it is not the resource's own.
_COVERED_BY = {
    "deleted_tickets": ("tickets",),
    "group_memberships": ("groups",),
    "job_statuses": ("job_statuses", "tickets", "users", "organizations"),
    "satisfaction_ratings": ("satisfaction_ratings", "tickets"),
    "ticket_fields": ("ticket_fields", "tickets"),
    "search": ("search", "tickets"),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose credentials a call carries; ``token_id`` only with an OAuth token."""

    user: Body
    scopes: frozenset[str] | None = None
    token_id: int | None = None


def caller() -> Caller:
    """Return who makes the present call; what the guard let in has one."""
    return cast("Caller", g.caller)


def add_api_token(state: State, token: str) -> None:
    """Let ``email/token`` credentials with this token in; only its digest is kept."""
    with state.write():
        known = set(state.setting(API_TOKENS, []))
        state.set_setting(API_TOKENS, sorted(known | {digest(token)}))


def check_size() -> None:
    """Refuse a body that is larger than any this API knows (413)."""
    request.max_content_length = MAX_BODY_BYTES
    if (request.content_length or 0) > MAX_BODY_BYTES:
        refuse_size()


def refuse_size() -> NoReturn:
    """Answer that the body is too large."""
    text = f"The request body is larger than {MAX_BODY_BYTES} bytes. Send less at once."
    refuse(413, {"error": "RequestEntityTooLarge", "description": text})


def identify(state: State, shelf: TokenShelf) -> Caller | None:
    """Return who calls; None for nobody.

    Wrong credentials count as nobody for ``users/me`` (the vendor answers 200 with an
    anonymous user) and end every other call with 401.
    """
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() == "bearer":
        return _by_token(state, shelf, value.strip())
    found = _by_basic(state, value) if kind.casefold() == "basic" else None
    if found is None and request.endpoint != "api.Users-me":
        refuse(401, {"error": "Couldn't authenticate you"})
    return found


def _by_token(state: State, shelf: TokenShelf, token: str) -> Caller:
    bearer = shelf.bearer(token)
    user = state.get("users", bearer.user_id) if bearer else None
    if bearer is None or user is None or user["suspended"]:
        text = "The access token provided is expired, revoked, malformed or invalid"
        body = {"error": "invalid_token", "error_description": f"{text} for other reasons."}
        challenge = 'Bearer realm="Zendesk", error="invalid_token"'
        refuse(401, body, headers={"WWW-Authenticate": challenge})
    return Caller(user, bearer.scopes, bearer.token_id)


def _by_basic(state: State, value: str) -> Caller | None:
    try:
        name, _, token = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    email, slash, word = name.rpartition("/")
    if not slash or word != "token":
        return None
    known = state.setting(API_TOKENS, [])
    given = digest(token)
    if not any(secrets.compare_digest(each, given) for each in known):
        return None
    user = state.find("users", email=email.casefold())
    return Caller(user) if user and user["role"] in STAFF else None


def check_rights(found: Caller) -> None:
    """Refuse a call that the token's scopes or the person's role do not cover (403)."""
    resource = _resource(request.path)
    if found.user["role"] not in STAFF and request.endpoint not in _FOR_CUSTOMERS:
        refuse_access()
    if resource in _ADMIN_ONLY and found.user["role"] != "admin":
        refuse_access()
    wanted = [] if resource == "oauth" else _wanted(resource)
    if found.scopes is not None and wanted and not found.scopes.intersection(wanted):
        named = ", ".join((wanted[0], wanted[-1]))
        text = f"You are missing the following required scopes: {named}"
        refuse(403, {"error": "Forbidden", "description": text})


def _resource(path: str) -> str:
    parts = path.removeprefix("/api/v2/").split("/")
    return parts[0]


def _wanted(resource: str) -> list[str]:
    """Return the scopes of which one is enough: granular ones first, the broad one last."""
    right = "read" if request.method in {"GET", "HEAD"} else "write"
    names = _COVERED_BY.get(resource, (resource,))
    if resource == "incremental":
        names = (request.path.removeprefix("/api/v2/incremental/").split("/")[0],)
    return [*(f"{name}:{right}" for name in names), right]
