"""The addresses of the OAuth server: the consent page and the token endpoint."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import orjson
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import OAuth2Payload
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from flask import Blueprint, Response, make_response, render_template, request, session
from werkzeug.datastructures import MultiDict

from cxsdk.sandbox.oauth import grants
from cxsdk.sandbox.oauth.clients import find_client
from cxsdk.sandbox.oauth.tokens import (
    ACCESS_LIFE_S,
    ACCESS_LIVES_S,
    REFRESH_LIFE_S,
    REFRESH_LIVES_S,
    TokenShelf,
)

if TYPE_CHECKING:
    from flask import Flask

    from cxsdk.sandbox.office import Office
    from cxsdk.sandbox.state import Body, State

_TOKEN_BYTES = 32
_DESCRIPTIONS = {
    "invalid_grant": "The provided authorization grant is invalid, expired, revoked, does not"
    " match the redirection URI used in the authorization request, or was issued to another"
    " client.",
    "invalid_client": "Client authentication failed due to unknown client, no client"
    " authentication included, or unsupported authentication method.",
}


def _new_token(**_: object) -> str:
    return secrets.token_hex(_TOKEN_BYTES)


class _Payload(OAuth2Payload):
    def __init__(self, data: MultiDict[str, str]) -> None:
        self._data = data

    @property
    def data(self) -> MultiDict[str, str]:
        return self._data

    @property
    def datalist(self) -> Any:
        return {key: self._data.getlist(key) for key in self._data}


class _Request(OAuth2Request):
    """A request whose body may be a form or JSON: the vendor takes both."""

    def __init__(self) -> None:
        # Authlib refuses plain http outside of localhost; this server is never anywhere else.
        uri = "https://" + request.url.partition("://")[2]
        super().__init__(request.method, uri, None, dict(request.headers))
        self._form = _body()
        self.payload = _Payload(MultiDict([*request.args.items(multi=True), *self._form.items()]))

    @property
    def args(self) -> dict[str, str | None]:
        return dict(request.args)

    @property
    def form(self) -> MultiDict[str, str]:
        return self._form


def _body() -> MultiDict[str, str]:
    if request.mimetype != "application/json":
        return MultiDict(request.form)
    try:
        found = orjson.loads(request.get_data() or b"{}")
    except orjson.JSONDecodeError:
        found = {}
    items = found.items() if isinstance(found, dict) else ()
    return MultiDict([(str(k), str(v)) for k, v in items if isinstance(v, (str, int))])


class _Server(AuthorizationServer):
    def __init__(self, flask: Flask, state: State, shelf: TokenShelf) -> None:
        self._shelf = shelf
        super().__init__(flask, lambda identifier: find_client(state, identifier), self._keep)
        generator = BearerTokenGenerator(_new_token, _new_token, _access_life_s)
        self.register_token_generator("default", generator)
        self.register_grant(grants.code_grant(state), [grants.S256Only()])
        self.register_grant(grants.refresh_grant(shelf))
        self.register_grant(grants.MachineGrant)

    def create_oauth2_request(self, request: object) -> Any:
        return request if isinstance(request, OAuth2Request) else _Request()

    def handle_error_response(self, request: Any, error: OAuth2Error) -> Response:
        if error.error in _DESCRIPTIONS and not error.redirect_uri:
            error.description = _DESCRIPTIONS[error.error]
            error.status_code = 401 if error.error == "invalid_client" else 400
        return cast("Response", super().handle_error_response(request, error))

    def _keep(self, token: dict[str, Any], asked: Any) -> None:
        token["token_type"] = "bearer"  # noqa: S105 - a word of the protocol
        if "refresh_token" in token:
            token["refresh_token_expires_in"] = _seconds(
                "refresh_token_expires_in", REFRESH_LIFE_S, REFRESH_LIVES_S
            )
        user_id = asked.user if asked.user is not None else asked.client.owner_id
        self._shelf.keep(token, client_id=asked.client.id, user_id=user_id)


def _access_life_s(client: object, grant_type: str) -> int:
    del client, grant_type
    return _seconds("expires_in", ACCESS_LIFE_S, ACCESS_LIVES_S)


def _seconds(name: str, default: int, allowed: range) -> int:
    """Read how long a token shall live.

    Raises:
        InvalidRequestError: No number, or outside of what the vendor allows.
    """
    given = _body().get(name, str(default))
    if not given.isascii() or not given.isdigit() or int(given) not in allowed:
        message = f"{name} must be between {allowed.start} and {allowed.stop - 1} seconds"
        raise InvalidRequestError(message)
    return int(given)


def create_oauth(flask: Flask, office: Office, shelf: TokenShelf) -> Blueprint:
    """Build the two addresses of the OAuth server.

    ``session["user_id"]`` of the workspace's cookie says who consents: only an
    admin may. The form of ``sandbox/consent.html`` posts ``csrf`` and ``decision``
    (``allow`` or ``deny``) to the address it came from.
    """
    state = office.state
    server = _Server(flask, state, shelf)
    pages = Blueprint("oauth", __name__)

    @pages.post("/oauth/tokens")
    def issue() -> Response:
        # one transaction: of two that show the same refresh token one is too late
        with state.write():
            return cast("Response", server.create_token_response())

    @pages.route("/oauth/authorizations/new", methods=["GET", "POST"])
    def ask() -> Response:
        try:
            grant = server.get_consent_grant(  # type: ignore[no-untyped-call]
                _Request(), end_user=session.get("user_id")
            )
        except OAuth2Error as error:
            if error.redirect_uri:
                return server.handle_error_response(None, error)
            return _page("broken", 400, reason=error.description or error.error)
        except ValueError:  # Authlib quotes what came, and refuses to quote some of it
            return _page("broken", 400, reason="The request is malformed.")
        return _decide(server, office, grant)

    return pages


def _decide(server: _Server, office: Office, grant: Any) -> Response:
    person = _person(office.state)
    if person is None:
        return _page("nobody", 401, client=grant.client, switch=_switch())
    if person["role"] != "admin":
        return _page("forbidden", 403, client=grant.client, person=person, switch=_switch())
    if request.method == "GET":
        scopes = grant.request.scope.split()
        return _page("ask", 200, client=grant.client, person=person, scopes=scopes, csrf=_csrf())
    given, kept = request.form.get("csrf", ""), str(session.get("consent_csrf", "-"))
    if not secrets.compare_digest(given.encode(), kept.encode()):
        return _page("broken", 400, reason="The page is too old. Open it again.")
    user = person["id"] if request.form.get("decision") == "allow" else None
    return cast(
        "Response",
        server.create_authorization_response(grant.request, grant_user=user, grant=grant),
    )


def _person(state: State) -> Body | None:
    user_id = session.get("user_id")
    return state.get("users", user_id) if isinstance(user_id, int) else None


def _csrf() -> str:
    if "consent_csrf" not in session:
        session["consent_csrf"] = _new_token()
    return str(session["consent_csrf"])


def _switch() -> str:
    """Where one becomes somebody else, and comes back here from."""
    return "/?" + urlencode({"next": request.full_path})


def _page(stage: str, status: int, **data: Any) -> Response:
    response = make_response(render_template("sandbox/consent.html", stage=stage, **data), status)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
