"""Tokens that are kept in a store and renewed by one process at a time."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxsdk.auth.oauth2 import OAuthApp, OAuthEndpoints, client_credentials, refresh
from cxsdk.auth.source import RenewingSource
from cxsdk.auth.store import LEASE_WAIT_S, TokenStore, lease_timeout
from cxsdk.auth.token import Token
from cxsdk.errors import ReauthRequired

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.auth.source import TokenSource
    from cxsdk.http import Transport

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OAuthToken:
    """A token that a person granted; ``connect`` binds it to the vendor's server.

    Args:
        store: Where it is kept, such as a ``FileStore`` or a ``SqlStore``.
        key: Under which name.
        app: The OAuth client that it was granted to.
    """

    store: TokenStore = field(repr=False)
    key: str
    app: OAuthApp

    def bind(self, endpoints: OAuthEndpoints, transport: Transport) -> TokenSource:
        """Return a source that renews the token before its end."""
        renewal = _Renewal(self, endpoints, transport)
        return RenewingSource(renewal.obtain, can_renew=Token.can_renew, asked=self.app.scopes)


@dataclass(frozen=True, slots=True)
class MachineToken:
    """The application's own token, shared by all that share the store.

    What :class:`~cxsdk.auth.ClientCredentials` is without a store: there each process
    fetches a token of its own.

    Args:
        store: Where it is kept.
        key: Under which name.
        app: The OAuth client; it needs a secret.
    """

    store: TokenStore = field(repr=False)
    key: str
    app: OAuthApp

    def bind(self, endpoints: OAuthEndpoints, transport: Transport) -> TokenSource:
        """Return a source that fetches another token before the end of the kept one."""

        def find(spent: Token | None) -> Token | None:
            kept = self.store.load(self.key)
            if kept is None or kept == spent or not kept.is_fresh():
                return None
            return kept

        def obtain(spent: Token | None) -> Token:
            if kept := find(spent):
                return kept
            with _first_of_threads(self.key):
                if kept := find(spent):  # another thread was faster
                    return kept
                return fetch(spent)

        def fetch(spent: Token | None) -> Token:
            with self.store.lease(self.key):
                if kept := find(spent):  # another process was faster
                    return kept
                new = client_credentials(self.app, endpoints, transport)
                self.store.save(self.key, new)
                return new

        return RenewingSource(obtain, can_renew=lambda _: True, asked=self.app.scopes)


class _Renewal:
    def __init__(self, auth: OAuthToken, endpoints: OAuthEndpoints, transport: Transport) -> None:
        self._auth, self._endpoints, self._transport = auth, endpoints, transport

    def obtain(self, spent: Token | None) -> Token | None:
        """Return a token that is not ``spent``: the store's, or a renewed one."""
        kept = self._load()
        if _is_usable(kept, spent):
            return kept
        with _first_of_threads(self._auth.key):
            kept = self._load()  # another thread may have been faster
            return kept if _is_usable(kept, spent) else self._exchange(spent)

    def _exchange(self, spent: Token | None) -> Token | None:
        store, key = self._auth.store, self._auth.key
        with store.lease(key):
            kept = self._load()  # another process may have been faster
            if _is_usable(kept, spent):
                return kept
            if not kept.can_renew():
                if kept.refresh_token is None and kept == spent:
                    return None  # a plain token was refused: that is the helpdesk's word, not ours
                message = f"the grant for {key} is over"
                raise self._lost(message)
            return self._renew(kept)

    def _renew(self, kept: Token) -> Token:
        store, key, app = self._auth.store, self._auth.key, self._auth.app
        assert kept.refresh_token is not None  # noqa: S101 - can_renew said so
        try:
            answer = refresh(app, self._endpoints, self._transport, kept.refresh_token)
        except ReauthRequired as error:
            # Whoever lost the lease to a long pause finds here what the other one saved.
            newer = store.load(key)
            if newer is not None and newer.access_token != kept.access_token:
                return newer
            message = f"the grant for {key} is lost"
            raise self._lost(message) from error
        new = answer.keeping_refresh_of(kept)
        store.save(key, new)
        if missing := new.missing(self._auth.app.scopes):
            log.info("the token for %s lacks these scopes: %s", key, " ".join(missing))
        return new

    def _load(self) -> Token:
        kept = self._auth.store.load(self._auth.key)
        if kept is None:
            message = f"nobody has logged in for {self._auth.key}"
            raise self._lost(message)
        return kept

    @staticmethod
    def _lost(message: str) -> ReauthRequired:
        return ReauthRequired(message, hint="log in again: cxsdk login, or the app's set-up page")


# Leases are asked for again and again until they are free, and cost two writes: the threads
# of one process queue here, and all but the first find what it saved. Keys, not stores: two
# stores with the same key wait for each other without need, which harms nobody.
_queues: dict[str, threading.Lock] = {}


@contextmanager
def _first_of_threads(key: str) -> Iterator[None]:
    queue = _queues.setdefault(key, threading.Lock())
    if not queue.acquire(timeout=LEASE_WAIT_S):
        raise lease_timeout(key)
    try:
        yield
    finally:
        queue.release()


def _is_usable(kept: Token, spent: Token | None) -> bool:
    """Whether the store's token is another one than ``spent`` and need not be renewed first."""
    is_other = spent is None or kept.access_token != spent.access_token
    return is_other and (kept.is_fresh() or (kept.refresh_token is None and not kept.is_over()))
