"""Reads what a call asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from flask import request

from cxsdk.sandbox.api.reply import refuse, refuse_attribute

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body

_MANY = 100


def json_body() -> Body:
    """Return the body, which must be a JSON object (400)."""
    try:
        found = orjson.loads(request.get_data() or b"{}")
    except orjson.JSONDecodeError as error:
        text = f"Server could not parse JSON: {error.msg} at line {error.lineno}"
        refuse(400, {"error": "Unprocessable JSON", "description": text})
    if not isinstance(found, dict):
        text = "Server could not parse JSON: the body must be an object"
        refuse(400, {"error": "Unprocessable JSON", "description": text})
    return found


def envelope(name: str) -> Body:
    """Return the object that the body holds under ``name`` (400 without it)."""
    found = json_body().get(name)
    if found is None:
        refuse(400, {"error": "ParameterMissing", "description": f"Parameter {name} is required"})
    if not isinstance(found, dict):
        refuse_attribute(name, "must be an object")
    return found


def number(name: str, default: int | None = None) -> int | None:
    """Return a whole number of the query (400 when it is none); ``default`` without it."""
    given = request.args.get(name)
    if given is None or given == "":
        return default
    digits = given.removeprefix("-")
    if not digits.isascii() or not digits.isdigit():
        refuse_attribute(name, f"Invalid parameter: {name} must be an integer")
    return int(given)


def words(name: str) -> list[str]:
    """Return a comma-separated list of the query."""
    return [word.strip() for word in request.args.get(name, "").split(",") if word.strip()]


def ids() -> list[int]:
    """Return the numbers of ``?ids=1,2,3``, a hundred at most (400)."""
    given = words("ids")
    if not given:
        refuse(400, {"error": "ParameterMissing", "description": "Parameter ids is required"})
    if len(given) > _MANY:
        text = f"You passed {len(given)} ids, a maximum of {_MANY} is allowed"
        refuse(400, {"error": "TooManyValues", "description": text, "max_count": _MANY})
    return [int(word) for word in given if word.isascii() and word.isdigit()]


def text_list(value: Any, name: str) -> list[str]:
    """Return a list of words that a body holds (400)."""
    if isinstance(value, str):
        return value.replace(",", " ").split()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        refuse_attribute(name, "must be a list of words")
    return list(value)
