"""Signed words that we hand out: bearers, links, cookies, one-time codes.

Each kind has a salt of its own, so that one kind is never taken for another.
They run by real time.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from cxsdk.errors import AuthError, TokenExpired

if TYPE_CHECKING:
    from collections.abc import Sequence

BEARER, SESSION, ENTER, CSRF = "bearer", "session", "enter", "csrf"
_LONGEST = 4096


class Signer:
    """Signs claims and reads them back.

    Args:
        keys: Newest first; the first signs, all are tried.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Keep the keys in the order itsdangerous wants: the last one signs."""
        self._keys = list(reversed(keys))

    def sign(self, kind: str, claims: dict[str, Any]) -> str:
        """Return ``claims`` as a word of this kind; signed, not hidden."""
        return str(self._maker(kind).dumps(claims))

    def read(self, kind: str, word: str, *, max_age_s: int | None = None) -> dict[str, Any]:
        """Return the claims of a word.

        Args:
            kind: The only kind that is taken.
            word: What came.
            max_age_s: How long it is good for; None means for ever.

        Raises:
            TokenExpired: It is too old.
            AuthError: It is of another kind, was changed, or is no word at all.
        """
        try:
            claims = self._maker(kind).loads(word[:_LONGEST], max_age=max_age_s)
        except SignatureExpired as error:
            message = "it is over"
            raise TokenExpired(message, hint="open it again") from error
        except BadData as error:
            message = "it was not made here, or not for this"
            raise AuthError(message, hint="open it again from where it came") from error
        return dict(claims)

    def mark(self, kind: str, text: str) -> str:
        """Return a short signature of ``text``, to compare and never to read."""
        key = hmac.digest(self._keys[-1].encode(), b"cxsdk." + kind.encode(), "sha256")
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def _maker(self, kind: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._keys,
            salt=f"cxsdk.{kind}",
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )


def digest(text: str) -> str:
    """Return SHA-256 of ``text`` in hex: what is stored in place of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()
