"""Who calls? One reader for each kind of proof; a route asks the one that it declared.

Nothing falls through: a bearer opens no page, a cookie no tab, a link only the
route that it was made for.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import g, request

from cxsdk.appkit import i18n
from cxsdk.appkit.i18n import N_
from cxsdk.appkit.kinds import Proof
from cxsdk.appkit.registry import Tenant
from cxsdk.appkit.web.cookies import SESSION
from cxsdk.appkit.web.refusal import Refusal
from cxsdk.appkit.web.sessions import TabSession
from cxsdk.appkit.web.shield import read_body
from cxsdk.errors import AuthError, Forbidden, TokenExpired

if TYPE_CHECKING:
    from cxsdk.appkit.desks import OpenedDesk
    from cxsdk.appkit.doors import Route
    from cxsdk.appkit.kinds import Role
    from cxsdk.appkit.manifest import App
    from cxsdk.appkit.runtime import Runtime
    from cxsdk.appkit.tenants import Viewer
    from cxsdk.appkit.web.cookies import Cookies
    from cxsdk.appkit.web.sessions import Sessions

CSRF_FIELD = "_csrf"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who was proved to call.

    ``person_id`` is None where the proof names no person; ``tab`` is set only
    for a tab, ``claims`` only for a link, ``body`` only for a hook.
    """

    tenant: Tenant
    person_id: str | None = None
    tab: TabSession | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""
    csrf: str = ""


class Proofs:
    """Reads proofs."""

    def __init__(self, runtime: Runtime, sessions: Sessions, cookies: Cookies) -> None:
        """Read none yet."""
        self._runtime, self._sessions, self._cookies = runtime, sessions, cookies

    def of(self, app: App, route: Route, word: str) -> Caller:
        """Return who calls a route, by the proof that it declares.

        Args:
            app: Whose route it is.
            route: The route.
            word: The ``<link>`` of the address; empty for other proofs.

        Raises:
            AuthError: The proof is missing, wrong or over.
            Refusal: The link is.
            WebhookError: The hook's signature is.
        """
        if route.proof is Proof.TAB:
            return self.tab()
        if route.proof is Proof.SIGNED_IN:
            return self.signed_in()
        if route.proof is Proof.LINK:
            return self._link(app, route, word)
        return self._hook()

    def tab(self) -> Caller:
        """Return whose tab calls."""
        g.is_tab = True
        session = self._sessions.read_bearer(request.headers.get("Authorization", ""))
        return Caller(self.tenant(session.installation_id), session.person_id, tab=session)

    def signed_in(self) -> Caller:
        """Return whose browser calls; a form must carry the browser's CSRF token."""
        word = self._cookies.get(SESSION)
        if not word:
            message = "this browser is not signed in"
            raise AuthError(message, hint="open the page from the app's tab in the helpdesk")
        session = self._sessions.read_cookie(word)
        csrf = self._sessions.csrf(session)
        if request.method not in _SAFE:
            given = request.form.get(CSRF_FIELD, "")
            if not hmac.compare_digest(given.encode(), csrf.encode()):
                message = "the form does not belong to this browser"
                raise Forbidden(message, status=403, hint="load the page again, then send it")
        return Caller(self.tenant(session.installation_id), session.person_id, csrf=csrf)

    def person(
        self, caller: Caller, desk: OpenedDesk, roles: frozenset[Role] = frozenset()
    ) -> Viewer | None:
        """Return who calls, as the helpdesk knows them, and speak their language from now on.

        Raises:
            Forbidden: They have none of ``roles``, or the helpdesk does not know them.
        """
        one = caller.tenant.installation
        if caller.person_id is None:
            g.locale = one.locale
            return None
        viewer = self._runtime.staff.find(one.id, caller.person_id, desk.get)
        g.locale = i18n.choose(caller.tab.locale if caller.tab else None, viewer.locale, one.locale)
        g.time_zone = viewer.time_zone or self._runtime.config.time_zone
        if roles and not viewer.has(*roles):
            message = f"this needs one of these roles: {', '.join(sorted(roles))}"
            raise Forbidden(message, status=403, hint="ask an admin of the helpdesk")
        return viewer

    def tenant(self, installation_id: int) -> Tenant:
        """Return an installation whose apps work.

        Raises:
            Refusal: There is none, or not any more.
        """
        tenant = self._runtime.installations.get(installation_id)
        package = self._runtime.package.name
        if tenant is None or not tenant.is_active or tenant.installation.package != package:
            raise Refusal(
                410,
                N_("The apps are not installed here any more"),
                N_("An admin of the helpdesk can install them again."),
            )
        return tenant

    def _link(self, app: App, route: Route, word: str) -> Caller:
        g.is_public = True
        try:
            number, claims = self._runtime.services.links.read(app, route.rule, word)
        except TokenExpired as error:
            raise Refusal(
                410, N_("This link is over"), N_("If the question remains, write to us.")
            ) from error
        except AuthError as error:
            raise Refusal(
                404, N_("This link does not fit"), N_("Open it from the mail again.")
            ) from error
        return Caller(self.tenant(number), claims=claims)

    def _hook(self) -> Caller:
        g.is_hook = True
        number = request.args.get("installation", "")
        tenant = self.tenant(int(number) if number.isdecimal() and len(number) < 12 else 0)
        secret = tenant.webhook_secret or ""
        vendor = self._runtime.config.vendor(tenant.installation.vendor)
        body = read_body()
        vendor.webhooks.verify(request.headers.items(), body, secret=secret)
        return Caller(tenant, body=body)
