from __future__ import annotations

import copy
import pickle
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from marshmallow import Schema

from cxsdk.errors import SchemaError
from cxsdk.models import Record
from cxsdk.wire import Loader
from cxsdk.wire.compiled import source

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxsdk.models.record import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    rel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Via(Record):
    channel: str | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue(Record):
    id: int
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Record):
    id: int
    subject: str | None = None
    opened_at: datetime | None = field(default=None, metadata={"key": "created_at"})
    tags: tuple[str, ...] = ()
    via: Via | None = None
    fields: tuple[FieldValue, ...] = field(default=(), metadata={"key": "custom_fields"})
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


TICKET = Loader(Ticket, vendor="zendesk")


def body() -> dict[str, Any]:
    return {
        "id": 4821,
        "subject": "Оплата",
        "created_at": "2026-11-23T07:31:00Z",
        "tags": ["vip"],
        "via": {"channel": "email", "source": {"rel": None, "from": {}}},
        "custom_fields": [{"id": 1, "value": "a"}, {"id": 2, "value": None}],
        "brand_id": 7,
    }


def is_built(record: Record, name: str) -> bool:
    try:
        object.__getattribute__(record, name)
    except AttributeError:
        return False
    return True


def test_a_loader_is_a_codec_bound_to_its_model() -> None:
    codec: Codec = TICKET
    assert Ticket._codec is codec
    assert set(codec.lazy) == {"via", "fields"}


def test_a_record_carries_typed_values_and_the_object_that_came() -> None:
    data = body()
    ticket = TICKET.load(data)
    assert type(ticket) is Ticket
    assert ticket.raw is data
    assert ticket.raw["brand_id"] == 7
    assert ticket.opened_at == datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
    assert ticket.tags == ("vip",)
    assert ticket.via == Via(channel="email", source=Source())
    assert ticket.fields == (FieldValue(id=1, value="a"), FieldValue(id=2))
    assert ticket.fields[0].raw is data["custom_fields"][0]


def test_nested_parts_are_built_on_first_access_only() -> None:
    ticket = TICKET.load(body())
    assert not is_built(ticket, "via")
    assert not is_built(ticket, "fields")
    assert ticket.via is ticket.via
    assert is_built(ticket, "via")
    assert not is_built(ticket, "fields")
    assert ticket.via is not None
    assert not is_built(ticket.via, "source")


def test_absent_and_null_parts_have_their_defaults() -> None:
    ticket = TICKET.load({"id": 1, "via": None})
    assert (ticket.via, ticket.fields, ticket.extra, ticket.subject) == (None, (), {}, None)
    assert TICKET.load({"id": 1}).extra is not TICKET.load({"id": 1}).extra


def test_lazily_loaded_and_hand_made_records_are_equal_and_hash_alike() -> None:
    made = Ticket(
        id=4821,
        subject="Оплата",
        opened_at=datetime(2026, 11, 23, 7, 31, tzinfo=UTC),
        tags=("vip",),
        via=Via(channel="email", source=Source(rel=None)),
        fields=(FieldValue(id=1, value="a"), FieldValue(id=2, value=None)),
    )
    assert TICKET.load(body()) == made
    assert hash(TICKET.load(body())) == hash(made)
    assert repr(TICKET.load(body())) == repr(made)


def test_records_loaded_fast_and_by_the_schema_are_equal() -> None:
    spelled_oddly = {**body(), "id": "4821", "tags": ("vip",)}
    slow = TICKET.load(spelled_oddly)
    assert slow == TICKET.load(body())
    assert is_built(slow, "via")
    assert slow.raw is spelled_oddly
    assert slow.fields[0].raw is spelled_oddly["custom_fields"][0]


REMAKES: dict[str, Callable[[Ticket], Ticket]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda t: pickle.loads(pickle.dumps(t)),
    "replace": replace,
}


@pytest.mark.parametrize("how", list(REMAKES))
@pytest.mark.parametrize("touched", [(), ("via",), ("via", "fields")])
def test_a_loaded_record_survives_being_remade(how: str, touched: tuple[str, ...]) -> None:
    ticket = TICKET.load(body())
    for name in touched:
        getattr(ticket, name)
    again = REMAKES[how](ticket)
    assert again == ticket
    assert again.raw == body()
    assert again.to_dict() == body()
    assert type(again) is Ticket


