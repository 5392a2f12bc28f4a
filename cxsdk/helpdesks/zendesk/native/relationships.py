"""Objects that point to each other by lookup fields.

Source: https://developer.zendesk.com/api-reference/ticketing/lookup_relationships/lookup_relationships/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cxsdk.errors import SchemaError
from cxsdk.helpdesks.zendesk.facts import API, PAGE_SIZE, VENDOR
from cxsdk.helpdesks.zendesk.native.organizations import ORGANIZATION, Organization
from cxsdk.helpdesks.zendesk.native.resource import part
from cxsdk.helpdesks.zendesk.native.rules import RULE_SUBJECTS, RuleSubjects
from cxsdk.helpdesks.zendesk.native.tickets import TICKET, Ticket
from cxsdk.helpdesks.zendesk.native.users import USER, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.client import Client
    from cxsdk.wire import Loader

_LOADERS: dict[str, Loader[Any]] = {
    "users": USER,
    "tickets": TICKET,
    "organizations": ORGANIZATION,
}


class Relationships:
    """``/api/v2/relationships``; kinds are spelled ``zen:user``, ``zen:ticket`` and so on."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def subjects(self, target_kind: str, *, source_kind: str | None = None) -> RuleSubjects:
        """Return what the filter of a lookup field may be about.

        Args:
            target_kind: Of what the field points to.
            source_kind: Of what the field belongs to.
        """
        path = f"{API}/relationships/definitions/{quote(target_kind, safe=':')}"
        answer = self._client.request("GET", path, params={"source_type": source_kind})
        return RULE_SUBJECTS.load(part(answer, "definitions"))

    def sources(
        self, target_kind: str, target_id: int | str, field_id: int, source_kind: str
    ) -> Iterator[User | Ticket | Organization]:
        """Yield the objects whose lookup field points to one object, over all pages.

        Args:
            target_kind: Of what is pointed to.
            target_id: Of the same.
            field_id: Of the lookup field.
            source_kind: Of what the field belongs to: ``zen:user``, ``zen:ticket`` or
                ``zen:organization``.

        Raises:
            SchemaError: Other kinds came.
        """
        steps = (target_kind, target_id, "relationship_fields", field_id, source_kind)
        path = "/".join((API, *(quote(str(step), safe=":") for step in steps)))
        for page in self._client.pages(path, params={"page[size]": PAGE_SIZE}):
            key = next((name for name in _LOADERS if name in page), None)
            if key is None:
                message = "the answer holds no users, tickets or organizations"
                raise SchemaError(message, path="", vendor=VENDOR)
            yield from map(_LOADERS[key].load, part(page, key))
