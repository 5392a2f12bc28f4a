"""Our tokens for scripts that call a helpdesk by ``requests`` themselves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from requests.auth import AuthBase
from requests.cookies import extract_cookies_to_jar

from cxsdk.auth import saved_login
from cxsdk.errors import ConfigError, Unsupported
from cxsdk.helpdesks import registry
from cxsdk.http import Transport, origin_of

if TYPE_CHECKING:
    from http.cookiejar import CookieJar
    from typing import IO

    from requests import PreparedRequest, Response

    from cxsdk.auth import Auth

_HEADER = "Authorization"


class RequestsAuth(AuthBase):
    """Puts a fresh token into the requests of one account; safe to share between threads.

    ``session.auth = cxsdk.RequestsAuth("zendesk", "acme")`` moves a script from an
    API token to OAuth. The token goes to the account's own address and nowhere
    else, by whatever redirects. It is renewed ahead of its end; a request that
    is answered with 401 is sent once more when there is another token.

    Args:
        vendor: Such as ``zendesk``.
        account: The account's label, such as ``acme``.
        auth: Credentials; None (default) takes what ``cxsdk login`` kept.
        base_url: Where the account is, when not at the vendor's own address;
            None (default) takes the address that was logged in to.

    Raises:
        ReauthRequired: There are no credentials: nobody has logged in.
        ConfigError: No such vendor, or a bad label or address.
        Unsupported: The vendor does not say where its accounts are.
    """

    def __init__(
        self, vendor: str, account: str, *, auth: Auth | None = None, base_url: str | None = None
    ) -> None:
        """Send nothing yet."""
        self._name: tuple[str, str] | None = None
        if auth is None:
            login = saved_login(vendor, account)
            auth, base_url = login, base_url or login.base_url
            self._name = (vendor, account)
        found = registry.vendor(vendor)
        if found.root is None or found.oauth is None:
            message = f"{vendor} does not say where its accounts are"
            raise Unsupported(message, capability="oauth", hint="use cxsdk.connect")
        self._origin = origin_of(found.root(account, base_url))
        self._source = auth.bind(found.oauth(account, base_url), Transport())

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Put the token into a request to the account; leave any other alone.

        Raises:
            AuthError: No token can be had.
        """
        if not self._is_ours(request.url):
            return request
        header = request.headers[_HEADER] = self._source.header()
        start = _position(request.body)
        request.register_hook("response", partial(self._again, header, start))
        return request

    def __repr__(self) -> str:
        """Name the account's address, and nothing that is secret."""
        return f"{type(self).__name__}({self._origin!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the name alone; the secrets stay where they are kept."""
        if self._name is None:
            message = "credentials of one's own are not pickled"
            raise ConfigError(message, hint="make the RequestsAuth in the process that uses it")
        return type(self), self._name

    def _is_ours(self, url: str | None) -> bool:
        try:
            return url is not None and origin_of(url) == self._origin
        except ConfigError:
            return False

    def _again(self, header: str, start: int | None, answer: Response, **how: Any) -> Response:
        """Send a refused request once more with another token, as requests' own classes do."""
        asked = answer.request
        was_ours = self._is_ours(asked.url) and asked.headers.get(_HEADER) == header
        can_repeat = isinstance(asked.body, bytes | str | None) or start is not None
        if answer.status_code != 401 or not was_ours or not can_repeat:
            return answer
        if not self._source.refused(header):
            return answer
        if start is not None:
            cast("IO[bytes]", asked.body).seek(start)
        _ = answer.content  # read to its end, so that the connection can be used again
        answer.close()
        second = asked.copy()
        jar = cast("CookieJar", second._cookies)  # noqa: SLF001 - as requests' own classes do
        extract_cookies_to_jar(jar, asked, answer.raw)
        second.prepare_cookies(jar)
        second.headers[_HEADER] = self._source.header()
        outcome: Response = answer.connection.send(second, **how)
        outcome.history.append(answer)
        outcome.request = second
        return outcome


def _position(body: object) -> int | None:
    """Return where a file that is to be sent stands; None for what has no place to go back to."""
    try:
        return int(body.tell())  # type: ignore[attr-defined]
    except (AttributeError, OSError):
        return None
