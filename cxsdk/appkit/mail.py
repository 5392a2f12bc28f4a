"""Mail: composed from an outbox row, handed to a mailer."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit

from cxsdk.errors import BadRequest, ConfigError, ConnectError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxsdk.store import Effect

TIMEOUT_S = 30.0
_OURS = frozenset({"from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version"})
_PORTS = {"smtp": 587, "smtps": 465}


class Mailer(Protocol):
    """Whatever takes a composed mail."""

    def send(self, message: EmailMessage) -> None:
        """Send it.

        Raises:
            ConnectError: It did not leave; another attempt may help.
            BadRequest: The server will never take this mail.
        """


def compose(effect: Effect, *, sender: str, domain: str) -> EmailMessage:
    """Make the mail of an outbox row; the same row always gets the same Message-ID.

    Args:
        effect: Its payload holds ``to``, ``subject``, ``text``, ``html`` and ``headers``.
        sender: ``Name <address>``.
        domain: Right half of the Message-ID.

    Raises:
        BadRequest: The recipient is no single address, or a header is not allowed.
    """
    said: Mapping[str, Any] = effect.payload
    message = EmailMessage()
    message["From"] = _address(sender)
    message["To"] = _address(str(said["to"]))
    message["Subject"] = " ".join(str(said["subject"]).split())
    message["Date"] = format_datetime(effect.due_at)
    message["Message-ID"] = message_id(effect, domain)
    for name, value in dict(said.get("headers") or {}).items():
        if name.lower() in _OURS or "\n" in f"{name}{value}" or "\r" in f"{name}{value}":
            refused = f"header {name!r} cannot be set by an app"
            raise _refused(refused)
        message[name] = value
    message.set_content(str(said["text"]))
    if said.get("html"):
        message.add_alternative(str(said["html"]), subtype="html")
    return message


def message_id(effect: Effect, domain: str) -> str:
    """Return the Message-ID of a row: a repeated mail is then seen to be the same one."""
    about = (effect.installation_id, effect.app, effect.key, effect.created_at.isoformat())
    digest = hashlib.sha256("\0".join(map(str, about)).encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"


def _address(text: str) -> Address:
    found = getaddresses([text])
    name, address = found[0] if found else ("", "")
    if len(found) != 1 or address.count("@") != 1:
        message = "a mail needs one recipient and one sender, each with one address"
        raise _refused(message)
    try:
        return Address(name, addr_spec=address)
    except (ValueError, IndexError) as error:
        message = "a mail address cannot be written so"
        raise _refused(message) from error


def _refused(message: str, code: str = "") -> BadRequest:
    return BadRequest(message, status=422, vendor="smtp", code=code)


class SmtpMailer:
    """Sends by SMTP; one connection a mail.

    Args:
        url: ``smtp://user:password@host:587`` (STARTTLS wherever the server
            offers it, and always before a password) or ``smtps://…`` (TLS at once).

    Raises:
        ConfigError: The address is of another form.
    """

    def __init__(self, url: str) -> None:
        """Send nothing yet."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            message = "the address of the mail server cannot be used"
            raise ConfigError(message, hint="write it like smtp://user:password@host:587")
        self._is_tls = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or _PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def __repr__(self) -> str:
        """Name the server, never the password."""
        return f"SmtpMailer({self._host}:{self._port})"

    def send(self, message: EmailMessage) -> None:
        """Hand the mail to the server; see :class:`Mailer`."""
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            raise self._answered(code, "the recipient") from error
        except smtplib.SMTPResponseException as error:
            raise self._answered(error.smtp_code, "the mail") from error
        except (OSError, smtplib.SMTPException) as error:
            said = f"mail server {self._host} could not be used ({type(error).__name__})"
            raise ConnectError(said, request=f"SMTP {self._host}", hint="check smtp_url") from error

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_S)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._user:
                server.close()
                message = f"mail server {self._host} offers no encryption for the password"
                raise ConfigError(message, hint="use smtps://, or a server with STARTTLS")
        if self._user:
            server.login(self._user, self._password)
        return server

    def _answered(self, code: int, what: str) -> BadRequest | ConnectError:
        said = f"mail server {self._host} refused {what} ({code})"
        if code >= 500 and code not in {530, 534, 535}:  # those three are about us, not the mail
            return _refused(said, str(code))
        return ConnectError(said, request=f"SMTP {self._host}", hint="check smtp_url")


class NoMailer:
    """Stands where no mailer was set: says so when a mail is due, and the row waits."""

    def send(self, message: EmailMessage) -> None:
        """Refuse."""
        said = f"no mail can be sent to {len(message.get_all('To', []))} recipient"
        raise ConfigError(said, hint="set smtp_url")
