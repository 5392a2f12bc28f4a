"""Static files of the kit and its apps, each in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, send_from_directory
from werkzeug.exceptions import NotFound

from cxsdk.appkit.pages import KIT, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

_KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def mount(flask: Flask, apps: Iterable[str]) -> None:
    """Open ``/static/appkit/…`` and ``/static/<app>/…``."""
    folders = {KIT: folder_of("cxsdk.appkit", f"static/{KIT}")}
    folders |= {app: folder_of(app, f"static/{app}") for app in apps}

    @flask.get("/static/<owner>/<path:name>", endpoint="static")
    def static(owner: str, name: str) -> Response:
        folder = folders.get(owner)
        if folder is None:
            raise NotFound
        # Asked for again with its mark each time: an update shows at once.
        answer = send_from_directory(folder, name, max_age=None)
        kind = _KINDS.get(f".{name.rpartition('.')[2]}")
        if kind is not None:
            answer.mimetype = kind
        return answer
