"""Tokens in the keyring of the desktop: the system keeps them sealed while nobody is logged in.

Needs ``pip install 'cxsdk[keyring]'`` and a desktop session. A keyring knows no
locks, so the lease is a file's; the file holds nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cxsdk.auth.store import FileStore, parse_token, spell_token, unreadable
from cxsdk.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from cxsdk.auth.token import Token

_SERVICE = "cxsdk"


class KeyringStore:
    """Keeps tokens in the keyring of the person who runs the process.

    Args:
        folder: Where the files of the leases are; made with mode 0700 when missing.

    Raises:
        ConfigError: The extra is missing, or this session has no keyring.
    """

    def __init__(self, folder: Path) -> None:
        """Find the keyring; nothing is read yet."""
        self._keyring = _find_keyring()
        self._files = FileStore(folder)

    def load(self, key: str) -> Token | None:
        """Return the token, None when there is none."""
        text = self.read(key)
        if text is None:
            return None
        token = parse_token(text)
        if token is None:
            raise unreadable(key, "cxsdk logout, then log in again")
        return token

    def save(self, key: str, token: Token) -> None:
        """Keep the token."""
        self.write(key, spell_token(key, token))

    def forget(self, key: str) -> None:
        """Remove what is kept under ``key``; that there is nothing is no error."""
        if self.read(key) is not None:
            self._call(self._keyring.delete_password, key)

    def lease(self, key: str) -> AbstractContextManager[None]:
        """Hold the right to renew the token, among processes and threads."""
        return self._files.lease(key)

    def read(self, key: str) -> str | None:
        """Return the text that is kept under ``key``, None when there is none."""
        found: str | None = self._call(self._keyring.get_password, key)
        return found

    def write(self, key: str, text: str) -> None:
        """Keep a text under ``key``."""
        self._call(self._keyring.set_password, key, text)

    def _call(self, function: Callable[..., Any], *arguments: str) -> Any:
        try:
            return function(_SERVICE, *arguments)
        except self._keyring.errors.KeyringError as error:
            reason = type(error).__name__
        # Out here: a keyring's traceback holds what was to be kept.
        message = f"the keyring refused: {reason}"
        raise StoreError(message, hint="unlock it, or log in without --keyring")


def _find_keyring() -> Any:
    try:
        keyring = import_module("keyring")
    except ModuleNotFoundError as error:
        message = "the keyring needs an extra"
        raise ConfigError(message, hint="pip install 'cxsdk[keyring]'") from error
    if keyring.get_keyring().priority <= 0:
        message = "this session has no keyring that can be used"
        raise ConfigError(message, hint="log in without --keyring: the token goes into a file")
    return keyring
