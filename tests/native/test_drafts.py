"""What is read and what is written share one schema in the vendor's document."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from cxsdk.helpdesks.zendesk.native import CommentDraft, Ticket, TicketDraft
from cxsdk.wire.plan import plan


def load_document() -> Any:
    path = Path(__file__).with_name("document.py")
    spec = importlib.util.spec_from_file_location("native_tests.document", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_the_ticket_and_its_draft_know_every_property() -> None:
    document = load_document()
    if not document.FOLDER.exists():
        pytest.skip("the vendor's API documents lie in ../shared, which is absent")
    found = document.Document("support")
    properties = set(found.sample({"$ref": "#/components/schemas/TicketObject"}))
    known = {part.key for model in (Ticket, TicketDraft) for part in plan(model)}
    assert sorted(properties - known) == []
    said = set(found.sample({"$ref": "#/components/schemas/TicketCommentObject"}))
    assert {"public", "body", "html_body", "author_id", "uploads"} <= said
    assert {"public", "body", "html_body", "author_id", "uploads"} <= {
        part.key for part in plan(CommentDraft)
    }
