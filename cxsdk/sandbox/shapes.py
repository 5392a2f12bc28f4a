"""New objects as the vendor spells them: every field is there, most are empty.

Source: the recorded bodies of a real account and the vendor's API document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body

BRAND_ID = 1001
TICKET_FORM_ID = 1101
ACCOUNT_ID = 10001
#: The fields of a ticket that a caller may set, and what it holds without them.
TICKET_DEFAULTS: Body = {
    "external_id": None,
    "type": None,
    "subject": None,
    "priority": None,
    "status": "new",
    "recipient": None,
    "requester_id": None,
    "submitter_id": None,
    "assignee_id": None,
    "organization_id": None,
    "group_id": None,
    "collaborator_ids": [],
    "follower_ids": [],
    "email_cc_ids": [],
    "problem_id": None,
    "due_at": None,
    "tags": [],
    "custom_fields": [],
    "brand_id": BRAND_ID,
    "ticket_form_id": TICKET_FORM_ID,
}


def via(channel: str) -> Body:
    """Return how something came in."""
    return {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}}


def ticket(number: int, *, at: str, channel: str = "web", **fields: Any) -> Body:
    """Return a whole ticket; ``at`` is when it was opened."""
    body: Body = {
        "url": "",
        "id": number,
        "via": via(channel),
        "created_at": at,
        "updated_at": at,
        "generated_timestamp": 0,
        "raw_subject": None,
        "description": "",
        "forum_topic_id": None,
        "has_incidents": False,
        "is_public": True,
        "satisfaction_rating": {"score": "unoffered"},
        "sharing_agreement_ids": [],
        "fields": [],
        "followup_ids": [],
        "custom_status_id": None,
        "satisfaction_probability": None,
        "allow_channelback": False,
        "allow_attachments": True,
        "from_messaging_channel": False,
    }
    for name, value in TICKET_DEFAULTS.items():
        body[name] = list(value) if isinstance(value, list) else value
    body.update(fields)
    body["raw_subject"] = body["subject"]
    body["fields"] = body["custom_fields"]
    return body


def user(number: int, name: str, *, at: str, **fields: Any) -> Body:
    """Return a whole person: a customer unless ``role`` says otherwise."""
    body: Body = {
        "id": number,
        "url": "",
        "name": name,
        "email": None,
        "created_at": at,
        "updated_at": at,
        "time_zone": "Europe/Moscow",
        "iana_time_zone": "Europe/Moscow",
        "phone": None,
        "shared_phone_number": None,
        "photo": None,
        "locale_id": 27,
        "locale": "ru",
        "organization_id": None,
        "role": "end-user",
        "verified": True,
        "external_id": None,
        "tags": [],
        "alias": None,
        "active": True,
        "shared": False,
        "shared_agent": False,
        "last_login_at": None,
        "two_factor_auth_enabled": False,
        "signature": None,
        "details": None,
        "notes": None,
        "role_type": None,
        "custom_role_id": None,
        "moderator": False,
        "ticket_restriction": "requested",
        "only_private_comments": False,
        "restricted_agent": True,
        "suspended": False,
        "default_group_id": None,
        "report_csv": False,
        "user_fields": {},
    }
    body.update(fields)
    if body["role"] != "end-user":
        body.update(ticket_restriction=None, restricted_agent=False, moderator=True)
    return body


def organization(number: int, name: str, *, at: str, **fields: Any) -> Body:
    """Return a whole organization."""
    return {
        "url": "",
        "id": number,
        "name": name,
        "shared_tickets": False,
        "shared_comments": False,
        "external_id": None,
        "created_at": at,
        "updated_at": at,
        "domain_names": [],
        "details": None,
        "notes": None,
        "group_id": None,
        "tags": [],
        "organization_fields": {},
        **fields,
    }


def comment(number: int, ticket_id: int, author_id: int, *, at: str, **fields: Any) -> Body:
    """Return a whole comment; ``ticket_id`` is ours, the vendor's answer leaves it out."""
    return {
        "id": number,
        "type": "Comment",
        "ticket_id": ticket_id,
        "author_id": author_id,
        "body": "",
        "html_body": "",
        "plain_body": "",
        "public": True,
        "attachments": [],
        "audit_id": number,
        "via": via("web"),
        "created_at": at,
        "metadata": {"system": {}, "custom": {}},
        **fields,
    }


def satisfaction_rating(number: int, of: Body, *, score: str, at: str, **fields: Any) -> Body:
    """Return a customer's rating of the ticket ``of``."""
    return {
        "url": "",
        "id": number,
        "assignee_id": of["assignee_id"],
        "group_id": of["group_id"],
        "requester_id": of["requester_id"],
        "ticket_id": of["id"],
        "score": score,
        "created_at": at,
        "updated_at": at,
        "comment": None,
        "reason": None,
        "reason_id": None,
        "reason_code": None,
        **fields,
    }
