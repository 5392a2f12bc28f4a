"""The five doors: figures that are true, the clock, the language, the beginning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cxsdk.sandbox.mailbox import Letter

if TYPE_CHECKING:
    from conftest import House, Visitor

    from cxsdk.sandbox.office import Office

DOORS = {
    "ru": ["Руководитель", "Проверяющий", "Агент", "Клиент", "Администратор / разработчик"],
    "en": ["Head of support", "Reviewer", "Agent", "Customer", "Administrator / developer"],
}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_five_people_stand_at_five_doors(visitor: Visitor, language: str) -> None:
    visitor.language = language
    page = visitor.get("/")
    assert page.status == 200
    headings = [each.replace("&shy;", "") for each in page.all(r"<h2>(.*?)</h2>")]
    assert headings == DOORS[language]
    assert f'<html lang="{language}">' in page.html


def test_each_door_shows_what_is_true_now(visitor: Visitor, office: Office) -> None:
    page = visitor.get("/")
    unsolved = office.state.count("tickets", status=["new", "open", "pending", "hold"])
    assert f"Открытых обращений {unsolved} " in page.text
    assert "Стоит проверить: №4821 Не проходит оплата заказа 48213" in page.text
    assert "«Хорошо, жду. Карту менять не нужно?»" in page.text
    assert f"Писем в ящике {len(office.mailbox.list('m.lapina@teplydom.example'))} " in page.text


def test_the_long_waits_are_counted_as_time_goes_by(visitor: Visitor, office: Office) -> None:
    def late() -> int:
        return int(visitor.get("/").all(r"(\d+) из них жд")[0])

    before = late()
    office.clock.advance(timedelta(days=1))
    assert late() > before


def test_a_letter_shows_at_the_customers_door(visitor: Visitor, office: Office) -> None:
    before = len(office.mailbox.list("m.lapina@teplydom.example"))
    office.mailbox.deliver(Letter("m.lapina@teplydom.example", "Всё получилось?", "Да?"))
    text = visitor.get("/").text
    assert f"Писем в ящике {before + 1} Всё получилось?" in text


def test_the_admins_door_says_whether_the_apps_are_connected(
    visitor: Visitor, house: House
) -> None:
    assert "Приложения подключены" in visitor.get("/").text
    house.installation_id = None
    assert "Приложения ещё не подключены" in visitor.get("/").text


def test_going_through_a_door_makes_one_that_person(visitor: Visitor) -> None:
    answer = visitor.post("/door/9003", next="/agent/tickets/4907")
    assert (answer.status, answer.response.location) == (303, "/agent/tickets/4907")
    assert "Анна Белова" in visitor.get("/agent/").text


def test_a_customer_is_nobody_one_can_be(visitor: Visitor) -> None:
    visitor.post("/door/5001", next="/agent/")
    assert visitor.get("/agent/").status == 302


@pytest.mark.parametrize(
    ("by", "clock"),
    [
        ("10m", "Понедельник, 23 ноября, 10:41"),
        ("1d", "Вторник, 24 ноября, 10:31"),
        ("monday", "Понедельник, 30 ноября, 10:00"),
    ],
)
def test_the_clock_goes_forward(visitor: Visitor, house: House, by: str, clock: str) -> None:
    assert visitor.post("/clock", by=by, next="/").response.location == "/"
    assert clock in visitor.get("/").text
    assert house.moved == 1


def test_an_unknown_step_leaves_the_clock_alone(visitor: Visitor, house: House) -> None:
    assert visitor.post("/clock", by="-1d").status == 400
    assert "Понедельник, 23 ноября, 10:31" in visitor.get("/").text
    assert house.moved == 0


def test_the_world_begins_again_only_after_a_question(visitor: Visitor, house: House) -> None:
    question = visitor.get("/again")
    assert "Начать сначала?" in question.text
    assert house.restarted == 0
    assert visitor.post("/again").response.location == "/?again"
    assert house.restarted == 1
    assert "Всё снова так, как было в начале." in visitor.get("/?again").text
    assert "Всё снова так, как было в начале." not in visitor.get("/").text


def test_a_chosen_language_stays(visitor: Visitor) -> None:
    visitor.post("/language", locale="en", next="/")
    assert "Who are you today?" in visitor.get("/").text
    visitor.post("/language", locale="xx", next="/")
    assert "Who are you today?" in visitor.get("/").text


def test_a_world_of_others_has_doors_too(visitor: Visitor, office: Office) -> None:
    office.state.reset()
    assert visitor.get("/").status == 200
    agent = office.desk.create_user("Ann Lee", email="ann@firm.example", role="admin")
    customer = office.desk.create_user("Bo <b>Bold</b>", email="bo@home.example")
    from cxsdk.sandbox.desk import NewComment

    said = NewComment(customer["id"], "It does not work")
    made = office.desk.create_ticket(
        said, requester_id=customer["id"], subject="Help", assignee_id=agent["id"]
    )
    page = visitor.get("/")
    assert page.text.count("Ann Lee") >= 4
    assert "«It does not work»" in page.text
    assert f"№{made['id']}" in page.text
    assert "<b>Bold" not in page.html
