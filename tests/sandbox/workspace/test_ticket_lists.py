"""Lists of tickets: what is in each, how many the menu says, in which order, the search."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from cxsdk.models import ActorType
from cxsdk.sandbox.clock import WORLD_START, stamp
from cxsdk.sandbox.desk import NewComment
from cxsdk.sandbox.workspace.people import Directory
from cxsdk.sandbox.workspace.rows import waiting
from cxsdk.sandbox.workspace.views import Lists

if TYPE_CHECKING:
    from conftest import Page, Visitor

    from cxsdk.sandbox.office import Office

VIEWS = ["mine", "all", "unanswered", "pending", "chats", "solved", "bad"]
GROUPS = ["group-7001", "group-7002", "group-7003", "group-7004"]


def listed(page: Page) -> list[int]:
    return [int(each) for each in page.all(r'class="tk" href="/agent/tickets/(\d+)')]


def subjects(page: Page) -> list[str]:
    return [unescape(each) for each in page.all(r'<b class="grow cut">(.*?)</b>')]


@pytest.mark.parametrize("view", VIEWS + GROUPS)
def test_a_list_holds_as_many_as_the_menu_says(anna: Visitor, view: str) -> None:
    page = anna.get(f"/agent/?view={view}")
    told = re.search(rf"view={view}\"[^>]*>.*?<span[^>]*>(\d+)</span></a>", page.html)
    assert told is not None
    assert len(listed(page)) == int(told[1]) > 0


def _unsolved(ticket: dict[str, Any]) -> bool:
    return ticket["status"] in {"new", "open", "pending", "hold"}


FITS = {
    "mine": lambda t: _unsolved(t) and t["assignee_id"] == 9003,
    "all": _unsolved,
    "pending": lambda t: t["status"] == "pending",
    "chats": lambda t: (
        t["status"] in {"new", "open"} and t["via"]["channel"] in {"chat", "native_messaging"}
    ),
    "group-7001": lambda t: _unsolved(t) and t["group_id"] == 7001,
    "solved": lambda t: (
        t["status"] == "solved" and t["updated_at"] >= stamp(WORLD_START - timedelta(days=7))
    ),
}


@pytest.mark.parametrize("view", FITS)
def test_a_list_holds_what_its_name_says(anna: Visitor, office: Office, view: str) -> None:
    wanted = {t["id"] for t in office.state.list("tickets") if FITS[view](t)}
    assert set(listed(anna.get(f"/agent/?view={view}"))) == wanted


def test_low_ratings_of_the_last_month(anna: Visitor, office: Office) -> None:
    since = stamp(WORLD_START - timedelta(days=30))
    ratings = office.state.list("satisfaction_ratings", score="bad")
    wanted = {each["ticket_id"] for each in ratings if each["updated_at"] >= since}
    assert set(listed(anna.get("/agent/?view=bad"))) == wanted


def test_unanswered_means_that_no_person_ever_answered(anna: Visitor, office: Office) -> None:
    numbers = listed(anna.get("/agent/?view=unanswered"))
    bots = {9090, -1}
    for number in numbers:
        said = office.state.list("comments", ticket_id=number)
        ticket = office.state.get("tickets", number) or {}
        others = {each["author_id"] for each in said if each["public"]} - bots
        assert others == {ticket["requester_id"]}
    office.desk.add_comment(numbers[0], 9003, body="Здравствуйте!")
    assert numbers[0] not in listed(anna.get("/agent/?view=unanswered"))


def test_who_waits_longest_stands_first(anna: Visitor, office: Office) -> None:
    lists = Lists(office.state, Directory(office.state), office.clock(), 9003)
    waits = [row.waits_since for row in lists.listing("all", "wait", "").rows]
    waiting_since = [each for each in waits if each is not None]
    assert waiting_since == sorted(waiting_since)
    assert waits[: len(waiting_since)] == waiting_since
    assert listed(anna.get("/agent/?view=mine"))[0] == next(
        row.ticket["id"] for row in lists.listing("mine", "wait", "").rows
    )


@pytest.mark.parametrize(("sort", "field"), [("updated", "updated_at"), ("created", "created_at")])
def test_lists_can_be_ordered_otherwise(
    anna: Visitor, office: Office, sort: str, field: str
) -> None:
    numbers = listed(anna.get(f"/agent/?view=all&sort={sort}"))
    times = [(office.state.get("tickets", n) or {})[field] for n in numbers]
    assert times == sorted(times, reverse=True)


def test_a_list_says_how_long_the_customer_waits(anna: Visitor, office: Office) -> None:
    page = anna.get("/agent/?view=mine")
    assert "Оплата заказа 48213 снова не проходит" in subjects(page)
    assert "ждёт 4 мин" in page.text
    office.clock.advance(timedelta(hours=1))
    assert "ждёт 1 ч 4 мин" in anna.get("/agent/?view=mine").text


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("4907", {4907}),
        ("№4821", {4821}),
        ("заказ 48213", {4821, 4829, 4907}),
        ("лапина код 05", {4821, 4907}),
        ("КАРТУ МЕНЯТЬ НЕ НУЖНО", {4907}),
        ("m.lapina@teplydom.example повторно", set()),
    ],
)
def test_the_search_finds_number_order_customer_and_text(
    anna: Visitor, words: str, wanted: set[int]
) -> None:
    found = set(listed(anna.get("/agent/", query_string={"q": words})))
    assert found >= wanted if wanted else not found
    assert len(found) <= len(wanted) + 2


def test_a_search_without_a_hit_says_what_to_try(anna: Visitor) -> None:
    page = anna.get("/agent/?q=<script>alert(1)</script>")
    assert "Ничего не нашлось" in page.text
    assert "<script>alert" not in page.html


def test_unknown_views_and_orders_show_ones_own(anna: Visitor) -> None:
    assert listed(anna.get("/agent/?view=xx&sort=yy")) == listed(anna.get("/agent/?view=mine"))


def test_who_holds_no_ticket_sees_all(visitor: Visitor) -> None:
    visitor.be(9002)
    assert listed(visitor.get("/agent/")) == listed(visitor.get("/agent/?view=all"))


def test_a_subject_with_markup_is_only_text(anna: Visitor, office: Office) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    office.desk.create_ticket(NewComment(5001, "x"), requester_id=5001, subject=nasty)
    page = anna.get("/agent/?view=all&sort=created")
    assert subjects(page)[0] == nasty
    assert "<img" not in page.html


def test_a_deleted_ticket_is_in_no_list(anna: Visitor, office: Office) -> None:
    office.desk.delete_ticket(4907, 9003)
    assert 4907 not in listed(anna.get("/agent/?view=mine"))
    assert not listed(anna.get("/agent/?q=4907"))
    assert anna.get("/agent/tickets/4907").status == 404


class Cast(Directory):
    """People by number, without an account: 1 asks, 2 and 3 answer, 4 is a bot."""

    def __init__(self) -> None:
        pass

    def kind(self, number: Any) -> ActorType:
        return {1: ActorType.CUSTOMER, 4: ActorType.BOT}.get(number, ActorType.AGENT)


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.booleans())))
def test_a_wait_runs_from_the_first_unanswered_word_to_a_persons_answer(
    said: list[tuple[int, bool]],
) -> None:
    comments = [
        {"author_id": who, "public": public or who == 1, "created_at": stamp(WORLD_START + i * _H)}
        for i, (who, public) in enumerate(said)
    ]
    since, was_answered = waiting(Cast(), comments)
    heard = [(c["author_id"], c["created_at"]) for c in comments if c["public"]]
    people = [(who, at) for who, at in heard if who != 4]
    assert was_answered == any(who in {2, 3} for who, _ in people)
    tail: list[datetime] = []
    for who, at in reversed(people):
        if who != 1:
            break
        tail.append(datetime.fromisoformat(at))
    assert since == (min(tail) if tail else None)


_H = timedelta(hours=1)
