"""Lays the letters of a world's past into its mailboxes: what support answered by e-mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cxsdk.sandbox.clock import moment
from cxsdk.sandbox.happenings import Happening, comment_added
from cxsdk.sandbox.rules import STAFF
from cxsdk.sandbox.workspace.people import Directory

if TYPE_CHECKING:
    from cxsdk.sandbox.office import Office

#: Older letters have been read.
_UNREAD_FOR = timedelta(days=1)


def put_past_mail(office: Office) -> int:
    """Put every answer that went by e-mail where its customer would find it; returns how many.

    A letter that lies there already is not put there again, so it may be called at each
    start.
    """
    state, now = office.state, office.clock()
    directory = Directory(state)
    with state.write():
        known = {each["message_id"] for each in state.list("mail")}
        for comment in state.list("comments", sort="created_at"):
            author = directory.person(comment["author_id"])
            ticket = directory.find("tickets", comment["ticket_id"])
            is_answer = comment["public"] and author is not None and author["role"] in STAFF
            if not is_answer or ticket is None or comment["via"]["channel"] != "email":
                continue
            if f"<ticket-{ticket['id']}-{comment['id']}@helpdesk.example>" in known:
                continue
            at = moment(comment["created_at"])
            change = comment_added(comment, author or {})
            office.mailbox.relay([Happening(change.type, at, None, ticket, change.event)])
        for letter in state.list("mail", created_at__lt=(now - _UNREAD_FOR).isoformat()):
            if letter["message_id"] not in known and not letter["is_read"]:
                office.mailbox.mark_read(letter["id"])
        return state.count("mail") - len(known)
