"""Mail over a real SMTP server, and what each refusal means."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from cxsdk.appkit import SmtpMailer
from cxsdk.errors import BadRequest, ConfigError, ConnectError


class Box:
    """Takes mail, or says no."""

    def __init__(self):
        self.mails, self.answer = [], "250 taken"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's
        if address.startswith("nobody"):
            return "550 no such user here"
        if address.startswith("later"):
            return "451 come again"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's
        self.mails.append(envelope)
        return self.answer


@pytest.fixture
def box(free_port):
    made = Box()
    controller = Controller(made, hostname="127.0.0.1", port=free_port)
    controller.start()
    made.url = f"smtp://127.0.0.1:{free_port}"
    yield made
    controller.stop()


def letter(to="m.lapina@teplydom.example"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Складень <a@b.example>", to, "Всё получилось?"
    mail["Message-ID"] = "<one@b.example>"
    mail.set_content("Здравствуйте")
    return mail


def test_a_mail_arrives_whole(box):
    SmtpMailer(box.url).send(letter())
    (envelope,) = box.mails
    assert envelope.rcpt_tos == ["m.lapina@teplydom.example"]
    assert b"Message-ID: <one@b.example>" in envelope.content


def test_an_address_that_will_never_take_it_is_not_asked_again(box):
    with pytest.raises(BadRequest) as caught:
        SmtpMailer(box.url).send(letter("nobody@b.example"))
    assert caught.value.code == "550"
    assert "nobody" not in str(caught.value)


def test_one_that_asks_to_come_again_is_asked_again(box):
    with pytest.raises(ConnectError):
        SmtpMailer(box.url).send(letter("later@b.example"))
    box.answer = "452 full"
    with pytest.raises(ConnectError):
        SmtpMailer(box.url).send(letter())
    box.answer = "554 spam"
    with pytest.raises(BadRequest):
        SmtpMailer(box.url).send(letter())


def test_a_server_that_is_not_there_is_named_without_the_password(free_port):
    mailer = SmtpMailer(f"smtp://user:p4ssword@127.0.0.1:{free_port}")
    assert "p4ssword" not in repr(mailer)
    with pytest.raises(ConnectError) as caught:
        mailer.send(letter())
    assert "p4ssword" not in str(caught.value)


def test_a_password_never_goes_in_the_clear(box):
    mailer = SmtpMailer(box.url.replace("//", "//user:p4ssword@"))
    with pytest.raises(ConfigError, match="no encryption"):
        mailer.send(letter())


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25", ""])
def test_an_address_of_another_form_is_refused(url):
    with pytest.raises(ConfigError):
        SmtpMailer(url)
