"""What is said in tickets, as Zendesk spells it.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.attachments import Attachment
from cxsdk.models import Record
from cxsdk.wire import Loader


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
