"""What the page's host tells apps of a ticket, in the words of the vendor's framework.

Source: https://developer.zendesk.com/api-reference/apps/apps-support-api/ticket_sidebar/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsdk.models import ActorType
from cxsdk.sandbox.workspace.language import COMPANY_ZONE

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body
    from cxsdk.sandbox.workspace.people import Directory

_CUSTOM = "custom_field_{}"


def host_values(
    ticket: Body, comments: list[Body], directory: Directory, me: Body, account: Body
) -> Body:
    """Return the values that apps may get, by the path under which they ask for them.

    What stands in the page's form (status, subject, tags, the draft) is not here:
    apps see it as it is on the screen.
    """
    return {
        "ticket.id": ticket["id"],
        "ticket.subject": ticket["subject"],
        "ticket.status": ticket["status"],
        "ticket.priority": ticket["priority"],
        "ticket.type": ticket["type"],
        "ticket.tags": ticket["tags"],
        "ticket.description": ticket["description"],
        "ticket.createdAt": ticket["created_at"],
        "ticket.updatedAt": ticket["updated_at"],
        "ticket.externalId": ticket["external_id"],
        "ticket.via": {"channel": ticket["via"]["channel"]},
        "ticket.requester": _person(directory, ticket["requester_id"]),
        "ticket.organization": _organization(directory, ticket["organization_id"]),
        "ticket.assignee.user": _person(directory, ticket["assignee_id"]),
        "ticket.assignee.group": _group(directory, ticket["group_id"]),
        "ticket.comments": [_comment(directory, each) for each in comments],
        "ticket.conversation": [_message(directory, each) for each in comments if each["public"]],
        "customFields": {
            _CUSTOM.format(each["id"]): each["value"] for each in ticket["custom_fields"]
        },
        "currentUser": _person(directory, me["id"]),
        "currentAccount": {
            "subdomain": account["subdomain"],
            "planName": "local",
            "timeZone": {"ianaName": COMPANY_ZONE.key, "formatted": COMPANY_ZONE.key},
        },
    }


def _person(directory: Directory, number: Any) -> Body | None:
    found = directory.person(number)
    if found is None:
        return None
    firm = directory.find("organizations", found.get("organization_id"))
    return {
        "id": found["id"],
        "name": found["name"],
        "email": found["email"],
        "externalId": found.get("external_id"),
        "role": found["role"],
        "locale": found.get("locale"),
        "timeZone": {"ianaName": found.get("iana_time_zone")},
        "tags": found.get("tags") or [],
        "organizations": [{"id": firm["id"], "name": firm["name"]}] if firm else [],
    }


def _organization(directory: Directory, number: Any) -> Body | None:
    found = directory.find("organizations", number)
    return {"id": found["id"], "name": found["name"], "tags": found["tags"]} if found else None


def _group(directory: Directory, number: Any) -> Body | None:
    found = directory.find("groups", number)
    return {"id": found["id"], "name": found["name"]} if found else None


def _comment(directory: Directory, comment: Body) -> Body:
    return {
        "id": comment["id"],
        "author": _author(directory, comment["author_id"]),
        "value": comment["plain_body"],
        "isPublic": comment["public"],
        "createdAt": comment["created_at"],
    }


def _message(directory: Directory, comment: Body) -> Body:
    return {
        "author": _author(directory, comment["author_id"]),
        "channel": {"name": comment["via"]["channel"]},
        "message": {"content": comment["plain_body"], "contentType": "text/plain"},
        "timestamp": comment["created_at"],
        "attachments": [],
    }


def _author(directory: Directory, number: int) -> Body:
    is_customer = directory.kind(number) is ActorType.CUSTOMER
    return {
        "id": number,
        "name": directory.name(number),
        "role": "end-user" if is_customer else "agent",
    }
