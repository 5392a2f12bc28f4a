"""Our cookies: HttpOnly, SameSite=Lax, and bound to this host wherever there is https."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cxsdk.appkit.config import KitConfig

SESSION, OAUTH = "cx-session", "cx-oauth"


class Cookies:
    """Sets, reads and drops cookies; plain http on loopback cannot have ``__Host-`` names."""

    def __init__(self, config: KitConfig) -> None:
        """Pick the form by the scheme of the public address."""
        self._is_secure = config.is_secure

    def name(self, name: str) -> str:
        """Return the name as the browser sees it."""
        return f"__Host-{name}" if self._is_secure else name

    def get(self, name: str) -> str:
        """Return a cookie of the request, empty when there is none."""
        return request.cookies.get(self.name(name), "")

    def set(self, answer: Response, name: str, value: str, *, max_age_s: int) -> None:
        """Give the browser a cookie."""
        answer.set_cookie(
            self.name(name),
            value,
            max_age=max_age_s,
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="Lax",
        )

    def drop(self, answer: Response, name: str) -> None:
        """Take a cookie back."""
        answer.delete_cookie(
            self.name(name), path="/", secure=self._is_secure, httponly=True, samesite="Lax"
        )
