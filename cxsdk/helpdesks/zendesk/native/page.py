"""One page of a listing, with what came beside the listed objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cxsdk.errors import ConfigError, SchemaError
from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.models import Page, Record
from cxsdk.wire import Loader

T = TypeVar("T")
S = TypeVar("S", bound=Record)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class ListPage(Page[T]):
    """Objects in the vendor's order; ``raw`` is the answer as it came, outside equality."""

    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def included(self, model: type[S], key: str = "") -> tuple[S, ...]:
        """Return what was side-loaded: ``page.included(User)`` after ``include="users"``.

        Args:
            model: What it is.
            key: The answer's key; empty (default) for the plural of the model's name.

        Raises:
            ConfigError: The answer has no such part: it was not asked for, or this
                listing does not know it.
            SchemaError: An object cannot be read as this model.

        Source:
            https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/
        """
        name = key or _plural(_HUMP.sub("_", model.__name__).lower())
        if name not in self.raw:
            message = f"no {name} came with this page"
            raise ConfigError(message, hint=f"ask for them: include={name!r}")
        codec = model.__dict__.get("_codec")
        loader = codec if isinstance(codec, Loader) else Loader(model, vendor=VENDOR)
        found = self.raw[name]
        if not isinstance(found, list):
            message = f"{name} is no list"
            raise SchemaError(message, path=name, vendor=VENDOR)
        return tuple(map(loader.load, found))


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
