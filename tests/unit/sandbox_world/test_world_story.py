"""The world tells its story, and no conversation reads like another one."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from cxsdk.sandbox.clock import moment
from cxsdk.sandbox.world import WORLD_START, build, people
from cxsdk.text import Cue, find, language

ANNA, TIMUR, LAURA_MEIER, BOT, SYSTEM = 9003, 9004, 9005, 9090, -1
LAPINA, BRANDT = 5001, 5002


@pytest.fixture(scope="module")
def world():
    return build("http://localhost:8400")


@pytest.fixture(scope="module")
def said(world):
    found = {ticket["id"]: [] for ticket in world.tickets}
    for comment in world.comments:
        found[comment["ticket_id"]].append(comment)
    return found


@pytest.fixture(scope="module")
def tickets(world):
    return {ticket["id"]: ticket for ticket in world.tickets}


@pytest.fixture(scope="module")
def firms(world):
    return {firm["id"]: firm["organization_fields"] for firm in world.organizations}


def waiting_minutes(ticket, comments):
    """How long the customer's last word has stood there."""
    last = next(c for c in reversed(comments) if c["author_id"] == ticket["requester_id"])
    return int((WORLD_START - moment(last["created_at"])).total_seconds() + 59) // 60


def values(ticket):
    return {field["id"]: field["value"] for field in ticket["custom_fields"]}


def test_there_are_three_hundred_conversations_in_ninety_days(world):
    assert len(world.tickets) >= 300
    recent = stamp_days_ago(90)
    assert sum(t["created_at"] >= recent for t in world.tickets) >= 0.99 * len(world.tickets)


