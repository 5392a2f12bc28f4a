"""Secrets at rest: AES-256-GCM, one sealed value per secret, several keys.

A sealed value reads ``v1.<key id>.<nonce and ciphertext>``. It is bound to the
place where it lies (its context), so that a value copied to another row does
not open there.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cxsdk.errors import ConfigError, DecryptError
from cxsdk.store.types import SEAL, Sealed

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST = 16
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2: 96 bits, here from the system's random source
_LOST = "put the key that sealed it back into the key ring, or connect the account again"


class KeyRing:
    """Keys made of text secrets; the first one seals, all of them open.

    To change a key, put the new one in front, re-seal everything
    (``cxsdk keys rotate``), then drop the old one.

    Args:
        secrets: Random texts of at least 16 characters, newest first.

    Raises:
        ConfigError: No secret, a short one, or the same one twice.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        """Derive one key per secret."""
        if isinstance(secrets, str) or not secrets:
            message = "a key ring needs a list of at least one secret"
            raise ConfigError(message, hint="set CXSDK_SECRET_KEYS")
        if any(len(secret) < _SHORTEST for secret in secrets):
            message = f"a secret key is shorter than {_SHORTEST} characters"
            hint = 'make one: python -c "import secrets; print(secrets.token_urlsafe(32))"'
            raise ConfigError(message, hint=hint)
        self._ciphers = {_derive(s, b"id")[:4].hex(): AESGCM(_derive(s, b"key")) for s in secrets}
        if len(self._ciphers) < len(secrets):
            message = "a secret key stands twice in the key ring"
            raise ConfigError(message)
        self._first = next(iter(self._ciphers))

    def __repr__(self) -> str:
        """Say how many keys there are, and nothing about them."""
        return f"KeyRing({len(self._ciphers)} keys)"

    def encrypt(self, secret: str, context: str) -> Sealed:
        """Seal ``secret`` with the first key.

        Args:
            secret: Any text.
            context: Where the value will lie, such as ``token:12:access``;
                needed again to open it.
        """
        nonce = os.urandom(_NONCE_BYTES)
        bound = _bound(self._first, context)
        sealed = self._ciphers[self._first].encrypt(nonce, secret.encode(), bound)
        body = base64.urlsafe_b64encode(nonce + sealed).decode()
        return Sealed(f"{SEAL}{self._first}.{body}")

    def decrypt(self, sealed: str, context: str) -> str:
        """Open a sealed value.

        Raises:
            DecryptError: Its key is not on the ring, it was changed, or it was
                sealed for another context.
        """
        key_id, body = _split(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            message = f"a stored secret was sealed with key {key_id}, which is not on the key ring"
            raise DecryptError(message, hint=_LOST)
        try:
            raw = _bytes_of(body)
            opened = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(key_id, context))
        except (InvalidTag, ValueError, binascii.Error):
            # Without a cause: nothing about the value may reach a log.
            message = "a stored secret was changed, or belongs to another row"
            raise DecryptError(message, hint="connect the account again") from None
        return opened.decode()

    def is_current(self, sealed: str) -> bool:
        """Tell whether the first key sealed this value.

        Raises:
            DecryptError: It is no sealed value at all.
        """
        return _split(sealed)[0] == self._first

    def renew(self, sealed: str, context: str) -> Sealed:
        """Seal a value anew with the first key.

        Raises:
            DecryptError: As :meth:`decrypt`.
        """
        return self.encrypt(self.decrypt(sealed, context), context)


def _derive(secret: str, purpose: bytes) -> bytes:
    # The secrets are random already, so that a slow function would add nothing.
    info = b"cxsdk key ring v1 " + purpose
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def _bound(key_id: str, context: str) -> bytes:
    return f"{SEAL}{key_id}|{context}".encode()


def _bytes_of(body: str) -> bytes:
    raw = base64.b64decode(body, altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).decode() != body:  # loose bits at the end
        raise binascii.Error
    return raw


def _split(sealed: str) -> tuple[str, str]:
    parts = sealed.split(".")
    if len(parts) != 3 or f"{parts[0]}." != SEAL:
        message = "a stored secret is not sealed"
        raise DecryptError(message, hint="connect the account again")
    return parts[1], parts[2]
