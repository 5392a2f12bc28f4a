"""Files in comments and pictures of people as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from cxsdk.errors import ConfigError, TransportError
from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.files import File, read_file
from cxsdk.helpdesks.zendesk.native.resource import Gets, Updates, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from typing import BinaryIO


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload(Record):
    """Files that wait to be put into a comment."""

    #: What a comment names in ``uploads``; who has it has the files. Valid for an hour.
    token: str = field(repr=False)
    #: The file that was sent last.
    attachment: Attachment | None = None
    #: All files of this token.
    attachments: tuple[Attachment, ...] = ()


ATTACHMENT = Loader(Attachment, vendor=VENDOR)
UPLOAD = Loader(Upload, vendor=VENDOR)
_UNKNOWN_TYPE = "application/octet-stream"


class Attachments(Gets[Attachment], Updates[Attachment]):
    """``/api/v2/attachments`` and ``/api/v2/uploads``."""

    path: ClassVar[str] = "attachments"
    one: ClassVar[str] = "attachment"
    loader = ATTACHMENT

    def upload(
        self,
        filename: str,
        data: bytes | BinaryIO,
        *,
        content_type: str | None = None,
        token: str | None = None,
    ) -> Upload:
        """Send a file that a comment may hold: ``{"comment": {"uploads": [upload.token], …}}``.

        Never sent twice, because a repeat would be a second file.

        Args:
            filename: How it is called in the comment.
            data: The file, or an open one, which is read to its end into memory.
            content_type: Such as ``image/png``; by default what the name's ending says.
            token: Of an earlier upload, to have several files under one token.

        Raises:
            ApiError: The account refused it, such as one that is too large (413, 422).
        """
        kind = content_type or guess_type(filename)[0] or _UNKNOWN_TYPE
        answer = self._client.request(
            "POST",
            f"{API}/uploads",
            params={"filename": filename, "token": token},
            content=data if isinstance(data, bytes) else data.read(),
            headers={"Content-Type": kind},
        )
        return UPLOAD.load(part(answer, "upload"))

    def download(self, file: File | str, into: BinaryIO) -> int:
        """Write a file to an open one, and return its size in bytes.

        The token goes to the account's own address only: where the account has given
        the file to others to keep, the rest of the way goes without it.

        Args:
            file: An attachment, of a macro or an article too, or the ``content_url`` of one.
            into: Open for writing bytes; nothing is written unless the file came whole.

        Raises:
            ApiError: It was refused, or is not there any more.
            ConfigError: It has no address, or one on plain http or within this machine.
            TransportError: No answer, more than 64 MiB, or another size than the
                attachment has.
        """
        url = file if isinstance(file, str) else file.content_url
        if not url:
            message = "the attachment has no content_url"
            raise ConfigError(message, hint="read it again: attachments.get(id)")
        data = read_file(self._client, url)
        size = None if isinstance(file, str) else file.size
        if size is not None and len(data) != size:
            message = f"a file of {size} bytes came as {len(data)}"
            raise TransportError(message, hint="read the attachment again: it may have changed")
        into.write(data)
        return len(data)

    def delete_upload(self, token: str) -> None:
        """Delete files that no comment holds yet."""
        self._client.request("DELETE", f"{API}/uploads/{quote(token, safe='')}")

    def delete(self, attachment_id: int) -> None:
        """Delete a file; :meth:`redact` puts an empty one in its place in a comment."""
        self._client.request("DELETE", self._at(attachment_id))

    def redact(self, ticket_id: int, comment_id: int, attachment_id: int) -> Attachment:
        """Put an empty file in place of one in a comment, for good; not in closed tickets."""
        path = f"{API}/tickets/{ticket_id}/comments/{comment_id}/attachments/{attachment_id}/redact"
        return self._one("PUT", path)
