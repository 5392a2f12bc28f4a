"""Every resource of one account's Help Center and community."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.native.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping

#: As in the account's own ``HOMES``.
HOMES: dict[str, str] = {}


class HelpCenter(Shelf):
    """Articles, their sections and categories, the community, and who may see what."""

    homes: ClassVar[Mapping[str, str]] = HOMES
