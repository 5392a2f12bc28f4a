"""What can be done in the local helpdesk: one path for its API and its workspace.

Every verb is one transaction. What it changed is told to the listeners (signed
webhooks among them) once it is committed, never before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from cxsdk.sandbox import happenings, markup, rules, shapes, trail
from cxsdk.sandbox.clock import stamp
from cxsdk.sandbox.happenings import Change, Happening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cxsdk.sandbox.state import Body, State

    Listener: TypeAlias = Callable[[Sequence[Happening]], None]


@dataclass(frozen=True, slots=True)
class NewComment:
    """Something that is about to be said.

    Args:
        author_id: Who says it.
        body: Plain text; or
        html_body: HTML, which is cleaned before it is kept.
        public: Whether the customer sees it; what a customer says always is.
        at: When it was said; None (default) means now.
        channel: How it came in: ``web``, ``email``, ``chat``, ``voice``, ``api``.
    """

    author_id: int
    body: str | None = None
    html_body: str | None = None
    public: bool = True
    at: datetime | None = None
    channel: str = "web"


class Desk:
    """The verbs of the local helpdesk.

    Args:
        state: What it holds.
        now: The world's clock.
    """

    def __init__(self, state: State, now: Callable[[], datetime]) -> None:
        """Begin without listeners."""
        self.state = state
        self.now = now
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Have ``listener`` called with what happened, after each commit.

        It is called on the thread that made the change and must not wait for anything.
        """
        self._listeners.append(listener)

    # -- tickets ---------------------------------------------------------

    def create_ticket(
        self, comment: NewComment, *, requester_id: int, actor_id: int | None = None, **fields: Any
    ) -> Body:
        """Open a ticket with its first comment; returns the ticket.

        Args:
            comment: What is asked; an agent's private one makes the ticket private.
            requester_id: The customer.
            actor_id: Who opens it; None (default) means the comment's author.
            **fields: Any of ``rules.CHANGEABLE``, ``recipient`` and
                ``via_followup_source_id``.

        Raises:
            BadRequest: A value is not allowed, or nothing is said.
        """
        at = comment.at or self.now()
        wanted = {"requester_id": requester_id, **fields}
        rules.check(self.state, wanted)
        with self.state.write():
            author = rules.need(self.state, "users", comment.author_id)
            number = self.state.next_id("tickets")
            blank = shapes.ticket(number, at=stamp(at), channel=comment.channel)
            blank.update(
                submitter_id=comment.author_id,
                requester_id=requester_id,
                recipient=fields.get("recipient"),
            )
            ticket = rules.settle(self.state, blank, wanted, author=None, public=False)
            said = self._say(ticket, comment, author, at)
            ticket["description"] = said["plain_body"]
            ticket["subject"] = ticket["raw_subject"] = ticket["subject"] or said["plain_body"][:80]
            ticket["is_public"] = said["public"]
            self._keep(ticket, at)
            self._tell(ticket, actor_id or comment.author_id, at, [happenings.created()])
        return ticket

    def add_comment(  # noqa: PLR0913 - one keyword per part of a comment
        self,
        ticket_id: int,
        author_id: int,
        *,
        body: str | None = None,
        html_body: str | None = None,
        public: bool = True,
        at: datetime | None = None,
        channel: str = "web",
    ) -> Body:
        """Say something in a ticket; returns the comment.

        An agent's public answer opens a new ticket, a customer's answer opens one that
        waits or is solved. ``at`` is world time, now by default.

        Raises:
            NotFound: No such ticket or author.
            BadRequest: The ticket is closed, or nothing is said.
        """
        comment = NewComment(author_id, body, html_body, public=public, at=at, channel=channel)
        _, said = self._change(ticket_id, author_id, comment, {})
        if said is None:
            raise rules.invalid(comment="Comment: cannot be blank", error="BlankValue")
        return said

    def change_ticket(
        self,
        ticket_id: int,
        actor_id: int | None,
        *,
        comment: NewComment | None = None,
        **wanted: Any,
    ) -> Body:
        """Change a ticket, and say something with it, as one action; returns the ticket.

        Args:
            ticket_id: Which.
            actor_id: Who does it; None for the account itself.
            comment: What is said with it.
            **wanted: Any of ``rules.CHANGEABLE`` (``status``, ``priority``, ``assignee_id``,
                ``group_id``, ``tags``, ``custom_fields`` as a list of id and value, …), and
                ``additional_tags`` / ``remove_tags``, which leave the other tags alone.
                Solving a ticket that belongs to nobody gives it to the acting agent.

        Raises:
            NotFound: No such ticket.
            BadRequest: The ticket is closed, or a value is not allowed.
        """
        return self._change(ticket_id, actor_id, comment, wanted)[0]

    def delete_ticket(self, ticket_id: int, actor_id: int | None) -> None:
        """Put a ticket into the bin: it is gone from lists, the export still tells of it.

        Raises:
            NotFound: No such ticket.
        """
        at = self.now()
        with self.state.write():
            ticket = rules.need(self.state, "tickets", ticket_id)
            ticket.update(status="deleted", updated_at=stamp(at))
            self._keep(ticket, at)
            self._tell(ticket, actor_id, at, [happenings.deleted()])

    def rate(
        self,
        ticket_id: int,
        *,
        score: str,
        comment: str | None = None,
        actor_id: int | None = None,
        at: datetime | None = None,
    ) -> Body:
        """Keep what the customer thinks of a solved ticket; a later answer replaces it.

        Args:
            ticket_id: Which ticket.
            score: ``good``, ``bad``, or ``offered`` when the question is put.
            comment: In the customer's words.
            actor_id: Who answers; None (default) means the requester.
            at: When, in world time; now by default.

        Returns:
            The satisfaction rating.

        Raises:
            NotFound: No such ticket.
            BadRequest: Another score, or the ticket was never solved.
        """
        if score not in {"good", "bad", "offered"}:
            raise rules.invalid(score=f"Score: {score!r} is not allowed")
        moment = at or self.now()
        with self.state.write():
            ticket = rules.need(self.state, "tickets", ticket_id)
            if ticket["status"] not in {"solved", "closed"}:
                raise rules.invalid(base="Satisfaction rating: the ticket is not solved")
            old = self.state.find("satisfaction_ratings", ticket_id=ticket_id)
            number = old["id"] if old else self.state.next_id("satisfaction_ratings")
            rating = shapes.satisfaction_rating(
                number, ticket, score=score, at=stamp(moment), comment=comment
            )
            rating["created_at"] = old["created_at"] if old else rating["created_at"]
            self.state.put("satisfaction_ratings", rating)
            before = ticket["satisfaction_rating"]
            ticket["satisfaction_rating"] = {"id": number, "score": score, "comment": comment}
            ticket["updated_at"] = stamp(moment)
            self._keep(ticket, moment)
            told = happenings.rated(rating, before)
            self._tell(ticket, actor_id or ticket["requester_id"], moment, [told])
        return rating

    # -- people ----------------------------------------------------------

    def user_by_email(self, email: str) -> Body | None:
        """Return the person with this mail address, whatever its case; None when unknown."""
        return self.state.find("users", email=email.strip().casefold())

    def create_user(self, name: str, *, email: str | None = None, **fields: Any) -> Body:
        """Add a person: a customer unless ``role`` says otherwise.

        Raises:
            BadRequest: No name, or somebody has this address already.
        """
        if not name.strip():
            raise rules.invalid(
                name="Name: is too short (minimum one characters)", error="BlankValue"
            )
        with self.state.write():
            if email and self.user_by_email(email):
                description = f"Email: {email} is already being used by another user"
                raise rules.invalid(email=description, error="DuplicateValue")
            number = self.state.next_id("users")
            at = stamp(self.now())
            body = shapes.user(number, name.strip(), at=at, email=email, **fields)
            return self.state.put("users", body)

    def user_for(self, email: str, name: str | None = None) -> Body:
        """Return the person with this address; an unknown one becomes a customer."""
        return self.user_by_email(email) or self.create_user(name or email, email=email)

    # -- inside ----------------------------------------------------------

    def _change(
        self, ticket_id: int, actor_id: int | None, comment: NewComment | None, wanted: Body
    ) -> tuple[Body, Body | None]:
        at = (comment and comment.at) or self.now()
        rules.check(self.state, wanted)
        with self.state.write():
            before = rules.need(self.state, "tickets", ticket_id)
            if before["status"] == "closed":
                raise rules.invalid(status="Status: closed prevents ticket update")
            wanted = self._owned(before, actor_id, _with_tags(before, wanted))
            author = rules.need(self.state, "users", comment.author_id) if comment else None
            is_public = bool(
                comment and (comment.public or (author and author["role"] not in rules.STAFF))
            )
            after = rules.settle(self.state, before, wanted, author=author, public=is_public)
            told: list[Change] = []
            said = None
            if comment and author and (comment.body or comment.html_body):
                said = self._say(after, comment, author, at)
                after["is_public"] = after["is_public"] or said["public"]
                told.append(happenings.comment_added(said, author))
            told.extend(happenings.changes(before, after))
            self._note(before, after, said, at)
            if told or after != before:
                after["updated_at"] = max(before["updated_at"], stamp(at))
                self._keep(after, at)
                self._tell(after, actor_id, at, told)
        return after, said

    def _owned(self, before: Body, actor_id: int | None, wanted: Body) -> Body:
        """A ticket that is solved while it belongs to nobody becomes the solver's."""
        belongs = wanted.get("assignee_id", before["assignee_id"]) is not None
        if wanted.get("status") != "solved" or belongs or actor_id is None:
            return wanted
        actor = self.state.get("users", actor_id)
        is_staff = actor is not None and actor["role"] in rules.STAFF
        return wanted | {"assignee_id": actor_id} if is_staff else wanted

    def _note(self, before: Body, after: Body, said: Body | None, at: datetime) -> None:
        """Leave a trail of what changed in the conversation itself."""
        changes = trail.shown_changes(before, after)
        if not changes:
            return
        if said is None:
            number = self.state.next_id("comments")
            said = trail.without_words(self.state, number, after["id"], changes, at=stamp(at))
        else:
            trail.attach(said, changes)
        self.state.put("comments", said)

    def _say(self, ticket: Body, comment: NewComment, author: Body, at: datetime) -> Body:
        text, html_body = _words(comment)
        if not text:
            raise rules.invalid(comment="Comment: cannot be blank", error="BlankValue")
        number = self.state.next_id("comments")
        body = shapes.comment(
            number,
            ticket["id"],
            comment.author_id,
            at=stamp(at),
            body=text,
            plain_body=text,
            html_body=markup.wrap(html_body),
            public=comment.public or author["role"] not in rules.STAFF,
            via=shapes.via(comment.channel),
        )
        return self.state.put("comments", body)

    def _keep(self, ticket: Body, at: datetime) -> None:
        ticket["generated_timestamp"] = int(max(at, self.now()).timestamp())
        self.state.put("tickets", ticket)

    def _tell(
        self, ticket: Body, actor_id: int | None, at: datetime, told: Iterable[Change]
    ) -> None:
        batch = [Happening(each.type, at, actor_id, dict(ticket), each.event) for each in told]
        if not batch:
            return
        for listener in self._listeners:
            self.state.after_commit(lambda listener=listener: listener(batch))  # type: ignore[misc]


def _words(comment: NewComment) -> tuple[str, str]:
    """Return what is said as text and as HTML that may be shown."""
    if comment.html_body is not None:
        text = markup.to_text(comment.html_body)
        cleaned = markup.clean(comment.html_body)
        return text, markup.from_text(text) if cleaned is None else cleaned
    text = (comment.body or "").strip()
    return text, markup.from_text(text)


def _with_tags(before: Body, wanted: Body) -> Body:
    """Fold the tags to add and to remove into the whole list of tags."""
    if not wanted.keys() & {"additional_tags", "remove_tags"}:
        return wanted
    rest = {k: v for k, v in wanted.items() if k not in {"additional_tags", "remove_tags"}}
    kept = rest["tags"] if "tags" in rest else before["tags"]
    tags = {*kept, *(wanted.get("additional_tags") or ())}
    return rest | {"tags": sorted(tags - set(wanted.get("remove_tags") or ()))}
