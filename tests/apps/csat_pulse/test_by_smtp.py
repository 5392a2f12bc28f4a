"""A survey goes out over a real SMTP server, and its link opens the page."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from cxsdk.appkit import SmtpMailer
from cxsdk.sandbox.browser import Browser

ANNA, TICKET = 9003, 4907


class Box:
    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(envelope)
        return "250 taken"


@pytest.fixture
def box(free_port):
    made = Box()
    controller = Controller(made, hostname="127.0.0.1", port=free_port)
    controller.start()
    made.url = f"smtp://127.0.0.1:{free_port}"
    yield made
    controller.stop()


def test_a_survey_reaches_the_customers_mail_server_once(
    house, box, until, put_forward, monkeypatch
):
    monkeypatch.setattr(house.kit._runtime, "mailer", SmtpMailer(box.url))
    house.office.desk.change_ticket(TICKET, ANNA, status="solved")
    house.office.hooks.drain()
    house.kit.engine.drain()
    put_forward(timedelta(minutes=11))
    until(lambda: box.mails)
    house.kit.engine.drain()
    assert len(box.mails) == 1
    envelope = box.mails[0]
    assert envelope.rcpt_tos == ["m.lapina@teplydom.example"]
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert " ".join(mail["Subject"].split()) == "Ваше обращение № 4907: всё получилось?"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Message-ID"]
    text = mail.get_body(("plain",)).get_content()
    links = re.findall(r"http://\S+mark=(\d)", text)
    assert links == ["1", "2", "3", "4", "5"]
    assert mail.get_body(("html",)).get_content().count("mark=") == 5
    browser = Browser()
    address = re.search(r"http://\S+mark=4", text)
    page = browser.get(address[0])
    browser.close()
    assert page.status == 200
    assert re.search(r'value="4"[^>]* checked', page.text)
