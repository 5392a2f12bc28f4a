"""The doors of an app as they were declared, and what is checked of each at that moment."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from cxsdk.appkit.kinds import Location, Per, Proof, Role
from cxsdk.errors import ManifestError

if TYPE_CHECKING:
    from cxsdk.appkit.context import Context

View = Callable[..., Any]
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_RULE = re.compile(
    r"(?:/(?:[a-z0-9_-][a-z0-9_.-]*|<(?:(?:int|string|uuid):)?[a-z_][a-z0-9_]*>))+/?|/"
)
_VARIABLE = re.compile(r"<(?:[a-z]+:)?([a-z_][a-z0-9_]*)>")
LINK_PART = "<link>"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the app at one place."""

    location: Location
    view: View


@dataclass(frozen=True, slots=True)
class Route:
    """An address below ``/apps/<app>``."""

    rule: str
    methods: frozenset[str]
    proof: Proof
    roles: frozenset[Role]
    form: type[Any] | None
    view: View

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the parts of the address that vary."""
        return tuple(_VARIABLE.findall(self.rule))


@dataclass(frozen=True, slots=True)
class Schedule:
    """A function that the clock calls."""

    name: str
    cron: str
    per: Per
    run: View


@dataclass(slots=True)
class Doors:
    """Everything that an app has registered."""

    tabs: dict[Location, Tab] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    handlers: dict[Any, list[View]] = field(default_factory=dict)
    jobs: dict[str, View] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    demo: View | None = None


def broken(path: str, code: str, message: str, hint: str = "") -> ManifestError:
    """Return the error of one rule."""
    return ManifestError(message, code=code, path=path, hint=hint)


def path_of(view: View) -> str:
    """Return where a door is: module and name."""
    return f"{view.__module__}.{view.__name__}"


def check_context(view: View, kind: type[Context]) -> None:
    """Refuse a door whose first parameter is not annotated with ``kind`` or a base of it.

    Raises:
        ManifestError: ``door.context``.
    """
    parameters = list(inspect.signature(view).parameters.values())
    wanted = f"write: def {view.__name__}(ctx: {kind.__name__}, …)"
    if not parameters or parameters[0].annotation is inspect.Parameter.empty:
        message = f"{path_of(view)} does not say which context it takes"
        raise broken(path_of(view), "door.context", message, wanted)
    holder = SimpleNamespace(__annotations__={"ctx": parameters[0].annotation})
    globalns = getattr(inspect.unwrap(view), "__globals__", {})
    try:
        found = typing.get_type_hints(holder, globalns=globalns)["ctx"]
    except NameError as error:
        message = f"{path_of(view)} takes {parameters[0].annotation}, which cannot be found"
        hint = "import it from cxsdk.appkit, not under TYPE_CHECKING"
        raise broken(path_of(view), "door.context", message, hint) from error
    if not (isinstance(found, type) and issubclass(kind, found)):
        message = f"{path_of(view)} takes {getattr(found, '__name__', found)}"
        raise broken(path_of(view), "door.context", message, wanted)


def check_parameters(view: View, expected: tuple[str, ...]) -> None:
    """Refuse a route whose parameters are not the variables of its rule.

    Raises:
        ManifestError: ``door.parameters``.
    """
    parameters = list(inspect.signature(view).parameters.values())[1:]
    names = {p.name for p in parameters if p.kind is not inspect.Parameter.VAR_KEYWORD}
    if names != set(expected):
        said = ", ".join(expected) or "none"
        message = f"{path_of(view)} takes {', '.join(sorted(names)) or 'nothing'} after ctx"
        raise broken(path_of(view), "door.parameters", message, f"the rule's variables are: {said}")


def check_job(view: View) -> None:
    """Refuse a job whose payload is not keyword-only: it comes out of a row by name.

    Raises:
        ManifestError: ``door.parameters``.
    """
    named = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    if any(p.kind not in named for p in list(inspect.signature(view).parameters.values())[1:]):
        message = f"{path_of(view)} takes positional arguments after ctx"
        hint = f"write: def {view.__name__}(ctx: JobContext, *, …)"
        raise broken(path_of(view), "door.parameters", message, hint)


def check_route(route: Route) -> None:
    """Refuse a route that could not be mounted, or that nobody could prove himself to.

    Raises:
        ManifestError: ``door.rule``, ``door.methods``, ``door.roles`` or ``door.parameters``.
    """
    where = path_of(route.view)
    if _RULE.fullmatch(route.rule) is None:
        hint = 'write it like "/reviews/<int:id>", below /apps/<app>'
        raise broken(where, "door.rule", f"{route.rule!r} is no rule of a route", hint)
    if route.rule.rstrip("/") == "/tab":
        raise broken(where, "door.rule", "/tab is where the kit puts the tab itself")
    if not route.methods or not route.methods <= METHODS:
        hint = f"use some of {', '.join(sorted(METHODS))}"
        raise broken(where, "door.methods", f"the methods of {route.rule} are unknown", hint)
    is_link = route.proof is Proof.LINK
    if is_link != (LINK_PART in route.rule) or route.rule.count(LINK_PART) > 1:
        message = f"{route.rule} and proof={route.proof.name} do not go together"
        raise broken(where, "door.rule", message, "a LINK route, and no other, has one <link>")
    if route.roles and route.proof in {Proof.LINK, Proof.HOOK}:
        message = f"{route.rule} asks for roles, but its proof names no person"
        raise broken(where, "door.roles", message, "leave roles out, or take TAB or SIGNED_IN")
    expected = tuple(name for name in route.variables if not (is_link and name == "link"))
    check_parameters(route.view, expected)
