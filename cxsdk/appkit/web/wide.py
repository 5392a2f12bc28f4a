"""Wide pages: a browser is signed in by a one-time code from a tab, or by installing.

Also the kit's own wide page: the installation, and how to end it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, redirect

from cxsdk.appkit.kinds import Role
from cxsdk.appkit.web.answers import is_local_path, show
from cxsdk.appkit.web.cookies import SESSION
from cxsdk.appkit.web.sessions import SESSION_S
from cxsdk.errors import AuthError

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse

    from cxsdk.appkit.lifecycle import Lifecycle
    from cxsdk.appkit.runtime import Runtime
    from cxsdk.appkit.web.cookies import Cookies
    from cxsdk.appkit.web.proofs import Proofs
    from cxsdk.appkit.web.sessions import Sessions

_ADMINS = frozenset({Role.ADMIN})


class Wide:
    """Signs browsers in, and shows the kit's own wide pages."""

    def __init__(
        self,
        runtime: Runtime,
        lifecycle: Lifecycle,
        *,
        sessions: Sessions,
        cookies: Cookies,
        proofs: Proofs,
    ) -> None:
        """Sign nobody in yet."""
        self._runtime, self._lifecycle = runtime, lifecycle
        self._sessions, self._cookies, self._proofs = sessions, cookies, proofs

    def mount(self, flask: Flask) -> None:
        """Open the addresses."""
        flask.add_url_rule("/enter/<code>", "enter", self.enter, methods=["GET"])
        flask.add_url_rule("/installed", "installed", self.installed, methods=["GET"])
        flask.add_url_rule("/uninstall", "uninstall", self.uninstall, methods=["POST"])

    def sign_in(self, answer: AnyResponse, installation_id: int, person_id: str) -> None:
        """Let the browser that gets ``answer`` be this person from now on."""
        word = self._sessions.cookie(installation_id, person_id)
        self._cookies.set(answer, SESSION, word, max_age_s=SESSION_S)

    def enter(self, code: str) -> AnyResponse:
        """Spend a one-time code and go on to its page."""
        installation_id, person_id, to = self._sessions.redeem(code)
        self._proofs.tenant(installation_id)
        if not is_local_path(to):
            message = "the code leads nowhere"
            raise AuthError(message)
        answer = redirect(to, 303)
        self.sign_in(answer, installation_id, person_id)
        return answer

    def installed(self) -> Response:
        """Show what stands, and the way on."""
        caller = self._proofs.signed_in()
        with self._runtime.desks.lazy(caller.tenant) as desk:
            person = self._proofs.person(caller, desk)
        return show(
            self._runtime.pages,
            "installed.html",
            tenant=caller.tenant,
            apps=self._runtime.package.apps,
            may_end=person is not None and person.has(Role.ADMIN),
            csrf=caller.csrf,
        )

    def uninstall(self) -> Response:
        """End the installation; only an admin may."""
        caller = self._proofs.signed_in()
        with self._runtime.desks.lazy(caller.tenant) as desk:
            person = self._proofs.person(caller, desk, _ADMINS)
        self._lifecycle.uninstall(
            caller.tenant.installation.id, person_id=person.id if person else None
        )
        answer = show(self._runtime.pages, "uninstalled.html", tenant=caller.tenant)
        self._cookies.drop(answer, SESSION)
        g.locale = caller.tenant.installation.locale
        return answer
