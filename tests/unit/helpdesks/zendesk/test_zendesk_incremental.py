"""Exports as streams: checkpoints, each object once, slow accounts, broken ones."""

from __future__ import annotations

import json
import logging
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, strategies as st
from werkzeug import Response

import cxsdk
from cxsdk.errors import ConfigError, Forbidden, SchemaError, ServerError
from cxsdk.helpdesks.zendesk.native import Checkpoint, Reject, Ticket, Zendesk
from cxsdk.helpdesks.zendesk.native.incremental import Incremental
from cxsdk.http import Retry

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
START = int(SINCE.timestamp())
TICKETS = "/api/v2/incremental/tickets/cursor"
ORGANIZATIONS = "/api/v2/incremental/organizations"


def ticket(number: int, at: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "generated_timestamp": START + at, "subject": f"№{number}", **more}


def organization(number: int, at: int) -> dict[str, Any]:
    moment = (SINCE + timedelta(seconds=at)).isoformat().replace("+00:00", "Z")
    return {"id": number, "name": f"№{number}", "updated_at": moment}


def page(items: list[Any], after: str | None, *, is_last: bool = False) -> dict[str, Any]:
    return {"tickets": items, "after_cursor": after, "end_of_stream": is_last}


def answer(account: Any, *pages: dict[str, Any]) -> None:
    for each in pages:
        account.expect_ordered_request(TICKETS).respond_with_json(each)


def test_checkpoint_moves_when_the_object_behind_a_page_is_asked_for(account, desk) -> None:
    answer(
        account,
        page([ticket(1, 1), ticket(2, 2)], "a"),
        page([ticket(3, 3)], "b", is_last=True),
    )
    stream = desk.native.incremental.iter_tickets(since=SINCE)
    start = stream.checkpoint
    assert (start.start_time, start.cursor) == (START, None)
    assert (next(stream).id, next(stream).id) == (1, 2)
    assert stream.checkpoint == start  # the second is still in somebody's hands
    assert next(stream).id == 3
    assert (stream.checkpoint.cursor, stream.end_of_stream) == ("a", True)
    assert list(stream) == []
    assert stream.checkpoint.cursor == "b"


def test_new_stream_goes_on_at_the_checkpoint_of_an_old_process(account, desk, calls) -> None:
    answer(account, page([ticket(1, 1)], "a", is_last=True))
    stream = desk.native.incremental.iter_tickets(since=SINCE)
    assert [each.id for each in stream] == [1]
    kept = stream.checkpoint.to_json()
    # the edge of the page comes again, and a ticket that changed once more
    answer(account, page([ticket(1, 1), ticket(1, 9), ticket(2, 9)], "b", is_last=True))
    again = desk.native.incremental.iter_tickets(checkpoint=Checkpoint.from_json(kept))
    assert [(each.id, each.generated_timestamp) for each in again] == [
        (1, START + 9),
        (2, START + 9),
    ]
    first, second = calls()
    assert first.query == {"start_time": [str(START)], "per_page": ["1000"]}
    assert second.query == {"cursor": ["a"], "per_page": ["1000"]}


def test_export_that_found_nothing_stays_where_it_is(account, desk) -> None:
    answer(account, page([], None, is_last=True))
    at = Checkpoint("tickets", cursor="c", seen=("1@2",))
    stream = desk.native.incremental.iter_tickets(checkpoint=at)
    assert list(stream) == []
    assert stream.checkpoint == at


