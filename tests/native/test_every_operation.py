"""Each operation of the vendor's documents: typed, raw, or left out and why.

An operation counts as typed when one call makes exactly that request, and every
property that the document shows is a field of the model that comes back.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from cxsdk.auth.source import FixedHeader
from cxsdk.client import Client, Refusal
from cxsdk.helpdesks.zendesk.native import Zendesk
from cxsdk.http import Request, Response
from cxsdk.models import Record
from cxsdk.wire.plan import plan

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).parent


def load(name: str) -> ModuleType:
    """Import a file of this folder; tests are no package."""
    known = sys.modules.get(f"native_tests.{name}")
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(f"native_tests.{name}", HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def lists(kind: str) -> dict[tuple[str, str], Any]:
    """Return one of ``CALLS``, ``RAW``, ``LEFT_OUT`` of all files, by document and operation."""
    found: dict[tuple[str, str], Any] = {}
    for path in sorted(HERE.glob("calls_*.py")):
        module = load(path.stem)
        document = getattr(module, "DOCUMENT", "support")
        for operation, value in getattr(module, kind, {}).items():
            assert (document, operation) not in found, f"{operation} is listed twice"
            found[document, operation] = value
    return found


document = load("document")
CALLS = lists("CALLS")
RAW = lists("RAW")
LEFT_OUT = lists("LEFT_OUT")
#: Operations whose documented shape is known to be wrong, and how; their example must still load.
WRONG = lists("WRONG")
TYPED_SHARE = 0.9
# What all listings take, shown in the document for some only.
ALWAYS = {"page", "per_page", "include", "sort", "sort_by", "sort_order"}
pytestmark = pytest.mark.skipif(
    not document.FOLDER.exists(),
    reason="the vendor's API documents lie in ../shared, which is absent",
)


@cache
def documented(name: str) -> Any:
    return document.Document(name)


class Vendor:
    """Stands for the vendor: answers each documented operation with a body of its shape."""

    def __init__(self, name: str, *, example: bool) -> None:
        self.document, self.example = documented(name), example
        self.requests: list[tuple[str, Request]] = []

    def send(self, request: Request) -> Response:
        found = self.document.match(request.method, urlsplit(request.url).path)
        self.requests.append((found.id if found else "", request))
        if found is None:
            message = f"{request.method} {request.url} is in no document"
            raise AssertionError(message)
        kind, body = self.body(found)
        return Response(200, request.url, {"Content-Type": kind}, body)

    def body(self, operation: Any) -> tuple[str, bytes]:
        media = self.document.media(operation)
        if not media:
            return "text/plain", b""
        kind, content = next(iter(media.items()))
        if kind != "application/json":
            return kind, b"7"
        examples = self.document.examples(content)
        if self.example and examples:
            value = examples[0]
        else:
            value = self.document.sample(content.get("schema", {}))
        return kind, json.dumps(at_its_end(value)).encode()

    def close(self) -> None:
        """Nothing is open."""


def at_its_end(answer: Any) -> Any:
    """Make a page the last one, and a job a finished one."""
    if not isinstance(answer, dict):
        return answer
    changed = dict(answer)
    changed |= {key: None for key in ("next_page", "after_url", "before_url") if key in answer}
    if isinstance(answer.get("meta"), dict):
        changed["meta"] = {**answer["meta"], "has_more": False}
    if "end_of_stream" in answer:
        changed["end_of_stream"] = True
    for key in ("job_status", "job_statuses"):
        jobs = answer.get(key)
        if isinstance(jobs, dict):
            changed[key] = {**jobs, "status": "completed"}
        elif isinstance(jobs, list):
            changed[key] = [{**job, "status": "completed"} for job in jobs]
    return changed


def refuse(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    del headers, body
    return Refusal(f"status {status}")


def called(name: str, operation: str, *, example: bool) -> tuple[Vendor, Any]:
    vendor = Vendor(name, example=example)
    client = Client(
        "https://acme.zendesk.com",
        FixedHeader("Bearer t"),
        vendor,  # type: ignore[arg-type]
        vendor="zendesk",
        read_error=refuse,
    )
    result = CALLS[name, operation](Zendesk(client))
    return vendor, list(result) if isinstance(result, Iterator) else result


def records(value: Any) -> list[Record]:
    """Return every record in what was returned; fails for an object without a type."""
    assert not isinstance(value, dict), "an untyped object came back"
    if isinstance(value, Record):
        return [value]
    if isinstance(value, Mapping):
        return [found for each in value.values() for found in records(each)]
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [found for each in value for found in records(each)]
    if dataclasses.is_dataclass(value):
        parts = (getattr(value, each.name) for each in dataclasses.fields(value))
        shown = [part for part in parts if not isinstance(part, dict)]
        return [found for part in shown for found in records(part)]
    return []


def undeclared(record: Record, where: str = "") -> list[str]:
    """Name what the vendor sends and the model, or one inside it, has no field for."""
    parts = {part.key: part for part in plan(type(record))}
    here = f"{where}{type(record).__name__}"
    missing = [f"{here}.{key}" for key in record.raw if key not in parts]
    for part in parts.values():
        if part.shape.kind == "record":
            inner = getattr(record, part.name)
            for each in inner if isinstance(inner, tuple) else (inner,):
                if each is not None:
                    missing += undeclared(each, f"{here}.{part.name} → ")
    return missing


@pytest.mark.parametrize(("name", "operation"), sorted(CALLS))
def test_a_call_is_its_operation_and_what_comes_back_is_typed(name: str, operation: str) -> None:
    assert operation in documented(name).operations, "the document has no such operation"
    found = documented(name).operations[operation]
    for example in (True, False):
        if not example and (name, operation) in WRONG:
            continue
        vendor, result = called(name, operation, example=example)
        asked = [request for id_, request in vendor.requests if id_ == operation]
        assert len(asked) == 1, f"asked for {[id_ for id_, _ in vendor.requests]}"
        (request,) = asked
        names = {pair[0].partition("[")[0] for pair in parse_qsl(urlsplit(request.url).query)}
        strange = names - documented(name).query_names(found) - ALWAYS
        assert not strange, f"the document knows no parameter {strange}"
        check_body(name, found, request)
        met = records(result)
        if result is None or result in ([], ()):
            assert not has_object(vendor.body(found)[1]), "what came back was thrown away"
        if not example:
            assert sorted({key for each in met for key in undeclared(each)}) == []


def check_body(name: str, operation: Any, request: Request) -> None:
    kind = request.headers.get("Content-Type", "")
    if request.body is None or kind != "application/json":
        return
    keys = documented(name).body_keys(operation)
    sent = json.loads(request.body)
    if keys is not None and isinstance(sent, dict):
        assert set(sent) <= keys, f"the body has {set(sent) - keys}, the document {keys}"


def has_object(body: bytes) -> bool:
    try:
        value = json.loads(body)
    except ValueError:
        return False
    frame = {"meta", "links", "facets"}
    parts = [v for k, v in value.items() if k not in frame] if isinstance(value, dict) else [value]
    return any(isinstance(part, dict) or (isinstance(part, list) and part) for part in parts)


@pytest.mark.parametrize("name", document.FILES)
def test_every_operation_is_listed_once(name: str) -> None:
    listed = [key for each in (CALLS, RAW, LEFT_OUT) for key in each if key[0] == name]
    assert len(listed) == len(set(listed)), "an operation has two places"
    every = {(name, operation) for operation in documented(name).operations}
    assert sorted(every - set(listed)) == []
    assert sorted(set(listed) - every) == []


def test_nine_of_ten_operations_of_the_support_document_are_typed() -> None:
    every = documented("support").operations
    typed = sum(1 for name, _ in CALLS if name == "support")
    print(f"typed {typed}, raw {len(RAW)}, left out {len(LEFT_OUT)} of {len(every)}")  # noqa: T201 - figures
    assert typed / len(every) >= TYPED_SHARE
