"""Every body that a real account sent or took comes through the typed models whole.

A body that belongs to no resource of ours is listed below with its reason. One
that is neither covered nor listed fails: nothing is left out silently.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from cxsdk.helpdesks.zendesk.native.apps import INSTALLATION
from cxsdk.helpdesks.zendesk.native.attachments import ATTACHMENT
from cxsdk.helpdesks.zendesk.native.comments import COMMENT
from cxsdk.helpdesks.zendesk.native.groups import GROUP, GROUP_MEMBERSHIP
from cxsdk.helpdesks.zendesk.native.jobs import JOB_STATUS
from cxsdk.helpdesks.zendesk.native.organizations import ORGANIZATION, ORGANIZATION_DRAFT
from cxsdk.helpdesks.zendesk.native.search import load_result
from cxsdk.helpdesks.zendesk.native.ticket_fields import TICKET_FIELD
from cxsdk.helpdesks.zendesk.native.tickets import TICKET
from cxsdk.helpdesks.zendesk.native.users import USER, USER_DRAFT
from cxsdk.helpdesks.zendesk.native.webhooks import WEBHOOK
from cxsdk.helpdesks.zendesk.refusals import read_error
from cxsdk.models import Record
from cxsdk.wire import Loader
from cxsdk.wire.plan import plan

RECORDED = Path(__file__).parents[4] / "shared" / "recorded"
BODIES = RECORDED / "zendesk-bodies"
EXCHANGES = RECORDED / "zendesk-organizations"
pytestmark = pytest.mark.skipif(
    not RECORDED.is_dir(),
    reason="the recorded bodies of a real account are not beside the checkout",
)

ANSWERS: dict[str, Loader[Any]] = {
    "attachment": ATTACHMENT,
    "comment": COMMENT,
    "comments": COMMENT,
    "group": GROUP,
    "group_memberships": GROUP_MEMBERSHIP,
    "groups": GROUP,
    "installations": INSTALLATION,
    "job_status": JOB_STATUS,
    "organization": ORGANIZATION,
    "organizations": ORGANIZATION,
    "ticket": TICKET,
    "ticket_field": TICKET_FIELD,
    "ticket_fields": TICKET_FIELD,
    "tickets": TICKET,
    "user": USER,
    "users": USER,
    "webhook": WEBHOOK,
}
REQUESTS: dict[str, Loader[Any]] = {
    "organization": ORGANIZATION_DRAFT,
    "organizations": ORGANIZATION_DRAFT,
}
#: What an envelope holds besides: paging, and the search's empty facets.
AROUND = {"count", "facets", "links", "meta", "next_page", "previous_page"}
#: Parts that belong to no resource of ours, by their key, and in which files they stand.
OUT_OF_SCOPE = {
    "audit": ("ticket audits", {"GET/ticket_audit.json", "POST/ticket.json"}),
    "audits": ("ticket audits", {"GET/ticket_audits.json"}),
    "automation": (
        "automations",
        {"GET/automation.json", "POST/automations.json", "PUT/automations.json"},
    ),
    "automations": ("automations", {"GET/automations.json"}),
    "brand": ("brands", {"GET/brand.json", "POST/brands.json", "PUT/brands.json"}),
    "brands": ("brands", {"GET/brands.json"}),
    "item": ("dynamic content", {"POST/dynamic_content/items.json"}),
    "items": ("dynamic content", {"GET/dynamic_content/items.json"}),
    "locales": ("locales", {"GET/locales.json"}),
    "macro": ("macros", {"GET/macro.json", "POST/macro.json", "PUT/macro.json"}),
    "macros": ("macros", {"GET/macros.json"}),
    "organization_field": ("organization fields", {"POST/organization_fields.json"}),
    "organization_fields": ("organization fields", {"GET/organization_fields.json"}),
    "organization_membership": (
        "organization memberships",
        {"POST/organization_membership.json", "PUT/organization_membership.json"},
    ),
    "organization_memberships": (
        "organization memberships",
        {"GET/organization_memberships.json"},
    ),
    "sla_policies": ("SLA policies", {"GET/sla_policies.json"}),
    "sla_policy": (
        "SLA policies",
        {"GET/sla_policy.json", "POST/sla_policies.json", "PUT/sla_policies.json"},
    ),
    "target": ("targets", {"GET/target.json", "POST/target.json", "PUT/target.json"}),
    "targets": ("targets", {"GET/targets.json"}),
    "ticket_form": (
        "ticket forms",
        {"GET/ticket_form.json", "POST/ticket_form.json", "PUT/ticket_form.json"},
    ),
    "ticket_forms": ("ticket forms", {"GET/ticket_forms.json"}),
    "trigger": ("triggers", {"GET/trigger.json", "POST/triggers.json", "PUT/triggers.json"}),
    "triggers": ("triggers", {"GET/triggers.json"}),
    "upload": ("uploads", {"POST/upload.json"}),
    "user_fields": ("user fields", {"GET/user_fields.json"}),
    "user_related": ("counts about a user", {"GET/user_related.json"}),
    "view": ("views", {"GET/view.json"}),
    "view_counts": ("views", {"GET/views_ticket_count.json"}),
    "views": ("views", {"GET/views.json"}),
}


@dataclass(frozen=True)
class Found:
    """One recorded object and what loads it."""

    name: str
    loader: Loader[Any] | None
    body: Any

    def load(self) -> Record:
        assert self.loader is not None
        model: Record = self.loader.load(self.body)
        return model


@dataclass(frozen=True)
class Exchange:
    """One recorded call; ``answer`` is unpacked."""

    name: str
    method: str
    path: str
    status: int
    request: Any
    answer: Any


def unpack(answer: Any) -> Any:
    """Recordings keep a compressed answer as hexadecimal pieces of gzip."""
    if isinstance(answer, list) and answer and all(isinstance(piece, str) for piece in answer):
        return json.loads(gzip.decompress(bytes.fromhex("".join(answer))))
    return answer


def exchanges() -> list[Exchange]:
    return [
        Exchange(
            f"{path.stem}[{i}]",
            each["method"],
            each["path"],
            each["status"],
            each.get("body") or None,
            unpack(each["response"]),
        )
        for path in sorted(EXCHANGES.glob("*.json"))
        for i, each in enumerate(json.loads(path.read_text()))
    ]


def items(name: str, key: str, value: Any, loader: Loader[Any] | None) -> Iterator[Found]:
    for i, body in enumerate(value if isinstance(value, list) else [value]):
        yield Found(f"{name}:{key}[{i}]", loader, body)


def loader_of(result: Any) -> Loader[Any]:
    """Return what the search itself loads a result with."""
    codec = type(load_result(result))._codec
    assert isinstance(codec, Loader)
    return codec


def parts(name: str, body: Any, loaders: dict[str, Loader[Any]]) -> Iterator[Found]:
    """Yield every object in an envelope; one that nobody knows comes with no loader."""
    if isinstance(body, list):
        body = {"results": body}
    for key, value in body.items():
        if key == "results":
            for found in items(name, key, value, None):
                yield Found(found.name, loader_of(found.body), found.body)
        elif key in loaders:
            yield from items(name, key, value, loaders[key])
        elif key not in AROUND and key != "tags" and name not in OUT_OF_SCOPE.get(key, ("", ()))[1]:
            yield Found(f"{name}:{key}", None, value)


def in_bodies() -> Iterator[Found]:
    for path in sorted(BODIES.rglob("*.json")):
        name = path.relative_to(BODIES).as_posix()
        yield from parts(name, json.loads(path.read_text()), ANSWERS)


def in_exchanges() -> Iterator[Found]:
    for exchange in exchanges():
        if exchange.request:
            yield from parts(f"{exchange.name} request", exchange.request, REQUESTS)
        answer = exchange.answer
        if exchange.status >= 400 or not answer:
            continue
        if "/users/me" in exchange.path:  # the recording names them, and leaves out their id
            yield Found(f"{exchange.name}:user", USER_DRAFT, answer["user"])
        elif exchange.path.endswith("/webhooks") and "webhook" not in answer:
            yield Found(f"{exchange.name}:no envelope", WEBHOOK, answer)
        else:
            yield from parts(exchange.name, answer, ANSWERS)


ALL = [*in_bodies(), *in_exchanges()] if RECORDED.is_dir() else []
COVERED = [found for found in ALL if found.loader is not None]


def bare(value: Any) -> Any:
    """Build a record anew from its typed fields alone, nested ones too."""
    if isinstance(value, tuple):
        return tuple(map(bare, value))
    if not isinstance(value, Record):
        return value
    named = {f.name: bare(getattr(value, f.name)) for f in fields(value) if f.name != "raw"}
    return type(value)(**named)


def is_same(typed: Any, came: Any) -> bool:
    """Compare what typed fields alone gave with what came; only what is empty may be left out."""
    if isinstance(typed, dict) and isinstance(came, dict):
        left_out = [came[key] for key in came.keys() - typed.keys()]
        return (
            typed.keys() <= came.keys()
            and all(value in (None, [], {}) for value in left_out)
            and all(is_same(typed[key], came[key]) for key in typed)
        )
    if isinstance(typed, list) and isinstance(came, list):
        return len(typed) == len(came) and all(map(is_same, typed, came))
    return type(typed) is type(came) and bool(typed == came)


def unknown_keys(model: type[Record], body: Any) -> set[str]:
    """Return keys, as paths, that have no typed attribute."""
    known = {part.key: part for part in plan(model)}
    missing = set(body) - known.keys()
    for key in body.keys() & known.keys():
        nested = known[key].shape.model
        if nested is None:
            continue
        for value in body[key] if isinstance(body[key], list) else [body[key]]:
            missing |= {f"{key}.{name}" for name in unknown_keys(nested, value or {})}
    return missing


@pytest.mark.parametrize("found", COVERED, ids=lambda found: found.name)
def test_recorded_object_comes_back_whole(found: Found) -> None:
    model = found.load()
    assert json.dumps(model.to_dict()) == json.dumps(found.body)  # 1, 1.0 and true differ here


@pytest.mark.parametrize("found", COVERED, ids=lambda found: found.name)
def test_recorded_object_lives_in_its_typed_fields_alone(found: Found) -> None:
    model = found.load()
    assert unknown_keys(type(model), found.body) == set()
    without_raw = bare(model)
    assert not without_raw.raw
    assert without_raw == model
    assert is_same(without_raw.to_dict(), found.body)


def test_no_recorded_body_is_left_out_silently() -> None:
    assert [found.name for found in ALL if found.loader is None] == []


def test_what_is_listed_as_out_of_scope_is_there_and_has_no_model() -> None:
    assert not OUT_OF_SCOPE.keys() & ANSWERS.keys()
    listed = {(name, key) for key, (_, names) in OUT_OF_SCOPE.items() for name in names}
    held = {
        (path.relative_to(BODIES).as_posix(), key)
        for path in BODIES.rglob("*.json")
        for key in json.loads(path.read_text())
        if isinstance(key, str)
    }
    assert listed <= held


def test_recorded_bodies_are_as_many_as_they_should_be() -> None:
    # An empty folder, or a parser that finds nothing, must not pass for success.
    assert len(list(BODIES.rglob("*.json"))) >= 70
    assert len(list(EXCHANGES.glob("*.json"))) >= 20
    assert len(COVERED) >= 170
    kinds = {type(found.load()).__name__ for found in COVERED}
    assert kinds == {
        "Attachment",
        "Comment",
        "Group",
        "GroupMembership",
        "Installation",
        "JobStatus",
        "Organization",
        "OrganizationDraft",
        "Ticket",
        "TicketField",
        "User",
        "UserDraft",
        "Webhook",
    }


def test_recorded_tags_are_lists_of_texts() -> None:
    for name in ("GET/tags.json", "PUT/tags.json"):
        tags = json.loads((BODIES / name).read_text())["tags"]
        assert tags
        assert all(isinstance(tag, str) for tag in tags)


def test_recorded_refusals_are_read() -> None:
    refused = [each for each in exchanges() if each.status >= 400]
    assert refused
    for exchange in refused:
        refusal = read_error(exchange.status, {}, json.dumps(exchange.answer).encode())
        if exchange.answer:
            assert (refusal.code, refusal.message) == ("RecordNotFound", "Not found")
        else:
            assert (refusal.code, refusal.message) == ("", "")
