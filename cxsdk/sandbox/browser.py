"""A browser without a screen: cookies, pages and their forms. Plays people's part over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests

from cxsdk.errors import ApiError, ConnectError, error_class

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIMEOUT_S = 20


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes and what it holds before anybody typed."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    enctype: str = ""


@dataclass(slots=True)
class Page:
    """What came back."""

    url: str
    status: int
    headers: Mapping[str, str]
    text: str
    forms: list[Form]
    links: list[str]

    def form(self, action: str) -> Form:
        """Return the form whose action ends like this (the query left out).

        Raises:
            LookupError: The page has none.
        """
        for each in self.forms:
            if urlsplit(each.action).path.endswith(action):
                return each
        message = f"{urlsplit(self.url).path} has no form for {action}"
        raise LookupError(message)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.url, given["href"]))
        if tag == "form":
            action = urljoin(self.url, given.get("action") or self.url)
            self.forms.append(Form(action, given.get("method", "get").upper()))
        if self.forms and given.get("name"):
            self._field(tag, given)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        form, pair = self.forms[-1], (given["name"], given.get("value", ""))
        kind = given.get("type", "text" if tag == "input" else "submit")
        if tag == "button" or kind == "submit":
            form.buttons.append(pair)
        elif tag == "input" and (kind not in ("radio", "checkbox") or "checked" in given):
            form.values.append(pair)


class Browser:
    """One person's browser; keeps cookies, follows redirects, sends ``language`` as its wish."""

    def __init__(self, *, language: str = "en") -> None:
        """Begin without cookies."""
        self._session = requests.Session()
        self._session.trust_env = False  # loopback only: no proxy has a say
        self._session.headers["Accept-Language"] = language

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """Open an address."""
        return self._ask("GET", url, headers=headers)

    def head(self, url: str) -> Page:
        """Look at an address the way link scanners do."""
        return self._ask("HEAD", url)

    def post(
        self,
        url: str,
        values: Mapping[str, str] | Sequence[tuple[str, str]],
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Send values as a form."""
        pairs = list(values.items()) if hasattr(values, "items") else list(values)
        return self._ask("POST", url, data=pairs, headers=headers)

    def send_bytes(self, url: str, body: bytes, headers: Mapping[str, str]) -> Page:
        """Send a body as it is, the way a webhook comes."""
        return self._ask("POST", url, data=body, headers=headers)

    def submit(
        self,
        form: Form,
        values: Mapping[str, str | Sequence[str]] | None = None,
        *,
        press: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Fill a form in and press a button of it.

        Args:
            form: From :meth:`Page.form`.
            values: What is typed or chosen; a sequence ticks several boxes.
            press: Name and value of the button; None presses one without a name.
            headers: Sent besides.
        """
        typed = dict(values or {})
        pairs = [(name, value) for name, value in form.values if name not in typed]
        for name, value in typed.items():
            several = [value] if isinstance(value, str) else value
            pairs.extend((name, one) for one in several)
        if press:
            pairs.append(press)
        if form.method == "GET":
            return self._ask("GET", form.action, params=pairs, headers=headers)
        return self._ask("POST", form.action, data=pairs, headers=headers)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _ask(
        self,
        method: str,
        url: str,
        *,
        params: list[tuple[str, str]] | None = None,
        data: list[tuple[str, str]] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        try:
            answer = self._session.request(
                method, url, params=params, data=data, headers=headers, timeout=_TIMEOUT_S
            )
        except requests.RequestException as error:
            message = f"{urlsplit(url).netloc} does not answer"
            raise ConnectError(message, hint="is it still running?") from error
        is_page = "html" in answer.headers.get("Content-Type", "")
        reader = _Reader(answer.url)
        if is_page:
            reader.feed(answer.text)
        return Page(
            answer.url, answer.status_code, answer.headers, answer.text, reader.forms, reader.links
        )


def expect(page: Page, *, status: int = 200, text: str = "") -> Page:
    """Return the page when it is as expected.

    Raises:
        ApiError: Another status, or the text is not in it.
    """
    path = urlsplit(page.url).path
    if page.status != status:
        message = f"{path} answered {page.status} instead of {status}"
        raise error_class(page.status)(message, status=page.status, body=page.text)
    if text and text not in page.text:
        message = f"{path} does not say “{text}”"
        raise ApiError(message, status=page.status, body=page.text)
    return page
