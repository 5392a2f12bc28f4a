"""Side conversations: what agents ask others about a ticket, out of its customer's sight.

Source: https://developer.zendesk.com/api-reference/ticketing/side_conversation/side_conversation/
and .../side_conversation/side_conversation_event/, .../side_conversation_attachment/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import API, EXPORT_PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.form import multipart
from cxsdk.helpdesks.zendesk.native.resource import Body, Listing, differing, part, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxsdk.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Record):
    """Who takes part. What is said of them decides by which channel they are asked."""

    #: By mail: an agent's id, or any address.
    user_id: int | None = None
    email: str | None = None
    name: str | None = None
    #: By Slack: both.
    slack_workspace_id: str | None = None
    slack_channel_id: str | None = None
    #: By Microsoft Teams.
    msteams_channel_id: str | None = None
    #: By a ticket of their own, which the group gets, or one agent of it.
    support_group_id: int | str | None = None
    support_agent_id: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideConversationAttachment(Record):
    """A file of a message."""

    #: Such as ``s3-d2a3111e-…``; a message names it in ``attachment_ids``.
    id: str
    name: str | None = None
    file_name: str | None = None
    content_type: str | None = None
    content_url: str | None = None
    #: In bytes.
    size: int | None = None
    #: In pixels, as is ``height``.
    width: int | None = None
    height: int | None = None
    inline: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideMessage(Record):
    """What was said. To send one, name ``to`` and ``body``; ``attachment_ids`` add files."""

    subject: str | None = None
    #: Plain text.
    body: str | None = None
    html_body: str | None = None
    preview_text: str | None = None
    from_: Participant | None = field(default=None, metadata={"key": "from"})
    to: tuple[Participant, ...] = ()
    #: Marks of another system; texts.
    external_ids: Mapping[str, Any] | None = None
    attachments: tuple[SideConversationAttachment, ...] = ()
    #: Only sent: files that were uploaded before.
    attachment_ids: tuple[str, ...] = ()
    #: Such as ``support``, ``email``, ``api``.
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideConversation(Record):
    """One conversation beside a ticket."""

    #: A UUID.
    id: str
    url: str | None = None
    ticket_id: int | None = None
    subject: str | None = None
    preview_text: str | None = None
    #: ``open`` or ``closed``.
    state: str | None = None
    participants: tuple[Participant, ...] = ()
    #: Marks of another system; ``targetTicketId`` is the ticket that was made for it.
    external_ids: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    message_added_at: datetime | None = None
    state_updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideConversationEvent(Record):
    """What happened in a side conversation."""

    id: str
    side_conversation_id: str | None = None
    url: str | None = None
    ticket_id: int | None = None
    #: ``create``, ``reply``, ``update``, ``add-entity``.
    type: str | None = None
    actor: Participant | None = None
    #: Of ``create`` and ``reply``.
    message: SideMessage | None = None
    #: Of ``update``: the new ``state`` or ``subject``.
    updates: Mapping[str, Any] | None = None
    via: str | None = None
    created_at: datetime | None = None


PARTICIPANT = Loader(Participant, vendor=VENDOR)
SIDE_MESSAGE = Loader(SideMessage, vendor=VENDOR)
SIDE_CONVERSATION = Loader(SideConversation, vendor=VENDOR)
SIDE_CONVERSATION_EVENT = Loader(SideConversationEvent, vendor=VENDOR)
SIDE_CONVERSATION_ATTACHMENT = Loader(SideConversationAttachment, vendor=VENDOR)
_EVENTS = "events"


class TicketSideConversations(Listing[SideConversation]):
    """The side conversations of one ticket."""

    path: ClassVar[str] = "tickets/{ticket_id}/side_conversations"
    one: ClassVar[str] = "side_conversation"
    many: ClassVar[str] = "side_conversations"
    paging: ClassVar[Literal["cursor", "offset", "none"]] = "none"
    loader = SIDE_CONVERSATION

    def create(
        self, message: Body, *, external_ids: Mapping[str, str] | None = None
    ) -> SideConversation:
        """Begin one with its first message; never sent twice.

        Args:
            message: Such as ``SideMessage(subject="…", body="…", to=(Participant(email="…"),))``.
            external_ids: Marks of another system.
        """
        json: dict[str, Any] = {"message": spelled(message)}
        if external_ids is not None:
            json["external_ids"] = dict(external_ids)
        return self._one("POST", self._path, json=json)

    def reply(self, side_conversation_id: str, message: Body) -> SideConversation:
        """Add a message, and return the conversation as it is then; never sent twice."""
        json = {"message": spelled(message)}
        return self._one("POST", self._at(side_conversation_id, "reply"), json=json)

    def update(self, side_conversation_id: str, changes: Body) -> SideConversation:
        """Change ``state``, ``subject`` or ``external_ids``."""
        return self._one("PUT", self._at(side_conversation_id), json=self._body(differing(changes)))

    def events(self, side_conversation_id: str) -> Iterator[SideConversationEvent]:
        """Yield what happened in one, its messages above all, oldest first."""
        path = self._at(side_conversation_id, _EVENTS)
        for page in self._client.pages(path):
            yield from map(SIDE_CONVERSATION_EVENT.load, part(page, _EVENTS))

    def import_past(self, conversation: Body, events: Iterable[Body]) -> SideConversation:
        """Bring one in from elsewhere, with what happened in it; nothing is sent to anybody.

        Args:
            conversation: ``subject``, ``state``, ``external_ids``.
            events: Each with ``created_at`` and a ``message`` that says ``from``.
        """
        json = {self.one: spelled(conversation), _EVENTS: [*map(spelled, events)]}
        return self._one("POST", f"{self._path}/import", json=json)

    def import_events(self, side_conversation_id: str, events: Iterable[Body]) -> SideConversation:
        """Bring past messages into one that is there; nothing is sent to anybody."""
        json = {_EVENTS: [*map(spelled, events)]}
        return self._one("POST", self._at(side_conversation_id, _EVENTS, "import"), json=json)


class SideConversations:
    """Side conversations of all tickets; the Collaboration add-on is needed."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def of_ticket(self, ticket_id: int) -> TicketSideConversations:
        """Return the side conversations of one ticket."""
        return TicketSideConversations(self._client, ticket_id=ticket_id)

    def upload(self, content: bytes, file_name: str) -> SideConversationAttachment:
        """Send a file, and return the id by which a message takes it along.

        Args:
            content: The file.
            file_name: Its ending says what it is.
        """
        path = f"{API}/tickets/side_conversations/attachments"
        form = multipart({}, files={"file": (file_name, content)})
        answer = self._client.request("POST", path, **form)
        # The vendor's page shows the attachment bare; clients have met it in an envelope.
        is_wrapped = isinstance(answer, dict) and "attachment" in answer
        return SIDE_CONVERSATION_ATTACHMENT.load(answer["attachment"] if is_wrapped else answer)

    def events_since(self, start_time: int) -> Iterator[SideConversationEvent]:
        """Yield what happened in all side conversations since; needs an admin.

        An event that two pages tell of is yielded once.

        Args:
            start_time: In Unix seconds, a minute ago at the latest.

        Raises:
            SchemaError: A full page ends where it began, so that nothing can follow.
        """
        path = f"{API}/tickets/side_conversations/events"
        known: frozenset[str] = frozenset()
        while True:
            page = self._client.request("GET", path, params={"start_time": start_time})
            events = tuple(map(SIDE_CONVERSATION_EVENT.load, part(page, _EVENTS)))
            yield from (event for event in events if event.id not in known)
            # The last page has an address of the next one too: only its size tells.
            if len(events) < EXPORT_PAGE_SIZE:
                return
            end_time = part(page, "end_time")
            if not isinstance(end_time, int) or end_time <= start_time:
                message = f"the export stands still at {start_time}"
                raise SchemaError(message, path="end_time", vendor=VENDOR)
            known, start_time = frozenset(event.id for event in events), end_time
