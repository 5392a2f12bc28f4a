"""The customers' mail: nothing is lost, nothing lies there twice."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from cxsdk.errors import NotFound
from cxsdk.sandbox.desk import NewComment


def letter(message_id: str = "<1@otvet.skladen.example>") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Складень <otvet@skladen.example>"
    message["To"] = "Марина Лапина <M.Lapina@teplydom.example>, b@x.example"
    message["Subject"] = "Ваше обращение №4821: всё получилось?"
    message["Message-ID"] = message_id
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content("Как вы оцените помощь?")
    message.add_alternative("<p>Как вы оцените помощь?</p>", subtype="html")
    return message


def test_a_composed_mail_lies_in_the_box_of_each_it_is_addressed_to(office) -> None:
    office.mailbox.send(letter())
    (mail,) = office.mailbox.list("m.lapina@TEPLYDOM.example")
    assert mail["subject"] == "Ваше обращение №4821: всё получилось?"
    assert mail["text"].strip() == "Как вы оцените помощь?"
    assert "<p>" in mail["html"]
    assert (mail["from_name"], mail["from_address"]) == ("Складень", "otvet@skladen.example")
    assert ["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"] in mail["headers"]
    assert mail["created_at"] == "2026-11-23T07:31:00Z"
    assert len(office.mailbox.list()) == 2


def test_the_same_message_id_lies_there_once_and_counts_its_copies(office) -> None:
    office.mailbox.send(letter())
    office.mailbox.send(letter())
    (mail,) = office.mailbox.list("m.lapina@teplydom.example")
    assert mail["copies"] == 2


def test_new_mail_is_on_top_and_can_be_marked_read(office) -> None:
    office.mailbox.send(letter("<1@x>"))
    office.clock.advance(timedelta(minutes=1))
    office.mailbox.send(letter("<2@x>"))
    newest, _ = office.mailbox.list("b@x.example")
    assert newest["message_id"] == "<2@x>"
    assert office.mailbox.mark_read(newest["id"])["is_read"] is True
    assert office.mailbox.get(newest["id"])["is_read"] is True
    with pytest.raises(NotFound):
        office.mailbox.get(999)


def test_an_agents_public_answer_reaches_the_customer_by_mail(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    desk, agent = office.desk, cast.agent["id"]
    desk.add_comment(ticket["id"], agent, body="Код 05 от банка", public=False)
    desk.add_comment(ticket["id"], agent, body="Отвечаю в чате", channel="chat")
    desk.add_comment(ticket["id"], cast.customer["id"], body="Жду")
    desk.change_ticket(ticket["id"], agent, comment=NewComment(agent, "Исправили, проверьте."))
    (mail,) = office.mailbox.list(cast.customer["email"])
    assert mail["subject"] == "Re: Не проходит оплата"
    assert mail["text"] == "Исправили, проверьте."
    assert mail["from_name"] == "Анна Белова"
    assert mail["ticket_id"] == ticket["id"]
