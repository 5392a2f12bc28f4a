"""What an agent sends from a ticket's page: once, as shown, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Visitor

    from cxsdk.sandbox.office import Office

PLACE = "/agent/tickets/4907"
JSON = {"Accept": "application/json"}
SHOWN = {
    "was_status": "open",
    "was_assignee_id": "9003",
    "was_group_id": "7001",
    "was_subject": "Оплата заказа 48213 снова не проходит",
    "was_tags": "android ru оплата связано_4821",
}
FORM = {**SHOWN, **{name.removeprefix("was_"): value for name, value in SHOWN.items()}}


def ticket(office: Office, number: int = 4907) -> dict[str, Any]:
    return office.state.get("tickets", number) or {}


def last_word(office: Office, number: int = 4907) -> dict[str, Any]:
    return office.state.list("comments", ticket_id=number, sort="created_at")[-1]


def test_an_answer_reaches_the_customer_in_the_chat(anna: Visitor, office: Office) -> None:
    answer = anna.post(PLACE, **FORM, kind="reply", body="Карту менять не нужно.", next="/agent/")
    assert (answer.status, answer.response.location) == (303, "/agent/")
    said = last_word(office)
    assert (said["author_id"], said["public"], said["plain_body"]) == (
        9003,
        True,
        "Карту менять не нужно.",
    )
    assert said["via"]["channel"] == "chat"
    assert ticket(office)["status"] == "open"
    assert "Карту менять не нужно." in anna.get(PLACE).text


def test_an_answer_to_a_mail_lands_in_the_mailbox(anna: Visitor, office: Office) -> None:
    anna.post("/agent/tickets/4829", kind="reply", body="Рада, что получилось.")
    assert office.mailbox.list("m.lapina@teplydom.example")[0]["text"] == "Рада, что получилось."


def test_a_note_stays_inside(anna: Visitor, office: Office) -> None:
    anna.post(PLACE, **FORM, kind="note", body="Тимур проверит.")
    assert not last_word(office)["public"]
    mails = office.mailbox.list("m.lapina@teplydom.example")
    assert not any("Тимур проверит" in each["text"] for each in mails)


@pytest.mark.parametrize("status", ["open", "pending", "solved"])
def test_an_answer_can_be_sent_with_a_status(anna: Visitor, office: Office, status: str) -> None:
    anna.post(PLACE, **FORM, kind="reply", body="Готово.", submit_status=status)
    assert ticket(office)["status"] == status


def test_solving_needs_no_words(anna: Visitor, office: Office) -> None:
    def said() -> list[int]:
        return [c["id"] for c in office.state.list("comments", ticket_id=4907) if c["public"]]

    before = said()
    anna.post(PLACE, **FORM, submit_status="solved")
    assert ticket(office)["status"] == "solved"
    assert said() == before
    assert "Статус: Решено" in anna.get(PLACE).text


def test_properties_change_only_where_the_form_was_changed(anna: Visitor, office: Office) -> None:
    office.desk.change_ticket(4907, 9001, status="pending", additional_tags=["срочно"])
    changed = {"assignee_id": "9004", "group_id": "7002", "tags": "android банк"}
    anna.post(PLACE, **{**FORM, **changed})
    found = ticket(office)
    assert (found["assignee_id"], found["group_id"]) == (9004, 7002)
    assert found["status"] == "pending"
    assert found["tags"] == ["android", "банк", "срочно"]


def test_a_ticket_can_be_given_back_to_nobody(anna: Visitor, office: Office) -> None:
    anna.post(PLACE, **{**FORM, "assignee_id": ""})
    assert ticket(office)["assignee_id"] is None


def test_an_empty_form_changes_nothing(anna: Visitor, office: Office) -> None:
    before = ticket(office)
    anna.post(PLACE, **FORM, kind="reply", body="  \n ")
    assert ticket(office) == before


def test_what_was_typed_is_not_lost_when_it_is_refused(anna: Visitor, office: Office) -> None:
    answer = anna.post(PLACE, **{**FORM, "assignee_id": "5001"}, kind="note", body="Длинный <b>")
    assert answer.status == 422
    assert "Не сохранено:" in answer.text
    assert "Длинный &lt;b&gt;</textarea>" in answer.html
    assert 'value="note" id="kind-note" checked' in answer.html
    assert ticket(office)["assignee_id"] == 9003
    refused = anna.post(PLACE, headers=JSON, **{**FORM, "assignee_id": "5001"}, body="Длинный")
    assert refused.status == 422
    assert refused.response.get_json()["problem"]


def test_a_closed_ticket_refuses(anna: Visitor, office: Office) -> None:
    number = office.state.list("tickets", status="closed", limit=1)[0]["id"]
    assert anna.post(f"/agent/tickets/{number}", body="Ещё").status == 422


@pytest.mark.parametrize("status", ["closed", "new", "deleted", "xx"])
def test_a_status_nobody_may_set_is_not_set(anna: Visitor, office: Office, status: str) -> None:
    anna.post(PLACE, **FORM, submit_status=status)
    assert ticket(office)["status"] == "open"


def test_a_script_gets_the_ticket_as_it_is_now(anna: Visitor) -> None:
    told = anna.post(PLACE, headers=JSON, **FORM, body="Проверяю").response.get_json()
    assert "Проверяю" in told["html"]
    assert told["form"]["status"] == "open"
    assert told["last"]["is_mine"] is True
    assert told["values"]["ticket.comments"][-1]["value"] == "Проверяю"


def test_nobody_answers_without_a_door(visitor: Visitor, office: Office) -> None:
    assert visitor.post(PLACE, body="Привет").status == 302
    assert last_word(office)["plain_body"] != "Привет"


def test_a_page_that_is_up_to_date_gets_little(anna: Visitor) -> None:
    first = anna.get(f"{PLACE}/live").response.get_json()
    again = anna.get(f"{PLACE}/live?version={first['version']}").response.get_json()
    assert set(again) == {"version", "clock"}
    assert "10:31" in again["clock"]


def test_a_reopened_ticket_shows_to_the_open_page(anna: Visitor, office: Office) -> None:
    place = "/agent/tickets/4821/live"
    version = anna.get(place).response.get_json()["version"]
    office.desk.add_comment(4821, 5001, body="Опять не проходит", channel="email")
    told = anna.get(f"{place}?version={version}").response.get_json()
    assert told["form"]["status"] == "open"
    assert "Опять не проходит" in told["html"]
    assert told["last"] == {"id": last_word(office, 4821)["id"], "is_mine": False} | {
        "name": "Марина Лапина"
    }


def test_only_staff_may_listen(visitor: Visitor) -> None:
    assert visitor.get(f"{PLACE}/live").status == 403