def race(work: Callable[[], object], *, threads: int = 8) -> list[object]:
    """Do the same in several threads at once, and return what each of them got."""
    start = threading.Barrier(threads)
    results: list[object] = []

    def run() -> None:
        start.wait(timeout=10)
        results.append(work())

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=10)
    return results


def test_threads_that_race_for_a_part_all_get_it() -> None:
    expected = (TICKET.load(body()).fields, TICKET.load(body()).via)
    for _ in range(30):
        ticket = TICKET.load(body())
        assert race(lambda t=ticket: (t.fields, t.via)) == [expected] * 8  # type: ignore[misc]
        assert ticket.fields is ticket.fields


def test_threads_that_race_for_the_first_load_all_load() -> None:
    for _ in range(5):
        loader = Loader(Ticket, vendor="zendesk")
        assert race(lambda fresh=loader: fresh.load(body())) == [TICKET.load(body())] * 8  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"id": "x"}, "id", "Not a valid integer."),
        ({"id": None}, "id", "Field may not be null."),
        ({"subject": 5}, "subject", "Not a valid string."),
        ({"created_at": "yesterday"}, "created_at", "Not a valid datetime."),
        ({"tags": ["a", 1]}, "tags[1]", "Not a valid string."),
        ({"tags": "a"}, "tags", "Not a valid list."),
        ({"via": "email"}, "via", "Invalid input type."),
        ({"via": {"source": {"rel": 1}}}, "via.source.rel", "Not a valid string."),
        ({"custom_fields": [{"id": 1}, {}]}, "custom_fields[1].id", "Missing data for required"),
        ({"custom_fields": [None]}, "custom_fields[0]", "Field may not be null."),
    ],
)
def test_an_error_names_model_path_and_reason(
    change: dict[str, Any], path: str, reason: str
) -> None:
    with pytest.raises(SchemaError) as caught:
        TICKET.load({**body(), **change})
    error = caught.value
    assert str(error).startswith(f"Ticket.{path}: {reason}")
    assert "\n" not in str(error)
    assert (error.path, error.vendor) == (path, "zendesk")
    assert error.hint
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.path, again.vendor) == (str(error), path, "zendesk")


@pytest.mark.parametrize("data", [None, 5, "text", [], [body()]])
def test_something_else_than_an_object_is_an_error_about_the_model(data: object) -> None:
    with pytest.raises(SchemaError, match=r"\ATicket: Invalid input type\.\Z") as caught:
        TICKET.load(data)
    assert caught.value.path == ""


def test_an_error_never_repeats_what_the_customer_wrote() -> None:
    with pytest.raises(SchemaError) as caught:
        TICKET.load({**body(), "id": "4111 1111 1111 1111"})
    assert "4111" not in str(caught.value) + caught.value.hint


def test_a_raw_that_was_changed_after_loading_is_caught_at_access() -> None:
    data = body()
    ticket = TICKET.load(data)
    data["custom_fields"] = [{"id": "x"}]
    with pytest.raises(SchemaError, match=r"FieldValue\.id") as caught:
        ticket.fields  # noqa: B018 - the point of the test
    assert caught.value.vendor == "zendesk"
    other = TICKET.load(data | {"custom_fields": []})
    assert isinstance(other.raw, dict)
    del other.raw["via"]
    with pytest.raises(SchemaError, match="Via: Invalid input type"):
        other.via  # noqa: B018 - the same


def test_the_derived_schema_can_be_had() -> None:
    schema = TICKET.schema
    assert isinstance(schema, Schema)
    assert schema.load(body())["opened_at"] == datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
    assert TICKET.schema is schema


def test_a_vendor_key_cannot_run_as_code() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Odd(Record):
        name: str = field(metadata={"key": "a'] or exit() #\n"})

    assert Loader(Odd).load({"a'] or exit() #\n": "x"}).name == "x"
    assert "\n #" not in source(Odd)
