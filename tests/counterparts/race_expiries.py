"""One of two processes whose threads race for every expiry of one token.

Usage: python race_expiries.py URL KIND PLACE THREADS      says "ready"; then, for each line it
is sent, has every thread ask for a header at once, and says how many refreshes this process
has made so far, and the headers that its threads got.

With "die" as KIND's last word it is killed where the provider has rotated and nothing is saved.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cxsdk.auth import FileStore, OAuthApp, OAuthEndpoints, OAuthToken, SqlStore
from cxsdk.http import Transport
from cxsdk.store import Database, KeyRing


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


class Counting(Transport):
    """Counts what is posted."""

    posts = 0

    def send(self, request):
        self.posts += 1
        return super().send(request)


def open_store(kind, place):
    if kind == "file":
        return FileStore(Path(place))
    return SqlStore(Database(place, keys=KeyRing(["a secret of the tests"])))


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def main(url, kind, place, threads):
    kind, _, ending = kind.partition("-")
    store, transport = open_store(kind, place), Counting()
    if ending == "die":
        store.save = die
    auth = OAuthToken(store, "oidc/acme", OAuthApp("cx-post", "cx-secret-2"))
    endpoints = OAuthEndpoints(f"{url}/auth", f"{url}/token")
    start = threading.Barrier(int(threads))

    def ask(source):
        start.wait()
        return source.header()

    with ThreadPoolExecutor(int(threads)) as pool:
        say("ready")
        for _ in sys.stdin:
            # Half of the threads share a desk's source, the others share nothing but the store.
            sources = [auth.bind(endpoints, transport) for _ in range(1 + int(threads) // 2)]
            shared = [sources[0]] * (int(threads) - len(sources))
            headers = set(pool.map(ask, [*sources, *shared]))
            say(f"{transport.posts} {' '.join(headers)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
