"""Bulk work against the local helpdesk over real HTTP: every item gets its answer, once."""

from __future__ import annotations

import threading
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

import cxsdk
from cxsdk.errors import BadRequest, ConfigError, Forbidden, NotFound, RequestTimeout
from cxsdk.helpdesks.zendesk.native import jobs
from cxsdk.helpdesks.zendesk.native.bulk import in_bulk, itself
from cxsdk.helpdesks.zendesk.native.jobs import start_job
from cxsdk.sandbox.api import jobs as served_jobs
from cxsdk.sandbox.oauth import TokenShelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxsdk.helpdesks.zendesk.desk import ZendeskDesk

GOOD = {"subject": "Import", "comment": {"body": "Hello", "public": True}}


@pytest.fixture
def served(serve, monkeypatch) -> Any:
    monkeypatch.setattr(jobs, "FIRST_PAUSE_S", 0.02)
    account = serve()
    state = account.office.state
    state.set_setting("limits", {"account": 100_000})
    state.set_setting("job_wait_s", 0)
    account.office.desk.create_user("Роман Кузьмин", email="roman@x.example", role="admin")
    return account


@pytest.fixture
def login(served) -> Iterator[Callable[..., ZendeskDesk]]:
    opened: list[ZendeskDesk] = []

    def connect(scope: str = "read write") -> ZendeskDesk:
        token = {"access_token": f"t{len(opened)}", "expires_in": 1800, "scope": scope}
        TokenShelf(served.office.state).keep(token, client_id=1, user_id=1)
        auth = cxsdk.BearerToken(token["access_token"])
        opened.append(cxsdk.connect("zendesk", "acme", auth=auth, base_url=served.origin))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.fixture
def started(monkeypatch) -> list[int]:
    """How many jobs were under way at the server whenever one was asked for."""
    seen: list[int] = []
    real = served_jobs.start

    def start(family: Any, verb: str, tasks: Any) -> Any:
        with family.state.write():  # one after the other
            seen.append(1 + family.state.count("job_statuses", status=("queued", "working")))
            return real(family, verb, tasks)

    monkeypatch.setattr(served_jobs, "start", start)
    return seen


def mixed() -> Iterator[Any]:
    """Yield 1,234 tickets, some of which nobody could open."""
    for number in range(1234):
        if number % 100 == 7:
            yield {"subject": str(number), "comment": {"body": "", "public": True}}
        elif number == 500:
            yield {"subject": str(number), "comment": {"body": "internal or not?"}}
        elif number == 600:
            yield "no ticket at all"
        else:
            yield {**GOOD, "subject": str(number)}


def test_each_of_many_items_gets_its_result_in_order(served, login, started) -> None:
    told: list[Any] = []
    desk = login()
    results = list(desk.native.tickets.create_many(mixed(), on_progress=told.append))
    assert [each.index for each in results] == list(range(1234))
    failed = [each for each in results if not each.is_done]
    assert [each.index for each in failed] == sorted([*range(7, 1234, 100), 500, 600])
    assert {each.status for each in failed} == {"failed"}
    for unclear in (each for each in failed if each.index in {500, 600}):
        assert isinstance(unclear.error, ConfigError)  # never sent: it says not who may read it
    refused = next(each for each in failed if each.index == 7)
    assert isinstance(refused.error, BadRequest)
    assert "cannot be blank" in str(refused.error)
    state = served.office.state
    assert state.count("tickets") == 1234 - 15
    for each in results[::50]:
        if each.is_done:
            assert state.get("tickets", each.id)["subject"] == each.item["subject"]
    assert len(started) == 13
    assert (told[-1].read, told[-1].done, told[-1].failed, told[-1].unknown) == (1234, 1219, 15, 0)
    assert [each.done + each.failed for each in told] == [*range(100, 1300, 100), 1234]


def test_no_more_jobs_are_under_way_than_the_account_allows(served, login, started) -> None:
    served.office.state.set_setting("job_wait_s", 0.5)
    desk = login()

    def send(chunk: list[Any]) -> Any:
        path = "/api/v2/tickets/destroy_many"
        return start_job(desk.raw, "DELETE", path, params={"ids": chunk[0]})

    def work(found: list[Any]) -> None:
        found.extend(in_bulk(desk.raw, range(1, 26), send, id_of=itself, chunk=1))

    found: list[list[Any]] = [[] for _ in range(3)]
    threads = [threading.Thread(target=work, args=(each,)) for each in found]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)
    assert len(started) == 75
    assert max(started) == 30
    for each in found:
        assert [result.id for result in each] == list(range(1, 26))
        assert {type(result.error) for result in each} == {NotFound}


def test_two_bulks_of_one_thread_do_not_wait_for_each_other(served, login) -> None:
    served.office.state.set_setting("job_wait_s", 0.05)
    desk = login()

    def send(chunk: list[Any]) -> Any:
        path = "/api/v2/tickets/destroy_many"
        return start_job(desk.raw, "DELETE", path, params={"ids": chunk[0]})

    one, two = (in_bulk(desk.raw, range(1, 41), send, id_of=itself, chunk=1) for _ in range(2))
    pairs = [(a.id, b.id) for a, b in zip(one, two, strict=True)]
    assert pairs == [(n, n) for n in range(1, 41)]


