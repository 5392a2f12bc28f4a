"""From what a view returns, or what stopped it, to an HTTP answer in the right shape.

Pages get pages, tabs get fragments, programs get JSON and problems (RFC 9457).
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from flask import Response, g, redirect, request

from cxsdk.appkit import i18n
from cxsdk.appkit.answers import Json, Redirect, Rendered
from cxsdk.appkit.web.refusal import RETRY_AFTER_S, Refusal, explain
from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

    from cxsdk.appkit.pages import Pages

log = logging.getLogger("cxsdk.appkit.web")

_PATH = re.compile(r"/(?![/\\])[!-~]*")


def is_local_path(path: str) -> bool:
    """Whether ``path`` leads to this server and nowhere else."""
    return _PATH.fullmatch(path) is not None and "\\" not in path


def to_response(answer: Any) -> AnyResponse:
    """Turn a view's answer into a response.

    Raises:
        ConfigError: It is nothing that a view may return, or leads to another server.
    """
    if isinstance(answer, Rendered):
        return Response(answer.text, answer.status, dict(answer.headers))
    if isinstance(answer, Json):
        body = orjson.dumps(answer.data)
        return Response(body, answer.status, mimetype="application/json")
    if isinstance(answer, Redirect):
        if not is_local_path(answer.to):
            message = "a redirect leads to another server"
            raise ConfigError(message, hint="name a path, such as /apps/qa_review/card")
        return redirect(answer.to, 303)
    message = f"a view returned {type(answer).__name__}"
    raise ConfigError(message, hint="return a Rendered, a Redirect or a Json")


def show(
    pages: Pages, template: str, *, status: int = 200, zone: str = "UTC", **data: Any
) -> Response:
    """Answer with one of the kit's own pages, in the reader's language."""
    named = {"status": status, "request_id": g.request_id, **data}
    text = pages.render(
        f"appkit/{template}", locale=g.locale, package=i18n.KIT, zone=zone, data=named
    )
    return Response(text, status, mimetype="text/html")


def handle_errors(flask: Flask, pages: Pages) -> None:
    """Let every error of ``flask`` end as an answer; the only error handler there is."""

    @flask.errorhandler(Exception)
    def refuse(error: Exception) -> Response:
        said = explain(error)
        if said.status >= 500:
            log.error("%s ended with %d: %s", g.request_id, said.status, type(error).__name__)
            log.debug("traceback of %s", g.request_id, exc_info=error)
        answer = _refusal(pages, said)
        if said.status == 503:
            answer.headers["Retry-After"] = str(RETRY_AFTER_S)
        allowed = getattr(error, "valid_methods", None)
        if said.status == 405 and allowed:
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer


def _refusal(pages: Pages, said: Refusal) -> Response:
    if _wants_json():
        with i18n.speaking(g.locale):
            problem = {
                "type": "about:blank",
                "title": i18n.gettext(said.title),
                "status": said.status,
                "detail": said.detail or (i18n.gettext(said.text) if said.text else ""),
                "request_id": g.request_id,
            }
        return Response(orjson.dumps(problem), said.status, mimetype="application/problem+json")
    template = "error_part.html" if g.get("is_tab") else "error.html"
    origin = g.get("host_origin", "")
    if g.get("is_public"):  # a customer: what the helpdesk says is not for them
        said = replace(said, detail="")
    return show(pages, template, status=said.status, said=said, origin=origin)


def _wants_json() -> bool:
    if g.get("is_hook"):
        return True
    offered = ["text/html", "application/problem+json", "application/json"]
    return request.accept_mimetypes.best_match(offered, "text/html") != "text/html"
