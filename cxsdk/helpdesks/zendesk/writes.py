"""What is sent to change a ticket. Pure: values in, requests out, so a dry run is the real plan.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ and
.../ticketing/ticket-management/tags/
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from cxsdk.client import IDEMPOTENCY_HEADER
from cxsdk.errors import ConfigError, Unsupported
from cxsdk.helpdesks.resources import DryRun
from cxsdk.helpdesks.zendesk.facts import API
from cxsdk.helpdesks.zendesk.words import PRIORITY_NAMES, STATUS_NAMES
from cxsdk.models import PriorityLevel, StatusCategory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cxsdk.models import FieldDef


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChange:
    """What is to happen to a ticket's tags; ``every`` replaces them all."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    every: tuple[str, ...] | None = None

    @classmethod
    def of(
        cls, add: Collection[str], remove: Collection[str], every: Collection[str] | None
    ) -> TagChange:
        """Check and keep what a caller gave.

        Raises:
            ConfigError: Two ways at once, or something that is no tag.
        """
        if every is not None and (add or remove):
            message = "set_tags replaces all tags; add_tags and remove_tags keep the others"
            raise ConfigError(message, hint="give the one or the other")
        if both := set(add) & set(remove):
            message = f"tags that are to be added and removed: {', '.join(sorted(both))}"
            raise ConfigError(message, hint="name each tag once")
        whole = None if every is None else tags(every)
        return cls(add=tags(add), remove=tags(remove), every=whole)

    def over(self, present: Collection[str]) -> list[str]:
        """Return all tags of a ticket that had ``present``."""
        kept = [tag for tag in present if tag not in self.remove]
        return [*kept, *(tag for tag in self.add if tag not in kept)]


def number(object_id: str, what: str = "object") -> int:
    """Return a Zendesk id; raises ConfigError for a text that is none."""
    if object_id.isascii() and object_id.isdigit() and len(object_id) <= 20:
        return int(object_id)
    message = f"{object_id!r} is no id of a Zendesk {what}"
    raise ConfigError(message, hint="ids are whole numbers, written as text")


def tags(given: Collection[str]) -> tuple[str, ...]:
    """Return tags; raises ConfigError where the API would make others of them."""
    if isinstance(given, str):
        message = f"tags are a list, not one text: {given!r}"
        raise ConfigError(message, hint=f"give [{given!r}]")
    for tag in given:
        if not tag or any(each.isspace() or each == "," for each in tag):
            message = f"{tag!r} is no tag: the helpdesk would make several of it"
            raise ConfigError(message, hint="join the words by an underscore")
    return tuple(dict.fromkeys(given))


def has_titles(fields: Mapping[str, Any] | None) -> bool:
    """Tell whether a field is named by something else than its id."""
    return any(not _is_number(key) for key in fields or ())


def field_values(
    fields: Mapping[str, Any], titles: FieldTitles | None = None
) -> list[dict[str, Any]]:
    """Return values by field id as the API takes them; fields that are not named stay.

    Args:
        fields: Values by id, or by title.
        titles: The account's own, where a field is named by its title.

    Raises:
        ConfigError: A title that is unknown or ambiguous, or a field that is named twice.
    """
    out: dict[int, Any] = {}
    for key, value in fields.items():
        by_title = titles is not None and not _is_number(key)
        field_id = titles.find(key) if titles and by_title else number(key, "field")
        if field_id in out:
            message = f"field {field_id} is named twice, last as {key!r}"
            raise ConfigError(message, hint="name each field once")
        out[field_id] = value
    return [{"id": field_id, "value": value} for field_id, value in out.items()]


class FieldTitles:
    """The account's own fields by their titles, whatever the case.

    Args:
        fields: Their definitions, those of the system among them.
    """

    def __init__(self, fields: Iterable[FieldDef]) -> None:
        """Sort them by title."""
        self._titles: dict[str, str] = {}
        self._ids: defaultdict[str, list[int]] = defaultdict(list)
        self._system: set[str] = set()
        for each in fields:
            word = _plain(each.label)
            if not each.is_custom:
                self._system.add(word)
                continue
            self._titles[word] = each.label
            if each.raw.get("active") is not False:
                self._ids[word].append(int(each.id))

    def find(self, title: str) -> int:
        """Return the id of the active field with this title.

        Raises:
            ConfigError: There is none, or there are several.
        """
        word = _plain(title)
        ids = self._ids.get(word, [])
        if len(ids) == 1:
            return ids[0]
        if ids:
            message = f"{len(ids)} fields have the title {title!r}"
            raise ConfigError(message, hint=f"give an id: {', '.join(map(str, sorted(ids)))}")
        message = f"no ticket field has the title {title!r}"
        raise ConfigError(message, hint=self._near(word))

    def _near(self, word: str) -> str:
        if word in self._system:
            return "it is a field of the system: it has a keyword of its own"
        if word in self._titles:
            return "the field with this title is switched off"
        found = get_close_matches(word, self._ids, n=3)
        if not found:
            return "see hd.fields.iter() for ids and titles"
        return f"did you mean {' or '.join(repr(self._titles[each]) for each in found)}?"


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def new_ticket(  # noqa: PLR0913 - one keyword per part of a ticket
    *,
    subject: str,
    body: str,
    requester: str,
    public: bool,
    tags_: Collection[str] = (),
    fields: Mapping[str, Any] | None = None,
    titles: FieldTitles | None = None,
) -> dict[str, Any]:
    """Return the ticket that opens a conversation."""
    ticket: dict[str, Any] = {
        "subject": subject,
        "comment": {"body": body, "public": public},
    }
    if "@" in requester:
        # The name is asked for when the person is new; the address is all that is known.
        ticket["requester"] = {"email": requester, "name": requester.partition("@")[0]}
    else:
        ticket["requester_id"] = number(requester, "user")
    if tags_:
        ticket["tags"] = [*tags(tags_)]
    if fields:
        ticket["custom_fields"] = field_values(fields, titles)
    return ticket


