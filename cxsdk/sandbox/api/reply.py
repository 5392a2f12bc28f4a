"""Answers: bodies by orjson, refusals in the vendor's shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import orjson
from flask import Response, abort

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxsdk.errors import ApiError


def reply(body: Any, status: int = 200, *, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON."""
    response = Response(orjson.dumps(body), status, mimetype="application/json")
    response.headers.update(headers or {})
    return response


def no_content() -> Response:
    """Answer that it is done and there is nothing to say."""
    return Response(status=204)


def refuse(status: int, body: Any, *, headers: Mapping[str, str] | None = None) -> NoReturn:
    """End the call with a refusal."""
    abort(reply(body, status, headers=headers))


def refuse_attribute(name: str, message: str) -> NoReturn:
    """Refuse a parameter of the wrong kind (400, title and message)."""
    text = f"You passed an invalid value for the {name} attribute. {message}"
    refuse(400, {"error": {"title": "Invalid attribute", "message": text}})


def refuse_paging(code: str, title: str, detail: str) -> NoReturn:
    """Refuse a page that cannot be served (400, a list of errors)."""
    refuse(400, {"errors": [{"code": code, "title": title, "detail": detail, "status": "400"}]})


def refuse_access() -> NoReturn:
    """Refuse somebody whose role is too small (403)."""
    message = (
        "You do not have access to this page."
        " Please contact the account owner of this help desk for further help."
    )
    refuse(403, {"error": {"title": "Forbidden", "message": message}})


def problem(error: ApiError) -> Response:
    """Spell a refusal of the desk as the vendor does."""
    if error.code == "RecordNotFound":
        return reply({"error": error.code, "description": "Not found"}, 404)
    if error.code == "RecordInvalid":
        text = "Record validation errors"
        return reply({"error": error.code, "description": text, "details": error.details}, 422)
    body: dict[str, Any] = {"error": error.code or "Error", "description": str(error)}
    return reply(body | ({"details": error.details} if error.details else {}), error.status)
