"""Every property in the vendor's own API document has a typed attribute."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cxsdk.helpdesks.zendesk import native
from cxsdk.models import Record
from cxsdk.wire.plan import plan

SPEC = Path(__file__).parents[4] / "shared" / "specs" / "zendesk-support-oas.json"
pytestmark = pytest.mark.skipif(
    not SPEC.is_file(), reason="the vendor's API document is not beside the checkout"
)

OBJECTS: dict[str, type[Record]] = {
    "AttachmentObject": native.Attachment,
    "CustomFieldOptionObject": native.FieldOption,
    "GroupMembershipObject": native.GroupMembership,
    "GroupObject": native.Group,
    "JobStatusObject": native.JobStatus,
    "OrganizationObject": native.Organization,
    "SatisfactionRatingObject": native.SatisfactionRating,
    "SearchResultObject": native.SearchResult,
    "SystemFieldOptionObject": native.FieldOption,
    "TicketCommentObject": native.Comment,
    "TicketFieldCustomStatusObject": native.CustomStatus,
    "TicketFieldObject": native.TicketField,
    "TicketFieldValueInput": native.FieldValue,
    "TicketObject": native.Ticket,
    "UserForAdmin": native.User,
    "UserForEndUser": native.User,
    "UserObject": native.User,
    "ViaObject": native.Via,
}
#: Parts of a ticket that are only ever sent: the document says so of each.
ONLY_SENT = {
    "additional_collaborators",
    "assignee_email",
    "attribute_value_ids",
    "collaborators",
    "comment",
    "email_ccs",
    "followers",
    "macro_id",
    "macro_ids",
    "metadata",
    "origin_zrn",
    "requester",
    "safe_update",
    "sharing_agreements",
    "suspended_ticket_id",
    "suspension_type_id",
    "system_metadata",
    "tde_workspace",
    "tpe_voice_comment",
    "updated_stamp",
    "via_id",
    "voice_comment",
}


@cache
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SPEC.read_text())["components"]["schemas"]
    return found


def properties(schema: dict[str, Any]) -> dict[str, Any]:
    """Return every property, those of the parts that a schema is put together from too."""
    if "$ref" in schema:
        return properties(schemas()[schema["$ref"].rpartition("/")[2]])
    found: dict[str, Any] = dict(schema.get("properties", {}))
    for part in (part for how in ("allOf", "anyOf", "oneOf") for part in schema.get(how, ())):
        found |= properties(part)
    return found


@pytest.mark.parametrize("name", OBJECTS)
def test_every_property_has_a_typed_attribute(name: str) -> None:
    documented = properties(schemas()[name]).keys()
    typed = {part.key for part in plan(OBJECTS[name])}
    only_sent = ONLY_SENT if name == "TicketObject" else set()
    assert documented
    assert documented - only_sent <= typed


def test_what_is_only_sent_is_called_so() -> None:
    documented = properties(schemas()["TicketObject"])
    assert documented.keys() >= ONLY_SENT
    told = {n for n in ONLY_SENT if "write only" in documented[n].get("description", "").lower()}
    assert ONLY_SENT - told == {"comment"}  # described where it is declared, and never sent back
