"""Builds frozen dataclasses at the price of ordinary ones, where thousands are built.

A frozen dataclass sets each of its fields by a function call. What is made here
fills a draft of the same layout with plain assignments, and then turns it into
the model by assigning its class: a third of the time.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
T = TypeVar("T")


def draft_of(model: type[Any]) -> type[Any]:
    """Return a class of the same layout whose instances can be filled in."""
    members = {
        "__slots__": (),
        "__init__": object.__init__,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
        "__doc__": f"A {model.__name__} that is still being filled in.",
    }
    return type(f"{model.__name__}Draft", (model,), members)


def maker(model: Callable[P, T]) -> Callable[P, T]:
    """Return a function that takes what ``model`` takes and returns what it returns, sooner.

    Args:
        model: A frozen, slotted dataclass without ``__post_init__``.

    Raises:
        TypeError: It has a ``__post_init__``, or fields that are not for ``__init__``.
    """
    kind = cast("type[Any]", model)
    parts = fields(kind)
    if hasattr(kind, "__post_init__") or not all(part.init for part in parts):
        message = f"{kind.__name__} does more than to set its fields"
        raise TypeError(message)
    names: dict[str, Any] = {"Draft": draft_of(kind), "Model": kind, "missing": object()}
    # dataclasses puts the keyword-only fields last, whatever their order.
    inner = ", ".join(
        (
            *(_argument(part, names) for part in parts if not part.kw_only),
            *(["*"] if any(part.kw_only for part in parts) else []),
            *(_argument(part, names) for part in parts if part.kw_only),
        )
    )
    lines = [f"def make({inner}):", " o = Draft()", *_set(parts), " o.__class__ = Model"]
    code = compile("\n".join([*lines, " return o"]), f"<maker of {kind.__name__}>", "exec")
    exec(code, names)  # noqa: S102 - our own text: only names of fields enter it
    return cast("Callable[P, T]", names["make"])


def _argument(part: Field[Any], names: dict[str, Any]) -> str:
    names[f"default_{part.name}"] = part.default
    names[f"factory_{part.name}"] = part.default_factory
    if part.default is not MISSING:
        return f"{part.name}=default_{part.name}"
    return part.name if part.default_factory is MISSING else f"{part.name}=missing"


def _set(parts: Iterable[Field[Any]]) -> list[str]:
    lines = []
    for part in parts:
        given = part.name
        if part.default_factory is not MISSING:
            given = f"factory_{part.name}() if {given} is missing else {given}"
        lines.append(f" o.{part.name} = {given}")
    return lines
