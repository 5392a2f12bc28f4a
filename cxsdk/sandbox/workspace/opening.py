"""How the apps' frame is opened: a signed form, posted once, under a name of its own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from cxsdk.sandbox.apps import find_installation, sign_opening
from cxsdk.sandbox.state import Body

if TYPE_CHECKING:
    from cxsdk.sandbox.workspace.room import Room


@dataclass(frozen=True, slots=True)
class Opening:
    """What the form of one frame holds.

    Args:
        action: Where it is posted.
        token: The signed context; good for a minute.
        guid: Name of this frame, never used twice.
        origin: Of whom messages from the frame are believed.
        metadata: What the host tells the app of itself when it registers.
    """

    action: str
    token: str
    guid: str
    origin: str
    metadata: Body


def open_apps(room: Room, person: Body, *, locale: str) -> Opening | None:
    """Sign an opening for a person; None when the apps are not connected (or not uploaded).

    ``locale`` is the language of the page around the frame: the apps follow it.
    """
    if room.apps is None:
        return None
    number = room.apps.installation_id()
    uploaded = find_installation(room.office.state, room.apps.name)
    if number is None or uploaded is None:
        return None
    origin = room.office.origin
    guid = secrets.token_hex(16)
    query = urlencode({"origin": origin, "app_guid": guid, "locale": locale})
    return Opening(
        action=f"{room.apps.origin}/sidebar/{number}?{query}",
        token=sign_opening(room.office.state, uploaded, origin=origin, user_id=person["id"]),
        guid=guid,
        origin=room.apps.origin,
        metadata={
            "appId": uploaded["app_id"],
            "installationId": uploaded["id"],
            "name": uploaded["settings"]["title"],
            "version": "1.0.0",
            "settings": {"title": uploaded["settings"]["title"]},
        },
    )
