"""Signed links into LINK routes, such as a survey's: made for one route of one app."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cxsdk.appkit.doors import LINK_PART
from cxsdk.appkit.kinds import Proof
from cxsdk.errors import AuthError, ConfigError, TokenExpired

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxsdk.appkit.manifest import App
    from cxsdk.appkit.signing import Signer


class Links:
    """Makes links and reads them."""

    def __init__(self, signer: Signer, public_url: str, now: Callable[[], datetime]) -> None:
        """Make links to ``public_url``; ``now`` is the world's clock, which ends them."""
        self._signer, self._public_url, self._now = signer, public_url, now

    def make(
        self,
        app: App,
        installation_id: int,
        rule: str,
        *,
        expires_at: datetime | None,
        claims: Mapping[str, Any],
    ) -> str:
        """Return the absolute address of a LINK route.

        Raises:
            ConfigError: The app has no LINK route with this rule, or the rule has other variables.
        """
        route = next(
            (r for r in app.registered.routes if r.rule == rule and r.proof is Proof.LINK), None
        )
        if route is None or route.variables != ("link",):
            known = {r.rule for r in app.registered.routes if r.proof is Proof.LINK}
            message = f"{app.name} has no LINK route {rule!r} with <link> alone"
            raise ConfigError(message, hint=f"it has: {', '.join(sorted(known)) or 'none'}")
        held: dict[str, Any] = {"i": installation_id, "c": dict(claims)}
        if expires_at is not None:
            held["e"] = int(expires_at.timestamp())
        word = self._signer.sign(_kind(app.name, rule), held)
        return f"{self._public_url}/apps/{app.name}{rule.replace(LINK_PART, word)}"

    def read(self, app: App, rule: str, word: str) -> tuple[int, dict[str, Any]]:
        """Return the installation and the claims of a link.

        Raises:
            TokenExpired: It is over.
            AuthError: It was not made for this route.
        """
        held = self._signer.read(_kind(app.name, rule), word)
        installation_id, claims, ends = held.get("i"), held.get("c"), held.get("e")
        if not isinstance(installation_id, int) or not isinstance(claims, dict):
            message = "the link does not fit"
            raise AuthError(message, hint="open it from the mail again")
        if isinstance(ends, int) and self._now() > datetime.fromtimestamp(ends, UTC):
            message = "the link is over"
            raise TokenExpired(message)
        return installation_id, claims


def _kind(app: str, rule: str) -> str:
    return f"link.{app}{rule}"
