"""What writes say about tickets: every part may be missing, but who may read it may not.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#json-format
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cxsdk.errors import ConfigError
from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.difference import changed, is_same
from cxsdk.helpdesks.zendesk.native.resource import Body, spelled
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What no write changes: the vendor counts, dates or derives it.
_READ_ONLY = frozenset(
    {
        "created_at",
        "description",
        "email_cc_ids",
        "encoded_id",
        "follower_ids",
        "followup_ids",
        "from_messaging_channel",
        "generated_timestamp",
        "has_incidents",
        "id",
        "is_public",
        "raw_subject",
        "result_type",
        "satisfaction_probability",
        "satisfaction_rating",
        "updated_at",
        "url",
        "via",
    }
)
_WHO_READS = "say public=True for the customer, public=False for an internal note"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentDraft(Record):
    """Something that is about to be said."""

    #: False for an internal note. The vendor has no fixed default, so there is none here.
    public: bool
    body: str | None = None
    #: Instead of ``body``.
    html_body: str | None = None
    #: Default: whose credentials these are.
    author_id: int | None = None
    #: Tokens of uploaded files.
    uploads: tuple[str, ...] = ()
    #: Only in imports: the text, and when it was said.
    value: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft(Record):
    """A ticket to be made, or the parts of one to be changed.

    What is None or empty is not sent: to empty a part, send ``{"assignee_id": None}``.
    """

    #: Only in :meth:`Tickets.update_many`.
    id: int | None = None
    comment: CommentDraft | None = None
    #: Only in imports: everything that was said, oldest first.
    comments: tuple[CommentDraft, ...] = ()
    subject: str | None = None
    raw_subject: str | None = None
    external_id: str | None = None
    #: ``question``, ``incident``, ``problem``, ``task``.
    type: str | None = None
    #: ``low``, ``normal``, ``high``, ``urgent``.
    priority: str | None = None
    #: ``new``, ``open``, ``pending``, ``hold``, ``solved``, ``closed``.
    status: str | None = None
    custom_status_id: int | None = None
    recipient: str | None = None
    requester_id: int | None = None
    #: Instead of ``requester_id``: ``email``, ``name``, ``locale_id``.
    requester: Mapping[str, Any] | None = None
    submitter_id: int | None = None
    assignee_id: int | None = None
    assignee_email: str | None = None
    group_id: int | None = None
    organization_id: int | None = None
    brand_id: int | None = None
    ticket_form_id: int | None = None
    problem_id: int | None = None
    due_at: datetime | None = None
    #: All tags from now on; in bulk, the two below leave others alone.
    tags: tuple[str, ...] = ()
    additional_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    #: Each with ``id`` and ``value``; fields that are not named stay.
    custom_fields: tuple[Mapping[str, Any], ...] = ()
    collaborator_ids: tuple[int, ...] = ()
    #: Ids, addresses, or objects with ``name`` and ``email``; all of them from now on.
    collaborators: tuple[Any, ...] = ()
    #: Addresses or objects, besides those that are there.
    additional_collaborators: tuple[Any, ...] = ()
    #: Each with ``user_id`` or ``user_email``, and ``action``: ``put`` or ``delete``.
    email_ccs: tuple[Mapping[str, Any], ...] = ()
    followers: tuple[Mapping[str, Any], ...] = ()
    attribute_value_ids: tuple[int, ...] = ()
    sharing_agreement_ids: tuple[int, ...] = ()
    sharing_agreements: Any = None
    #: Macros that are to be noted as applied; nothing of them is carried out.
    macro_id: int | None = None
    macro_ids: tuple[int, ...] = ()
    #: ``custom``: whatever the writer wants to keep with this change.
    metadata: Mapping[str, Any] | None = None
    system_metadata: Mapping[str, Any] | None = None
    #: The closed ticket that this one goes on from.
    via_followup_source_id: int | None = None
    via_id: int | None = None
    voice_comment: Mapping[str, Any] | None = None
    tpe_voice_comment: Mapping[str, Any] | None = None
    tde_workspace: Mapping[str, Any] | None = None
    origin_zrn: str | None = None
    suspended_ticket_id: int | None = None
    suspension_type_id: int | None = None
    allow_attachments: bool | None = None
    allow_channelback: bool | None = None
    #: Refuse when the ticket is not as of ``updated_stamp``; any value means yes, even False.
    safe_update: bool | None = None
    updated_stamp: datetime | None = None


# To bind them is all: their ``to_dict()`` spells what is there, and nothing else.
COMMENT_DRAFT = Loader(CommentDraft, vendor=VENDOR)
TICKET_DRAFT = Loader(TicketDraft, vendor=VENDOR)


def ticket_body(body: Body) -> dict[str, Any]:
    """Return what a write sends about a ticket.

    Raises:
        ConfigError: Something is said without saying who may read it.
    """
    out = spelled(body)
    comments = out.get("comments") or ()
    for said in (out.get("comment"), *(comments if isinstance(comments, list | tuple) else ())):
        if said is not None:
            check_public(said)
    return out


def new_ticket_body(body: Body) -> dict[str, Any]:
    """Return what opens a ticket.

    Raises:
        ConfigError: As for :func:`ticket_body`; or ``description`` is given, which opens
            the conversation in public without saying so.
    """
    out = ticket_body(body)
    if out.get("description") is not None and not out.get("comments"):
        message = "a description does not say who may read it"
        raise ConfigError(message, hint="give comment={'body': …, 'public': …} instead")
    return out


def check_public(said: object) -> None:
    """Refuse a comment that does not say whether the customer sees it.

    The vendor has no fixed default: it follows the ticket.

    Raises:
        ConfigError: It does not say.
    """
    if isinstance(said, Mapping) and isinstance(said.get("public"), bool):
        return
    message = "a comment does not say whether the customer sees it"
    raise ConfigError(message, hint=_WHO_READS)


def difference(record: Record) -> dict[str, Any]:
    """Return what was changed in a ticket since it came, in the vendor's spelling.

    Of custom fields only those whose value is another now, by id; a changed list of
    tags brings the guard that refuses to overwrite somebody else's.

    Raises:
        ConfigError: Something was changed that no write changes.
    """
    came, out = record.raw, changed(record)
    if not came:  # made here, not fetched: the id only says which one
        out.pop("id", None)
    if fixed := sorted(_READ_ONLY & out.keys()):
        message = f"no write changes {', '.join(fixed)} of a ticket"
        raise ConfigError(message, hint="to say something, send a comment")
    for key in ("custom_fields", "fields"):
        if key in out:
            values = _values(out.pop(key), came.get(key) or ())
            out["custom_fields"] = out.get("custom_fields", []) + values
    if "tags" in out and came.get("updated_at"):
        out |= {"safe_update": True, "updated_stamp": came["updated_at"]}
    return out


def _values(now: Iterable[Any], before: Iterable[Any]) -> list[Any]:
    known = {each.get("id"): each.get("value") for each in before}
    return [
        each
        for each in now
        if each.get("id") not in known or not is_same(each.get("value"), known[each.get("id")])
    ]
