"""Macros: what agents do to tickets with one click, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import API, VENDOR
from cxsdk.helpdesks.zendesk.native.form import multipart
from cxsdk.helpdesks.zendesk.native.resource import Lists, Resource, part
from cxsdk.helpdesks.zendesk.native.rules import RULE_FIELD, Action, RuleField, Rules
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro(Record):
    """A macro. One that is derived and not saved has no id."""

    id: int | None = None
    url: str | None = None
    title: str | None = None
    raw_title: str | None = None
    description: str | None = None
    active: bool | None = None
    #: One of those that every account is born with.
    default: bool | None = None
    #: In the list of macros; 1 is the first.
    position: int | None = None
    actions: tuple[Action, ...] = ()
    #: Whom it is for: ``{"type": "Group", "ids": […]}`` or one user; None for all agents.
    restriction: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    # Only with ``include``: how often it was used, and what it belongs to.
    usage_1h: int | None = None
    usage_24h: int | None = None
    usage_7d: int | None = None
    usage_30d: int | None = None
    app_installation: Any = None
    categories: Any = None
    permissions: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroComment(Record):
    """What a macro would say."""

    body: str | None = None
    html_body: str | None = None
    public: bool | None = None
    #: Pairs of channel and text, where the macro speaks differently on some channels.
    scoped_body: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroEffect(Record):
    """What a macro would change in a ticket; further fields are in ``raw``."""

    id: int | None = None
    url: str | None = None
    subject: str | None = None
    status: str | None = None
    priority: str | None = None
    type: str | None = None
    assignee_id: int | None = None
    group_id: int | None = None
    brand_id: int | None = None
    ticket_form_id: int | None = None
    custom_status_id: int | None = None
    tags: tuple[str, ...] = ()
    comment: MacroComment | None = None
    #: New values of custom fields: one, or a list of them, each with ``id`` and ``value``.
    fields: Any = None
    custom_fields: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroAttachment(Record):
    """A file that a macro adds to what it says."""

    id: int
    filename: str | None = None
    content_type: str | None = None
    #: Where the file is.
    content_url: str | None = None
    #: In bytes.
    size: int | None = None
    created_at: datetime | None = None


MACRO = Loader(Macro, vendor=VENDOR)
MACRO_EFFECT = Loader(MacroEffect, vendor=VENDOR)
MACRO_ATTACHMENT = Loader(MacroAttachment, vendor=VENDOR)


class Macros(Rules[Macro]):
    """``/api/v2/macros``."""

    path: ClassVar[str] = "macros"
    one: ClassVar[str] = "macro"
    many: ClassVar[str] = "macros"
    loader = MACRO

    def preview(self, macro_id: int, *, ticket_id: int | None = None) -> MacroEffect:
        """Return what a macro would do; nothing is changed.

        To have it happen, send what comes back by ``tickets.update``.

        Args:
            macro_id: The macro.
            ticket_id: The ticket to try it on; its placeholders are filled in then, and
                the whole ticket is returned as it would be. None (default): the changes alone.
        """
        path = self._at(macro_id, "apply")
        if ticket_id is not None:
            path = f"{API}/tickets/{ticket_id}/macros/{macro_id}/apply"
        result = part(self._client.request("GET", path), "result")
        return MACRO_EFFECT.load(part(result, "ticket"))

    def derive(self, *, macro_id: int | None = None, ticket_id: int | None = None) -> Macro:
        """Return a new macro made of another one, or of a ticket; it is not saved.

        Args:
            macro_id: The macro to copy; wins where both are given.
            ticket_id: The ticket whose state the macro shall bring about.
        """
        params = {"macro_id": macro_id, "ticket_id": ticket_id}
        return self._one("GET", f"{self._path}/new", params=params)

    def categories(self) -> tuple[str, ...]:
        """Return the first parts of titles such as ``Refund::Yes``, by which macros are sorted."""
        answer = self._client.request("GET", f"{self._path}/categories")
        return tuple(part(answer, "categories"))

    def fields(self) -> tuple[RuleField, ...]:
        """Return what actions may set, in older words; see also :meth:`subjects`."""
        answer = self._client.request("GET", f"{self._path}/actions")
        return tuple(map(RULE_FIELD.load, part(answer, "actions")))

    def attachments(self, macro_id: int) -> MacroAttachments:
        """Return the files of one macro."""
        return MacroAttachments(self._client, macro_id=macro_id)

    def attachment(self, attachment_id: int) -> MacroAttachment:
        """Return one file by its id."""
        answer = self._client.request("GET", f"{self._path}/attachments/{attachment_id}")
        return MACRO_ATTACHMENT.load(part(answer, "macro_attachment"))

    def upload(self, file_name: str, content: bytes) -> MacroAttachment:
        """Store a file for a macro that is made later; it is thrown away if none is.

        Args:
            file_name: What it is called; its ending tells the type.
            content: The file.
        """
        return Uploads(self._client).upload(file_name, content)


class Uploads(Resource[MacroAttachment]):
    """Files of macros that are not made yet."""

    path: ClassVar[str] = "macros/attachments"
    one: ClassVar[str] = "macro_attachment"
    many: ClassVar[str] = "macro_attachments"
    loader = MACRO_ATTACHMENT

    def upload(self, file_name: str, content: bytes) -> MacroAttachment:
        """Store a file; never sent twice.

        Args:
            file_name: What it is called; its ending tells the type.
            content: The file.
        """
        form = multipart({"filename": file_name}, files={"attachment": (file_name, content)})
        return self._one("POST", self._path, **form)


class MacroAttachments(Uploads, Lists[MacroAttachment]):
    """``/api/v2/macros/{id}/attachments``: five at most."""

    path: ClassVar[str] = "macros/{macro_id}/attachments"
    paging = "none"
