"""Reading files, which an account may keep with others: the token never goes there.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin

from cxsdk.errors import ApiError, ConfigError, SchemaError
from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.http import Request, Response, Transport, origin_of
from cxsdk.http.address import is_loopback

if TYPE_CHECKING:
    from cxsdk.client import Client

#: Addresses on the way to one file.
MOST_STEPS = 5


class File(Protocol):
    """What names a file: an attachment of a comment, of a macro, of an article."""

    @property
    def content_url(self) -> str | None:
        """Where it is."""

    @property
    def size(self) -> int | None:
        """In bytes."""


def read_file(client: Client, url: str) -> bytes:
    """Return a file, wherever it lies; the account's own address alone gets the token.

    Args:
        client: Of the account.
        url: Absolute, as the account names it.

    Raises:
        ApiError: It was refused, there or on the way.
        ConfigError: The way leads to plain http, or into this machine.
        SchemaError: It leads nowhere.
        TransportError: No answer, or a file of more than 64 MiB.
    """
    with closing(Transport()) as others:
        for _ in range(MOST_STEPS):
            if origin_of(url) == client.origin:
                answer = client.fetch(url)
            else:
                answer = _from_others(others, client, url)
            if answer.status < 300:
                return answer.body
            url = urljoin(url, answer.headers.get("Location") or "")
    message = f"the way to a file has more than {MOST_STEPS} addresses"
    raise SchemaError(message, path="content_url", vendor=VENDOR)


def _from_others(others: Transport, client: Client, url: str) -> Response:
    if is_loopback(url) and not is_loopback(client.base_url):
        message = "refusing to follow an account's address into this machine"
        raise ConfigError(message, hint="look at the attachment's content_url")
    answer = others.send(Request("GET", url, {"Accept": "*/*"}))
    try:
        answer.raise_for_status()
    except ApiError as error:
        error.vendor = VENDOR
        raise
    return answer
