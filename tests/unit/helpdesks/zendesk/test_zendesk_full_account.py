"""An account that turns jobs away for now: they are started later, and no place is lost."""

from __future__ import annotations

import cxsdk
from cxsdk.errors import RateLimited
from cxsdk.helpdesks.zendesk.native.bulk import in_bulk
from cxsdk.helpdesks.zendesk.native.jobs import JOBS_AT_ONCE, watch_of


class Account:
    """Turns the first jobs away."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.done: list[int] = []

    def send(self, chunk: list[int]) -> None:
        if self.refusals:
            self.refusals -= 1
            refused = RateLimited("too many jobs", status=429, vendor="zendesk")
            refused.retry_after_s = 0.0
            raise refused
        self.done += chunk


def test_a_job_that_was_turned_away_gives_its_place_back(desk):
    account, client = Account(refusals=3), desk.native.tickets._client
    results = list(in_bulk(client, [1, 2, 3], account.send, id_of=int, chunk=2))
    assert [(result.item, result.status) for result in results] == [
        (1, "done"),
        (2, "done"),
        (3, "done"),
    ]
    assert account.done == [1, 2, 3]
    places = [watch_of(client).reserve() for _ in range(JOBS_AT_ONCE + 1)]
    assert places == [True] * JOBS_AT_ONCE + [False]


def test_a_chunk_that_cannot_be_sent_gives_its_place_back(desk):
    def refuse(chunk: list[int]) -> None:
        message = f"not {chunk}"
        raise cxsdk.BadRequest(message, status=400, vendor="zendesk")

    client = desk.native.tickets._client
    results = list(in_bulk(client, [1, 2], refuse, id_of=int, chunk=1))
    assert [result.status for result in results] == ["failed", "failed"]
    assert all(watch_of(client).reserve() for _ in range(JOBS_AT_ONCE))
