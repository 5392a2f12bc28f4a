"""Where an account lives: a label joined to the vendor's own suffix, never a URL from outside.

A token goes to whatever this module returns, so nothing here guesses.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cxsdk.errors import ConfigError

# \Z, not $: the latter would let a line end pass.
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def account_root(account: str, *, suffix: str, base_url: str | None = None) -> str:
    """Return scheme and host of an account, without a slash at the end.

    Args:
        account: The account's label, such as ``acme``: lower-case letters,
            digits and inner hyphens, 63 at most.
        suffix: What the vendor puts behind it, such as ``zendesk.com``.
        base_url: Used instead, path included: for on-premise vendors and tests.

    Raises:
        ConfigError: The label is none, or the address cannot be trusted with a token.
    """
    if _LABEL.match(account) is None:
        message = f"{account!r} is no account name"
        raise ConfigError(message, hint=f"give only the part before .{suffix}, in lower case")
    if base_url is None:
        return f"https://{account}.{suffix}"
    return _checked(base_url)


def _checked(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    # urlsplit drops tabs and line ends silently and keeps backslashes: http clients differ there.
    is_odd = "\\" in base_url or " " in base_url or not base_url.isprintable()
    if not host or is_odd or "@" in parts.netloc or parts.query or parts.fragment:
        message = "base_url is no address that names one host"
        raise ConfigError(message, hint="give scheme, host and path, such as https://desk.example")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        message = f"refusing {parts.scheme or 'no scheme'} to {host}: a token would go in clear"
        raise ConfigError(message, hint="use https, or http to this machine only")
    return base_url.rstrip("/")
