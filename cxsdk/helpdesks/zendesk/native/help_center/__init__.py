"""Help Center and community as Zendesk spells them; :class:`HelpCenter` holds the resources.

Names load when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.helpdesks.zendesk.native.shelf import names_of

if TYPE_CHECKING:
    from cxsdk.helpdesks.zendesk.native.help_center.client import HelpCenter as HelpCenter

#: The public names of each file.
NAMES: dict[str, tuple[str, ...]] = {
    "client": ("HelpCenter",),
}
__getattr__, __dir__ = names_of(__name__, NAMES)
