"""Mounts the apps: their tabs at ``/apps/<app>/tab``, their routes below ``/apps/<app>``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, request
from werkzeug.exceptions import BadRequest

from cxsdk.appkit import i18n
from cxsdk.appkit.desks import OpenedDesk
from cxsdk.appkit.kinds import Proof
from cxsdk.appkit.manifest import App
from cxsdk.appkit.occasions import RequestContext, TabContext
from cxsdk.appkit.tenants import Viewer
from cxsdk.appkit.web.answers import show, to_response
from cxsdk.appkit.web.forms import read_form
from cxsdk.appkit.web.proofs import CSRF_FIELD, Caller
from cxsdk.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.wrappers import Response

    from cxsdk.appkit.context import Scope
    from cxsdk.appkit.doors import Route
    from cxsdk.appkit.runtime import Runtime
    from cxsdk.appkit.web.forms import Errors
    from cxsdk.appkit.web.proofs import Proofs

_WITH_FORM = frozenset({"POST", "PUT", "PATCH"})
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class _Call:
    """One request to one app, once it is proved who calls."""

    app: App
    caller: Caller
    desk: OpenedDesk
    person: Viewer | None
    variables: Mapping[str, Any]


class Apps:
    """The doors of all apps."""

    def __init__(self, runtime: Runtime, proofs: Proofs) -> None:
        """Mount nothing yet."""
        self._runtime, self._proofs = runtime, proofs

    def mount(self, flask: Flask) -> None:
        """Mount every tab and route."""
        for app in self._runtime.package.apps:
            at = f"/apps/{app.name}"
            if app.registered.tabs:
                flask.add_url_rule(f"{at}/tab", f"{app.name}.tab", self._tab(app), methods=["GET"])
            for index, route in enumerate(app.registered.routes):
                flask.add_url_rule(
                    f"{at}{route.rule}",
                    f"{app.name}.{index}",
                    self._view(app, route),
                    methods=sorted(route.methods),
                )

    def _tab(self, app: App) -> Callable[[], Response]:
        def view() -> Response:
            caller = self._proofs.tab()
            with self._runtime.desks.lazy(caller.tenant) as desk:
                person = self._proofs.person(caller, desk)
                tab = app.registered.tabs.get(caller.tab.location) if caller.tab else None
                if tab is None or person is None:
                    message = f"{app.name} has no tab here"
                    raise Forbidden(message, status=403)
                call = _Call(app, caller, desk, person, {})
                ctx = TabContext(
                    self._scope(call), person=person, ticket_id=_ticket_id(), location=tab.location
                )
                return to_response(tab.view(ctx))

        return view

    def _view(self, app: App, route: Route) -> Callable[..., Response]:
        def view(**variables: Any) -> Response:
            word = str(variables.pop("link", "")) if route.proof is Proof.LINK else ""
            caller = self._proofs.of(app, route, word)
            with self._runtime.desks.lazy(caller.tenant) as desk:
                person = self._proofs.person(caller, desk, route.roles)
                return self._answer(route, _Call(app, caller, desk, person, variables))

        return view

    def _answer(self, route: Route, call: _Call) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        form: Mapping[str, Any] = {}
        if route.form is not None and method in _WITH_FORM:
            with i18n.speaking(g.locale, package=call.app.name):
                form, errors = read_form(route.form, request.form)
            if errors:
                return self._again(route, call, errors)
        ctx = self._context(call, method=method, form=form)
        return to_response(route.view(ctx, **call.variables))

    def _again(self, route: Route, call: _Call, errors: Errors) -> Response:
        """Show an invalid form again: by the GET of the same rule, else as a list of errors."""
        for other in call.app.registered.routes:
            same = (other.rule, other.proof) == (route.rule, route.proof)
            if same and "GET" in other.methods:
                typed = {k: v for k, v in request.form.items() if k != CSRF_FIELD}
                ctx = self._context(call, method="GET", errors=errors, typed=typed)
                answer = to_response(other.view(ctx, **call.variables))
                if answer.status_code == 200:
                    answer.status_code = 422
                return answer
        template = "form_errors.html" if g.get("is_tab") else "form_errors_page.html"
        return show(self._runtime.pages, template, status=422, errors=errors)

    def _context(self, call: _Call, **brought: Any) -> RequestContext:
        return RequestContext(
            self._scope(call),
            person=call.person,
            ticket_id=_ticket_id() if call.caller.tab else "",
            args=request.args.to_dict(),
            claims=call.caller.claims,
            body=call.caller.body,
            csrf=call.caller.csrf,
            **brought,
        )

    def _scope(self, call: _Call) -> Scope:
        one = call.caller.tenant.installation
        scope = self._runtime.services.scope(one, call.app.name, call.desk, locale=g.locale)
        return scope.at(g.get("time_zone") or scope.time_zone)


def _ticket_id() -> str:
    found = request.args.get("ticket", "")
    if found and not (len(found) <= _LONGEST_ID and found.isascii() and found.isalnum()):
        raise BadRequest
    return found
