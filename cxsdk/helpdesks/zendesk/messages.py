"""What is said in tickets, behind the common face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.errors import Forbidden
from cxsdk.helpdesks.zendesk import facts
from cxsdk.helpdesks.zendesk.writes import number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cxsdk.helpdesks.zendesk import native
    from cxsdk.helpdesks.zendesk.mapping import Mapper
    from cxsdk.models import Message


class ZendeskMessages:
    """What was said in the tickets of one account."""

    def __init__(self, zendesk: native.Zendesk, mapper: Mapper) -> None:
        """Bind to an account; nothing is sent."""
        self._zendesk = zendesk
        self._map = mapper

    def iter(self, ticket_id: str) -> Iterator[Message]:
        """Yield a ticket's messages, oldest first, the opening one included.

        Raises:
            NotFound: There is no such ticket.
        """
        return self._walk(number(ticket_id, "ticket"), ticket_id)

    def _walk(self, ticket_number: int, ticket_id: str) -> Iterator[Message]:
        users: dict[int, native.User | None] = {facts.SYSTEM_AUTHOR_ID: None}
        is_first = True
        for page in self._zendesk.tickets.comment_pages(ticket_number):
            users.update(page.users)
            self._complete(users, page.comments)
            for comment in page.comments:
                author = None if comment.author_id is None else users[comment.author_id]
                yield self._map.message(comment, ticket_id, author, is_first=is_first)
                is_first = False

    def _complete(
        self, users: dict[int, native.User | None], comments: Collection[native.Comment]
    ) -> None:
        """Fetch authors who did not come along; who is gone, or may not be seen, stays None."""
        ids = {comment.author_id for comment in comments if comment.author_id is not None}
        missing = sorted(ids - users.keys())
        if not missing:
            return
        users.update(dict.fromkeys(missing))
        try:
            found = self._zendesk.users.show_many(missing)
        except Forbidden:  # the token reads tickets only
            return
        users.update({user.id: user for user in found})
