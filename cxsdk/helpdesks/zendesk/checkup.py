"""What a Zendesk account still uses, and what stops when.

Each part is asked for on its own: a right that is lacking, or a page that the
account's plan does not have, is a finding and ends nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from cxsdk.errors import ApiError, Forbidden, SchemaError
from cxsdk.helpdesks.base import Finding, FindingState
from cxsdk.helpdesks.zendesk import facts
from cxsdk.helpdesks.zendesk.own_token import ZendeskOwnToken, moment
from cxsdk.wire import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from cxsdk.client import Client
    from cxsdk.helpdesks.base import Helpdesk

_ADMIN_CENTER = "Admin Center, Apps and integrations, APIs"
_MOST_PAGES = 20
_SKEW_NOTED_S, _SKEW_BROKEN_S = 30, 300
_OFF = (False, "false", "disabled", "off", "0")
_NOTE, _BROKEN = FindingState.NOTE, FindingState.BROKEN


def examine(desk: Helpdesk, /, *, asked: tuple[str, ...], by_oauth: bool) -> Iterator[Finding]:
    """Yield what is found.

    Raises:
        CxError: The account cannot be reached, or refuses the credentials.
    """
    client = cast("Client", desk.raw)
    began = datetime.now(UTC)
    try:
        answer = client.send("GET", f"{facts.API}/users/me.json")
    except Forbidden as error:
        yield Finding("who we are", str(error), _BROKEN, hint=_SCOPE_HINT)
        return
    yield _who(decode(answer.body))
    yield _token(desk, asked) if by_oauth else _api_token()
    yield from _account(client, by_oauth=by_oauth)
    yield from _clients(client)
    yield _clock(answer.headers, began)
    yield _rates(answer.headers)


_SCOPE_HINT = "this vendor grants scopes that do not exist, and refuses every call: check them"


def _who(answer: Any) -> Finding:
    user = answer.get("user") if isinstance(answer, dict) else None
    if not isinstance(user, dict) or not user.get("id"):
        # Wrong credentials are answered with 200 and an anonymous user.
        said = "nobody: the account does not accept these credentials"
        return Finding("who we are", said, _BROKEN, hint="log in again")
    said = f"{user.get('name')}, {user.get('role')}"
    if user.get("role") == "admin":
        return Finding("who we are", said)
    return Finding("who we are", said, _NOTE, hint="only an admin sees everything below")


def _token(desk: Helpdesk, asked: tuple[str, ...]) -> Finding:
    topic = "token"
    try:
        status = ZendeskOwnToken().show(desk)
    except (ApiError, SchemaError) as error:
        return _closed(topic, error)
    if missing := [scope for scope in asked if scope not in status.scopes]:
        said = f"lacks the scopes: {' '.join(missing)}"
        return Finding(topic, said, _BROKEN, hint="allow the client these, then log in again")
    good_for = f"good for: {' '.join(status.scopes) or 'nothing that the account names'}"
    if status.expires_at is None:
        said = f"{good_for}; it has no end, and such tokens stop"
        hint = "let the OAuth client use refresh tokens, then log in again"
        return Finding(topic, said, _NOTE, facts.ENDLESS_TOKENS_END, hint)
    left = status.expires_at - datetime.now(UTC)
    return Finding(topic, f"{good_for}; {max(0, round(left.total_seconds() / 60))} minutes left")


def _api_token() -> Finding:
    said = "an API token, or a password: they stop"
    return Finding("token", said, _NOTE, facts.API_TOKENS_END, "cxsdk login zendesk ACCOUNT")


def _account(client: Client, *, by_oauth: bool) -> Iterator[Finding]:
    topic = "API tokens"
    try:
        answer = client.request("GET", f"{facts.API}/account/settings.json")
    except (ApiError, SchemaError) as error:
        yield _closed(topic, error, facts.API_TOKENS_END)
        return
    settings = answer.get("settings") if isinstance(answer, dict) else None
    rules = settings.get("api") if isinstance(settings, dict) else None
    allowed = rules.get("api_token_access") if isinstance(rules, dict) else None
    if allowed in _OFF and by_oauth:
        yield Finding(topic, "switched off in this account")
        return
    said = "allowed" if allowed not in (None, "") else "the account does not say whether allowed"
    said += "; which scripts use them the API does not tell; they stop, and none can be made"
    hint = f"look under {_ADMIN_CENTER}, API tokens, when each was last used"
    yield Finding(topic, said, _NOTE, facts.API_TOKENS_END, hint)


def _clients(client: Client) -> Iterator[Finding]:
    topic = "OAuth clients"
    try:
        clients = list(_rows(client, "clients"))
        tokens = list(_rows(client, "tokens", all="true"))
    except (ApiError, SchemaError) as error:
        yield _closed(topic, error)
        return
    endless = Counter(each.get("client_id") for each in tokens if not each.get("expires_at"))
    names = {each.get("id"): str(each.get("name") or each.get("identifier")) for each in clients}
    for number, count in sorted(endless.items(), key=lambda pair: -pair[1]):
        name = names.get(number, f"client {number} of another account")
        said = f"{name}: {count} token{'s' * (count > 1)} without an end, and such tokens stop"
        hint = "let its script ask for expires_in and refresh, or use cxsdk login"
        yield Finding(topic, said, _NOTE, facts.ENDLESS_TOKENS_END, hint)
    old = [names[each.get("id")] for each in clients if _is_old(each)]
    if old and not endless:
        said = f"made before tokens ended by themselves: {', '.join(old)}; no such token is in use"
        yield Finding(topic, said, _NOTE)
    if not endless and not old:
        yield Finding(topic, f"{len(clients)}, all with tokens that end")


def _rows(client: Client, name: str, **params: str) -> Iterator[Mapping[str, Any]]:
    path = f"{facts.API}/oauth/{name}.json"
    pages = client.pages(path, params={"page[size]": facts.PAGE_SIZE, **params})
    for page in islice(pages, _MOST_PAGES):
        found = page.get(name)
        rows = found if isinstance(found, list) else ()
        yield from (row for row in rows if isinstance(row, dict))


def _is_old(client: Mapping[str, Any]) -> bool:
    made = moment(client.get("created_at"))
    return made is not None and made.date() < facts.SHORT_TOKENS_SINCE


def _clock(headers: Mapping[str, str], began: datetime) -> Finding:
    topic, text = "clock", headers.get("Date", "")
    try:
        theirs = parsedate_to_datetime(text)
    except ValueError:
        theirs = datetime.min  # noqa: DTZ901 - as naive as a time without a zone
    if theirs.tzinfo is None:
        return Finding(topic, "the account does not say what time it is", _NOTE)
    now = datetime.now(UTC)
    # The header has whole seconds, and the answer took its time.
    early, late = (began - theirs).total_seconds() - 1, (now - theirs).total_seconds()
    off_s = 0.0 if early <= 0 <= late else min(abs(early), abs(late))
    said = f"{off_s:.0f} s from the account's"
    if off_s <= _SKEW_NOTED_S:
        return Finding(topic, said)
    state = _BROKEN if off_s > _SKEW_BROKEN_S else _NOTE
    return Finding(topic, said, state, hint="set this machine's clock: tokens and hooks are timed")


def _rates(headers: Mapping[str, str]) -> Finding:
    for limit, remaining, _ in facts.RATE_HEADERS:
        if headers.get(limit):
            said = f"{headers[limit]} calls a minute, {headers.get(remaining, '?')} left now"
            return Finding("rate limit", said)
    return Finding("rate limit", "the account named none", _NOTE)


def _closed(topic: str, error: ApiError | SchemaError, stops_on: date | None = None) -> Finding:
    answered = f"{error.status} {error.code}" if isinstance(error, ApiError) else "no JSON"
    hint = "log in as an admin, with the scope read" if isinstance(error, Forbidden) else error.hint
    said = f"cannot be looked at: the account answered {answered.strip()}"
    return Finding(topic, said, _NOTE, stops_on, hint)
