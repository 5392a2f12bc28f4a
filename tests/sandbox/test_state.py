"""The account's file: together or not at all, by many threads, over restarts."""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

from cxsdk.errors import LockTimeout, StoreError
from cxsdk.sandbox import shapes
from cxsdk.sandbox.state import State

if TYPE_CHECKING:
    from pathlib import Path


def thing(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": number, "created_at": f"2026-11-01T00:00:{number % 60:02}Z", **fields}


def test_what_was_put_is_there_after_a_restart(tmp_path: Path) -> None:
    first = State(tmp_path / "a.db")
    first.put("users", thing(1, name="Марина", nested={"a": [1, None, True]}))
    first.set_setting("account", {"name": "Складень"})
    first.close()
    second = State(tmp_path / "a.db")
    assert second.get("users", 1) == thing(1, name="Марина", nested={"a": [1, None, True]})
    assert second.setting("account") == {"name": "Складень"}
    second.close()


def test_an_error_inside_a_transaction_undoes_all_of_it_and_tells_nobody(state: State) -> None:
    told = []

    def fail_half_way() -> None:
        with state.write():
            state.put("users", thing(1))
            state.after_commit(lambda: told.append("never"))
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert state.get("users", 1) is None
    assert told == []


def test_listeners_hear_of_it_once_it_is_committed(state: State, tmp_path: Path) -> None:
    seen: list[int] = []
    other = State(tmp_path / "helpdesk.db")
    with state.write():
        state.put("users", thing(1))
        with state.write():
            state.after_commit(lambda: seen.append(other.count("users")))
        assert seen == []
    assert seen == [1]
    other.close()


def test_a_transaction_reads_what_it_wrote(state: State) -> None:
    with state.write():
        state.put("users", thing(1))
        assert state.count("users") == 1


def test_numbers_are_never_used_twice(state: State) -> None:
    first = state.next_id("tickets")
    state.put("tickets", thing(first))
    state.delete("tickets", first)
    assert state.next_id("tickets") > first
    state.put("tickets", thing(500))
    state.delete("tickets", 500)
    assert state.next_id("tickets") == 501


def test_no_increment_of_many_threads_is_lost(state: State) -> None:
    state.put("users", thing(1, n=0))

    def work() -> None:
        for _ in range(25):
            with state.write():
                body = state.get("users", 1)
                assert body is not None
                state.put("users", body | {"n": body["n"] + 1})

    threads = [threading.Thread(target=work) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    body = state.get("users", 1)
    assert body is not None
    assert body["n"] == 200


def test_filters_compare_as_they_say(state: State) -> None:
    state.put_many("tickets", [thing(n, status="open" if n % 2 else "new") for n in range(1, 7)])
    state.put("tickets", thing(7, status=None))

    def numbers(**where: Any) -> list[int]:
        return [each["id"] for each in state.list("tickets", **where)]

    assert numbers(status="new") == [2, 4, 6]
    assert numbers(status=None) == [7]
    assert numbers(status=["new", "open"], id__gt=4) == [5, 6]
    assert numbers(status__ne="open") == [2, 4, 6, 7]
    assert numbers(created_at__le="2026-11-01T00:00:02Z") == [1, 2]
    assert numbers(id=[]) == []
    assert numbers(status=2**70) == []
    assert state.count("tickets", id=2**70) == 0


def test_an_unknown_column_is_refused_by_name(state: State) -> None:
    with pytest.raises(StoreError, match="'colour'") as caught:
        state.list("tickets", sort="colour")
    assert "status" in caught.value.hint


def test_mail_addresses_are_found_whatever_their_case(state: State) -> None:
    state.put("users", thing(1, email="M.Lapina@Teplydom.example"))
    assert state.find("users", email="m.lapina@teplydom.example") is not None


@settings(max_examples=40, deadline=None)
@given(
    places=st.lists(st.integers(0, 5), max_size=40),
    size=st.integers(1, 7),
    descending=st.booleans(),
)
def test_going_on_from_the_last_object_sees_each_once(
    tmp_path_factory: pytest.TempPathFactory, places: list[int], size: int, *, descending: bool
) -> None:
    state = State(tmp_path_factory.mktemp("walk") / "a.db")
    bodies = [thing(n, updated_at=f"t{place}") for n, place in enumerate(places, start=1)]
    state.put_many("tickets", bodies)
    seen: list[int] = []
    after = None
    while True:
        page = state.list(
            "tickets", sort="updated_at", descending=descending, limit=size, after=after
        )
        if not page:
            break
        seen += [each["id"] for each in page]
        after = (page[-1]["updated_at"], page[-1]["id"])
    wanted = sorted(bodies, key=lambda b: (b["updated_at"], b["id"]), reverse=descending)
    assert seen == [each["id"] for each in wanted]
    state.close()


def test_starting_again_forgets_all_but_what_is_kept(state: State) -> None:
    state.put("tickets", thing(9))
    state.put("oauth_clients", thing(1, key="cxsdk"))
    state.set_setting("secret_key", "s")
    state.reset({"tickets": [thing(1), thing(2)]}, keep=("oauth_clients",))
    assert [each["id"] for each in state.list("tickets")] == [1, 2]
    assert state.find("oauth_clients", key="cxsdk") is not None
    assert state.setting("secret_key") == "s"
    assert state.next_id("tickets") == 3


def test_three_hundred_conversations_load_in_well_under_a_second(state: State) -> None:
    at = "2026-11-01T00:00:00Z"
    world = {
        "tickets": [shapes.ticket(n, at=at) for n in range(1, 301)],
        "comments": [shapes.comment(n, n // 7 + 1, 1, at=at) for n in range(1, 2101)],
    }
    began = time.perf_counter()
    state.load(world)
    assert time.perf_counter() - began < 0.8
    assert state.count("comments") == 2100


def test_a_file_that_another_program_holds_is_named_as_such(tmp_path: Path) -> None:
    state = State(tmp_path / "a.db", busy_timeout_s=0.05)
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LockTimeout, match="locked by another program"):
        state.put("users", thing(1))
    other.execute("ROLLBACK")
    other.close()
    state.put("users", thing(1))
    state.close()


def test_a_full_disk_loses_nothing_and_says_what_to_do(state: State) -> None:
    state.put("users", thing(1))
    with state.write() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="full") as caught:
        state.put_many("tickets", [thing(n, text="x" * 500) for n in range(500)])
    assert "free some space" in caught.value.hint
    assert state.count("tickets") == 0
    assert state.count("users") == 1


def test_what_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"this is no database at all, but it is long enough" * 30)
    with pytest.raises(StoreError) as caught:
        State(tmp_path / "a.db")
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    with pytest.raises(StoreError):
        State(tmp_path / "no" / "such" / "folder.db")


def test_closing_while_somebody_reads_leaves_no_connection_open(state: State) -> None:
    state.put("users", thing(1))
    with state.write() as db:
        state.close()
        assert state.get("users", 1) is not None
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        db.execute("SELECT 1")
    assert state.get("users", 1) is not None
