"""What every family of resources has in common: an office, routes, outward forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from flask import request

from cxsdk.sandbox import rules
from cxsdk.sandbox.api import paging
from cxsdk.sandbox.api.reply import reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Blueprint, Response

    from cxsdk.sandbox.office import Office
    from cxsdk.sandbox.state import Body, Id

#: What is ours and never leaves the house, by kind.
_INWARD = {
    "tickets": ("generated_timestamp",),
    "comments": ("ticket_id",),
    "job_statuses": ("created_at", "due_at", "tasks", "user_id"),
    "webhooks": ("signing_secret",),
    "apps": ("private_key",),
    "installations": ("locations",),
    "oauth_tokens": ("key", "refresh_key"),
    "satisfaction_ratings": ("reason_code",),
}
#: What an answer holds only where it has a value, by kind.
_LEFT_OUT = {"satisfaction_ratings": ("comment", "reason", "reason_id")}
_WITHOUT_URL = frozenset({"comments", "webhooks", "webhook_invocations", "apps", "installations"})
_ADDRESSES = {"oauth_tokens": "oauth/tokens"}


class Family:
    """The calls of one family of resources.

    ``routes`` are (verb, address, method); addresses are below ``/api/v2``.
    """

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = ()

    def __init__(self, office: Office) -> None:
        """Serve one account."""
        self.office = office
        self.state = office.state
        self.desk = office.desk

    def register(self, api: Blueprint) -> None:
        """Add the routes to the API."""
        for verb, address, method in self.routes:
            endpoint = f"{type(self).__name__}-{method}"
            api.add_url_rule(
                address, endpoint=endpoint, view_func=getattr(self, method), methods=[verb]
            )

    def need(self, kind: str, object_id: Id) -> Body:
        """Return one object; 404 when there is none."""
        return rules.need(self.state, kind, object_id)

    def present(self, kind: str, body: Body) -> Body:
        """Return an object's outward form: its own address, nothing that is ours alone."""
        hidden = _INWARD.get(kind, ())
        shown = {name: value for name, value in body.items() if name not in hidden}
        for name in _LEFT_OUT.get(kind, ()):
            if shown.get(name) is None:
                shown.pop(name, None)
        if kind not in _WITHOUT_URL:
            address = _ADDRESSES.get(kind, kind)
            shown["url"] = f"{self.office.origin}/api/v2/{address}/{body['id']}.json"
        return shown

    def many(self, kind: str, bodies: Iterable[Body]) -> list[Body]:
        """Return the outward forms of many objects."""
        return [self.present(kind, each) for each in bodies]

    def page(self, kind: str, *, key: str = "", **how: Any) -> Body:
        """Answer the page of a list that is asked for; see :class:`paging.Listing`."""
        listing = paging.Listing(kind, lambda body: self.present(kind, body), key, **how)
        return paging.page(self.state, listing, origin=self.office.origin)

    def created(self, name: str, kind: str, body: Body) -> Response:
        """Answer that an object was made, and where it is."""
        shown = self.present(kind, body)
        return reply({name: shown}, 201, headers={"Location": shown["url"]})

    def side_load(self, answer: Body, bodies: Iterable[Body], **links: tuple[str, ...]) -> Body:
        """Add to an answer the objects that its objects point to, where ``include`` asks for them.

        Args:
            answer: What is answered; changed in place.
            bodies: The objects of the list.
            **links: By kind, the fields that hold its ids.
        """
        included = set(request.args.get("include", "").replace(" ", "").split(","))
        for kind, fields in links.items():
            if kind in included:
                wanted = {each.get(name) for each in bodies for name in fields} - {None}
                found = self.state.list(kind, id=sorted(wanted)) if wanted else []
                answer[kind] = self.many(kind, found)
        return answer
