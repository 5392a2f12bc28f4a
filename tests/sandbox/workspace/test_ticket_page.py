"""One ticket: its conversation with waits and hand-overs, what is known, who it belongs to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cxsdk.sandbox import shapes
from cxsdk.sandbox.workspace.customer import hide_phone
from cxsdk.sandbox.workspace.ruler import counted, ruler

if TYPE_CHECKING:
    from conftest import Visitor

    from cxsdk.sandbox.office import Office

NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)"><b>bold</b>'


def test_the_conversation_stands_in_order_with_its_day(anna: Visitor) -> None:
    text = anna.get("/agent/tickets/4907").text
    order = [
        "Понедельник, 23 ноября",
        "В пятницу оплата прошла",
        "Помощник бот · 10:11 Передаю специалисту",
        "Помощник → Анна Белова",
        "Ожидание 9 мин · норма чата 5 мин",
        "Вижу заказ 48213 и пятничное обращение",
        "внутренняя заметка · 10:24",
        "Карту менять не нужно?",
        "Ждёт ответа 4 мин",
        "Уже сказано заказ 48213 Android 14",
    ]
    places = [text.find(each) for each in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_in_english_the_frame_is_english_and_the_words_stay(visitor: Visitor) -> None:
    visitor.be(9003).language = "en"
    text = visitor.get("/agent/tickets/4907").text
    for each in ("Monday, 23 November", "Wait: 9 min", "norm of a chat: 5 min", "internal note"):
        assert each in text
    assert "Карту менять не нужно?" in text


def test_the_hand_overs_of_the_story_are_told_once_each(visitor: Visitor) -> None:
    page = visitor.be(9002).get("/agent/tickets/4821")
    hands = re.findall(r'class="sys hand">(.*?)</p>', page.html, re.DOTALL)
    told = [" ".join(re.sub(r"<[^>]*>", " ", each).split()) for each in hands]
    assert [each.split(",")[0] for each in told] == [
        "Помощник → Тимур Сафин",
        "Тимур Сафин → Анна Белова",
    ]
    assert "с контекстом" in told[1]
    assert "с контекстом" not in told[0]
    assert "Статус: Решено" in page.text


def test_a_hand_over_that_nobody_noted_shows_by_who_speaks(anna: Visitor, office: Office) -> None:
    office.desk.add_comment(4907, 9004, body="Подключаюсь", channel="chat")
    assert "Анна Белова → Тимур Сафин" in anna.get("/agent/tickets/4907").text


def test_what_customers_write_is_only_text(anna: Visitor, office: Office) -> None:
    customer = office.state.get("users", 5001) or {}
    office.state.put("users", customer | {"name": NASTY, "email": f'"{NASTY}"@x.example'})
    office.state.put("tickets", (office.state.get("tickets", 4907) or {}) | {"subject": NASTY})
    office.desk.add_comment(4907, 5001, html_body=f"<p>{NASTY}</p>")
    office.desk.add_comment(4907, 5001, body=NASTY)
    page = anna.get("/agent/tickets/4907")
    assert page.status == 200
    bare = re.sub(
        r'<script type="(module|application/json)".*?</script>', "", page.html, flags=re.DOTALL
    )
    assert "<script" not in bare
    assert not re.search(r"<img[^>]*\bonerror", bare)
    assert "\\u003cscript" in page.html  # inside the data of the page
    live = anna.get("/agent/tickets/4907/live").response.get_json()
    assert "<script" not in live["html"]
    assert not re.search(r"<\w+[^>]*\bonerror", live["html"])


def test_markup_from_a_file_is_cleaned_when_it_is_shown(anna: Visitor, office: Office) -> None:
    raw = {"html_body": "<p>да</p><script>alert(1)</script>", "plain_body": "да"}
    office.state.put("comments", shapes.comment(1, 4907, 5001, at="2026-11-23T07:29:00Z", **raw))
    page = anna.get("/agent/tickets/4907")
    assert "<p>да</p>" in page.html
    assert "alert(1)" not in page.html.replace("\\u003c", "")


def test_markup_too_deep_to_clean_is_shown_as_text(anna: Visitor, office: Office) -> None:
    deep = "<div>" * 4000 + "глубоко" + "</div>" * 4000
    raw = {"html_body": deep, "plain_body": "глубоко"}
    office.state.put("comments", shapes.comment(1, 4907, 5001, at="2026-11-23T07:29:00Z", **raw))
    page = anna.get("/agent/tickets/4907")
    assert '<p dir="auto">глубоко</p>' in page.html


def test_what_the_customer_said_already_stands_on_the_composer(anna: Visitor) -> None:
    text = anna.get("/agent/tickets/4907").text
    assert "заказ 48213 Android 14 тел. ··· 41-07 3 обращения: чат и почта" in text


def test_the_customer_and_earlier_conversations_stand_beside(anna: Visitor) -> None:
    text = anna.get("/agent/tickets/4907").text
    for each in ("ООО «Тёплый дом»", "m.lapina@teplydom.example", "··· 41-07", "12:31, русский"):
        assert each in text
    assert "Добавить пятого кладовщика 14 авг." in text
    assert "900 555" not in text.split("Клиент и приложения")[-1].split("Прежние обращения")[-1]


def test_the_ticket_points_to_what_it_is_about(anna: Visitor) -> None:
    assert '<a href="/agent/tickets/4821">№4821</a>' in anna.get("/agent/tickets/4907").html


def test_a_closed_ticket_can_only_be_read(anna: Visitor, office: Office) -> None:
    number = office.state.list("tickets", status="closed", limit=1)[0]["id"]
    page = anna.get(f"/agent/tickets/{number}")
    assert "закрыто окончательно" in page.text
    assert "<textarea" not in page.html
    assert 'name="submit_status"' not in page.html


def test_a_ticket_that_is_not_there_is_said_so(anna: Visitor) -> None:
    page = anna.get("/agent/tickets/99")
    assert page.status == 404
    assert "Такой страницы нет" in page.text


def test_a_wait_of_mail_counts_working_hours_only() -> None:
    friday = datetime(2026, 11, 20, 17, 0, tzinfo=UTC) - timedelta(hours=3)  # 17:00 in Moscow
    monday = friday + timedelta(days=2, hours=17)  # 10:00 on Monday
    assert counted("mail", friday, monday) == timedelta(hours=2)
    assert counted("chat", friday, monday) == monday - friday
    assert counted("mail", monday, monday) == timedelta()


@pytest.mark.parametrize("minutes", [0, 1, 4, 5, 9, 60, 1440, 100_000])
def test_a_ruler_turns_amber_behind_its_norm(minutes: int) -> None:
    drawn = ruler(timedelta(minutes=minutes), timedelta(minutes=5))
    assert bool(drawn.beyond) == (minutes > 5)
    assert 0 < drawn.norm_at <= drawn.width
    ticks = re.findall(r"M([\d.]+)", drawn.within + drawn.beyond)
    assert [float(each) for each in ticks] == [i * 6 + 0.5 for i in range(len(ticks))]


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("+7900555-41-07", "··· 41-07"), ("", ""), ("12345", ""), ("не скажу", "")],
)
def test_a_phone_is_shown_by_its_end(phone: str, shown: str) -> None:
    assert hide_phone(phone) == shown


def test_a_ticket_of_a_strange_world_can_be_opened(anna: Visitor, office: Office) -> None:
    made: dict[str, Any] = shapes.ticket(77, at="2026-11-01T00:00:00Z", channel="twitter")
    office.state.put("tickets", made | {"requester_id": 424242, "status": "open"})
    page = anna.get("/agent/tickets/77")
    assert page.status == 200
    assert "Без темы" in page.text
