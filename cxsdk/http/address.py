"""What a URL may be told apart by: its origin, and its form without secrets. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from cxsdk.errors import ConfigError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str:
    """Return scheme, host and port of ``url`` in one spelling, such as ``https://a.example:443``.

    Two addresses may be sent the same token when, and only when, this is equal.

    Args:
        url: An absolute http or https address.

    Raises:
        ConfigError: It is no such address, or one that readers understand in
            two ways (user names, backslashes, white space).
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        port, parts = None, urlsplit("")
    host = parts.hostname
    # urlsplit drops tabs and line ends silently and keeps backslashes: http clients disagree there.
    is_odd = "@" in parts.netloc or "\\" in url or not url.isprintable() or " " in url
    if port is None or not host or is_odd:
        message = "not an http address that can be trusted to name one host"
        raise ConfigError(message, hint="give scheme, host and path, such as https://acme.example")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def is_loopback(url: str) -> bool:
    """Whether ``url`` names this machine itself."""
    return urlsplit(url).hostname in LOOPBACK


def without_query(url: str) -> str:
    """Return what a log or an error may show: no user name, no query, no fragment."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
