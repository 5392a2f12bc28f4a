"""The whole house on this machine: the local helpdesk and the apps, wired, seeded, installed.

Two servers with pools of their own, because each calls the other. "Start again"
builds a second set of rooms beside the first and lets the servers change over:
nothing is wiped in place, so nothing half-wiped can be seen.
"""

from __future__ import annotations

import secrets
import shutil
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

from cxsdk.appkit.kinds import Role
from cxsdk.appkit.kit import Kit, KitConfig
from cxsdk.appkit.package import bundle
from cxsdk.appkit.serving import Server
from cxsdk.auth import OAuthApp
from cxsdk.errors import ConfigError
from cxsdk.sandbox import shapes
from cxsdk.sandbox.account import create_account
from cxsdk.sandbox.apps import upload_app
from cxsdk.sandbox.browser import Browser, expect
from cxsdk.sandbox.clock import WORLD_START, WorldClock, stamp
from cxsdk.sandbox.load import load_file
from cxsdk.sandbox.oauth.clients import register_client
from cxsdk.sandbox.office import Office, office_of
from cxsdk.sandbox.state import State
from cxsdk.sandbox.workspace import SidebarPackage, create_workspace, put_past_mail
from cxsdk.sandbox.workspace.people import ADMIN, AGENT, HEAD, REVIEWER
from cxsdk.sandbox.world import build

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    from cxsdk.appkit.tenants import Installation

VENDOR, ACCOUNT, PACKAGE = "zendesk", "skladen", "cxsdk"
COMPANY, ADDRESS = "Складень", "support@skladen.example"
_KEPT = "house.secrets"


class _Doorway:
    """A WSGI application that can be exchanged while its server runs."""

    def __init__(self) -> None:
        self.app: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.app is None:
            start_response("503 Service Unavailable", [("Retry-After", "1")])
            return [b"starting"]
        return self.app(environ, start_response)


@dataclass(frozen=True, slots=True)
class _Rooms:
    """One world: the account and the apps that are installed in it."""

    office: Office
    account: WSGIApplication
    kit: Kit

    def close(self) -> None:
        self.kit.stop()
        self.office.close()