def stamp_days_ago(days):
    return (WORLD_START - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_two_thirds_and_more_are_russian(world, said):
    languages = Counter(language(said[t["id"]][0]["body"]) for t in world.tickets)
    assert 0.62 < languages["ru"] / len(world.tickets) < 0.78
    assert languages[None] == 0


def test_weekends_are_thin_and_nights_quiet(world):
    begun = [moment(t["created_at"]) + timedelta(hours=3) for t in world.tickets]
    assert sum(at.weekday() > 4 for at in begun) < 0.12 * len(begun)
    assert sum(9 <= at.hour < 19 for at in begun) > 0.8 * len(begun)
    assert all(at.hour >= 6 for at in begun)


def test_every_channel_status_and_topic_occurs(world):
    assert {t["via"]["channel"] for t in world.tickets} == {
        "chat",
        "email",
        "web",
        "voice",
        "native_messaging",
    }
    statuses = {"new", "open", "pending", "hold", "solved", "closed"}
    assert {t["status"] for t in world.tickets} == statuses
    assert {values(t)[people.TOPIC_FIELD] for t in world.tickets} == set(people.TOPICS)


def test_marina_is_asked_three_times_for_what_she_said_at_once(tickets, said):
    ticket, comments = tickets[4821], said[4821]
    assert ticket["requester_id"] == LAPINA
    assert ticket["status"] == "solved"
    assert values(ticket) == {36001: "48213", 36002: "Android 14", 36003: "payment"}
    public = [c for c in comments if c["public"]]
    for fact in ("48213", "Android 14", "+7 900 555-41-07"):
        assert fact in public[0]["body"]
    askers = [c["author_id"] for c in public if "номер заказа" in c["body"]]
    assert askers == [BOT, TIMUR, ANNA]
    assert any("Сделаем в ближайшее время и напишем" in c["body"] for c in public)
    assert find(public[-1]["body"], Cue.CONFIRMED)
    assert ticket["assignee_id"] == ANNA
    handed = [
        c["body"] for c in comments if c["author_id"] == SYSTEM and "→ solved" not in c["body"]
    ]
    assert handed == [
        "Помощник → Тимур Сафин, Техподдержка",
        "Тимур Сафин → Анна Белова, Платежи",
    ]


def test_marina_also_wrote_a_mail_that_is_linked_to_her_chat(tickets):
    mail = tickets[4829]
    assert mail["via"]["channel"] == "email"
    assert mail["via"]["source"]["from"]["ticket_id"] == 4821
    assert tickets[4821]["followup_ids"] == [4829]
    assert "связано_4821" in mail["tags"]
    assert "4821" in mail["description"]


def test_this_morning_she_is_back_and_still_waits(tickets, said):
    ticket, comments = tickets[4907], said[4907]
    assert (ticket["status"], ticket["assignee_id"], ticket["group_id"]) == ("open", ANNA, 7001)
    assert comments[-1]["author_id"] == LAPINA
    assert comments[-1]["body"].endswith("Карту менять не нужно?")
    assert comments[-1]["created_at"].startswith("2026-11-23T07:27")
    assert ticket["created_at"].startswith("2026-11-23T07:11")


def test_a_hint_fits_where_laura_brandt_has_just_confirmed(tickets, said, firms):
    ticket, comments = tickets[4880], said[4880]
    assert (ticket["status"], ticket["via"]["channel"]) == ("open", "chat")
    assert ticket["requester_id"] == BRANDT
    assert comments[-1]["author_id"] == BRANDT
    assert find(comments[-1]["body"], Cue.CONFIRMED)
    assert not find(comments[-1]["body"], Cue.UPSET)
    firm = firms[ticket["organization_id"]]
    assert (firm["plan"], firm["seats_used"], firm["seats_total"]) == ("team", 46, 50)
    assert firm["marketing_consent"] == "yes"
    assert firm["marketing_consent_at"]
    assert firm["marketing_consent_source"]


def confirmed_and_open(world, said):
    for ticket in world.tickets:
        last = said[ticket["id"]][-1]
        is_customers = last["author_id"] == ticket["requester_id"]
        if ticket["status"] == "open" and is_customers and find(last["body"], Cue.CONFIRMED):
            yield ticket


def test_one_confirmed_without_known_consent_and_one_pays_for_empty_seats(world, said, firms):
    confirmed = [firms[t["organization_id"]] for t in confirmed_and_open(world, said)]
    assert any(firm["marketing_consent"] == "unknown" for firm in confirmed)
    assert any(firm["seats_used"] < 0.3 * firm["seats_total"] for firm in confirmed)


def test_a_chat_of_this_morning_is_ten_minutes_from_its_survey(world, said):
    solved = [
        t
        for t in world.tickets
        if t["status"] == "solved"
        and t["via"]["channel"] == "chat"
        and WORLD_START - moment(t["updated_at"]) < timedelta(minutes=2)
    ]
    assert len(solved) == 1


def test_annas_desk_looks_like_the_picture(world, said):
    hers = {
        ticket["subject"]: ticket
        for ticket in world.tickets
        if ticket["assignee_id"] == ANNA and ticket["status"] in {"open", "pending"}
    }
    waits = {
        subject: waiting_minutes(ticket, said[ticket["id"]])
        for subject, ticket in hers.items()
        if ticket["status"] == "open"
    }
    assert waits == {
        "Не приходит код для входа": 72,
        "Акт сверки за октябрь": 52,
        "Пропали скидки после обновления": 46,
        "Два одинаковых списания": 41,
        "Сканер не видит штрихкоды": 38,
        "Invoice shows the wrong VAT": 31,
        "Можно ли перенести остатки из таблицы?": 22,
        "Оплата заказа 48213 снова не проходит": 4,
    }
    assert hers.keys() - waits.keys() == {
        "Как добавить второго кладовщика",
        "Не печатается ценник 58 мм",
    }


def test_the_outage_is_one_problem_with_many_incidents(world, tickets):
    assert tickets[4590]["type"] == "problem"
    assert tickets[4590]["has_incidents"]
    assert sum(t["problem_id"] == 4590 for t in world.tickets) >= 10


def test_blind_handovers_in_chat_begin_in_november(world, said):
    def complaints(since, until):
        chats = [
            t
            for t in world.tickets
            if t["via"]["channel"] == "chat" and since <= t["created_at"] < until
        ]
        repeated = [
            t
            for t in chats
            if any(
                c["author_id"] == t["requester_id"] and find(c["body"], Cue.SAID_BEFORE)
                for c in said[t["id"]]
            )
        ]
        return len(repeated) / len(chats)

    before = complaints("2026-09", "2026-11-03")
    after = complaints("2026-11-03", "2026-11-23")
    assert after > 2 * before


def test_subjects_and_dialogues_are_their_own(world, said):
    subjects = Counter(ticket["subject"] for ticket in world.tickets)
    assert [s for s, n in subjects.items() if n > 1] == []
    templates = tuple(people.read("phrases.json")["templates"])
    bodies = Counter(
        c["body"]
        for c in world.comments
        if len(c["body"]) >= 60 and c["author_id"] not in {SYSTEM, BOT}
    )
    repeated = {b: n for b, n in bodies.items() if n > 3 and not b.startswith(templates)}
    assert repeated == {}
    sequences = Counter(
        tuple(c["body"] for c in comments if c["public"])[:2] for comments in said.values()
    )
    assert max(sequences.values()) == 1


def test_no_slot_is_left_open_and_no_number_belongs_to_anyone(world):
    for comment in world.comments:
        assert not {"{", "}"} & set(comment["body"]), comment["body"]
    for user in world.users:
        assert user["email"].endswith(".example")
        assert user["phone"] is None or user["phone"].startswith(("+7900555", "+447700900"))


def test_agents_have_a_history(world):
    solved = Counter(t["assignee_id"] for t in world.tickets if t["status"] in {"solved", "closed"})
    for agent in (9003, 9004, 9005, 9006, 9007):
        assert solved[agent] >= 20


def test_marinas_firm_is_happy_in_twelve_of_fourteen_cases(world, tickets):
    of_firm = Counter(
        rating["score"]
        for rating in world.satisfaction_ratings
        if tickets[rating["ticket_id"]]["organization_id"] == 3001
    )
    assert of_firm == {"good": 12, "bad": 2}
