"""Brings one's own conversations in: JSON Lines, a ticket with its comments per line.

A line is a Zendesk ticket (``{"id": …, "subject": …, "comments": […]}``), as it is
or under ``ticket``; ``users``, ``organizations`` and ``groups`` beside it are taken
along, wherever in the file they stand. People of whom only the number is known
become placeholders. The file is read line by line and written in one transaction:
a bad line leaves the account as it was.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from datetime import datetime
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
_LARGEST = 2**63
_HINT = "each line is one ticket as JSON, with its comments: see docs/how-to/load-your-own.md"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file brought.

    Args:
        tickets: How many tickets.
        comments: How many comments.
        placeholders: How many people had to be made up.
        last_at: When the last thing in it happened.
    """

    tickets: int
    comments: int
    placeholders: int
    last_at: datetime


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
    reader = _Reader(state, path)
    try:
        with path.open("rb") as lines, state.write():
            reader.read(lines)
            return reader.finish()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigError(message, hint="name a file of JSON Lines") from error


class _BadLine(ValueError):
    """A line is JSON, but no conversation."""


class _Reader:
    """Takes lines in, and remembers whom they name."""

    def __init__(self, state: State, path: Path) -> None:
        self._state = state
        self._path = path
        self._tickets: list[Body] = []
        self._comments: list[Body] = []
        self._counts = {"tickets": 0, "comments": 0}
        self._people: set[int] = set()
        self._staff: set[int] = set()
        self._last_at = ""

    def read(self, lines: Iterable[bytes]) -> None:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                self._take(orjson.loads(line.removeprefix(codecs.BOM_UTF8)))
            except ValueError as error:
                message = f"{self._path}, line {number}: {error}"
                raise ConfigError(message, hint=_HINT) from error
            if len(self._tickets) >= _BATCH:
                self._flush()
        self._flush()

    def finish(self) -> Loaded:
        """Make up the people of whom only the number is known; who acts like staff is an agent."""
        if not self._counts["tickets"]:
            message = f"{self._path} holds no tickets"
            raise ConfigError(message, hint=_HINT)
        made_up = 0
        for number in sorted(self._people | self._staff):
            if self._state.get("users", number) is None:
                role = "agent" if number in self._staff else "end-user"
                name = f"{'Agent' if number in self._staff else 'Customer'} {number}"
                self._state.put("users", shapes.user(number, name, at=self._last_at, role=role))
                made_up += 1
        return Loaded(**self._counts, placeholders=made_up, last_at=moment(self._last_at))

    def _take(self, found: Any) -> None:
        (found,) = _objects([found], "the line")
        beside = [kind for kind in _SIDE_LOADS if found.get(kind)]
        for kind in beside:
            bodies = [_complete(kind, each) for each in _objects(found[kind], kind)]
            self._state.put_many(kind, bodies)
        (given,) = _objects([found.get("ticket", found)], "ticket")
        if beside and "id" not in given:
            return
        ticket = _ticket(given)
        said = _objects(found.get("comments") or given.get("comments") or [], "comments")
        said = said or [_opening(ticket)]
        comments = [_comment(self._state, each, ticket) for each in said]
        self._tickets.append(ticket)
        self._comments.extend(comments)
        self._remember(ticket, comments)

    def _remember(self, ticket: Body, comments: list[Body]) -> None:
        self._counts["tickets"] += 1
        self._counts["comments"] += len(comments)
        times = (ticket["updated_at"], *(each["created_at"] for each in comments))
        self._last_at = max(self._last_at, *times)
        self._people |= {ticket["requester_id"], *(each["author_id"] for each in comments)}
        if isinstance(ticket["assignee_id"], int):
            self._staff.add(ticket["assignee_id"])
        # customers write no notes
        self._staff |= {each["author_id"] for each in comments if not each["public"]}

    def _flush(self) -> None:
        self._state.put_many("tickets", self._tickets)
        self._state.put_many("comments", self._comments)
        self._tickets, self._comments = [], []


def _ticket(given: Body) -> Body:
    number, at = _number(given, "id"), _when(given, "created_at")
    fields = {
        name: value for name, value in given.items() if name not in {"comments", *_SIDE_LOADS}
    }
    body = shapes.ticket(number, at=at) | fields
    body["created_at"] = at
    body["updated_at"] = _when(given, "updated_at") if given.get("updated_at") else at
    body["requester_id"] = _number(given, "requester_id")
    body["submitter_id"] = given.get("submitter_id") or body["requester_id"]
    body["subject"] = given.get("subject") or given.get("raw_subject") or ""
    body["raw_subject"] = given.get("raw_subject") or body["subject"]
    body["tags"] = list(given.get("tags") or [])
    body["custom_fields"] = list(given.get("custom_fields") or given.get("fields") or [])
    body["fields"] = body["custom_fields"]
    for name in ("status", "subject", "description"):
        _text(body, name)
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
    for name in ("body", "plain_body", "html_body"):
        if given.get(name) is not None:
            _text(given, name)
    text = given.get("plain_body") or given.get("body") or markup.to_text(source or "")
    cleaned = markup.clean(source) if source else None
    shown = markup.wrap(cleaned or markup.from_text(text))
    fields = {name: given[name] for name in ("via", "attachments", "audit_id") if given.get(name)}
    return shapes.comment(
        number,
        ticket["id"],
        _number(given, "author_id"),
        at=_when(given, "created_at"),
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
        return shapes.user(number, _text(given, "name"), at=at, **_rest(given, "name"))
    if kind == "organizations":
        return shapes.organization(number, _text(given, "name"), at=at, **_rest(given, "name"))
    return {"created_at": at, "updated_at": at, **given}


def _rest(given: Body, *names: str) -> Body:
    return {name: value for name, value in given.items() if name not in {"id", *names}}


def _number(given: Body, name: str) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _LARGEST:
        message = f"{name} is missing or no number of an object"
        raise _BadLine(message)
    return value


def _text(given: Body, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        message = f"{name} is missing or no text"
        raise _BadLine(message)
    return value


def _when(given: Body, name: str) -> str:
    try:
        return stamp(moment(_text(given, name)))
    except (ValueError, OverflowError) as error:
        message = f"{name} is missing or no ISO 8601 moment"
        raise _BadLine(message) from error


def _objects(value: Any, name: str) -> list[Body]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        message = f"{name} must be a JSON object, or a list of them"
        raise _BadLine(message)
    return value
