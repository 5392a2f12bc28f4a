"""Log-ins that are kept for later: one place for each account, so that scripts and cron find them.

A log-in is two things: a note of who asked for what, and the token. Both lie in
``logins`` of the user's own settings folder, or their secrets in the keyring.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsdk.auth.desktop import KeyringStore
from cxsdk.auth.oauth2 import OAuthApp, OAuthEndpoints
from cxsdk.auth.renewal import MachineToken, OAuthToken
from cxsdk.auth.secret import Secret
from cxsdk.auth.store import FileStore, write_private
from cxsdk.errors import ConfigError, ReauthRequired, StoreError

if TYPE_CHECKING:
    from cxsdk.auth.source import TokenSource
    from cxsdk.auth.token import Token
    from cxsdk.http import Transport

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}\Z")


@dataclass(frozen=True, slots=True)
class SavedLogin:
    """Credentials for one account that ``cxsdk login`` kept; made by :func:`saved_login`.

    It is pickled as its name: whoever unpickles it reads the secrets where they are kept.

    Args:
        vendor: Such as ``zendesk``.
        account: The account's label, such as ``acme``.
        app: The OAuth client that the token was granted to, and the scopes asked for.
        token_url: Where the token came from; it goes nowhere else to be renewed.
        base_url: Where the account is, when it is not at the vendor's own address.
        is_machine: Whether the client acts for itself (client credentials).
        in_keyring: Whether the secrets are in the keyring, not in files.
    """

    vendor: str
    account: str
    app: OAuthApp
    token_url: str
    base_url: str | None = None
    is_machine: bool = False
    in_keyring: bool = False

    @property
    def key(self) -> str:
        """Name that the token is kept under."""
        return f"{self.vendor}/{self.account}"

    @property
    def store(self) -> FileStore | KeyringStore:
        """Where the token is kept."""
        return KeyringStore(_folder()) if self.in_keyring else FileStore(_folder())

    def bind(self, endpoints: OAuthEndpoints, transport: Transport) -> TokenSource:
        """Return a source that renews the token before its end.

        Raises:
            ConfigError: The helpdesk is not the one that was logged in to.
        """
        if endpoints.token_url != self.token_url:
            message = f"the log-in for {self.key} is one at {self.token_url}"
            hint = f"give connect base_url={self.base_url!r}" if self.base_url else ""
            raise ConfigError(message, hint=hint or "name the account that was logged in to")
        kind = MachineToken if self.is_machine else OAuthToken
        return kind(self.store, self.key, self.app).bind(endpoints, transport)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the name alone."""
        return saved_login, (self.vendor, self.account)


def saved_login(vendor: str, account: str) -> SavedLogin:
    """Return the credentials that ``cxsdk login VENDOR ACCOUNT`` kept, for ``connect``.

    Args:
        vendor: Such as ``zendesk``.
        account: The account's label, such as ``acme``.

    Raises:
        ReauthRequired: Nobody has logged in.
        StoreError: What is kept cannot be read.
        ConfigError: No such name, or the keyring that holds it cannot be used.
    """
    path = _note(vendor, account)
    hint = f"cxsdk login {vendor} {account}"
    try:
        text = Secret(path.read_text("utf-8"))
    except FileNotFoundError as error:
        message = f"nobody has logged in to {account} at {vendor}"
        raise ReauthRequired(message, hint=hint) from error
    except (OSError, ValueError):
        text = Secret()
    login = _parse(vendor, account, text)
    if login is None:
        message = f"the log-in for {vendor}/{account} cannot be read"
        raise StoreError(message, hint=f"remove {path}, then {hint}")
    return login


def keep_login(login: SavedLogin, token: Token) -> None:
    """Keep a log-in and its token, in place of an earlier one of the account.

    Raises:
        StoreError: It cannot be written.
        ConfigError: A keyring is asked for, and there is none.
    """
    note = {
        "client_id": login.app.client_id,
        "scopes": login.app.scopes,
        "token_url": login.token_url,
        "base_url": login.base_url,
        "is_machine": login.is_machine,
        "in_keyring": login.in_keyring,
    }
    store = login.store
    with store.lease(login.key):
        store.save(login.key, token)
        if isinstance(store, KeyringStore):
            store.write(_client_key(login.key), login.app.client_secret or "")
        else:
            note["client_secret"] = login.app.client_secret
        path = _note(login.vendor, login.account)
        try:
            write_private(path, Secret(json.dumps(note)))
        except OSError as error:
            message = f"the log-in for {login.key} cannot be kept: {error.strerror}"
            raise StoreError(message, hint=f"check {path.parent}") from error


def forget_login(login: SavedLogin) -> None:
    """Remove a log-in with its token; the server is told nothing.

    Raises:
        StoreError: It cannot be removed.
    """
    store = login.store
    with store.lease(login.key):
        store.forget(login.key)
        if isinstance(store, KeyringStore):
            store.forget(_client_key(login.key))
        path = _note(login.vendor, login.account)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            message = f"the log-in for {login.key} cannot be removed: {error.strerror}"
            raise StoreError(message, hint=f"remove {path}") from error


def _parse(vendor: str, account: str, text: str) -> SavedLogin | None:
    """Read a note; None when it is none: an error's traceback would hold what was read."""
    try:
        kept: Any = json.loads(text)
        in_keyring, key = bool(kept["in_keyring"]), f"{vendor}/{account}"
        if in_keyring:
            secret = KeyringStore(_folder()).read(_client_key(key)) or None
        else:
            secret = kept["client_secret"]
        return SavedLogin(
            vendor,
            account,
            OAuthApp(str(kept["client_id"]), secret, tuple(map(str, kept["scopes"]))),
            str(kept["token_url"]),
            base_url=kept["base_url"],
            is_machine=bool(kept["is_machine"]),
            in_keyring=in_keyring,
        )
    except (ValueError, KeyError, TypeError):
        return None


def _folder() -> Path:
    from click import get_app_dir  # noqa: PLC0415 - knows where each system wants it

    return Path(get_app_dir("cxsdk")) / "logins"


def _note(vendor: str, account: str) -> Path:
    for name in (vendor, account):
        if _NAME.match(name) is None:
            message = f"{name!r} is no name of a vendor or an account"
            raise ConfigError(message, hint="lower-case letters, digits, hyphens: zendesk acme")
    return _folder() / f"{vendor}.{account}.json"


def _client_key(key: str) -> str:
    return f"{key}/client"
