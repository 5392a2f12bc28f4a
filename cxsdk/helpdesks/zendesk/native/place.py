"""Resources whose address may be told when they are made, and ends in ``.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from cxsdk.helpdesks.zendesk.native.resource import R, Resource

if TYPE_CHECKING:
    from cxsdk.client import Client


class JsonPlace(Resource[R]):
    """A place at its class's own path, or at another one that a parent's method names.

    Args:
        client: Makes the calls.
        base: Instead of the class's own path, such as ``/api/v2/help_center/articles/5/votes``.
    """

    path: ClassVar[str] = ""

    def __init__(self, client: Client, base: str = "") -> None:
        """Bind to a client; nothing is sent."""
        super().__init__(client)
        self._base = base or self._path
        # Written out since some accounts answer 415 to paths of these families without it.
        self._path = f"{self._base}.json"

    def _at(self, object_id: int | str, *steps: str) -> str:
        return f"{self._below(object_id, *steps)}.json"

    def _below(self, object_id: int | str, *steps: str) -> str:
        """Return where another place below one object is."""
        return "/".join((self._base, quote(str(object_id), safe=""), *steps))
