"""Installing through the browser: code, PKCE and state, bound to this browser and account."""

from __future__ import annotations

import hmac
import logging
import secrets
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import g, redirect, request
from sqlalchemy import delete

from cxsdk.appkit.i18n import N_
from cxsdk.appkit.signing import digest
from cxsdk.appkit.web.answers import is_local_path, show
from cxsdk.appkit.web.cookies import OAUTH
from cxsdk.appkit.web.refusal import Refusal
from cxsdk.auth import AuthorizationCode, Pending
from cxsdk.errors import AuthError, ConfigError, Forbidden, StateMismatch
from cxsdk.http import Transport
from cxsdk.store import seal_context
from cxsdk.store.tables import OAuthState

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse

    from cxsdk.appkit.lifecycle import Lifecycle
    from cxsdk.appkit.runtime import Runtime
    from cxsdk.appkit.web.cookies import Cookies
    from cxsdk.appkit.web.wide import Wide
    from cxsdk.auth import OAuthEndpoints

log = logging.getLogger(__name__)

STATE_S = 600
_BROWSER_BYTES = 32
_LONGEST = 100


class Install:
    """The addresses of the installation."""

    def __init__(
        self, runtime: Runtime, lifecycle: Lifecycle, *, cookies: Cookies, wide: Wide
    ) -> None:
        """Install nothing yet."""
        self._runtime, self._lifecycle = runtime, lifecycle
        self._cookies, self._wide = cookies, wide

    def mount(self, flask: Flask) -> None:
        """Open the addresses."""
        flask.add_url_rule("/install", "install", self.page, methods=["GET"])
        flask.add_url_rule("/install/start", "install.start", self.start, methods=["POST"])
        flask.add_url_rule("/oauth/callback", "callback", self.callback, methods=["GET"])

    def page(self) -> Response:
        """Ask which account."""
        return self._ask(request.args.get("vendor", ""), request.args.get("account", ""))

    def start(self) -> AnyResponse:
        """Send the browser to the helpdesk's consent."""
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            message = "another site began this"
            raise Forbidden(message, status=403, hint="begin on the page /install")
        vendor = request.form.get("vendor", "").strip()
        account = request.form.get("account", "").strip().lower()
        if vendor not in self._runtime.config.oauth_apps or not account:
            return self._ask(vendor, account, error=N_("Which helpdesk, and which account?"))
        try:
            endpoints = self._endpoints(vendor, account)
        except ConfigError:
            return self._ask(vendor, account, error=N_("That is no name of an account."))
        browser = self._cookies.get(OAUTH)
        if len(browser) < _BROWSER_BYTES or len(browser) > _LONGEST:
            browser = secrets.token_urlsafe(_BROWSER_BYTES)
        with closing(Transport()) as transport:
            pending = self._flow(vendor, endpoints, transport).begin(self._redirect_uri)
        self._remember(pending, browser, vendor, account)
        answer = redirect(pending.url, 303)
        self._cookies.set(answer, OAUTH, browser, max_age_s=STATE_S)
        return answer

    def callback(self) -> AnyResponse:
        """Take the browser back from the helpdesk, and install."""
        state = request.args.get("state", "")
        kept = self._recall(state)
        if request.args.get("error"):
            raise self._denied(request.args.get("error", ""))
        verifier = self._runtime.database.keys.decrypt(kept.verifier, _context(kept.state_hash))
        pending = Pending("", state, verifier, kept.redirect_uri)
        with closing(Transport()) as transport:
            flow = self._flow(kept.vendor, self._endpoints(kept.vendor, kept.account), transport)
            token = flow.finish(pending, state=state, code=request.args.get("code", ""))
        installation, installer = self._lifecycle.install(kept.vendor, kept.account, token)
        answer = redirect(kept.return_to or "/installed", 303)
        self._cookies.drop(answer, OAUTH)
        self._wide.sign_in(answer, installation.id, installer.id)
        return answer

    @property
    def _redirect_uri(self) -> str:
        return f"{self._runtime.config.public_url}/oauth/callback"

    def _ask(self, vendor: str, account: str, error: str = "") -> Response:
        # The form leads to the helpdesk's own page, whose address is not known yet.
        g.form_action = ""
        vendors = sorted(self._runtime.config.oauth_apps)
        to = request.values.get("return_to", "")
        return show(
            self._runtime.pages,
            "install.html",
            status=422 if error else 200,
            vendors=vendors,
            vendor=vendor or vendors[0],
            account=account,
            return_to=to if is_local_path(to) else "",
            apps=self._runtime.package.apps,
            scopes=self._runtime.desks.oauth_app(vendor or vendors[0]).scopes,
            error=error,
        )

    def _endpoints(self, vendor: str, account: str) -> OAuthEndpoints:
        found = self._runtime.config.vendor(vendor).oauth
        if found is None:
            message = f"{vendor} has no OAuth"
            raise ConfigError(message)
        return found(account, self._runtime.config.base_url(vendor, account))

    def _flow(
        self, vendor: str, endpoints: OAuthEndpoints, transport: Transport
    ) -> AuthorizationCode:
        return AuthorizationCode(self._runtime.desks.oauth_app(vendor), endpoints, transport)

    def _remember(self, pending: Pending, browser: str, vendor: str, account: str) -> None:
        state_hash = digest(pending.state)
        keys = self._runtime.database.keys
        to = request.form.get("return_to", "")
        row = OAuthState(
            state_hash=state_hash,
            browser_hash=digest(browser),
            vendor=vendor,
            account=account,
            verifier=keys.encrypt(pending.verifier, _context(state_hash)),
            redirect_uri=pending.redirect_uri,
            return_to=to if is_local_path(to) else None,
            expires_at=datetime.now(UTC) + timedelta(seconds=STATE_S),
        )
        with self._runtime.database.write() as db:
            db.add(row)

    def _recall(self, state: str) -> OAuthState:
        """Return what a log-in was begun with, and forget it: one statement, so once.

        Raises:
            StateMismatch: There is none, it is over, or another browser began it.
        """
        taken = delete(OAuthState).where(OAuthState.state_hash == digest(state))
        with self._runtime.database.write() as db:
            kept = db.scalars(taken.returning(OAuthState)).first()
            if kept is not None:
                db.expunge(kept)
        browser = digest(self._cookies.get(OAUTH))
        if kept is None or not hmac.compare_digest(kept.browser_hash, browser):
            message = "no log-in with this state was begun in this browser"
            raise StateMismatch(message)
        if kept.expires_at < datetime.now(UTC):
            message = "the log-in took longer than ten minutes"
            raise StateMismatch(message)
        return kept

    @staticmethod
    def _denied(code: str) -> Exception:
        if code == "access_denied":
            return Refusal(
                403,
                N_("The helpdesk did not get your consent"),
                N_("Nothing was installed. Begin again when you are ready to allow it."),
                action="install",
            )
        message = "the helpdesk refused the log-in"
        return AuthError(message, hint="look at the OAuth client's settings there")


def _context(state_hash: str) -> str:
    return seal_context("oauth_state", state_hash, "verifier")
