"""Brings the families together behind one guard."""

from __future__ import annotations

import logging
import re
import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from cxsdk.errors import ApiError, StoreError
from cxsdk.sandbox.api import bulk, guard, limits
from cxsdk.sandbox.api.account import Apps, Tokens, Webhooks
from cxsdk.sandbox.api.bulk import Bin, ManyTickets
from cxsdk.sandbox.api.comments import Comments, Tags
from cxsdk.sandbox.api.exports import Exports
from cxsdk.sandbox.api.jobs import Jobs, Worker
from cxsdk.sandbox.api.limits import Limits
from cxsdk.sandbox.api.lookups import Fields, Ratings, Search
from cxsdk.sandbox.api.people import Groups, Organizations, Users
from cxsdk.sandbox.api.reply import problem, refuse_attribute, reply
from cxsdk.sandbox.api.tickets import Tickets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cxsdk.sandbox.oauth import TokenShelf
    from cxsdk.sandbox.office import Office

PREFIX = "/api/v2"
_FAMILIES = (
    Tickets,
    ManyTickets,
    Bin,
    Jobs,
    Comments,
    Tags,
    Users,
    Organizations,
    Groups,
    Fields,
    Ratings,
    Search,
    Exports,
    Webhooks,
    Apps,
    Tokens,
)
_NUMBERED = re.compile(r"^(tickets|users|organizations|groups|ticket_fields)/([^/]+)$")
_log = logging.getLogger("cxsdk.sandbox.api")


def create_api(office: Office, shelf: TokenShelf, *, limiter: Limits | None = None) -> Blueprint:
    """Build the API of one account.

    Args:
        office: The account.
        shelf: Its tokens.
        limiter: How often it may be called; by default what the vendor allows.
    """
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    allowed = limiter or Limits(office.state)
    worker = Worker(office, bulk.tasks(office))

    @api.before_request
    def let_in() -> None:
        g.allowances = []
        g.allowances = limits.enforce(allowed)
        guard.check_size()
        g.caller = guard.identify(office.state, shelf)
        if g.caller is not None:
            guard.check_rights(g.caller)
            worker.run_due()

    @api.after_request
    def finish(response: Response) -> Response:
        limits.note(response, g.get("allowances", []))
        response.headers["X-Request-Id"] = uuid.uuid4().hex
        response.headers["X-Zendesk-Api-Version"] = "v2"
        response.headers["Cache-Control"] = "no-store"
        return response

    _add_refusals(api)
    for family in _FAMILIES:
        family(office).register(api)
    api.add_url_rule(
        "/<path:rest>", "unknown", _unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]
    )
    return api


def _add_refusals(api: Blueprint) -> None:
    @api.errorhandler(ApiError)
    def refused(error: ApiError) -> Response:
        return problem(error)

    @api.errorhandler(StoreError)
    def unavailable(error: StoreError) -> Response:
        _log.warning("the state cannot be used: %s", error)
        body = {"error": "ServiceUnavailable", "description": f"{error}. {error.hint}".strip()}
        return reply(body, 503, headers={"Retry-After": "5"})

    @api.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        if isinstance(error, RequestEntityTooLarge):
            guard.refuse_size()
        if isinstance(error, HTTPException):
            return reply({"error": error.name, "description": error.description}, error.code or 500)
        _log.exception("%s %s failed", request.method, request.path)
        text = "The local helpdesk made a mistake; its log says more"
        return reply({"error": "InternalError", "description": text}, 500)


def _unknown(rest: str) -> Response:
    numbered = _NUMBERED.match(rest)
    if numbered:
        where = f"api/v2/{numbered[1]}"
        refuse_attribute("id", f"Invalid parameter: id must be an integer from {where}/show")
    return reply({"error": "InvalidEndpoint", "description": "Not found"}, 404)


def without_suffix(app: WSGIApplication) -> WSGIApplication:
    """Let every address of the API be asked for with ``.json`` at its end as well."""

    def wrapped(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(PREFIX) and path.endswith(".json"):
            environ["PATH_INFO"] = path.removesuffix(".json")
            environ["cxsdk.json"] = True
        return app(environ, start)

    made: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]] = wrapped
    return made
