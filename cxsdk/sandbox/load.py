"""Brings one's own conversations in: JSON Lines, a ticket with its comments per line.

A line is a Zendesk ticket (``{"id": …, "subject": …, "comments": […]}``), as it is
or under ``ticket``; ``users``, ``organizations`` and ``groups`` beside it are taken
along, wherever in the file they stand. People of whom only the number is known
become placeholders. The file is read line by line and written in one transaction:
a bad line leaves the account as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from cxsdk.errors import ConfigError
from cxsdk.sandbox import markup, shapes
from cxsdk.sandbox.clock import moment, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cxsdk.sandbox.state import Body, State

_SIDE_LOADS = ("users", "organizations", "groups", "ticket_fields", "satisfaction_ratings")
_BATCH = 500
_HINT = "each line is one ticket as JSON, with its comments: see docs of `cxsdk demo --load`"


@dataclass(slots=True)
class Loaded:
    """What a file brought.

    Args:
        tickets: How many tickets.
        comments: How many comments.
        placeholders: How many people had to be made up.
        last_at: When the last thing in it happened; None for an empty file.
    """

    tickets: int = 0
    comments: int = 0
    placeholders: int = 0
    last_at: str | None = None
    _people: set[int] = field(default_factory=set, repr=False)
    _staff: set[int] = field(default_factory=set, repr=False)


def load_file(state: State, path: Path) -> Loaded:
    """Read a file into the account, beside what is there.

    Args:
        state: The account.
        path: JSON Lines in UTF-8; blank lines are skipped.

    Returns:
        What it brought.

    Raises:
        ConfigError: The file cannot be read, or a line is no ticket; the message names
            the line, and nothing was written.
    """
    loaded = Loaded()
    try:
        with path.open("rb") as lines, state.write():
            _read(state, lines, loaded, path)
            _make_up_people(state, loaded)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigError(message, hint="name a file of JSON Lines") from error
    if not loaded.tickets:
        message = f"{path} holds no tickets"
        raise ConfigError(message, hint=_HINT)
    return loaded


def _read(state: State, lines: Iterable[bytes], loaded: Loaded, path: Path) -> None:
    tickets: list[Body] = []
    comments: list[Body] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
            ticket, said = _conversation(state, found, loaded)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            reason = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
            message = f"{path}, line {number}: {reason}"
            raise ConfigError(message, hint=_HINT) from error
        if ticket is not None:
            tickets.append(ticket)
            comments.extend(said)
        if len(tickets) >= _BATCH:
            _flush(state, tickets, comments)
    _flush(state, tickets, comments)


def _flush(state: State, tickets: list[Body], comments: list[Body]) -> None:
    state.put_many("tickets", tickets)
    state.put_many("comments", comments)
    tickets.clear()
    comments.clear()


def _conversation(state: State, found: Any, loaded: Loaded) -> tuple[Body | None, list[Body]]:
    if not isinstance(found, dict):
        message = "is not a JSON object"
        raise TypeError(message)
    for kind in _SIDE_LOADS:
        if found.get(kind):
            state.put_many(kind, [_complete(kind, each) for each in found[kind]])
    given = found.get("ticket", found)
    if "id" not in given and any(found.get(kind) for kind in _SIDE_LOADS):
        return None, []
    ticket = _ticket(given)
    said = [
        _comment(state, each, ticket)
        for each in (found.get("comments") or given.get("comments") or [])
    ]
    said = said or [_comment(state, _opening(ticket), ticket)]
    _count(loaded, ticket, said)
    return ticket, said


def _ticket(given: Body) -> Body:
    number, at = _number(given, "id"), stamp(moment(given["created_at"]))
    fields = {
        name: value for name, value in given.items() if name not in {"comments", *_SIDE_LOADS}
    }
    body = shapes.ticket(number, at=at) | fields
    body["created_at"] = at
    body["updated_at"] = stamp(moment(given.get("updated_at") or at))
    body["requester_id"] = _number(given, "requester_id")
    body["submitter_id"] = given.get("submitter_id") or body["requester_id"]
    body["subject"] = given.get("subject") or given.get("raw_subject") or ""
    body["raw_subject"] = given.get("raw_subject") or body["subject"]
    body["tags"] = list(given.get("tags") or [])
    body["custom_fields"] = list(given.get("custom_fields") or given.get("fields") or [])
    body["fields"] = body["custom_fields"]
    if not isinstance(body["status"], str):
        message = "status is no text"
        raise TypeError(message)
    at_seconds = int(moment(body["updated_at"]).timestamp())
    body["generated_timestamp"] = given.get("generated_timestamp") or at_seconds
    return body


def _opening(ticket: Body) -> Body:
    """A ticket without comments still says something: its description."""
    return {
        "author_id": ticket["requester_id"],
        "body": ticket["description"] or ticket["subject"],
        "created_at": ticket["created_at"],
        "public": True,
    }


def _comment(state: State, given: Body, ticket: Body) -> Body:
    number = given.get("id")
    if not isinstance(number, int):
        number = state.next_id("comments")
    source = given.get("html_body")
    text = given.get("plain_body") or given.get("body") or markup.to_text(source or "")
    cleaned = markup.clean(source) if source else None
    shown = markup.wrap(cleaned if cleaned else markup.from_text(text))
    fields = {name: given[name] for name in ("via", "attachments", "audit_id") if given.get(name)}
    return shapes.comment(
        number,
        ticket["id"],
        _number(given, "author_id"),
        at=stamp(moment(given["created_at"])),
        body=given.get("body") or text,
        plain_body=text,
        html_body=shown,
        public=bool(given.get("public", True)),
        **{"via": ticket["via"], **fields},
    )


def _complete(kind: str, given: Body) -> Body:
    number = _number(given, "id")
    at = given.get("created_at") or given.get("updated_at") or "2026-01-01T00:00:00Z"
    if kind == "users":
        return shapes.user(number, str(given["name"]), at=at, **_rest(given, "name"))
    if kind == "organizations":
        return shapes.organization(number, str(given["name"]), at=at, **_rest(given, "name"))
    return {"created_at": at, "updated_at": at, **given}


def _rest(given: Body, *names: str) -> Body:
    return {name: value for name, value in given.items() if name not in {"id", *names}}


def _number(given: Body, name: str) -> int:
    value = given[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        message = f"{name} is no number of an object: {value!r}"
        raise TypeError(message)
    return value


def _count(loaded: Loaded, ticket: Body, said: list[Body]) -> None:
    loaded.tickets += 1
    loaded.comments += len(said)
    loaded.last_at = max(loaded.last_at or "", ticket["updated_at"], said[-1]["created_at"])
    if isinstance(ticket["assignee_id"], int):
        loaded._staff.add(ticket["assignee_id"])  # noqa: SLF001 - its own bookkeeping
    loaded._people.update(  # noqa: SLF001
        {ticket["requester_id"], *(each["author_id"] for each in said)}
    )
    for each in said:
        if not each["public"]:
            loaded._staff.add(each["author_id"])  # noqa: SLF001 - customers write no notes


def _make_up_people(state: State, loaded: Loaded) -> None:
    """Add the people of whom only the number is known: those who act like staff are agents."""
    at = loaded.last_at or ""
    for number in sorted(loaded._people | loaded._staff):  # noqa: SLF001
        if state.get("users", number) is None:
            role = "agent" if number in loaded._staff else "end-user"  # noqa: SLF001
            label = "Agent" if role == "agent" else "Customer"
            state.put("users", shapes.user(number, f"{label} {number}", at=at, role=role))
            loaded.placeholders += 1
