"""Who an app works for: the installation, and the person at the screen."""

from __future__ import annotations

from dataclasses import dataclass

from cxsdk.appkit.kinds import Role


@dataclass(frozen=True, slots=True)
class Installation:
    """One package in one account.

    Args:
        id: Our number of it.
        vendor: Such as ``zendesk``.
        account: The account's label.
        package: Which package was installed.
        locale: ``en`` or ``ru``, where nobody's own is known.
    """

    id: int
    vendor: str
    account: str
    package: str
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person at the screen, as the helpdesk knows them.

    Args:
        id: The helpdesk's id of the agent.
        name: As others see it.
        email: None where the helpdesk tells none.
        roles: What they may do in the apps.
        locale: Theirs, as the helpdesk spells it; None when unknown.
        time_zone: Theirs, an IANA name; None when unknown.
    """

    id: str
    name: str
    email: str | None = None
    roles: frozenset[Role] = frozenset()
    locale: str | None = None
    time_zone: str | None = None

    def has(self, *roles: Role) -> bool:
        """Whether they have one of ``roles``."""
        return not self.roles.isdisjoint(roles)