class House:
    """The running house.

    Attributes:
        origin: Where the agents' workspace is, such as ``http://localhost:8400``.
        apps_origin: Where the apps are, such as ``http://127.0.0.1:8401``.
    """

    def __init__(self, folder: Path, *, port: int, load: Path | None) -> None:
        """Listen on both ports; nothing is answered before the rooms stand.

        Raises:
            ConfigError: A port is taken.
        """
        self.origin = f"http://localhost:{port}"
        self.apps_origin = f"http://127.0.0.1:{port + 1}"
        self._folder, self._load = folder, load
        self._lock = threading.Lock()
        self._doors = _Doorway(), _Doorway()
        first = Server(self._doors[0], port=port)
        try:
            second = Server(self._doors[1], port=port + 1)
        except BaseException:
            first.stop()
            raise
        self._servers = first, second
        self._rooms: _Rooms | None = None

    @property
    def office(self) -> Office:
        """The account that is open now."""
        return self._open().office

    @property
    def kit(self) -> Kit:
        """The apps that run now."""
        return self._open().kit

    def installation(self) -> Installation | None:
        """Return the package's installation in the account, None before it is connected."""
        return self.kit.find_installation(VENDOR, ACCOUNT)

    def start(self) -> None:
        """Build the rooms from what the folder holds, or anew, and answer requests."""
        newest = max(self._folder.glob("world-*"), default=self._folder / "world-1")
        self._enter(newest)
        for server in self._servers:
            server.start()

    def start_again(self) -> None:
        """Begin the world again: everything that happened since is forgotten."""
        with self._lock:
            old = self._open()
            was_connected = self.installation() is not None
            folders = sorted(self._folder.glob("world-*"))
            self._enter(self._folder / f"world-{len(folders) + 1}")
            if was_connected:
                self.connect()
            old.close()
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)

    def connect(self) -> Installation:
        """Install the package as an admin does in the browser, then welcome it.

        Raises:
            ApiError: A page on the way answered otherwise than expected.
        """
        browser = Browser()
        try:
            visit_as(browser, self.origin, ADMIN)
            asked = expect(browser.get(f"{self.apps_origin}/install"))
            typed = {"vendor": VENDOR, "account": ACCOUNT}
            consent = expect(browser.submit(asked.form("/install/start"), typed))
            allow = consent.form("/oauth/authorizations/new")
            expect(browser.submit(allow, press=allow.buttons[0]))
        finally:
            browser.close()
        return self.welcome()

    def welcome(self) -> Installation:
        """Say who leads and who reviews, and let the apps fill their past, once they are connected.

        Raises:
            ConfigError: Nobody has connected them.
        """
        installation = self.installation()
        if installation is None:
            message = "the apps are not connected"
            raise ConfigError(message, hint=f"open {self.apps_origin}/install")
        self.kit.roles.set(installation.id, str(HEAD), {Role.LEAD})
        self.kit.roles.set(installation.id, str(REVIEWER), {Role.REVIEWER})
        if self._load is None:
            self.kit.set_setting(installation, "csat_pulse", "company", COMPANY)
            self.kit.set_setting(installation, "csat_pulse", "time_zone", "Europe/Moscow")
            self.kit.seed_demo(installation)
        return installation

    def stop(self) -> None:
        """Stop answering, finish what runs, close everything."""
        for server in self._servers:
            server.stop()
        if self._rooms is not None:
            self._rooms.close()
            self._rooms = None

    def _open(self) -> _Rooms:
        if self._rooms is None:
            message = "the house is not open"
            raise RuntimeError(message)
        return self._rooms

    def _enter(self, folder: Path) -> None:
        rooms = self._build(folder)
        self._rooms = rooms
        self._doors[0].app = rooms.account
        self._doors[1].app = rooms.kit.flask.wsgi_app
        rooms.kit.start()

    def _build(self, folder: Path) -> _Rooms:
        folder.mkdir(parents=True, exist_ok=True)
        state = State(folder / "helpdesk.db")
        kept = state.setting(_KEPT)
        is_new = kept is None
        if is_new:
            kept = {"client": secrets.token_urlsafe(32), "kit": secrets.token_urlsafe(32)}
            clock = WorldClock(state, start=self._furnish(state, kept["client"]))
            state.set_setting(_KEPT, kept)
        else:
            clock = WorldClock(state)
        account = create_account(state, clock, origin=self.origin)
        office = office_of(account)
        if is_new and self._load is None:
            put_past_mail(office)
        package = bundle(PACKAGE)
        kit = Kit(
            KitConfig(
                database_url=f"sqlite:///{folder / 'kit.db'}",
                queue_path=folder / "jobs.db",
                public_url=self.apps_origin,
                package=package,
                secret_keys=(kept["kit"],),
                oauth_apps={VENDOR: OAuthApp(PACKAGE, kept["client"])},
                base_url=lambda _vendor, _account: self.origin,
                now=clock,
                mailer=office.mailbox,
                mail_from=f"{COMPANY} <{ADDRESS}>",
                time_zone="Europe/Moscow",
            )
        )
        sidebar = SidebarPackage(self.apps_origin, lambda: self._installation_id(kit), PACKAGE)
        pages = create_workspace(
            office, apps=sidebar, restart=self.start_again, moved=kit.engine.poke
        )
        account.register_blueprint(pages)
        return _Rooms(office, account, kit)

    def _furnish(self, state: State, client_secret: str) -> datetime:
        """Fill an empty account; returns what time it is there."""
        if self._load is None:
            state.load(build(self.origin))
            name, start = COMPANY, WORLD_START
        else:
            name, start = self._load.stem, load_file(state, self._load).last_at
            _hire(state, at=stamp(start))
        state.set_setting(
            "account", {"name": name, "subdomain": ACCOUNT, "support_address": ADDRESS}
        )
        upload_app(state, name=PACKAGE, title="cxsdk", at=start)
        register_client(
            state,
            identifier=PACKAGE,
            name="cxsdk",
            redirect_uris=[f"{self.apps_origin}/oauth/callback"],
            owner_id=ADMIN,
            secret=client_secret,
        )
        return start

    @staticmethod
    def _installation_id(kit: Kit) -> int | None:
        found = kit.find_installation(VENDOR, ACCOUNT)
        return found.id if found else None


def _hire(state: State, *, at: str) -> None:
    """Give an account of one's own the people of the doors; who is there already stays."""
    for number, name, role in (
        (ADMIN, "Administrator", "admin"),
        (HEAD, "Head of support", "admin"),
        (REVIEWER, "Reviewer", "agent"),
        (AGENT, "Agent", "agent"),
    ):
        if state.get("users", number) is None:
            email = f"{name.split()[0].casefold()}@skladen.example"
            state.put("users", shapes.user(number, name, at=at, role=role, email=email))


def visit_as(browser: Browser, origin: str, user_id: int) -> None:
    """Go in by a person's door of the workspace, so that ``browser`` is that person from now on."""
    front = expect(browser.get(f"{origin}/"))
    expect(browser.submit(front.form(f"/door/{user_id}")))


def open_house(
    folder: Path, *, port: int = 8400, load: Path | None = None, installed: bool = True
) -> House:
    """Open the house: workspace on ``port``, apps on the next.

    Args:
        folder: Where the world is kept; what it holds from before is found again.
        port: 1..65534.
        load: Conversations of one's own (JSON Lines, a ticket with its comments a
            line) in place of the seeded world.
        installed: Whether the package is connected at once; False leaves it to the admin's door.

    Returns:
        The running house; call its ``stop`` when done.

    Raises:
        ConfigError: A port is taken, or ``load`` cannot be read; the message names the line.
    """
    house = House(folder, port=port, load=load)
    try:
        house.start()
        if installed and house.installation() is None:
            house.connect()
    except BaseException:
        house.stop()
        raise
    return house
