"""A helpdesk that lives in memory, and the stage on which a kit meets it. No real vendor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cxsdk.appkit import (
    App,
    Kit,
    KitConfig,
    Package,
)
from cxsdk.auth import OAuthApp, OAuthEndpoints, Token
from cxsdk.errors import AuthError, ConfigError, NotFound, TokenExpired, UnknownEvent
from cxsdk.helpdesks.base import Capability, PanelContext, PanelTrust, Subscription, Vendor
from cxsdk.models import (
    Agent,
    AgentRole,
    EventType,
    Ref,
    Status,
    StatusCategory,
    Ticket,
    WebhookEvent,
)
from cxsdk.store import Database, tables
from cxsdk.webhooks import HmacScheme, verify

probe = sys.modules["probe_app"]  # conftest has loaded it

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC = "http://127.0.0.1:8401"
ORIGIN = "https://acme.desk.example"
SCHEME = HmacScheme("X-Sign", "X-Time", "X-Id")
START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


# ---- the helpdesk in memory


@dataclass
class Account:
    """One account: its people, tickets, and what was asked of it."""

    agents: dict[str, Agent] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    hooks: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, str, Any, dict[str, str]]] = field(default_factory=list)
    origin: str = ORIGIN
    reads: int = 0
    fails: Exception | None = None
    opened: int = 0
    closed: int = 0
    capabilities: frozenset[Capability] = frozenset({Capability.TICKETS_READ})

    def agent(self, number: str, role: AgentRole, *, name: str = "", locale: str = "en") -> None:
        ref = Ref("deskless", "acme", number)
        self.agents[number] = Agent(
            ref=ref,
            name=name or f"Agent {number}",
            role=role,
            locale=locale,
            time_zone="Europe/Moscow",
        )

    def ticket(self, number: str, status: StatusCategory, **changes: Any) -> None:
        ref = Ref("deskless", "acme", number)
        self.tickets[number] = Ticket(
            ref=ref, subject="Hello", status=Status(status, status.value), **changes
        )


class FakeDesk:
    """A helpdesk as the kit sees it."""

    vendor = "deskless"

    def __init__(self, account: Account, name: str) -> None:
        self.held, self.account = account, name
        self.capabilities = account.capabilities
        self.agents = self.tickets = self.raw = self
        account.opened += 1

    def me(self) -> Agent:
        return self.held.agents["1"]

    def get(self, number: str) -> Any:
        self.held.reads += 1
        if self.held.fails:
            raise self.held.fails
        for shelf in (self.held.tickets, self.held.agents):
            if number in shelf:
                return shelf[number]
        message = "no such thing"
        raise NotFound(message, status=404)

    def request(self, method: str, path: str, *, json: Any = None, headers: Any = None) -> None:
        self.held.calls.append((method, path, json, dict(headers)))
        if self.held.fails:
            raise self.held.fails

    def close(self) -> None:
        self.held.closed += 1


class FakeHooks:
    """Signs as ``SCHEME``; bodies are ``{"type", "ticket", "at"}``."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def verify(self, headers: Any, body: bytes, *, secret: Any, now: Any = None) -> Any:
        return verify(SCHEME, headers, body, secret=secret, now=now)

    def event(self, delivery: Any) -> WebhookEvent:
        try:
            said = json.loads(delivery.body)
            kind = EventType(said["type"])
        except (ValueError, KeyError, TypeError) as error:
            message = "no event"
            raise UnknownEvent(message) from error
        return WebhookEvent(
            vendor="deskless",
            type=kind,
            native_type=said["type"],
            ticket_id=said.get("ticket"),
            occurred_at=datetime.fromisoformat(said["at"]),
        )

    def subscribe(self, desk: Any, *, url: str, name: str) -> Subscription:
        number = f"hook-{len(self.account.hooks) + 1}"
        self.account.hooks[number] = url
        return Subscription(number, f"signing-secret-of-{number}")

    def unsubscribe(self, desk: Any, number: str) -> None:
        self.account.hooks.pop(number, None)


class FakePanel:
    """Openings are JSON with an HMAC: the kit never looks inside."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def trust(self, desk: Any, *, package: str) -> PanelTrust:
        origin = self.account.origin
        return PanelTrust(public_key="panel-key", issuer="acme", audience=package, origin=origin)

    def parse(self, token: str, *, trust: PanelTrust, now: Any = None) -> PanelContext:
        body, _, sign = token.rpartition(".")
        wanted = hmac.new(trust.public_key.encode(), body.encode(), "sha256").hexdigest()
        if not body or not hmac.compare_digest(wanted, sign):
            message = "not signed by the key"
            raise AuthError(message)
        said = json.loads(base64.urlsafe_b64decode(body))
        if said.get("over"):
            message = "too old"
            raise TokenExpired(message)
        return PanelContext(said["user"], said["location"])


def opening(
    user: str = "2", *, nonce: str = "a", location: str = "ticket_sidebar", over: bool = False
) -> str:
    """Sign an opening of the sidebar."""
    said = {"user": user, "nonce": nonce, "location": location, "over": over}
    body = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
    return f"{body}.{hmac.new(b'panel-key', body.encode(), 'sha256').hexdigest()}"


# ---- the kit


class WorldTime:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


class MailBag:
    """Keeps what was sent; fails when told to."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.fails: Exception | None = None

    def send(self, message: Any) -> None:
        if self.fails:
            raise self.fails
        self.sent.append(message)