def test_pages_by_time_overlap_and_each_object_comes_once(account, desk, calls) -> None:
    rows = [organization(n, n // 3) for n in range(12)]

    def respond(request: Any) -> Response:
        start = int(request.args["start_time"]) - START
        found = [row for n, row in enumerate(rows) if n // 3 >= start][:5]
        # a page ends with a whole second
        last = max(rows.index(row) // 3 for row in found)
        found = [row for n, row in enumerate(rows) if start <= n // 3 <= last]
        body = {"organizations": found, "end_time": START + last, "end_of_stream": last == 3}
        return Response(json.dumps(body), content_type="application/json")

    account.expect_request(ORGANIZATIONS).respond_with_handler(respond)
    stream = desk.native.incremental.iter_organizations(since=SINCE)
    assert [each.id for each in stream] == [*range(12)]
    assert stream.checkpoint.start_time == START + 3
    at = Checkpoint.from_json(stream.checkpoint.to_json())
    assert list(desk.native.incremental.iter_organizations(checkpoint=at)) == []
    assert all("per_page" in call.query for call in calls())


def test_metric_events_end_with_a_page_that_is_not_full(account, desk, calls) -> None:
    events = [{"id": 1, "ticket_id": 7, "time": "2026-11-01T00:00:05Z", "type": "breach"}]
    body = {"ticket_metric_events": events, "count": 1, "end_time": START + 5, "next_page": "x"}
    account.expect_request("/api/v2/incremental/ticket_metric_events").respond_with_json(body)
    incremental = desk.native.incremental
    (event,) = incremental.iter_ticket_metric_events(since=SINCE, deleted=False)
    assert (event.type, event.time) == ("breach", SINCE + timedelta(seconds=5))
    (call,) = calls()
    assert call.query == {"start_time": [str(START)], "exclude_deleted": ["true"]}


def test_records_of_own_objects_say_otherwise_that_more_follows(account, desk, calls) -> None:
    where = "/api/v2/incremental/custom_objects/car/cursor"
    for n, more in ((1, True), (2, False)):
        record = {"id": f"01A{n}", "name": "Lada", "updated_at": "2026-11-01T00:00:05Z"}
        body = {"custom_object_records": [record], "after_cursor": f"c{n}"}
        body |= {"after_url": account.url_for(where), "meta": {"has_more": more}}
        account.expect_ordered_request(where).respond_with_json(body)
    stream = desk.native.custom_objects.records("car").changes(since=SINCE)
    assert [record.id for record in stream] == ["01A1", "01A2"]
    assert [call.query.get("cursor") for call in calls()] == [None, ["c1"]]
    assert stream.checkpoint.cursor == "c2"


def test_ticket_events_bring_whole_comments(account, desk, calls) -> None:
    event = {"id": 5, "ticket_id": 7, "timestamp": START, "child_events": [{"body": "Hello"}]}
    body = {"ticket_events": [event], "end_time": START, "end_of_stream": True}
    account.expect_request("/api/v2/incremental/ticket_events").respond_with_json(body)
    (found,) = desk.native.incremental.iter_ticket_events(since=SINCE)
    assert found.child_events == ({"body": "Hello"},)
    assert calls()[0].query["include"] == ["comment_events"]


# -- slow and broken accounts ----------------------------------------------


def slow(account: Any, most: int, status: int = 504) -> list[int]:
    """Let an account build no page of more than ``most`` tickets in time."""
    asked: list[int] = []

    def respond(request: Any) -> Response:
        size = int(request.args["per_page"])
        asked.append(size)
        if size > most:
            return Response("<html>Gateway Timeout</html>", status=status)
        at = int(request.args.get("cursor", 0))
        body = page([ticket(at, at)], str(at + 1), is_last=at == 2)
        return Response(json.dumps(body), content_type="application/json")

    account.expect_request(TICKETS).respond_with_handler(respond)
    return asked


def test_pages_get_smaller_until_the_account_can_build_them(account, desk, caplog) -> None:
    asked = slow(account, 200)
    with caplog.at_level(logging.WARNING, "cxsdk"):
        found = [each.id for each in desk.native.incremental.iter_tickets(since=SINCE)]
    assert found == [0, 1, 2]
    # each size is tried once, and small pages stay small
    assert asked == [1000, 500, 250, 125, 125, 125]
    assert "asking for 125" in caplog.text


def test_account_that_builds_no_page_at_all_is_an_error(account) -> None:
    asked = slow(account, 0)
    auth = cxsdk.BearerToken("t0ken")
    with cxsdk.connect("zendesk", "acme", auth=auth, base_url=account.url_for("")) as desk:
        desk.raw._retry = Retry(tries=2, base_s=0.0)
        stream = Zendesk(desk.raw).incremental.iter_tickets(since=SINCE)
        with pytest.raises(ServerError) as caught:
            next(stream)
        assert asked == [1000, 500, 250, 125, 62, 50, 50]
        assert caught.value.status == 504
        # the same stream can be asked again, and has lost nothing
        account.clear()
        slow(account, 50)
        assert [each.id for each in stream] == [0, 1, 2]


def test_other_failures_do_not_make_pages_smaller(account, desk) -> None:
    account.expect_ordered_request(TICKETS).respond_with_data("busy", status=503)
    answer(account, page([ticket(1, 1)], "a", is_last=True))
    assert [each.id for each in desk.native.incremental.iter_tickets(since=SINCE)] == [1]
    assert [request.args["per_page"] for request, _ in account.log] == ["1000", "1000"]
    account.expect_ordered_request(TICKETS).respond_with_json({"error": "Forbidden"}, status=403)
    with pytest.raises(Forbidden):
        next(desk.native.incremental.iter_tickets(since=SINCE))


def test_repeated_cursor_ends_the_stream_with_an_error(account, desk) -> None:
    answer(account, page([ticket(1, 1)], "a"), page([ticket(2, 2)], "b"), page([], "a"))
    stream = desk.native.incremental.iter_tickets(since=SINCE)
    assert [next(stream).id, next(stream).id] == [1, 2]
    with pytest.raises(SchemaError, match="stands still"):
        next(stream)


def test_cursor_that_does_not_move_is_an_error_after_a_restart_too(account, desk) -> None:
    at = Checkpoint("tickets", cursor="a")
    for _ in range(2):
        answer(account, page([ticket(1, 1)], "a"))
        stream = desk.native.incremental.iter_tickets(checkpoint=at)
        assert next(stream).id == 1
        with pytest.raises(SchemaError, match="stands still"):
            next(stream)


def test_second_that_fills_more_than_a_page_is_an_error_not_a_loop(account, desk) -> None:
    body = {"organizations": [organization(1, 0)], "end_time": START, "end_of_stream": False}
    account.expect_request(ORGANIZATIONS).respond_with_json(body)
    stream = desk.native.incremental.iter_organizations(since=SINCE)
    assert next(stream).id == 1
    with pytest.raises(SchemaError, match=f"stands still at {START}"):
        next(stream)
    assert len(account.log) == 1


def test_page_without_a_mark_is_an_error(account, desk) -> None:
    answer(account, page([ticket(1, 1)], None))
    stream = desk.native.incremental.iter_tickets(since=SINCE)
    next(stream)
    with pytest.raises(SchemaError, match="stands still"):
        next(stream)


def test_unreadable_objects_are_handed_over_or_raised(account, desk) -> None:
    bad = ticket(2, 2, created_at="yesterday")
    body = page([ticket(1, 1), bad, "no object", ticket(3, 3)], "a", is_last=True)
    account.expect_request(TICKETS).respond_with_json(body)
    rejects: list[Reject] = []
    stream = desk.native.incremental.iter_tickets(since=SINCE, on_reject=rejects.append)
    assert [each.id for each in stream] == [1, 3]
    assert [each.raw for each in rejects] == [bad, "no object"]
    assert rejects[0].error.path == "created_at"
    strict = desk.native.incremental.iter_tickets(since=SINCE)
    for _ in range(2):  # nothing of the page is lost by asking again
        with pytest.raises(SchemaError):
            next(strict)
    assert strict.checkpoint.cursor is None


@pytest.mark.parametrize("body", [{"tickets": None}, {"tickets": {}}, {}, []])
def test_answer_of_another_shape_is_an_error(account, desk, body) -> None:
    account.expect_request(TICKETS).respond_with_json(body)
    with pytest.raises(SchemaError):
        next(desk.native.incremental.iter_tickets(since=SINCE))


# -- options -----------------------------------------------------------------


def test_deleted_tickets_can_be_left_out_even_when_the_account_sends_them(
    account, desk, calls
) -> None:
    rows = [ticket(1, 1, status="deleted"), ticket(2, 2, status="open")]
    account.expect_request(TICKETS).respond_with_json(page(rows, "a", is_last=True))
    with_them = desk.native.incremental.iter_tickets(since=SINCE)
    assert [each.status for each in with_them] == ["deleted", "open"]
    without = desk.native.incremental.iter_tickets(since=SINCE, deleted=False)
    assert [each.status for each in without] == ["open"]
    assert [call.query.get("exclude_deleted") for call in calls()] == [None, ["true"]]


def test_start_within_the_last_minute_is_moved_back_and_said(account, desk, calls, caplog) -> None:
    answer(account, page([], None, is_last=True))
    with caplog.at_level(logging.WARNING, "cxsdk"):
        list(desk.native.incremental.iter_tickets(since=datetime.now(UTC)))
    assert "the last minute is never exported" in caplog.text
    assert int(calls()[0].query["start_time"][0]) <= datetime.now(UTC).timestamp() - 60


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"since": SINCE, "checkpoint": Checkpoint("tickets", cursor="a")},
        {"since": datetime(2026, 11, 1)},  # noqa: DTZ001 - that is the point
        {"checkpoint": Checkpoint("users", cursor="a")},
        {"since": SINCE, "page_size": 0},
        {"since": SINCE, "page_size": 1001},
    ],
)
def test_wrong_options_are_refused_before_anything_is_sent(desk, calls, options) -> None:
    with pytest.raises(ConfigError) as caught:
        desk.native.incremental.iter_tickets(**options)
    assert str(caught.value)
    assert calls() == []


def test_pages_can_be_had_whole(account, desk) -> None:
    answer(account, page([ticket(1, 1)], "a"), page([], "b", is_last=True))
    pages = list(desk.native.incremental.iter_tickets(since=SINCE).pages())
    assert [(p.items, p.cursor, p.is_last) for p in pages] == [
        ((Ticket(id=1, generated_timestamp=START + 1, subject="№1"),), "a", False),
        ((), "b", True),
    ]
    assert [p.reached for p in pages] == [SINCE + timedelta(seconds=1), None]
    assert [p.checkpoint.cursor for p in pages] == ["a", "b"]


# -- checkpoints -------------------------------------------------------------


@given(
    st.builds(
        Checkpoint,
        st.text(min_size=1),
        st.none() | st.integers(0),
        st.none() | st.text(),
        st.lists(st.text()).map(tuple),
    )
)
def test_checkpoint_comes_back_from_its_text(checkpoint: Checkpoint) -> None:
    text = checkpoint.to_json()
    assert "\n" not in text
    assert Checkpoint.from_json(text) == checkpoint


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"version":1}', '{"kind":"t"}', '{"version":1,"kind":"t","x":1}'],
)
def test_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Checkpoint.from_json(text)
    assert caught.value.hint


