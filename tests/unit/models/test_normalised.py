"""Every model in our words: made by hand, compared by value, written as plain JSON."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import cxsdk.models as m

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


def ref(number: str) -> m.Ref:
    return m.Ref("zendesk", "acme", number, f"https://acme.example/{number}")


def make_ticket() -> m.Ticket:
    return m.Ticket(
        raw={"vendor": "word"},
        ref=ref("4821"),
        subject="Не проходит оплата",
        status=m.Status(m.StatusCategory.SOLVED, "solved"),
        priority=m.Priority(m.PriorityLevel.HIGH, "high"),
        channel=m.Channel(m.ChannelKind.CHAT, "chat"),
        requester=m.PersonRef("5001", "Марина Лапина", "m.lapina@teplydom.example"),
        assignee=m.AgentRef("9003"),
        team=m.TeamRef("7001", "Платежи"),
        organization=m.OrganizationRef("3001"),
        tags=("vip", "оплата"),
        custom_fields={"36001": "48213", "36002": ["phone", "web"], "36003": None},
        created_at=AT,
    )


MAKERS: list[Callable[[], m.Record]] = [
    make_ticket,
    lambda: m.Message(
        ref=ref("1"),
        ticket_id="4821",
        kind=m.MessageKind.AGENT_REPLY,
        visibility=m.Visibility.PUBLIC,
        author=m.Actor(m.ActorType.AGENT, "9003"),
        body_text="Здравствуйте!",
        attachments=(m.Attachment("7", "чек.pdf", size_bytes=10),),
        created_at=AT,
    ),
    lambda: m.Person(ref=ref("5001"), name="Марина", emails=("m@teplydom.example",)),
    lambda: m.Agent(ref=ref("9003"), name="Анна", role=m.AgentRole.ADMIN),
    lambda: m.Team(ref=ref("7001"), name="Платежи"),
    lambda: m.Organization(ref=ref("3001"), name="Тёплый дом", domains=("teplydom.example",)),
    lambda: m.FieldDef(
        ref=ref("36002"),
        key="36002",
        label="Device",
        type="tagger",
        options=(m.FieldOption("a", "A"),),
    ),
    lambda: m.Satisfaction(
        ref=ref("2"), ticket_id="4821", native_score="good", native_scale="good/bad", rated_at=AT
    ),
    lambda: m.WebhookEvent(vendor="zendesk", type=m.EventType.TICKET_CREATED, native_type="x"),
]


@pytest.fixture(params=MAKERS, ids=lambda make: type(make()).__name__)
def make(request: pytest.FixtureRequest) -> Callable[[], m.Record]:
    made: Callable[[], m.Record] = request.param
    return made


def test_models_are_equal_by_value_and_hash_alike(make: Callable[[], m.Record]) -> None:
    assert make() == make()
    assert hash(make()) == hash(make())


def test_models_are_frozen(make: Callable[[], m.Record]) -> None:
    record = make()
    for part in fields(record):
        with pytest.raises(FrozenInstanceError):
            setattr(record, part.name, None)
    assert not hasattr(record, "__dict__")


def test_models_survive_copy_and_pickle_with_their_raw(make: Callable[[], m.Record]) -> None:
    record = make()
    for again in (copy.copy(record), copy.deepcopy(record), pickle.loads(pickle.dumps(record))):
        assert again == record
        assert again.raw == record.raw


def test_to_dict_is_plain_json_under_our_names(make: Callable[[], m.Record]) -> None:
    record = make()
    written = record.to_dict()
    assert json.loads(json.dumps(written)) == written
    assert list(written) == [part.name for part in fields(record) if part.name != "raw"]


def test_a_ticket_is_written_with_values_of_enums_and_moments_in_utc() -> None:
    written = make_ticket().to_dict()
    assert written["ref"] == {
        "vendor": "zendesk",
        "account": "acme",
        "id": "4821",
        "url": "https://acme.example/4821",
    }
    assert written["status"] == {"category": "solved", "native_id": "solved", "label": None}
    assert written["tags"] == ["vip", "оплата"]
    assert written["custom_fields"] == {"36001": "48213", "36002": ["phone", "web"], "36003": None}
    assert written["created_at"] == "2026-11-23T07:31:00Z"
    assert written["team"] == {"id": "7001", "name": "Платежи"}


def test_a_change_shows_in_to_dict_and_leaves_the_original_alone() -> None:
    ticket = make_ticket()
    changed = replace(ticket, subject="Оплата прошла")
    assert changed.to_dict() == {**ticket.to_dict(), "subject": "Оплата прошла"}
    assert ticket.subject == "Не проходит оплата"


def test_ids_have_a_short_form() -> None:
    for make in MAKERS[:-1]:
        record: Any = make()
        assert record.id == record.ref.id


def test_public_message_is_told_from_a_note() -> None:
    message = MAKERS[1]()
    assert isinstance(message, m.Message)
    assert message.is_public
    assert not replace(message, visibility=m.Visibility.INTERNAL).is_public


def test_every_public_model_is_frozen_and_slotted() -> None:
    for name in m.__all__:
        model: Any = getattr(m, name)
        if is_dataclass(model):
            assert vars(model)["__dataclass_params__"].frozen, name
            assert "__slots__" in model.__dict__, name
