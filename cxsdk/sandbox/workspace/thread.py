"""A conversation as a page shows it: days, messages, waits, hand-overs, changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from markupsafe import Markup

from cxsdk.models import Actor, ActorType, Message, MessageKind, Ref, Visibility
from cxsdk.sandbox.clock import moment
from cxsdk.sandbox.workspace.language import COMPANY_ZONE
from cxsdk.sandbox.workspace.people import SYSTEM
from cxsdk.sandbox.workspace.rows import UNSOLVED, picture, waiting
from cxsdk.sandbox.workspace.ruler import NORMS, Ruler, counted, ruler
from cxsdk.sandbox.workspace.shown import message_html
from cxsdk.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxsdk.sandbox.state import Body
    from cxsdk.sandbox.workspace.people import Directory

#: A note this close before a hand-over is the context that went with it.
_WITH_CONTEXT = timedelta(seconds=90)
#: A wait is drawn from this share of its norm on; shorter ones are only noise.
_WORTH_DRAWING = 0.5


@dataclass(frozen=True, slots=True)
class Day:
    """A new day begins."""

    at: datetime
    kind: Literal["day"] = "day"


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody said something; ``role`` is ``customer``, ``agent`` or ``bot``."""

    id: int
    at: datetime
    name: str
    role: str
    is_note: bool
    picture: str
    html: Markup
    files: tuple[tuple[str, int], ...] = ()
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True)
class Wait:
    """A customer waited, or still does (``is_open``); ``length`` is time on the clock."""

    length: timedelta
    norm: timedelta
    channel: str
    is_late: bool
    ruler: Ruler
    is_open: bool = False
    kind: Literal["wait"] = "wait"


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody else took over (``after`` is empty when only a group did)."""

    before: str
    after: str
    group: str = ""
    has_context: bool = False
    kind: Literal["hand"] = "hand"


@dataclass(frozen=True, slots=True)
class Status:
    """The status changed without a word."""

    value: str
    kind: Literal["status"] = "status"


Part: TypeAlias = Day | Said | Wait | Hand | Status


def make_thread(
    ticket: Body, comments: list[Body], directory: Directory, now: datetime
) -> list[Part]:
    """Lay a ticket's conversation out, oldest first.

    Args:
        ticket: Whose channel sets the norm of a wait.
        comments: All of it, notes included, oldest first.
        directory: Who is who.
        now: World time; ends a wait that is still going on.
    """
    directory.learn("users", (each["author_id"] for each in comments))
    layout = _Layout(ticket, comments, directory)
    parts: list[Part] = []
    last: datetime | None = None
    for comment in comments:
        at = moment(comment["created_at"])
        if last is None or _day(at) != _day(last):
            parts.append(Day(at))
        last = at
        parts += layout.parts(comment, at)
    since, _ = waiting(directory, comments)
    if since is not None and ticket["status"] in UNSOLVED:
        parts += layout.wait(since, now, is_open=True)
    return parts


def _day(at: datetime) -> date:
    return at.astimezone(COMPANY_ZONE).date()


class _Layout:
    """Turns comments into parts, one after the other."""

    def __init__(self, ticket: Body, comments: list[Body], directory: Directory) -> None:
        self._ticket = ticket
        self._directory = directory
        self._channel = picture(ticket["via"]["channel"])
        found = timeline(_message(each, directory) for each in comments)
        self._waits = {int(each.after.id): each.length for each in found.waits}
        self._handed = {int(each.message.id): each.before for each in found.handovers}
        self._before: Body | None = None
        self._taker: int | None = None

    def parts(self, comment: Body, at: datetime) -> list[Part]:
        """Return what one comment adds."""
        parts: list[Part] = []
        number, author = comment["id"], comment["author_id"]
        if author != SYSTEM:
            if number in self._waits:
                parts += self.wait(at - self._waits[number], at)
            if number in self._handed and self._taker != author:
                parts.append(Hand(self._handed[number].name or "", self._directory.name(author)))
            parts.append(self._said(comment, at))
        parts += self._changes(comment)
        self._before = comment
        return parts

    def wait(self, since: datetime, until: datetime, *, is_open: bool = False) -> list[Part]:
        """Return a wait if it is worth drawing."""
        norm = NORMS[self._channel]
        counts = counted(self._channel, since, until)
        if counts < norm * _WORTH_DRAWING and not is_open:
            return []
        return [
            Wait(
                length=_on_the_clock(since, until),
                norm=norm,
                channel=self._channel,
                is_late=counts > norm,
                ruler=ruler(counts, norm),
                is_open=is_open,
            )
        ]

    def _said(self, comment: Body, at: datetime) -> Said:
        kind = self._directory.kind(comment["author_id"])
        role = _ROLES.get(kind, "agent")
        return Said(
            id=comment["id"],
            at=at,
            name=self._directory.name(comment["author_id"]),
            role=role,
            is_note=not comment["public"],
            picture=picture(comment["via"]["channel"]) if role == "customer" else "",
            html=message_html(comment),
            files=tuple(
                (str(each.get("file_name", "")), int(each.get("size") or 0))
                for each in comment.get("attachments") or ()
            ),
        )

    def _changes(self, comment: Body) -> list[Part]:
        parts: list[Part] = []
        changes = comment.get("metadata", {}).get("custom", {}).get("changes", ())
        is_silent = comment["author_id"] == SYSTEM
        for change in changes:
            if change["field"] == "status" and change["from"] != "new":
                parts.append(Status(str(change["to"])))
            elif change["field"] == "assignee_id":
                self._taker = change["to"]
                if is_silent:
                    parts.append(self._hand(comment, change, changes))
        return parts

    def _hand(self, comment: Body, change: Body, changes: Iterable[Body]) -> Hand:
        places = [each["to"] for each in changes if each["field"] == "group_id"]
        group = places[0] if places else None
        return Hand(
            self._directory.name(change["from"]),
            self._directory.name(change["to"]),
            self._directory.group(group),
            has_context=self._went_with_context(comment),
        )

    def _went_with_context(self, comment: Body) -> bool:
        before = self._before
        if before is None or before["public"] or before["author_id"] == SYSTEM:
            return False
        return moment(comment["created_at"]) - moment(before["created_at"]) <= _WITH_CONTEXT


def _on_the_clock(since: datetime, until: datetime) -> timedelta:
    """Return the difference of the two times that stand beside: whole minutes on the clock."""
    return until.replace(second=0, microsecond=0) - since.replace(second=0, microsecond=0)


_ROLES = {ActorType.CUSTOMER: "customer", ActorType.BOT: "bot"}


def _message(comment: Body, directory: Directory) -> Message:
    author = comment["author_id"]
    kind = directory.kind(author)
    is_public = bool(comment["public"])
    return Message(
        ref=Ref("zendesk", "local", str(comment["id"])),
        ticket_id=str(comment["ticket_id"]),
        kind=MessageKind.SYSTEM_EVENT if kind is ActorType.SYSTEM else MessageKind.AGENT_REPLY,
        visibility=Visibility.PUBLIC if is_public else Visibility.INTERNAL,
        author=Actor(kind, str(author), directory.name(author)),
        body_text="",
        created_at=moment(comment["created_at"]),
    )
