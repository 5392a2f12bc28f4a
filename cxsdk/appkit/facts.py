"""What apps tell each other: each says what it knows, nobody looks into another's tables."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from cxsdk.appkit.context import Context, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxsdk.appkit.context import LazyDesk, Services
    from cxsdk.appkit.package import Package

GROUP = "cxsdk.facts"


class Facts:
    """The functions that tell, by the name of what they tell.

    A function is ``def survey_fact(ctx, *, person_id, organization_id, ticket_id)``.
    It runs with a context of the app that it belongs to: the first part of its
    entry point's module.
    """

    def __init__(
        self,
        package: Package,
        given: Mapping[str, tuple[str, Callable[..., Mapping[str, Any]]]] | None,
    ) -> None:
        """Take ``given``, or the entry points of the package's apps."""
        names = {app.name for app in package.apps}
        if given is None:
            points = [(p, p.module.split(".")[0]) for p in entry_points(group=GROUP)]
            given = {p.name: (app, p.load()) for p, app in points if app in names}
        self._tellers = {name: one for name, one in sorted(given.items()) if one[0] in names}

    def ask(
        self, services: Services, asking: Context, desk: LazyDesk, about: Mapping[str, str | None]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Return what each app knows; whatever one raises is raised."""
        found: dict[str, Mapping[str, Any]] = {}
        for name, (app_name, tell) in self._tellers.items():
            scope = Scope(services, asking.installation, app_name, asking.locale, desk)
            found[name] = tell(Context(scope), **about)
        return found
