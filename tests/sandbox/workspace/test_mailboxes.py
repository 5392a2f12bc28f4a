"""The customers' mail: reading, strangers' markup, answering."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cxsdk.sandbox.apps import find_installation
from cxsdk.sandbox.clock import WORLD_START
from cxsdk.sandbox.mailbox import Letter
from cxsdk.sandbox.workspace import put_past_mail

if TYPE_CHECKING:
    from conftest import Visitor

    from cxsdk.sandbox.office import Office

MARINA = "m.lapina@teplydom.example"


def put(office: Office, subject: str = "Всё получилось?", **parts: Any) -> int:
    letter = Letter(parts.pop("to", MARINA), subject, parts.pop("text", "Да?"), **parts)
    return int(office.mailbox.deliver(letter)["id"])


def test_a_mailbox_lists_its_letters_newest_first(visitor: Visitor, office: Office) -> None:
    put(office, "Первое", text="раз")
    put(office, "Второе", text="два")
    put(office, "Чужое", to="someone@else.example")
    page = visitor.get("/mail/", query_string={"address": MARINA})
    assert page.text.index("Второе") < page.text.index("Первое")
    assert "Чужое" not in page.text
    assert "Почта: Марина Лапина" in page.text


def test_every_mailbox_can_be_chosen(visitor: Visitor, office: Office) -> None:
    put(office, to="someone@else.example")
    page = visitor.get("/mail/")
    assert '<option value="someone@else.example" selected>' in page.html
    assert f'<option value="{MARINA}"' in page.html


def test_a_letter_is_read_with_headers_and_plain_part(visitor: Visitor, office: Office) -> None:
    headers = (("Message-ID", "<s-1@x.example>"), ("List-Unsubscribe", "<http://x.example/o>"))
    number = put(
        office,
        text="Просто текст",
        html="<p>Оформлено</p>",
        from_name="Складень",
        from_address="otvet@skladen.example",
        headers=headers,
    )
    page = visitor.get(f"/mail/{number}")
    for each in ("Складень <otvet@skladen.example>", "Просто текст", "<http://x.example/o>"):
        assert each in page.text
    assert office.mailbox.get(number)["is_read"]


def test_a_letters_body_can_do_nothing_but_be_read(visitor: Visitor, office: Office) -> None:
    html = (
        '<table width="100%"><tr><td style="color:#0a5d74;position:fixed;background:url(//t)"'
        ' onclick="x()"><a href="http://127.0.0.1:8401/s/1">1</a>'
        '<a href="javascript:alert(1)">2</a><img src="http://spy.example/p.png">'
        "<script>alert(3)</script><form action=/x><input></form></td></tr></table>"
    )
    number = put(office, html=html)
    page = visitor.get(f"/mail/{number}/body")
    body = page.html.split("<body>")[1]
    for each in ("script", "onclick", "javascript:", "spy.example", "form", "position", "url("):
        assert each not in body, each
    assert 'style="color:#0a5d74"' in body.replace("color: ", "color:").replace(";", "")
    link = re.findall(r'<a href="http://127.0.0.1:8401/s/1"[^>]*>', body)[0]
    assert 'target="_blank"' in link
    assert "noopener" in link
    policy = page.response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    frame = re.findall(r"<iframe[^>]*>", visitor.get(f"/mail/{number}").html)[0]
    assert "allow-scripts" not in frame


@pytest.mark.parametrize("html", ["<div>" * 5000 + "x", "<p>y</p>" * 40_000])
def test_a_letter_too_big_or_deep_is_shown_as_text(
    visitor: Visitor, office: Office, html: str
) -> None:
    number = put(office, text="строка\n<b>вторая</b>", html=html)
    body = visitor.get(f"/mail/{number}/body").html.split("<body>")[1]
    assert "строка<br>&lt;b&gt;вторая&lt;/b&gt;" in body


def test_an_answer_opens_the_solved_ticket_again(visitor: Visitor, office: Office) -> None:
    number = put(office, "Ваше обращение №4821: всё получилось?")
    page = visitor.get(f"/mail/{number}")
    assert "Ваш ответ снова откроет обращение. №4821" in page.text
    visitor.post(f"/mail/{number}", body="Нет, опять отклонено")
    said = office.state.list("comments", ticket_id=4821, sort="created_at")[-1]
    assert (said["author_id"], said["public"]) == (5001, True)
    assert said["via"]["channel"] == "email"
    assert (office.state.get("tickets", 4821) or {})["status"] == "open"
    assert "Ответ лежит в обращении №4821" in visitor.get(f"/mail/{number}").text


@pytest.mark.parametrize(
    "parts",
    [
        {"ticket_id": 4821},
        {"headers": (("In-Reply-To", "<ticket-4821-17@helpdesk.example>"),)},
        {"headers": (("References", "<a@b> <ticket-4821@helpdesk.example>"),)},
        {"headers": (("X-Ticket-Id", "4821"),)},
    ],
)
def test_a_letter_names_its_ticket_in_several_ways(
    visitor: Visitor, office: Office, parts: dict[str, Any]
) -> None:
    assert "№4821" in visitor.get(f"/mail/{put(office, **parts)}").text


def test_a_number_in_a_subject_opens_nobody_elses_ticket(visitor: Visitor, office: Office) -> None:
    number = put(office, "Про №4880")
    assert "Ваш ответ откроет новое обращение." in visitor.get(f"/mail/{number}").text
    before = office.state.count("comments", ticket_id=4880)
    visitor.post(f"/mail/{number}", body="Это мне?")
    assert office.state.count("comments", ticket_id=4880) == before
    assert office.state.list("tickets")[-1]["requester_id"] == 5001


def test_an_answer_to_a_closed_ticket_opens_its_successor(visitor: Visitor, office: Office) -> None:
    office.state.put("tickets", (office.state.get("tickets", 4821) or {}) | {"status": "closed"})
    number = put(office, ticket_id=4821)
    visitor.post(f"/mail/{number}", body="Снова то же")
    created = office.state.list("tickets")[-1]
    assert created["subject"] == "Re: Всё получилось?"
    assert created["description"] == "Снова то же"


def test_an_empty_answer_says_nothing(visitor: Visitor, office: Office) -> None:
    number = put(office, ticket_id=4821)
    before = office.state.count("comments")
    assert visitor.post(f"/mail/{number}", body="  ").status == 303
    assert office.state.count("comments") == before


def test_a_stranger_without_an_account_cannot_answer(visitor: Visitor, office: Office) -> None:
    number = put(office, to="nobody@else.example")
    assert visitor.post(f"/mail/{number}", body="Привет").status == 404


def test_subjects_and_names_are_only_text(visitor: Visitor, office: Office) -> None:
    nasty = "<script>alert(1)</script>"
    number = put(office, nasty, text=nasty, from_name=nasty, headers=((nasty, nasty),))
    for page in (visitor.get(f"/mail/{number}"), visitor.get(f"/mail/{number}/body")):
        assert "<script>alert" not in page.html


def test_a_letter_that_is_not_there_is_said_so(visitor: Visitor) -> None:
    assert visitor.get("/mail/4711").status == 404
    assert visitor.get("/mail/4711/body").status == 404


def test_the_past_lies_in_the_mailboxes_once(visitor: Visitor, office: Office) -> None:
    count = put_past_mail(office)
    assert count > 10
    assert put_past_mail(office) == 0
    letters = office.mailbox.list(MARINA)
    assert letters[0]["subject"].startswith("Re: Re: Заказ 48213, оплата")
    assert letters[0]["created_at"].startswith("2026-11-20T10:37")
    assert letters[0]["is_read"]
    assert not any("не проходит оплата" in each["subject"].casefold() for each in letters)
    page = visitor.get("/mail/", query_string={"address": MARINA})
    assert "20 нояб." in page.text
    assert "Причина найдена" in visitor.get(f"/mail/{letters[0]['id']}").text


def test_beginning_again_by_default_makes_the_first_morning(office: Office) -> None:
    from cxsdk.sandbox.workspace.blueprint import restarter

    office.desk.change_ticket(4907, 9003, status="solved")
    office.clock.advance(timedelta(days=3))
    restarter(office)()
    assert (office.state.get("tickets", 4907) or {})["status"] == "open"
    assert office.clock() == WORLD_START
    assert office.mailbox.list(MARINA)
    assert find_installation(office.state, "cxsdk")
