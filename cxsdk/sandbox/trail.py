"""What a conversation shows of changes: who it went to, how it stands.

A comment that changed its ticket says so in ``metadata.custom.changes``, a list of
``{"field", "from", "to"}``; a change without words is a private comment of the
author -1, the account itself. The workspace shows them; the API leaves the
latter out, as the vendor keeps such things in audits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.sandbox import markup, shapes

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body, State

SYSTEM_AUTHOR_ID = -1
_SHOWN = ("assignee_id", "group_id", "status")


def shown_changes(before: Body, after: Body) -> list[Body]:
    """Return the changes that a conversation shows, in a fixed order."""
    return [
        {"field": name, "from": before[name], "to": after[name]}
        for name in _SHOWN
        if before[name] != after[name]
    ]


def attach(comment: Body, changes: list[Body]) -> None:
    """Note in a comment what changed with it."""
    if changes:
        comment["metadata"]["custom"]["changes"] = changes


def without_words(
    state: State, number: int, ticket_id: int, changes: list[Body], *, at: str
) -> Body:
    """Return the private comment that stands for changes which nobody commented."""
    text = "; ".join(_sentences(state, changes))
    return shapes.comment(
        number,
        ticket_id,
        SYSTEM_AUTHOR_ID,
        at=at,
        body=text,
        plain_body=text,
        html_body=markup.wrap(markup.from_text(text)),
        public=False,
        via=shapes.via("system"),
        metadata={"system": {}, "custom": {"changes": changes}},
    )


def _sentences(state: State, changes: list[Body]) -> list[str]:
    told = {each["field"]: each for each in changes}
    lines = []
    if "assignee_id" in told or "group_id" in told:
        person, group = told.get("assignee_id"), told.get("group_id")
        places = [_name(state, "users", person["to"]) if person else ""]
        places.append(_name(state, "groups", group["to"]) if group else "")
        before = _name(state, "users", person["from"]) if person else ""
        lines.append(f"{before} → {', '.join(filter(None, places)) or '—'}".strip())
    if "status" in told:
        lines.append(f"{told['status']['from']} → {told['status']['to']}")
    return lines


def _name(state: State, kind: str, number: int | None) -> str:
    found = state.get(kind, number) if number is not None else None
    return str(found["name"]) if found else ""