def test_checkpoint_is_a_value_and_knows_its_version() -> None:
    checkpoint = Checkpoint("tickets", cursor="a")
    with pytest.raises(FrozenInstanceError):
        checkpoint.cursor = "b"  # type: ignore[misc]
    newer = checkpoint.to_json().replace('"version":1', '"version":2')
    with pytest.raises(ConfigError, match="version 2"):
        Checkpoint.from_json(newer)


class Paged:
    """An account that exports ``states``; the edge of a page comes again with the next one."""

    base_url = "https://acme.example"

    def __init__(self, states: list[dict[str, Any]], size: int) -> None:
        self._states, self._size = states, size

    def request(self, _method: str, _path: str, *, params: Any, may_repeat: bool = True) -> Any:
        at = int(params.get("cursor", 0))
        end = min(at + self._size, len(self._states))
        return page(self._states[max(0, at - 1) : end], str(end), is_last=end == len(self._states))


def deal(stream: Any, cut: int) -> tuple[list[Ticket], Checkpoint]:
    """Read so many objects and be killed: what was read since the checkpoint moved is lost."""
    dealt: list[Ticket] = []
    waiting: list[Ticket] = []
    at = stream.checkpoint
    for each in islice(stream, cut):
        if stream.checkpoint is not at:
            dealt, waiting, at = dealt + waiting, [], stream.checkpoint
        waiting.append(each)
    return dealt, at


@given(size=st.integers(1, 9), cuts=st.lists(st.integers(0, 25), max_size=8))
def test_stream_cut_anywhere_yields_every_state_once(size: int, cuts: list[int]) -> None:
    states = [ticket(n % 7, n) for n in range(20)]
    incremental: Any = Incremental(Paged(states, size))  # type: ignore[arg-type]
    done: list[Ticket] = []
    at = Checkpoint("tickets", start_time=START)
    for cut in cuts:
        dealt, at = deal(incremental.iter_tickets(checkpoint=at), cut)
        done += dealt
        at = Checkpoint.from_json(at.to_json())
    done += incremental.iter_tickets(checkpoint=at)
    assert [each.to_dict() for each in done] == states
