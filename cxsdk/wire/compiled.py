"""The fast path: a model's plan written out as one plain Python function.

The function takes well-formed input only. It checks the whole shape, sets the
flat fields and leaves nested records unset, to be built on first access. At
anything it does not know it raises, and the schema decides instead: so the
two may differ in speed, never in a value or an error.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from cxsdk.wire.drafts import draft_of
from cxsdk.wire.plan import Part, Shape, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cxsdk.models import Record

_TYPES = frozenset({"int", "str", "bool", "dict"})


class Unusual(Exception):
    """The fast path does not know this input."""


# What the written function may raise by itself: a missing key, a text that is no
# moment, something else where a text belongs, a number beyond what a float holds.
REFUSALS = (Unusual, KeyError, TypeError, ValueError, OverflowError)


def compile_load(model: type[Record]) -> Callable[[Any], Record]:
    """Write and compile the fast path of ``model``.

    Returns:
        A function from one parsed object to a record. It raises one of
        ``REFUSALS`` at whatever it does not know.
    """
    return _Writer(model).compile()


def source(model: type[Record]) -> str:
    """Return the text of the fast path, to be read by people."""
    return _Writer(model).text


def _in_utc(moment: datetime) -> datetime:
    """Do what the schema does with a moment that is not spelled in UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


class _Writer:
    """Writes one function, and keeps what its text refers to.

    Every method returns or yields lines. Variables carry the depth of nesting in
    their names, so that an inner loop never takes an outer one's.
    """

    def __init__(self, model: type[Record]) -> None:
        self._model = model
        self._names: dict[str, Any] = {
            "Draft": draft_of(model),
            "Model": model,
            "Unusual": Unusual,
            "moment": datetime.fromisoformat,
            "in_utc": _in_utc,
            "utc": UTC,
            "isfinite": isfinite,
        }
        self._open: list[type[Record]] = []
        self._checks: dict[type[Record], str] = {}
        self._functions: list[str] = []
        self.text = self._write()

    def compile(self) -> Callable[[Any], Any]:
        code = compile(self.text, f"<loader of {self._model.__name__}>", "exec")
        exec(code, self._names)  # noqa: S102 - our own text: keys enter it by repr() only
        return cast("Callable[[Any], Any]", self._names["load"])

    def _write(self) -> str:
        body = ["if type(d) is not dict: raise Unusual", "o = Draft()", "get = d.get"]
        for part in plan(self._model):
            body += self._set(part)
        body += ["o.raw = d", "o.__class__ = Model", "return o"]
        self._functions += ["def load(d):", *_indent(body)]
        return "\n".join(self._functions)

    def _named(self, stem: str, value: object) -> str:
        name = f"{stem}{len(self._names)}"
        self._names[name] = value
        return name

    def _set(self, part: Part) -> Iterator[str]:
        """Read one field of the model itself; a nested record is only looked at."""
        store = f"o.{part.name} = "
        lines = [*self._value(part.shape, "v", depth=0, is_kept=not part.is_lazy)]
        is_any = not lines
        if not part.is_lazy:
            lines.append(f"{store}v")
        yield f"v = d[{part.key!r}]" if part.is_required else f"v = get({part.key!r})"
        can_be_none = part.shape.is_nullable and (part.is_required or part.is_none_by_default)
        if (is_any and can_be_none) or (part.is_required and not part.shape.is_nullable):
            yield from lines
            return
        yield "if v is not None:"
        yield from _indent(lines)
        yield "else:"
        yield from _indent(self._null(part, store))

    def _null(self, part: Part, store: str) -> list[str]:
        """Set a field for which null, or no key at all, was found."""
        if part.is_required or (part.shape.is_nullable and part.is_none_by_default):
            return [f"{store}None"]
        null = f"{store}None" if part.shape.is_nullable else "raise Unusual"
        absent = self._named("absent", part.default if part.factory is None else part.factory)
        call = "" if part.factory is None else "()"
        return [f"if {part.key!r} in d: {null}", f"else: {store}{absent}{call}"]

    def _check(self, model: type[Record], v: str, *, depth: int) -> Iterator[str]:
        """Look at a nested record without building it, in line: a call costs more."""
        if model in self._open:
            yield f"{self._check_function(model)}({v})"
            return
        self._open.append(model)
        yield f"if type({v}) is not dict: raise Unusual"
        for part in plan(model):
            yield from self._check_part(part, v, f"y{depth}", depth=depth + 1)
        self._open.pop()

    def _check_part(self, part: Part, holder: str, y: str, *, depth: int) -> Iterator[str]:
        lines = [*self._value(part.shape, y, depth=depth, is_kept=False)]
        if part.is_required:
            yield f"{y} = {holder}[{part.key!r}]"
            if not part.shape.is_nullable:
                yield from lines
                return
        elif lines or not part.shape.is_nullable:
            yield f"{y} = {holder}.get({part.key!r})"
        if lines:
            yield f"if {y} is not None:"
            yield from _indent(lines)
        if not part.is_required and not part.shape.is_nullable:
            yield f"if {y} is None and {part.key!r} in {holder}: raise Unusual"

    def _check_function(self, model: type[Record]) -> str:
        """Write the check of a record that holds records of its own kind."""
        if model not in self._checks:
            name = self._checks[model] = f"check{len(self._checks)}"
            outer, self._open = self._open, []
            lines = [f"def {name}(x):", *_indent(self._check(model, "x", depth=0))]
            self._open = outer
            self._functions += lines
        return self._checks[model]

    def _value(self, shape: Shape, v: str, *, depth: int, is_kept: bool) -> Iterator[str]:
        """Check ``v``, which is not null; where it is kept, turn it into the model's value."""
        if not shape.is_many:
            yield from self._one(shape, v, depth=depth)
            return
        yield f"if type({v}) is not list: raise Unusual"
        item, made = f"i{depth}", f"m{depth}"
        lines = [*self._one(shape, item, depth=depth + 1)]
        is_changed = is_kept and shape.kind in ("datetime", "float", "enum")
        if is_changed:
            yield f"{made} = []"
            lines.append(f"{made}.append({item})")
        if lines:
            yield f"for {item} in {v}:"
            yield from _indent(lines)
        if is_kept:
            yield f"{v} = tuple({made if is_changed else v})"

    def _one(self, shape: Shape, v: str, *, depth: int) -> Iterator[str]:
        if shape.kind in _TYPES:
            yield f"if type({v}) is not {shape.kind}: raise Unusual"
        elif shape.kind == "float":
            yield f"if type({v}) is int: {v} = float({v})"
            yield f"elif type({v}) is not float or not isfinite({v}): raise Unusual"
        elif shape.kind == "datetime":
            yield f"{v} = moment({v})"
            yield f"if {v}.tzinfo is not utc: {v} = in_utc({v})"
        elif shape.enum is not None:
            known = self._named("known", {member.value: member for member in shape.enum}.get)
            yield f"if type({v}) is not str: raise Unusual"
            yield f"{v} = {known}({v}, {v})"
        elif shape.types:
            yield f"if type({v}) not in {self._named('types', shape.types)}: raise Unusual"
        elif shape.model is not None:
            yield from self._check(shape.model, v, depth=depth)


def _indent(lines: Iterable[str]) -> list[str]:
    return [f" {line}" for line in lines]
