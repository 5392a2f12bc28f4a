"""Bodies recorded from real accounts are read by the models of their place, and lose nothing."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cxsdk.helpdesks.zendesk.native.client import HOMES
from cxsdk.helpdesks.zendesk.native.resource import Resource
from cxsdk.wire.plan import plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.models import Record

FOLDER = Path(__file__).parents[2].parent / "shared/recorded/zendesk-bodies"
BODIES = sorted(FOLDER.rglob("*.json"))
#: What was recorded as an answer but is a request: it has no number yet.
REQUESTS = {"POST/sla_policies.json"}
#: Objects in one answer, plain texts in another.
AMBIGUOUS = {"tags"}


def resources() -> Iterator[tuple[str, type[Resource[Any]]]]:
    for home in sorted(set(HOMES.values())):
        module = import_module(f"cxsdk.helpdesks.zendesk.native.{home}")
        for found in vars(module).values():
            is_resource = isinstance(found, type) and issubclass(found, Resource)
            if is_resource and hasattr(found, "loader") and found.__module__ == module.__name__:
                for key in {found.one, getattr(found, "many", "")} - {"", *AMBIGUOUS}:
                    yield key, found


def whole(record: Record) -> Iterator[Record]:
    yield record
    for part in plan(type(record)):
        if part.shape.kind == "record":
            inner = getattr(record, part.name)
            for each in inner if isinstance(inner, tuple) else (inner,):
                if each is not None:
                    yield from whole(each)


@pytest.mark.skipif(not BODIES, reason="the recorded bodies lie in ../shared, which is absent")
def test_recorded_bodies_are_read_and_written_back_as_they_were() -> None:
    known: dict[str, list[type[Resource[Any]]]] = {}
    for key, resource in resources():
        known.setdefault(key, []).append(resource)
    read: set[str] = set()
    for path in BODIES:
        name = path.relative_to(FOLDER).as_posix()
        body = json.loads(path.read_text(encoding="utf-8"))
        if name in REQUESTS or not isinstance(body, dict):
            continue
        for key in body.keys() & known.keys():
            objects = body[key] if isinstance(body[key], list) else [body[key]]
            for resource in known[key]:
                for each in objects:
                    record = resource.loader.load(each)
                    assert [type(part) for part in whole(record)]  # every part can be built
                    assert record.to_dict() == each, f"{name}: {resource.__name__}"
                    read.add(key)
    assert {"view", "macro", "trigger", "automation", "target", "audits", "ticket_form"} <= read
