"""An app: what it says about itself, and the doors that register with it.

Importing this loads no web framework and no database, so that a manifest can
be read where only the SDK is installed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, TypeVar

from cxsdk.appkit import doors
from cxsdk.appkit.doors import Doors, Route, Schedule, Tab, broken
from cxsdk.appkit.kinds import Event, Per, Proof
from cxsdk.appkit.occasions import (
    DemoContext,
    EventContext,
    JobContext,
    RequestContext,
    TabContext,
)
from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from cxsdk.appkit.kinds import Location, Role
    from cxsdk.appkit.settings import Setting
    from cxsdk.helpdesks.base import Capability

F = TypeVar("F", bound="Callable[..., Any]")


class App:
    """One app: its manifest, and what its doors have registered.

    Args:
        name: Import name of the app's package; also the prefix of its tables.
        title: What people read on its tab; an English msgid.
        locations: Where it shows itself.
        scopes: What it asks the helpdesk for, in our words such as ``tickets:read``.
        needs: What the helpdesk must be able to do.
        settings: What can be set per installation.
        doors: Dotted paths of the modules that register; imported when the kit starts.

    The manifest is checked when the app is put into a package; see
    :func:`cxsdk.appkit.validate`.
    """

    def __init__(  # noqa: PLR0913 - one keyword per entry of a manifest
        self,
        *,
        name: str,
        title: str,
        locations: Collection[Location],
        scopes: Collection[str] = (),
        needs: Collection[Capability] = (),
        settings: Sequence[Setting] = (),
        doors: Sequence[str] = (),
    ) -> None:
        """Keep the manifest; nothing of the app is imported."""
        self.name = name
        self.title = title
        self.locations = frozenset(locations)
        self.scopes = frozenset(scopes)
        self.needs = frozenset(needs)
        self.settings = tuple(settings)
        self.doors = tuple(doors)
        self.registered = Doors()

    def __repr__(self) -> str:
        """Name the app."""
        return f"App({self.name!r})"

    def open_doors(self) -> None:
        """Import the modules that register.

        Raises:
            ConfigError: A door needs what is not installed.
            ManifestError: A door is wrong, or is not there (``door.missing``).
        """
        for door in self.doors:
            try:
                importlib.import_module(door)
            except ModuleNotFoundError as error:
                missing = error.name or ""
                if door == missing or door.startswith(f"{missing}."):
                    message = f"there is no module {missing}"
                    raise broken(door, "door.missing", message) from error
                message = f"{self.name} needs {missing}, which is not installed"
                raise ConfigError(message, hint="pip install 'cxsdk[apps]'") from error

    def tab(self, location: Location) -> Callable[[F], F]:
        """Register the app's tab at a place: ``def panel(ctx: TabContext) -> Rendered``."""

        def register(view: F) -> F:
            where = doors.path_of(view)
            doors.check_context(view, TabContext)
            doors.check_parameters(view, ())
            if location not in self.locations:
                message = f"{self.name} has a tab at {location}, which its manifest leaves out"
                raise broken(where, "door.location", message, "add it to locations")
            self._once(location in self.registered.tabs, where, f"a tab at {location}")
            self.registered.tabs[location] = Tab(location, view)
            return view

        return register

    def route(
        self,
        rule: str,
        *,
        proof: Proof,
        methods: Collection[str] = ("GET",),
        roles: Collection[Role] = (),
        form: type[Any] | None = None,
    ) -> Callable[[F], F]:
        """Register an address below ``/apps/<app>``.

        The function takes a :class:`RequestContext` and the rule's variables,
        and returns a ``Rendered``, a ``Redirect`` or a ``Json``.

        Args:
            rule: Such as ``/reviews/<int:id>``; a LINK route has one ``<link>``.
            proof: The one way to prove oneself that is taken here. A HOOK
                route is called with ``?installation=<id>`` and may be called
                again with the same bytes: it must bear repetition.
            methods: HTTP methods; HEAD comes with GET.
            roles: Who has one of these may call; empty means everybody who is proved.
            form: A marshmallow schema for what POST, PUT and PATCH bring. The
                function never sees an invalid form: the GET of the same rule
                is asked again, with ``ctx.errors`` and ``ctx.typed`` (status
                422); without one, the kit answers the list of errors, which a
                tab shows at the fields.
        """

        def register(view: F) -> F:
            doors.check_context(view, RequestContext)
            if proof not in set(Proof):
                message = f"{rule} declares no proof"
                raise broken(doors.path_of(view), "door.proof", message, "such as Proof.TAB")
            upper = frozenset(method.upper() for method in methods)
            route = Route(rule, upper, proof, frozenset(roles), form, view)
            doors.check_route(route)
            taken = [r for r in self.registered.routes if r.rule == rule and r.methods & upper]
            self._once(bool(taken), doors.path_of(view), f"a route {rule}")
            self.registered.routes.append(route)
            return view

        return register

    def event(self, event: Event) -> Callable[[F], F]:
        """Register a handler: ``def on_solved(ctx: EventContext) -> None``.

        It may be called more than once for one event, so it must bear repetition.
        """

        def register(view: F) -> F:
            doors.check_context(view, EventContext)
            doors.check_parameters(view, ())
            self.registered.handlers.setdefault(Event(event), []).append(view)
            return view

        return register

    def job(self, name: str) -> Callable[[F], F]:
        """Register a job: ``def send(ctx: JobContext, *, survey_id: int) -> None``.

        A job whose worker was killed runs again, so it must bear repetition.
        """

        def register(view: F) -> F:
            doors.check_context(view, JobContext)
            doors.check_job(view)
            self._once(name in self.registered.jobs, doors.path_of(view), f"a job {name!r}")
            self.registered.jobs[name] = view
            return view

        return register

    def schedule(self, cron: str, *, per: Per = Per.INSTALLATION) -> Callable[[F], F]:
        """Register what the clock calls: ``def weekly(ctx: JobContext) -> None``.

        Args:
            cron: Five fields, such as ``0 9 * * 1``, in UTC.
            per: Once for each installation, or once for the first active one.
        """

        def register(view: F) -> F:
            doors.check_context(view, JobContext)
            doors.check_parameters(view, ())
            name, where = view.__name__, doors.path_of(view)
            self._once(name in self.registered.schedules, where, f"a schedule {name!r}")
            self.registered.schedules[name] = Schedule(name, cron, per, view)
            return view

        return register

    def demo(self, view: F) -> F:
        """Register what fills the app's history for the demo world, in one transaction."""
        doors.check_context(view, DemoContext)
        doors.check_parameters(view, ())
        self._once(self.registered.demo is not None, doors.path_of(view), "a demo")
        self.registered.demo = view
        return view

    def _once(self, is_taken: bool, where: str, what: str) -> None:  # noqa: FBT001 - read as a sentence
        if is_taken:
            raise broken(where, "door.duplicate", f"{self.name} has {what} already")
