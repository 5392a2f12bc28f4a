"""Is it alive, is it ready? For whoever keeps the process running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, jsonify

from cxsdk.errors import CxError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask


def mount(flask: Flask, checks: Mapping[str, Callable[[], bool]]) -> None:
    """Open ``/livez`` and ``/readyz``.

    Args:
        flask: Where.
        checks: What must hold to be ready, by name; one that raises does not hold.
    """

    @flask.get("/livez")
    def livez() -> Response:
        return jsonify(status="ok")

    @flask.get("/readyz")
    def readyz() -> tuple[Response, int]:
        found = {name: _holds(check) for name, check in checks.items()}
        is_ready = all(found.values())
        return jsonify(
            status="ok" if is_ready else "waiting", checks=found
        ), 200 if is_ready else 503


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except CxError:
        return False
