"""The outbox: an effect is there exactly when its facts are, and happens once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cxsdk.errors import StoreError
from cxsdk.store import Database, Effect, Outbox

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(database: Database, clock: Clock) -> Outbox:
    return Outbox(database, clock, jitter=lambda: 1.0)


def put(outbox: Outbox, db: Session, key: str, **changes: Any) -> None:
    values: dict[str, Any] = {
        "installation_id": 1,
        "app": "csat_pulse",
        "kind": "job",
        "name": "send_survey",
        "payload": {"key": key},
    }
    outbox.put(db, key=key, **(values | changes))


def put_now(outbox: Outbox, key: str, **changes: Any) -> None:
    with outbox.database.write(changes.get("installation_id", 1)) as db:
        put(outbox, db, key, **changes)


def claimed(outbox: Outbox) -> Effect:
    effect = outbox.claim()
    assert effect is not None
    return effect


def test_an_effect_is_claimed_as_it_was_put(outbox: Outbox) -> None:
    payload = {"n": 1, "words": ["ещё раз", None], "deep": {"a": 1.5}}
    put_now(outbox, "k", kind="mail", name="invitation", payload=payload)
    effect = claimed(outbox)
    assert (effect.installation_id, effect.app, effect.kind) == (1, "csat_pulse", "mail")
    assert (effect.name, effect.key, effect.payload) == ("invitation", "k", payload)
    assert (effect.due_at, effect.attempts) == (START, 1)
    assert outbox.claim() is None


def test_an_effect_of_a_session_that_failed_was_never_put(outbox: Outbox) -> None:
    def fail(db: Session) -> None:
        put(outbox, db, "k")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), outbox.database.write(1) as db:
        fail(db)
    assert outbox.list() == []


def test_the_same_key_again_changes_nothing(outbox: Outbox) -> None:
    put_now(outbox, "k", payload={"n": 1})
    put_now(outbox, "k", payload={"n": 2}, due=START + timedelta(days=1))
    effect = claimed(outbox)
    assert effect.payload == {"n": 1}
    outbox.done(effect.id)
    put_now(outbox, "k")
    assert outbox.claim() is None
    assert len(outbox.list()) == 1


def test_another_app_kind_or_installation_has_keys_of_its_own(outbox: Outbox) -> None:
    put_now(outbox, "k")
    put_now(outbox, "k", app="qa_review")
    put_now(outbox, "k", kind="mail")
    put_now(outbox, "k", installation_id=2)
    assert outbox.waiting() == 4


def test_effects_come_when_they_are_due_the_oldest_first(outbox: Outbox, clock: Clock) -> None:
    put_now(outbox, "tomorrow", due=START + timedelta(days=1))
    put_now(outbox, "yesterday", due=START - timedelta(days=1))
    put_now(outbox, "now")
    assert outbox.next_due() == START - timedelta(days=1)
    assert [claimed(outbox).key, claimed(outbox).key, outbox.claim()] == ["yesterday", "now", None]
    clock.at = START + timedelta(days=1)
    assert claimed(outbox).key == "tomorrow"


def test_what_waits_can_be_taken_back_and_put_again(outbox: Outbox) -> None:
    put_now(outbox, "k", payload={"n": 1})
    same = {"installation_id": 1, "app": "csat_pulse", "key": "k"}
    with outbox.database.write(1) as db:
        assert outbox.cancel(db, **same)  # type: ignore[arg-type] # three kinds of values
        assert not outbox.cancel(db, **same)  # type: ignore[arg-type] # three kinds of values
    assert outbox.claim() is None
    assert [effect.state for effect in outbox.list()] == ["cancelled"]
    put_now(outbox, "k", payload={"n": 2})
    assert claimed(outbox).payload == {"n": 2}


def test_what_is_done_cannot_be_taken_back(outbox: Outbox) -> None:
    put_now(outbox, "k")
    outbox.done(claimed(outbox).id)
    with outbox.database.write(1) as db:
        assert not outbox.cancel(db, installation_id=1, app="csat_pulse", key="k")
    put_now(outbox, "k")
    assert outbox.claim() is None


def test_only_the_named_kind_is_taken_back(outbox: Outbox) -> None:
    put_now(outbox, "k", kind="mail")
    put_now(outbox, "k", kind="job")
    with outbox.database.write(1) as db:
        assert outbox.cancel(db, installation_id=1, app="csat_pulse", key="k", kind="mail")
    assert claimed(outbox).kind == "job"


def test_an_effect_that_may_have_happened_waits_for_a_person(outbox: Outbox) -> None:
    put_now(outbox, "k", kind="call")
    effect = claimed(outbox)
    assert outbox.park(effect.id, "the answer was lost", attempt=effect.attempts)
    assert not outbox.done(effect.id, attempt=effect.attempts)
    (row,) = outbox.list(state="unknown")
    assert row.error == "the answer was lost"
    assert outbox.replay(row.id)
    assert claimed(outbox).key == "k"


def test_lists_filter(outbox: Outbox) -> None:
    put_now(outbox, "a")
    put_now(outbox, "b", kind="mail")
    put_now(outbox, "c", installation_id=2, app="qa_review")
    assert [effect.key for effect in outbox.list()] == ["c", "b", "a"]
    assert [effect.key for effect in outbox.list(kind="mail")] == ["b"]
    assert [effect.key for effect in outbox.list(app="qa_review", installation_id=2)] == ["c"]
    assert [effect.key for effect in outbox.list(state="waiting", limit=1)] == ["c"]
    assert outbox.get(1) is not None
    assert outbox.get(9) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "letter"}, "no kind of effect"),
        ({"installation_id": 2}, "another installation"),
        ({"payload": {"x": object()}}, "refused"),
        ({"due": datetime(2026, 11, 23)}, "refused"),  # noqa: DTZ001 - the point of the test
    ],
)
def test_an_effect_that_cannot_be_is_refused(
    outbox: Outbox, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(StoreError, match=message), outbox.database.write(1) as db:
        put(outbox, db, "k", **changes)


def test_a_read_session_decides_nothing(outbox: Outbox) -> None:
    with pytest.raises(StoreError, match="read session"), outbox.database.read(1) as db:
        put(outbox, db, "k")


def test_listeners_hear_after_the_commit_and_once(outbox: Outbox) -> None:
    heard: list[int] = []
    outbox.listen(lambda: heard.append(outbox.waiting()))
    with outbox.database.write(1) as db:
        put(outbox, db, "a")
        put(outbox, db, "b")
        assert heard == []
    assert heard == [2]
    put_now(outbox, "c", due=START + timedelta(hours=1))
    assert heard == [2]


def test_listeners_hear_nothing_of_what_was_undone(outbox: Outbox) -> None:
    heard: list[str] = []
    outbox.listen(lambda: heard.append("due"))

    def fail(db: Session) -> None:
        put(outbox, db, "a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), outbox.database.write(1) as db:
        fail(db)
    assert heard == []
