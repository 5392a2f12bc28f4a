"""Files of articles.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/article_attachments/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.form import multipart
from cxsdk.helpdesks.zendesk.native.help_center.place import LocalLists, Place
from cxsdk.helpdesks.zendesk.native.resource import Deletes, Gets
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAttachment(Record):
    """A file, or a picture within the text."""

    id: int
    #: None until it is given to an article.
    article_id: int | None = None
    file_name: str | None = None
    #: Where the file is.
    content_url: str | None = None
    content_type: str | None = None
    #: In bytes.
    size: int | None = None
    #: Shown within the text instead of below it.
    inline: bool | None = None
    #: Of the translation that it belongs to; inline ones only.
    locale: str | None = None
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    #: Said when it is made: the file itself, or the id of one in the media library.
    file: Mapping[str, Any] | None = None
    guide_media_id: str | None = None


ARTICLE_ATTACHMENT = Loader(ArticleAttachment, vendor=VENDOR)


class _Attaches(Place[ArticleAttachment]):
    one: ClassVar[str] = "article_attachment"
    many: ClassVar[str] = "article_attachments"
    loader = ARTICLE_ATTACHMENT

    def create(
        self, guide_media_id: str, *, inline: bool | None = None, locale: str | None = None
    ) -> ArticleAttachment:
        """Attach a file of the account's media library.

        Args:
            guide_media_id: Which file.
            inline: Whether it is a picture within the text; None (default): it is not.
            locale: Of the translation that it belongs to; inline ones only.
        """
        form = multipart({"guide_media_id": guide_media_id, "inline": inline, "locale": locale})
        return self._one("POST", self._path, **form)

    def upload(
        self,
        content: bytes,
        file_name: str,
        *,
        inline: bool | None = None,
        locale: str | None = None,
    ) -> ArticleAttachment:
        """Attach a new file; never sent twice, because a repeat would make a second one.

        Args:
            content: At most 20 MB.
            file_name: Its ending says what it is.
            inline: Whether it is a picture within the text; None (default): it is not.
            locale: Of the translation that it belongs to; inline ones only.
        """
        form = multipart({"inline": inline, "locale": locale}, files={"file": (file_name, content)})
        return self._one("POST", self._path, **form)


class ArticleAttachments(_Attaches, Gets[ArticleAttachment], Deletes[ArticleAttachment]):
    """``/api/v2/help_center/articles/attachments``: files that no article has yet.

    Give them to one soon with ``articles.attach``: the vendor clears them away.
    """

    path: ClassVar[str] = "help_center/articles/attachments"


class AttachmentsOf(_Attaches, LocalLists[ArticleAttachment], Gets[ArticleAttachment]):
    """The files of one article."""

    def inline(self, *, locale: str | None = None) -> Iterator[ArticleAttachment]:
        """Yield the pictures within the text."""
        return self._only("inline", locale)

    def block(self, *, locale: str | None = None) -> Iterator[ArticleAttachment]:
        """Yield the files below the text."""
        return self._only("block", locale)

    def _only(self, kind: str, locale: str | None) -> Iterator[ArticleAttachment]:
        return self._all(self._localized(self._at(kind), locale), self.many, self.loader, {})
