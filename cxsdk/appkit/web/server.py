"""Puts the Flask application together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from cxsdk.appkit.web import files, health, hooks, sidebar
from cxsdk.appkit.web.answers import handle_errors
from cxsdk.appkit.web.cookies import Cookies
from cxsdk.appkit.web.install import Install
from cxsdk.appkit.web.proofs import Proofs
from cxsdk.appkit.web.routes import Apps
from cxsdk.appkit.web.sessions import Sessions
from cxsdk.appkit.web.shield import guard
from cxsdk.appkit.web.wide import Wide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxsdk.appkit.lifecycle import Lifecycle
    from cxsdk.appkit.runtime import Runtime


def create_flask(
    runtime: Runtime, lifecycle: Lifecycle, *, checks: Mapping[str, Callable[[], bool]]
) -> Flask:
    """Build the web side of a kit.

    Args:
        runtime: The kit's parts.
        lifecycle: Installs and uninstalls.
        checks: What ``/readyz`` asks.
    """
    flask = Flask("cxsdk.appkit", static_folder=None, template_folder=None)
    guard(flask, runtime.config)
    handle_errors(flask, runtime.pages)
    sessions = Sessions(runtime.signer, runtime.database)
    cookies = Cookies(runtime.config)
    proofs = Proofs(runtime, sessions, cookies)
    wide = Wide(runtime, lifecycle, sessions=sessions, cookies=cookies, proofs=proofs)
    wide.mount(flask)
    Install(runtime, lifecycle, cookies=cookies, wide=wide).mount(flask)
    sidebar.mount(flask, runtime, sessions, proofs)
    hooks.mount(flask, runtime)
    health.mount(flask, checks)
    files.mount(flask, [app.name for app in runtime.package.apps])
    Apps(runtime, proofs).mount(flask)
    return flask
