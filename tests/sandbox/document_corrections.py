"""Where the vendor's document is wrong about real answers: a reviewed list.

Each entry names the place, what stands there instead, and why: a body that was
recorded from a real account (``recorded/…``), or a reason that can be checked.
Nothing else of the document is touched. The document also leaves out 404, 422,
429 and every other refusal, so that only answers of 2xx are held against it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

_NULL = {"nullable": True}
_TICKET = "components › schemas › TicketObject › properties › "
_ADMIN = "components › schemas › UserForAdmin › properties › "
_BODIES = "recorded/zendesk-bodies/"


class Correction(NamedTuple):
    """One place of the document: what stands there instead, and why."""

    place: str
    becomes: Any
    because: str


CORRECTIONS: list[Correction] = [
    Correction(
        _TICKET + "forum_topic_id",
        _NULL,
        f"null in {_BODIES}GET/ticket.json and every other ticket",
    ),
    Correction(_TICKET + "recipient", _NULL, f"null in {_BODIES}GET/ticket_custom_field.json"),
    Correction(_TICKET + "satisfaction_probability", _NULL, f"null in {_BODIES}GET/ticket.json"),
    Correction(_TICKET + "satisfaction_rating", _NULL, f"null in {_BODIES}GET/ticket.json"),
    Correction(
        _TICKET + "priority › enum",
        ["urgent", "high", "normal", "low", None],
        f"nullable already, but its enum forgets null: {_BODIES}GET/ticket.json",
    ),
    Correction(
        _TICKET + "type › enum",
        ["problem", "incident", "question", "task", None],
        f"nullable already, but its enum forgets null: {_BODIES}GET/ticket.json",
    ),
    Correction(
        _TICKET + "status › enum",
        ["new", "open", "pending", "hold", "solved", "closed", "deleted"],
        "incremental exports tell of deleted tickets by this status, as the vendor's guide to"
        " them says; the list is of what one may set",
    ),
    Correction(
        "components › schemas › TicketFieldValueInput › properties › value",
        {"oneOf": None, "nullable": True},
        f"null, and a boolean, in {_BODIES}GET/ticket_custom_field.json: a field that nobody"
        " filled in; it may hold anything that the field's type allows",
    ),
    Correction(
        "components › schemas › OrganizationObject › properties › organization_fields",
        {"additionalProperties": True},
        "a field of the type checkbox (OrganizationFieldObject, 'type') holds true or false, one"
        " that nobody filled in holds null; the document knows text and numbers only",
    ),
    Correction(_ADMIN + "alias", _NULL, f"null in {_BODIES}GET/user.json"),
    Correction(_ADMIN + "default_group_id", _NULL, f"null in {_BODIES}GET/user.json"),
    Correction(_ADMIN + "details", _NULL, f"null in {_BODIES}GET/user.json"),
    Correction(_ADMIN + "last_login_at", _NULL, f"null in {_BODIES}GET/user.json"),
    Correction(_ADMIN + "notes", _NULL, f"null in {_BODIES}GET/user.json"),
    Correction(_ADMIN + "signature", _NULL, f"null in {_BODIES}GET/user.json"),
    Correction(
        _ADMIN + "id",
        _NULL,
        "recorded/zendesk-organizations/authentication_test_incorrect_u_p.json: users/me answers"
        " wrong credentials with 200 and an anonymous user, who has no number",
    ),
    Correction(
        "components › schemas › TicketFieldObject › properties › agent_description",
        _NULL,
        f"null in {_BODIES}GET/ticket_field.json",
    ),
    Correction(
        "components › schemas › SatisfactionRatingResponse › properties › satisfaction_rating",
        {"type": "object", "items": None, "$ref": None}
        | {"allOf": [{"$ref": "#/components/schemas/SatisfactionRatingObject"}]},
        "one rating is an object, as every other single object of the API; schema and example"
        " were taken over from the list",
    ),
    Correction(
        "paths › /oauth/tokens › post › responses › 200",
        {
            "description": "A token",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/OAuthTokenForGrantTypesObject"}
                }
            },
        },
        "RFC 6749, 5.1 asks for 200; the document's 201 is that of the admin's own token list",
    ),
]

#: Addresses that this document does not hold, and where they are described.
OTHER_DOCUMENTS = {
    "/api/v2/webhooks": "https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/",
    "/api/v2/apps": "https://developer.zendesk.com/api-reference/ticketing/apps/apps/",
    "/api/v2/<path:rest>": "no address at all: what answers InvalidEndpoint",
}
