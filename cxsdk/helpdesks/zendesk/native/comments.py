"""What is said in tickets, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.attachments import Attachment
from cxsdk.helpdesks.zendesk.native.resource import Counts, Lists, Resource, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Via(Record):
    """How a ticket or a comment came in."""

    #: Such as ``email``, ``web``, ``native_messaging``; a number in very old tickets.
    channel: str | int | None = None
    #: From whom to whom, and by which rule; differs from channel to channel.
    source: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Record):
    """One comment in a ticket. The opening message is the first of them."""

    id: int
    #: ``Comment`` or ``VoiceComment``.
    type: str | None = None
    #: -1: the account itself.
    author_id: int | None = None
    body: str | None = None
    html_body: str | None = None
    plain_body: str | None = None
    #: False for an internal note.
    public: bool | None = None
    attachments: tuple[Attachment, ...] = ()
    audit_id: int | None = None
    via: Via | None = None
    #: ``system`` (client, address) and ``custom`` (whatever the writer put there).
    metadata: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    #: Of a voice comment: the call.
    data: Mapping[str, Any] | None = None
    add_short_url: bool | None = None
    channel_back: str | None = None
    channel_source_id: str | None = None
    translate_to: str | None = None
    #: Only in writes: tokens of uploaded files.
    uploads: tuple[str, ...] = ()


COMMENT = Loader(Comment, vendor=VENDOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEvent(Record):
    """What is left of a chat after something was taken out of it."""

    id: int | None = None
    #: Such as ``ChatStartedEvent``.
    type: str | None = None
    #: ``chat_id``, ``visitor_id`` and ``history``.
    value: Mapping[str, Any] | None = None


CHAT_EVENT = Loader(ChatEvent, vendor=VENDOR)


class TicketComments(Lists[Comment], Counts[Comment]):
    """``/api/v2/tickets/{ticket_id}/comments``, oldest first, the opening message included."""

    path: ClassVar[str] = "tickets/{ticket_id}/comments"
    one: ClassVar[str] = "comment"
    many: ClassVar[str] = "comments"
    loader = COMMENT

    def make_private(self, comment_id: int) -> None:
        """Hide a comment from the customer; it cannot be shown again."""
        self._client.request("PUT", self._at(comment_id, "make_private"))

    def redact(self, comment_id: int, text: str) -> Comment:
        """Take a text out of a comment, for good: its letters become blocks.

        Not in closed tickets; :meth:`Comments.redact` reaches those too.
        """
        path = self._at(comment_id, "redact")
        return self._one("PUT", path, json={"text": text}, may_repeat=False)


class Comments(Resource[Comment]):
    """Taking things out of comments and chats, for good: nobody can bring them back."""

    path: ClassVar[str] = "comment_redactions"
    one: ClassVar[str] = "comment"
    loader = COMMENT

    def redact(
        self,
        comment_id: int,
        *,
        ticket_id: int,
        html_body: str | None = None,
        attachment_urls: Sequence[str] = (),
    ) -> Comment:
        """Take parts out of a comment, of a closed or archived ticket too.

        Args:
            comment_id: Which.
            ticket_id: Of the ticket that it is in.
            html_body: The comment's HTML, with ``<redact>`` around what is to go.
            attachment_urls: ``content_url`` of the attachments that are to go.
        """
        body: dict[str, Any] = {"ticket_id": ticket_id}
        if html_body is not None:
            body["html_body"] = html_body
        if attachment_urls:
            body["external_attachment_urls"] = [*attachment_urls]
        return self._one("PUT", self._at(comment_id), json=body)

    def redact_chat(self, ticket_id: int, *, chat_id: str, text: str, message_id: str) -> ChatEvent:
        """Take parts out of a message of a chat that is over.

        Args:
            ticket_id: Of the chat's ticket.
            chat_id: As the ticket's audit names it, in its ``ChatStartedEvent``.
            text: The message's text, with ``<redact>`` around what is to go.
            message_id: As that event's history names it.
        """
        body = {"chat_id": chat_id, "message_id": message_id, "text": text}
        return self._chat_event(f"{API}/chat_redactions/{ticket_id}", body)

    def redact_chat_files(
        self, ticket_id: int, *, chat_id: str, message_ids: Sequence[str]
    ) -> ChatEvent:
        """Take files out of a chat that is over; the ids as in :meth:`redact_chat`."""
        body = {"chat_id": chat_id, "message_ids": [*message_ids]}
        return self._chat_event(f"{API}/chat_file_redactions/{ticket_id}", body)

    def _chat_event(self, path: str, body: dict[str, Any]) -> ChatEvent:
        return CHAT_EVENT.load(part(self._client.request("PUT", path, json=body), "chat_event"))
