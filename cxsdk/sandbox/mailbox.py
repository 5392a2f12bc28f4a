"""The customers' mail, kept where a person can read it instead of being sent."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import getaddresses, parseaddr
from typing import TYPE_CHECKING, Any

from cxsdk.sandbox.clock import stamp
from cxsdk.sandbox.rules import STAFF, need

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from email.message import EmailMessage

    from cxsdk.sandbox.happenings import Happening
    from cxsdk.sandbox.state import Bodies, Body, State

#: Ways of asking whose answers a customer does not get by mail.
_LIVE = frozenset({"chat", "native_messaging", "voice", "phone_call_inbound"})


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it lies in a mailbox, before it has a number."""

    to_address: str
    subject: str
    text: str
    html: str | None = None
    from_address: str = ""
    from_name: str = ""
    message_id: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    ticket_id: int | None = None


class Mailbox:
    """Mail of everybody in the world; also the kit's mailer in the demo.

    Args:
        state: Where mail is kept.
        now: The world's clock.
    """

    def __init__(self, state: State, now: Callable[[], datetime]) -> None:
        """Look into what is there already."""
        self._state = state
        self._now = now

    def send(self, message: EmailMessage) -> None:
        """Put a composed mail into the mailbox of each who is addressed by it."""
        plain = message.get_body(("plain",))
        rich = message.get_body(("html",))
        name, address = parseaddr(str(message.get("From", "")))
        fields = [str(each) for each in message.get_all("To", []) + message.get_all("Cc", [])]
        for _, to_address in getaddresses(fields):
            self.deliver(
                Letter(
                    to_address,
                    str(message.get("Subject", "")),
                    text=plain.get_content() if plain is not None else "",
                    html=rich.get_content() if rich is not None else None,
                    from_address=address,
                    from_name=name,
                    message_id=str(message.get("Message-ID", "")),
                    headers=tuple((key, str(value)) for key, value in message.items()),
                )
            )

    def deliver(self, letter: Letter, *, at: datetime | None = None) -> Body:
        """Put one mail into one mailbox; returns it.

        A mail with a Message-ID that lies there already is not put there twice: its
        ``copies`` counts up, as it may after a crash between sending and noting it.
        """
        address = letter.to_address.casefold()
        key = f"{letter.message_id} {address}" if letter.message_id else None
        with self._state.write():
            known = self._state.find("mail", key=key) if key else None
            if known:
                known["copies"] += 1
                return self._state.put("mail", known)
            body: Body = {
                "id": self._state.next_id("mail"),
                "key": key,
                "email": address,
                "created_at": stamp(at or self._now()),
                "from_address": letter.from_address,
                "from_name": letter.from_name,
                "to_address": letter.to_address,
                "subject": letter.subject,
                "text": letter.text,
                "html": letter.html,
                "message_id": letter.message_id,
                "headers": [list(pair) for pair in letter.headers],
                "ticket_id": letter.ticket_id,
                "is_read": False,
                "copies": 1,
            }
            return self._state.put("mail", body)

    def list(self, address: str | None = None) -> Bodies:
        """Return mail, newest first: that of one address, or everybody's."""
        where: dict[str, Any] = {"email": address.strip().casefold()} if address else {}
        return self._state.list("mail", sort="created_at", descending=True, **where)

    def get(self, mail_id: int) -> Body:
        """Return one mail.

        Raises:
            NotFound: There is none with this number.
        """
        return need(self._state, "mail", mail_id)

    def mark_read(self, mail_id: int) -> Body:
        """Note that somebody opened a mail; returns it."""
        with self._state.write():
            return self._state.put("mail", self.get(mail_id) | {"is_read": True})

    def relay(self, batch: Sequence[Happening]) -> None:
        """Mail the customer what an agent answered; a listener of the desk.

        What was said in a chat or on the phone was heard there.
        """
        for each in batch:
            if each.type == "ticket.comment_added" and each.event["comment"]["is_public"]:
                self._relay(each)

    def _relay(self, happening: Happening) -> None:
        told = happening.event["comment"]
        comment = self._state.get("comments", int(told["id"]))
        customer = self._state.get("users", happening.ticket["requester_id"])
        author = self._state.get("users", int(told["author"]["id"]))
        if not (comment and customer and author and customer["email"]):
            return
        if author["role"] not in STAFF or comment["via"]["channel"] in _LIVE:
            return
        account = self._state.setting("account", {})
        number = happening.ticket["id"]
        self.deliver(
            Letter(
                customer["email"],
                f"Re: {happening.ticket['subject']}",
                text=comment["plain_body"],
                html=comment["html_body"],
                from_address=account.get("support_address", "support@helpdesk.example"),
                from_name=author["name"],
                message_id=f"<ticket-{number}-{comment['id']}@helpdesk.example>",
                ticket_id=number,
            ),
            at=happening.at,
        )
