"""Which line of a job's results belongs to which item, and what it means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from cxsdk.errors import (
    BadRequest,
    ConfigError,
    Conflict,
    Forbidden,
    NotFound,
    SchemaError,
    ServerError,
)
from cxsdk.helpdesks.zendesk.native import JobStatus
from cxsdk.helpdesks.zendesk.native.bulk import in_bulk
from cxsdk.helpdesks.zendesk.native.results import read_results


def job(results: Any, status: str = "completed", message: str | None = None) -> JobStatus:
    return JobStatus(id="V3-1", status=status, message=message, results=results)


def told(results: Any, ids: list[Any], **how: Any) -> list[tuple[str, Any]]:
    return [(each.status, each.id) for each in read_results(job(results, **how), ids)]


def test_lines_are_found_by_index_by_id_and_by_place():
    assert told([{"index": 1, "id": 8}, {"index": 0, "id": 7}], [None, None]) == [
        ("done", 7),
        ("done", 8),
    ]
    lines = [{"id": 6, "success": True}, {"id": 5, "success": False, "error": "X"}]
    assert told(lines, [5, 6]) == [("failed", 5), ("done", 6)]
    assert told([{"id": 7}, {"id": 8}], [None, None]) == [("done", 7), ("done", 8)]
    twice = [{"id": 5, "success": True}, {"id": 5, "success": False}]
    assert told(twice, [5, 5]) == [("done", 5), ("failed", 5)]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("RecordNotFound", NotFound),
        ("PermissionDenied", Forbidden),
        ("UpdateConflict", Conflict),
        ("RecordInvalid", BadRequest),
        ("Anything else", BadRequest),
    ],
)
def test_refusal_of_one_item_is_an_error_of_its_kind(error, kind):
    line = {"index": 0, "success": False, "error": error, "details": "why"}
    (found,) = read_results(job([line]), [5])
    assert type(found.error) is kind
    assert (found.error.code, found.error.details) == (error, {"base": "why"})
    assert "why" in str(found.error)
    assert found.raw == line


def test_completed_job_without_lines_did_all_of_it():
    for results in (None, [], {"success": True}):
        assert told(results, [5, 6]) == [("done", 5), ("done", 6)]
    assert told({"success": False}, [5, 6]) == [("failed", 5), ("failed", 6)]


def test_item_that_nobody_speaks_of_is_unknown():
    first, second = read_results(job([{"id": 5, "success": True}]), [5, 6])
    assert (first.status, second.status) == ("done", "unknown")
    assert isinstance(second.error, SchemaError)
    assert "look before" in second.error.hint


@pytest.mark.parametrize("status", ["failed", "killed"])
def test_job_that_failed_as_a_whole_says_so_of_every_item(status):
    found = read_results(job(None, status, "database is away"), [5, 6])
    assert {each.status for each in found} == {"failed"}
    assert all(isinstance(each.error, ServerError) for each in found)
    assert f"V3-1 {status}: database is away" in str(found[0].error)
    half = read_results(job([{"id": 5, "success": True}], status), [5, 6])
    assert [each.status for each in half] == ["done", "failed"]


@pytest.mark.parametrize("chunk", [0, 101])
def test_chunk_that_no_call_takes_is_refused(chunk):
    with pytest.raises(ConfigError):
        in_bulk(None, [], lambda bodies: None, chunk=chunk)


_LINES = st.dictionaries(
    st.sampled_from(["id", "index", "success", "error", "details", "status"]),
    st.none() | st.booleans() | st.integers(-2, 4) | st.text(max_size=3) | st.lists(st.integers()),
)


@given(
    st.none() | st.text() | _LINES | st.lists(st.none() | st.integers() | _LINES, max_size=5),
    st.lists(st.none() | st.integers(0, 3), max_size=4),
    st.sampled_from(["completed", "failed", "killed"]),
)
def test_every_item_gets_one_verdict_whatever_is_sent(results, ids, status):
    found = read_results(job(results, status), ids)
    assert len(found) == len(ids)
    for each in found:
        assert (each.error is None) == (each.status == "done")
