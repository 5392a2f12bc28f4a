"""Conversations laid out as turns, waits and handovers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from cxsdk.models import Actor, ActorType, Message, MessageKind, Ref, Visibility
from cxsdk.timeline import timeline

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CUSTOMER = Actor(ActorType.CUSTOMER, "5001", "Марина")
ANNA, TIMUR = Actor(ActorType.AGENT, "9003", "Анна"), Actor(ActorType.AGENT, "9004", "Тимур")
BOT = Actor(ActorType.BOT, "9090", "Помощник")


def said(minute: float, author: Actor, text: str = "…", *, public: bool = True) -> Message:
    return Message(
        ref=Ref("zendesk", "acme", f"{minute}-{author.id}"),
        ticket_id="4821",
        kind=MessageKind.AGENT_REPLY,
        visibility=Visibility.PUBLIC if public else Visibility.INTERNAL,
        author=author,
        body_text=text,
        created_at=START + timedelta(minutes=minute),
    )


def test_messages_of_one_author_make_one_turn():
    laid = timeline([said(0, CUSTOMER, "a"), said(1, CUSTOMER, "b"), said(2, ANNA, "c")])
    assert [(t.author, t.text) for t in laid.turns] == [(CUSTOMER, "a\n\nb"), (ANNA, "c")]


def test_internal_notes_are_no_turns():
    laid = timeline([said(0, CUSTOMER), said(1, ANNA, public=False), said(2, CUSTOMER)])
    assert len(laid.turns) == 1


def test_a_wait_runs_from_the_first_unanswered_message_to_a_person():
    laid = timeline([said(0, CUSTOMER), said(1, BOT), said(3, CUSTOMER), said(9, ANNA)])
    assert [w.length for w in laid.waits] == [timedelta(minutes=9)]


def test_bot_to_person_and_person_to_person_are_handovers():
    laid = timeline(
        [said(0, CUSTOMER), said(1, BOT), said(2, TIMUR), said(4, CUSTOMER), said(6, ANNA)]
    )
    assert [(h.before.name, h.after.name) for h in laid.handovers] == [
        ("Помощник", "Тимур"),
        ("Тимур", "Анна"),
    ]


def test_most_active_agent_is_a_person_and_the_later_of_equals():
    assert timeline([said(0, CUSTOMER), said(1, BOT)]).most_active_agent is None
    even = timeline([said(0, CUSTOMER), said(1, TIMUR), said(2, ANNA)])
    assert even.most_active_agent == ANNA
    busy = timeline([said(1, TIMUR), said(2, TIMUR), said(3, ANNA)])
    assert busy.most_active_agent == TIMUR


def test_our_own_survey_is_left_out():
    laid = timeline(
        [said(0, CUSTOMER), said(1, ANNA), said(2, ANNA, "survey")],
        is_ours=lambda m: m.body_text == "survey",
    )
    assert [t.text for t in laid.turns] == ["…", "…"]
    assert laid.last_customer_turn is not None


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.sampled_from([CUSTOMER, ANNA, TIMUR, BOT])), max_size=30
    )
)
def test_every_public_message_is_in_exactly_one_turn_in_time_order(script):
    messages = [said(minute, author) for minute, author in script]
    flat = [m for t in timeline(messages).turns for m in t.messages]
    assert len(flat) == len(messages)
    assert [m.created_at for m in flat] == sorted(m.created_at for m in messages)
    assert all(w.length >= timedelta(0) for w in timeline(messages).waits)