@dataclass
class Stage:
    """A kit and everything around it."""

    kit: Kit
    account: Account
    seen: list[Any]
    time: WorldTime
    mail: MailBag
    openings: int = 0

    def browser(self) -> Any:
        return self.kit.flask.test_client()

    def client(self) -> Any:
        """A browser that is at the right address."""
        return Browser(self.kit.flask.test_client())

    def install(self) -> int:
        """Install with a token that an admin granted; returns the installation's number."""
        found = self.kit.install("deskless", "acme", Token("access-secret-1"))
        self.kit.engine.drain()
        self.seen.clear()
        return found.id

    def open(self, number: int, *, guid: str = "g1", token: str | None = None, **said: Any) -> Any:
        """Open the sidebar as the helpdesk does; a fresh opening unless one is given."""
        self.openings += 1
        word = token or opening(**{"nonce": f"n{self.openings}", **said})
        return self.client().post(f"/sidebar/{number}?app_guid={guid}", data={"token": word})

    def page(self, answer: Any) -> dict[str, Any]:
        """What the sidebar's page was given."""
        text = answer.get_data(as_text=True)
        found = re.search(r'id="cx-page">(.*?)</script>', text, re.DOTALL)
        assert found, text
        return dict(json.loads(found[1]))

    def bearer(self, number: int, user: str = "2") -> dict[str, str]:
        """Open the sidebar; returns the header of its requests."""
        answer = self.open(number, user=user)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return {"Authorization": f"Bearer {self.page(answer)['bearer']}"}

    def opening(self, **said: Any) -> str:
        """Sign an opening."""
        return opening(**said)

    def deliver(self, number: int, *, secret: str = "signing-secret-of-hook-1", **said: Any) -> Any:
        body = json.dumps({"type": "ticket_updated", "ticket": "7", **said}).encode()
        return self.post_hook(number, body, secret=secret)

    def post_hook(
        self,
        number: int,
        body: bytes,
        *,
        secret: str,
        sent: datetime | None = None,
        path: str = "",
        delivery: str | None = None,
    ) -> Any:
        stamp = (sent or datetime.now(UTC)).isoformat()
        headers = {
            "X-Sign": SCHEME.sign(body, secret=secret, timestamp=stamp),
            "X-Time": stamp,
            "X-Id": delivery or hashlib.sha256(body).hexdigest(),
        }
        return self.client().post(path or f"/hooks/{number}", data=body, headers=headers)

    def at(self, **ago: float) -> str:
        return (START - timedelta(**ago)).isoformat()


class Browser:
    """The test client at the kit's public address."""

    def __init__(self, client: Any) -> None:
        self.raw = client

    def __getattr__(self, method: str) -> Any:
        call = getattr(self.raw, method)
        return lambda path, **more: call(path, **{"base_url": PUBLIC, **more})


# ---- the vendor


def people(account: Account) -> None:
    """Give an account its three agents and its ticket, and nothing else."""
    account.__dict__.update(vars(Account()))
    account.agent("1", AgentRole.ADMIN, name="Roman", locale="en")
    account.agent("2", AgentRole.AGENT, name="Анна", locale="ru-RU")
    account.agent("3", AgentRole.AGENT, name="Laura", locale="en-GB")
    account.ticket("7", StatusCategory.OPEN)


def make_vendor(account: Account, oauth_url: str) -> Vendor:
    """A vendor with one account and an OAuth server at ``oauth_url``."""

    def endpoints(name: str, base_url: str | None = None) -> OAuthEndpoints:
        if not re.fullmatch(r"[a-z0-9-]+", name):
            message = "no label"
            raise ConfigError(message)
        return OAuthEndpoints(
            authorize_url=f"{ORIGIN}/oauth/authorize",
            token_url=f"{oauth_url}/token",
            revoke_url=f"{oauth_url}/revoke",
        )

    return Vendor(
        name="deskless",
        connect=lambda name, *, auth, **how: FakeDesk(account, name),  # type: ignore[arg-type,return-value]
        oauth=endpoints,
        webhooks=FakeHooks(account),
        panel=FakePanel(account),
        read_error=lambda status, headers, body: None,  # type: ignore[arg-type,return-value]
    )


def build(folder: Path, vendor: Vendor, account: Account, *apps: App, **changes: Any) -> Stage:
    """Put a kit on its stage; the database ``kit.db`` of ``folder`` has its tables already."""
    heard: list[Any] = changes.pop("seen", [])
    time, mail = WorldTime(), MailBag()
    given: dict[str, Any] = {
        "database_url": f"sqlite:///{folder / 'kit.db'}",
        "queue_path": folder / "jobs.db",
        "public_url": PUBLIC,
        "package": Package("probes", apps or (probe.make_probe(heard),)),
        "secret_keys": ("a-secret-key-of-the-test-kit",),
        "oauth_apps": {"deskless": OAuthApp("cxsdk", "client-secret-9", ("tickets:read",))},
        "vendor": lambda name: vendor,
        "facts": {},
        "now": time,
        "mailer": mail,
        **changes,
    }
    return Stage(Kit(KitConfig(**given)), account, heard, time, mail)


def clear(stage: Stage) -> None:
    """Forget everything that happened on a stage: cheaper than building another one."""
    with stage.kit.database._writer.begin() as connection:
        for metadata in (probe.Base.metadata, tables.KitBase.metadata):
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        connection.exec_driver_sql("DELETE FROM sqlite_sequence")
    stage.kit._runtime.staff._known.clear()
    stage.seen.clear()
    stage.time.moment = START
    stage.mail.__dict__.clear()
    MailBag.__init__(stage.mail)
    people(stage.account)


def prepare(path: Path) -> None:
    """Make a database with the tables of the kit and the probe: to be copied for each kit."""
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    with database._writer.begin() as connection:
        probe.Base.metadata.create_all(connection)
    database.close()
