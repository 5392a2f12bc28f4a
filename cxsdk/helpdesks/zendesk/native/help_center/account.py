"""What the Help Center is as a whole: its languages, who asks, pictures for posts.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/translations/,
.../help-center-api/help_center_sessions/ and .../help-center-api/user_images/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.place import Place
from cxsdk.helpdesks.zendesk.native.resource import Singleton, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from cxsdk.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCenterLocales(Record):
    """The languages of the Help Center."""

    default_locale: str | None = None
    locales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCenterSession(Record):
    """The session of who asks."""

    csrf_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserImageUpload(Record):
    """Where a picture goes by PUT, and with which headers: to a host that gets no token of ours."""

    #: Names the picture afterwards.
    token: str | None = field(default=None, repr=False)
    #: Good for an hour, for whoever has it.
    url: str | None = field(default=None, repr=False)
    headers: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserImage(Record):
    """A picture for posts and comments."""

    #: What a post refers to it by.
    path: str | None = None
    content_type: str | None = None
    #: In bytes.
    size: int | None = None


LOCALES = Loader(HelpCenterLocales, vendor=VENDOR)
SESSION = Loader(HelpCenterSession, vendor=VENDOR)
USER_IMAGE_UPLOAD = Loader(UserImageUpload, vendor=VENDOR)
USER_IMAGE = Loader(UserImage, vendor=VENDOR)


class Locales(Place[HelpCenterLocales], Singleton[HelpCenterLocales]):
    """``/api/v2/help_center/locales``."""

    path: ClassVar[str] = "help_center/locales"
    loader = LOCALES


class Session(Place[HelpCenterSession], Singleton[HelpCenterSession]):
    """``/api/v2/help_center/sessions``."""

    path: ClassVar[str] = "help_center/sessions"
    one: ClassVar[str] = "current_session"
    loader = SESSION


class UserImages:
    """``/api/v2/guide/user_images``: pictures of at most 2 MB."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def request_upload(self, *, content_type: str, file_size: int) -> UserImageUpload:
        """Ask where to send a picture.

        Args:
            content_type: Such as ``image/png``.
            file_size: In bytes.
        """
        body = {"content_type": content_type, "file_size": file_size}
        answer = self._client.request("POST", f"{API}/guide/user_images/uploads", json=body)
        return USER_IMAGE_UPLOAD.load(part(answer, "upload"))

    def create(self, token: str, *, brand_id: int | str) -> UserImage:
        """Return the path of a picture that was sent.

        Args:
            token: Of its upload.
            brand_id: Whose Help Center it was sent to.
        """
        body = {"token": token, "brand_id": str(brand_id)}
        answer = self._client.request("POST", f"{API}/guide/user_images", json=body)
        return USER_IMAGE.load(part(answer, "user_image"))