def test_it_waits_while_others_fill_the_account(served, login, monkeypatch) -> None:
    monkeypatch.setattr("cxsdk.helpdesks.zendesk.native.work._FULL_S", 0.05)
    served.office.state.set_setting("jobs_at_once", 1)
    served.office.state.set_setting("job_wait_s", 0.05)
    results = list(login().native.tickets.create_many([GOOD] * 250))
    assert [each.status for each in results] == ["done"] * 250
    assert served.office.state.count("tickets") == 250


def test_input_is_read_as_it_is_needed(served, login) -> None:
    read, desk = count(1), login()

    def send(chunk: list[Any]) -> Any:
        path = "/api/v2/tickets/destroy_many"
        return start_job(desk.raw, "DELETE", path, params={"ids": chunk[0]})

    run = in_bulk(desk.raw, read, send, id_of=itself, chunk=1)  # endless
    assert [next(run).id for _ in range(3)] == [1, 2, 3]
    assert next(read) <= 3 + 60 + 1
    run = in_bulk(desk.raw, (str(n) for n in range(1_000_000)), send, id_of=itself)
    assert next(run).index == 0


def test_many_are_changed_deleted_and_taken_back(served, login) -> None:
    tickets = login().native.tickets
    made = [each.id for each in tickets.create_many([GOOD] * 150)]
    changes = [{"id": number, "additional_tags": [f"n{number}"]} for number in [*made, made[0]]]
    changed = list(tickets.update_many([*changes, {"tags": ["lost"]}]))
    assert [each.status for each in changed] == ["done"] * 151 + ["failed"]
    assert isinstance(changed[-1].error, ConfigError)
    assert {each.status for each in tickets.change_many(made, {"priority": "low"})} == {"done"}
    state = served.office.state
    assert state.get("tickets", made[120])["tags"] == [f"n{made[120]}"]
    assert state.get("tickets", made[120])["priority"] == "low"
    gone = list(tickets.delete_many([*made, 90_000]))
    assert [each.status for each in gone] == ["done"] * 150 + ["failed"]
    assert isinstance(gone[-1].error, NotFound)
    bin_ = login().native.deleted_tickets
    assert [each.status for each in bin_.restore_many(made)] == ["done"] * 150
    assert state.count("tickets", status__ne="deleted") == 150
    list(tickets.delete_many(made[:2]))
    assert [each.status for each in bin_.delete_many(made[:2])] == ["done"] * 2
    assert state.count("tickets") == 148


def test_merging_and_deleting_for_good_are_waited_for(served, login) -> None:
    native = login().native
    target, source = (native.tickets.create(GOOD).id for _ in range(2))
    how = {"target_comment_is_public": False, "source_comment_is_public": False}
    job = native.tickets.merge(target, [source], target_comment="Together", **how)
    assert not job.is_done
    assert native.job_statuses.wait(job).status == "completed"
    assert native.tickets.get(source).status == "closed"
    assert [each.body for each in native.tickets.comments(target)] == ["Hello", "Together"]
    native.tickets.delete(target)
    assert [each.id for each in native.deleted_tickets] == [target]
    native.deleted_tickets.restore(target)
    assert native.tickets.get(target).status == "new"  # as it was
    native.tickets.delete(target)
    native.job_statuses.wait(native.deleted_tickets.delete(target))
    assert list(native.deleted_tickets) == []


def test_a_job_that_does_not_end_is_given_up(served, login) -> None:
    served.office.state.set_setting("job_wait_s", 3600)
    native = login().native
    job = native.tickets.merge(
        native.tickets.create(GOOD).id,
        [1],
        target_comment_is_public=False,
        source_comment_is_public=False,
    )
    with pytest.raises(RequestTimeout) as caught:
        native.job_statuses.wait(job, timeout_s=0.05)
    assert "may still go on" in caught.value.hint


def test_items_of_a_job_that_does_not_end_are_unknown(served, login, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.05)
    served.office.state.set_setting("job_wait_s", 3600)
    (result,) = login().native.tickets.create_many([GOOD])
    assert result.status == "unknown"
    assert isinstance(result.error, RequestTimeout)


def test_refused_credentials_end_it_after_what_was_begun_is_told(served, login) -> None:
    run = login("read").native.tickets.create_many([GOOD] * 300)
    with pytest.raises(Forbidden):
        next(run)
    assert served.office.state.count("tickets") == 0


def test_broken_input_ends_it_after_what_was_begun_is_told(served, login) -> None:
    def items() -> Iterator[dict[str, Any]]:
        for _ in range(150):
            yield GOOD
        message = "the file is torn"
        raise ValueError(message)

    run = login().native.tickets.create_many(items())
    told = [next(run).status for _ in range(100)]
    assert told == ["done"] * 100
    with pytest.raises(ValueError, match="torn"):
        next(run)
    assert served.office.state.count("tickets") == 100


def test_who_never_iterates_is_told(served, login) -> None:
    tickets = login().native.tickets
    with pytest.warns(RuntimeWarning, match="nothing was sent"):
        tickets.create_many([GOOD])
    assert served.office.state.count("job_statuses") == 0
