"""Loading on first use: the vendor's hundred resources and models take a while together."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cxsdk.client import Client


class Shelf:
    """Resources side by side, each made when it is first asked for.

    Args:
        client: Makes the calls.
    """

    #: Which file beside the class's own each resource lives in. Its class bears the same
    #: name in capitals (``group_memberships``: ``GroupMemberships``).
    homes: ClassVar[Mapping[str, str]]

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    if not TYPE_CHECKING:  # else a type checker would accept any attribute name

        def __getattr__(self, name: str) -> object:
            """Make a resource."""
            if name not in self.homes:
                message = f"{type(self).__name__!r} object has no attribute {name!r}"
                raise AttributeError(message, name=name, obj=self)
            folder = type(self).__module__.rpartition(".")[0]
            home = import_module(f"{folder}.{self.homes[name]}")
            found = getattr(home, _class_name(name))(self._client)
            setattr(self, name, found)
            return found

    def __dir__(self) -> list[str]:
        """List every resource, made or not."""
        return sorted({*super().__dir__(), *self.homes})


def names_of(
    package: str, files: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package whose names load on first use.

    Args:
        package: Its ``__name__``.
        files: The public names of each file in it.
    """
    homes = {name: file for file, names in files.items() for name in names}

    def load(name: str) -> object:
        if name not in homes:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message)
        found = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return load, lambda: sorted(homes)


def _class_name(attribute: str) -> str:
    return "".join(word.capitalize() for word in attribute.split("_"))
