"""Static files of the kit and its apps, each in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from cxsdk.appkit.pages import KIT, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

_KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


def mount(flask: Flask, apps: Iterable[str]) -> None:
    """Open ``/static/appkit/…`` and ``/static/<app>/…``."""
    folders = {KIT: folder_of("cxsdk.appkit", f"static/{KIT}")}
    folders |= {app: folder_of(app, f"static/{app}") for app in apps}

    @flask.get("/static/<owner>/<path:name>", endpoint="static")
    def static(owner: str, name: str) -> Response:
        folder = folders.get(owner)
        path = safe_join(str(folder), name) if folder else None
        if path is None or not Path(path).is_file():
            raise NotFound
        # Small files all: read whole, and asked for again with their mark each
        # time, so that an update shows at once.
        kind = _KINDS.get(Path(path).suffix, "application/octet-stream")
        answer = Response(Path(path).read_bytes(), mimetype=kind)
        answer.headers["Cache-Control"] = "no-cache"
        answer.add_etag()
        answer.make_conditional(request)
        return answer
