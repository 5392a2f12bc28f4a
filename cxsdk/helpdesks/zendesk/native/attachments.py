"""Files in comments and pictures of people as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/
"""

from __future__ import annotations

from dataclasses import dataclass

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail(Record):
    """A small picture of an attachment; an attachment but for thumbnails of its own."""

    id: int | None = None
    url: str | None = None
    file_name: str | None = None
    #: Where the file is; the host may be a third party's: never send a token there.
    content_url: str | None = None
    mapped_content_url: str | None = None
    content_type: str | None = None
    #: In bytes.
    size: int | None = None
    #: In pixels, as is ``height``.
    width: int | None = None
    height: int | None = None
    #: Shown within the text instead of below it.
    inline: bool | None = None
    deleted: bool | None = None
    malware_access_override: bool | None = None
    #: ``malware_found``, ``malware_not_found``, ``failed_to_scan``, ``not_scanned``.
    malware_scan_result: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Thumbnail):
    """A file. Older answers call ``file_name`` ``name``."""

    name: str | None = None
    thumbnails: tuple[Thumbnail, ...] = ()


ATTACHMENT = Loader(Attachment, vendor=VENDOR)