def changes(  # noqa: PLR0913 - one keyword per part of a ticket
    *,
    status: str | None,
    priority: str | None,
    assignee: str | None,
    team: str | None,
    fields: Mapping[str, Any] | None,
    titles: FieldTitles | None = None,
) -> dict[str, Any]:
    """Return the named parts of a ticket as the API spells them.

    Raises:
        Unsupported: A status or priority that Zendesk does not have.
        ConfigError: An id that is none, or a title that names no field, or several.
    """
    out: dict[str, Any] = {}
    if status is not None:
        out.update(_status(status))
    if priority is not None:
        out["priority"] = _priority(priority)
    if assignee is not None:
        out["assignee_id"] = number(assignee, "agent")
    if team is not None:
        out["group_id"] = number(team, "group")
    if fields:
        out["custom_fields"] = field_values(fields, titles)
    return out


def guard(expected_updated_at: datetime) -> dict[str, Any]:
    """Return what makes an update fail when the ticket changed since.

    Raises:
        ConfigError: The moment has no time zone.
    """
    if expected_updated_at.utcoffset() is None:
        message = "expected_updated_at has no time zone"
        raise ConfigError(message, hint="give the ticket's own updated_at")
    stamp = expected_updated_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return {"safe_update": True, "updated_stamp": stamp}


def said(body_html: str, *, public: bool, upload: str = "") -> dict[str, Any]:
    """Return the change that adds a comment, which always says who may read it."""
    comment: dict[str, Any] = {"html_body": body_html, "public": public}
    if upload:
        comment["uploads"] = [upload]
    return {"comment": comment}


def plan_saying(ticket_id: int, body_html: str, *, public: bool, files: Sequence[str]) -> DryRun:
    """Return the requests that say something; the token of the files is known only then."""
    token = "(what the upload answers)" if files else ""
    before = tuple(
        DryRun("POST", f"{API}/uploads?{urlencode({'filename': name})}", {}) for name in files
    )
    change = said(body_html, public=public, upload=token)
    return DryRun("PUT", f"{API}/tickets/{ticket_id}", {"ticket": change}, before)


def plan_create(ticket: Mapping[str, Any], idempotency_key: str | None) -> DryRun:
    """Return the request that opens a ticket."""
    headers = {IDEMPOTENCY_HEADER: idempotency_key or "(a new one for each call)"}
    return DryRun("POST", f"{API}/tickets", {"ticket": ticket}, headers=headers)


def plan_update(ticket_id: int, ticket: Mapping[str, Any], tag: TagChange) -> DryRun | None:
    """Return the requests of one update, the last with those before it; None for no change.

    Tags go first, so that rules which run on the other changes see them.
    """
    path = f"{API}/tickets/{ticket_id}"
    steps: list[tuple[str, str, Mapping[str, Any]]] = []
    if tag.add:
        steps.append(("PUT", f"{path}/tags", {"tags": [*tag.add]}))
    if tag.remove:
        listed = quote(",".join(tag.remove), safe="")
        steps.append(("DELETE", f"{path}/tags?tags={listed}", {}))
    whole = ticket if tag.every is None else {**ticket, "tags": [*tag.every]}
    if whole:
        steps.append(("PUT", path, {"ticket": whole}))
    if not steps:
        return None
    *before, last = (DryRun(*step) for step in steps)
    return DryRun(last.method, last.path, last.json, before=tuple(before))


def _status(status: str) -> dict[str, Any]:
    if status.isascii() and status.isdigit():  # a status of the account's own
        return {"custom_status_id": int(status)}
    try:
        category = StatusCategory(status)
    except ValueError:
        return {"status": status}
    # "open" is a word of both, "pending" only of the vendor's.
    if category in STATUS_NAMES:
        return {"status": STATUS_NAMES[category]}
    message = f"a Zendesk ticket cannot be set to {status!r}"
    raise Unsupported(message, hint=f"one of {', '.join(STATUS_NAMES)}")


def _priority(priority: str) -> str | None:
    try:
        level = PriorityLevel(priority)
    except ValueError:
        return priority
    if level in PRIORITY_NAMES:
        return PRIORITY_NAMES[level]
    message = f"a Zendesk ticket cannot be given the priority {priority!r}"
    raise Unsupported(message, hint=f"one of {', '.join(PRIORITY_NAMES)}")
