"""The sidebar: a signed opening is exchanged for a page with its bearer inside."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from flask import Response, g, jsonify, request
from werkzeug.exceptions import BadRequest

from cxsdk.appkit import i18n
from cxsdk.appkit.i18n import N_
from cxsdk.appkit.kinds import Location
from cxsdk.appkit.pages import folder_of, title_of
from cxsdk.appkit.web.answers import is_local_path, show
from cxsdk.appkit.web.proofs import Caller
from cxsdk.appkit.web.refusal import Refusal
from cxsdk.appkit.web.sessions import TabSession
from cxsdk.errors import AuthError

if TYPE_CHECKING:
    from flask import Flask

    from cxsdk.appkit.registry import Tenant
    from cxsdk.appkit.runtime import Runtime
    from cxsdk.appkit.web.proofs import Proofs
    from cxsdk.appkit.web.sessions import Sessions
    from cxsdk.helpdesks.base import PanelTrust

log = logging.getLogger(__name__)

_LONGEST_GUID = 100
_LONGEST_LOCALE = 20
# What the page's script says by itself.
TEXTS = {
    "no_host": N_("The helpdesk does not answer this page. Load the helpdesk's page again."),
    "failed": N_("That did not work. Nothing was changed; try again."),
    "over": N_("This page has been open for too long. Copy what you typed, then load it again."),
    "reload": N_("Load again"),
    "inserted": N_("The text is in your reply."),
    "not_inserted": N_("The text could not be put into the reply. Copy it from here."),
    "check_form": N_("Some answers need a second look."),
}


def mount(flask: Flask, runtime: Runtime, sessions: Sessions, proofs: Proofs) -> None:
    """Open the sidebar's addresses."""
    sidebar = _Sidebar(runtime, sessions, proofs)
    flask.add_url_rule("/sidebar/<int:installation_id>", "sidebar", sidebar.open, methods=["POST"])
    flask.add_url_rule("/sidebar/renew", "sidebar.renew", sidebar.renew, methods=["POST"])
    flask.add_url_rule("/sidebar/wide", "sidebar.wide", sidebar.wide, methods=["POST"])


class _Sidebar:
    def __init__(self, runtime: Runtime, sessions: Sessions, proofs: Proofs) -> None:
        self._runtime, self._sessions, self._proofs = runtime, sessions, proofs

    def open(self, installation_id: int) -> Response:
        """Answer a signed opening with the page."""
        tenant = self._proofs.tenant(installation_id)
        trust = self._trust(tenant)
        # Even a refusal may be read only where the page belongs.
        g.frame_ancestors = g.host_origin = trust.origin
        try:
            session = self._session(tenant, trust)
        except AuthError as error:
            log.info("an opening of the sidebar was refused: %s", error)
            raise Refusal(
                401,
                N_("This opening of the sidebar is used up or not valid"),
                N_("Load the page of the helpdesk again: it opens the sidebar anew."),
                action="helpdesk",
            ) from error
        with self._runtime.desks.lazy(tenant) as desk:
            caller = Caller(tenant, session.person_id, tab=session)
            person = self._proofs.person(caller, desk)
        apps = [a for a in self._runtime.package.apps if session.location in a.registered.tabs]
        with i18n.speaking(g.locale):
            texts = {key: i18n.gettext(text) for key, text in TEXTS.items()}
            tabs = [{"app": app.name, "title": title_of(app)} for app in apps]
        page = {
            "bearer": self._sessions.bearer(session),
            "origin": trust.origin,
            "needsTicket": session.location is Location.TICKET_SIDEBAR,
            "texts": texts,
        }
        styles = [f"{app.name}/tab.css" for app in apps if _has_style(app.name)]
        return show(
            self._runtime.pages, "sidebar.html", page=page, tabs=tabs, styles=styles, person=person
        )

    def renew(self) -> Response:
        """Answer the bearer of an open tab with a fresh one."""
        caller = self._proofs.tab()
        assert caller.tab is not None  # noqa: S101 - tab() says so
        return jsonify(bearer=self._sessions.renew(caller.tab))

    def wide(self) -> Response:
        """Answer a tab with an address that signs the browser in and leads to a wide page."""
        caller = self._proofs.tab()
        to = request.form.get("to", "")
        if not is_local_path(to) or caller.person_id is None:
            raise BadRequest
        code = self._sessions.code(caller.tenant.installation.id, caller.person_id, to)
        return jsonify(url=f"/enter/{code}")

    def _trust(self, tenant: Tenant) -> PanelTrust:
        vendor = self._runtime.config.vendor(tenant.installation.vendor)
        if vendor.panel is None or tenant.trust is None:
            raise Refusal(
                404,
                N_("This helpdesk has no sidebar for the apps"),
                N_("An admin of the helpdesk can install them again."),
            )
        return tenant.trust

    def _session(self, tenant: Tenant, trust: PanelTrust) -> TabSession:
        vendor = self._runtime.config.vendor(tenant.installation.vendor)
        token = request.form.get("token", "")
        instance = request.args.get("app_guid", "")[:_LONGEST_GUID]
        assert vendor.panel is not None  # noqa: S101 - _trust has looked
        opened = vendor.panel.parse(token, trust=trust)
        if opened.location not in set(Location):
            raise Refusal(
                404, N_("The apps do not show themselves here"), N_("Open a ticket to see them.")
            )
        self._sessions.spend_context(token, user=opened.user_id, instance=instance)
        return TabSession(
            tenant.installation.id,
            opened.user_id,
            instance,
            Location(opened.location),
            int(time.time()),
            request.args.get("locale", "")[:_LONGEST_LOCALE] or None,
        )


def _has_style(app: str) -> bool:
    folder = folder_of(app, f"static/{app}")
    return folder is not None and (folder / "tab.css").is_file()
