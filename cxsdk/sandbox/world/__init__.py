"""The seeded world of the local helpdesk: invented people, firms and conversations.

A small company, «Складень», sells stock-keeping software to shops and answers
them in Russian and English. Everything is the same at every call and nothing is
later than the moment at which the world's clock starts.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxsdk.sandbox.clock import WORLD_START
from cxsdk.sandbox.state import Bodies
from cxsdk.sandbox.world import history, people, tales

__all__ = ["WORLD_START", "World", "build"]


@dataclass(frozen=True, slots=True)
class World:
    """Every object of the account, as the vendor spells it, ordered by id.

    ``comments`` carry the ``ticket_id`` that the vendor's own comments lack. A
    comment that changed its ticket says so in ``metadata.custom.changes``: a list
    of ``{"field", "from", "to"}``. Handovers and changes without words are private
    comments of the author -1 (the account itself) with the same list.
    """

    users: Bodies
    organizations: Bodies
    groups: Bodies
    group_memberships: Bodies
    ticket_fields: Bodies
    tickets: Bodies
    comments: Bodies
    satisfaction_ratings: Bodies


def build(origin: str) -> World:
    """Build the world.

    Args:
        origin: Where the helpdesk answers, such as ``http://localhost:8400``; every
            ``url`` begins with it.

    Returns:
        The same objects for the same origin, at every call.
    """
    cast = people.load(origin)
    told = history.tell(tales.load(cast), cast, origin)
    return World(
        users=cast.users,
        organizations=cast.organizations,
        groups=cast.groups,
        group_memberships=cast.group_memberships,
        ticket_fields=people.ticket_fields(origin),
        tickets=told.tickets,
        comments=told.comments,
        satisfaction_ratings=told.ratings,
    )
