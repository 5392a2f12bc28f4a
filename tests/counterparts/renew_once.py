"""One of two processes that renew the same token at the same moment.

Usage: python renew_once.py URL KIND PLACE      says "ready", waits for a line, renews,
calls the server with the new token and prints it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cxsdk.auth import FileStore, OAuthApp, OAuthEndpoints, OAuthToken, SqlStore
from cxsdk.client import Client, Refusal
from cxsdk.http import Transport
from cxsdk.store import Database, KeyRing


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(url, kind, place):
    if kind == "file":
        store = FileStore(Path(place))
    else:
        store = SqlStore(Database(place, keys=KeyRing(["a secret of the tests"])))
    transport = Transport()
    source = OAuthToken(store, "oidc/acme", OAuthApp("cx-post", "cx-secret-2")).bind(
        OAuthEndpoints(f"{url}/auth", f"{url}/token"), transport
    )
    client = Client(url, source, transport, vendor="oidc", read_error=lambda *_: Refusal())
    say("ready")
    sys.stdin.readline()
    say(f"{source.header()} {client.request('GET', '/me')['sub']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
