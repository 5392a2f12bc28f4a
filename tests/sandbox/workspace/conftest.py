"""The seeded world with its workspace, and a browser without a browser."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask, Response, request, send_from_directory
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page as BrowserPage
from werkzeug.test import TestResponse

import cxsdk.appkit
from cxsdk.appkit.serving import Server, free_port
from cxsdk.sandbox.account import create_account
from cxsdk.sandbox.apps import upload_app
from cxsdk.sandbox.clock import WorldClock
from cxsdk.sandbox.hooks import Hooks
from cxsdk.sandbox.office import Office, office_of
from cxsdk.sandbox.state import State
from cxsdk.sandbox.workspace import SidebarPackage, create_workspace
from cxsdk.sandbox.world import build

if TYPE_CHECKING:
    from collections.abc import Iterator


ORIGIN = "http://localhost:8400"
APPS = "http://127.0.0.1:8401"
ROMAN, ELENA, PAVEL, ANNA, TIMUR, MARINA = 9000, 9001, 9002, 9003, 9004, 5001
_TAG = re.compile(r"<[^>]*>")


@dataclass
class House:
    """An account with its workspace; what the house outside would hand in is here to look at."""

    flask: Flask
    installation_id: int | None = 7
    restarted: int = 0
    moved: int = 0

    @property
    def office(self) -> Office:
        return office_of(self.flask)

    def restart(self) -> None:
        self.restarted += 1

    def move(self) -> None:
        self.moved += 1


@dataclass
class Page:
    """An answer, as a person would look at it."""

    response: TestResponse
    html: str = field(init=False)

    def __post_init__(self) -> None:
        self.html = self.response.get_data(as_text=True)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """What can be read, in one line."""
        return " ".join(unescape(_TAG.sub(" ", self.html)).replace("\u00a0", " ").split())

    def all(self, pattern: str) -> list[str]:
        return re.findall(pattern, self.html)


@dataclass
class Visitor:
    """Somebody at the browser: keeps a cookie, sends forms as the pages would."""

    client: FlaskClient
    language: str = "ru"

    def be(self, number: int) -> Visitor:
        with self.client.session_transaction(base_url=ORIGIN) as session:
            session["user_id"] = number
        return self

    def get(self, path: str, **how: Any) -> Page:
        headers = {"Accept-Language": self.language, **how.pop("headers", {})}
        return Page(self.client.get(path, base_url=ORIGIN, headers=headers, buffered=True, **how))

    def post(self, path: str, *, headers: dict[str, str] | None = None, **form: Any) -> Page:
        with self.client.session_transaction(base_url=ORIGIN) as session:
            form.setdefault("csrf", session.setdefault("csrf", "token-of-the-cookie"))
        sent = {"Accept-Language": self.language, **(headers or {})}
        return Page(self.client.post(path, base_url=ORIGIN, data=form, headers=sent))


@pytest.fixture(scope="session")
def built_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Path]]:
    path = tmp_path_factory.mktemp("workspace") / "helpdesk.db"
    state = State(path)
    real = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    flask = create_account(
        state,
        WorldClock(state, real=lambda: real),
        origin=ORIGIN,
        hooks=Hooks(state, pauses_s=()),
    )
    house = House(flask)
    apps = SidebarPackage(APPS, lambda: house.installation_id)
    flask.register_blueprint(
        create_workspace(house.office, apps=apps, restart=house.restart, moved=house.move)
    )
    yield house, path
    house.office.close()


class Morning:
    """The first morning, to go back to; only when somebody wrote since."""

    def __init__(self, office: Office, path: Path) -> None:
        office.state.load(build(ORIGIN))
        upload_app(office.state, name="cxsdk", title="cxsdk", at=office.clock())
        self._watching = sqlite3.connect(path)
        self._pages = sqlite3.connect(":memory:")
        self._watching.backup(self._pages)
        self._office = office
        self._path = path
        self._version = self._now()

    def _now(self) -> int:
        return int(self._watching.execute("PRAGMA data_version").fetchone()[0])

    def come_back(self) -> None:
        self._office.hooks.drain()
        if self._now() == self._version:
            return
        with closing(sqlite3.connect(self._path)) as target:
            self._pages.backup(target)
        self._office.clock.restart()
        self._version = self._now()

    def end(self) -> None:
        self._watching.close()
        self._pages.close()


@pytest.fixture(scope="session")
def morning(built_house: tuple[House, Path]) -> Iterator[Morning]:
    found = Morning(built_house[0].office, built_house[1])
    yield found
    found.end()


@pytest.fixture
def house(built_house: tuple[House, Path], morning: Morning) -> House:
    """The house as on the first morning."""
    morning.come_back()
    found = built_house[0]
    found.installation_id, found.restarted, found.moved = 7, 0, 0
    return found


@pytest.fixture
def office(house: House) -> Office:
    return house.office


@pytest.fixture
def visitor(house: House) -> Visitor:
    """Nobody yet, reading Russian."""
    return Visitor(house.flask.test_client())


@pytest.fixture
def anna(visitor: Visitor) -> Visitor:
    """The agent at her desk."""
    return visitor.be(ANNA)


# -- a real browser -------------------------------------------------------

_KIT_PAGE = """<!doctype html><title>The kit</title><script type="module">
import * as host from "/static/appkit/host.js";
Object.assign(window, host);
window.context = await host.connect(new URLSearchParams(location.search).get("origin"));
</script>"""


@dataclass
class Street:
    """The workspace and the apps on real ports, and a browser in front of them."""

    browser: Browser
    origin: str
    house: House
    morning: Morning
    page_name: str = "test"
    tokens: list[str] = field(default_factory=list)
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    pages: list[BrowserPage] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def office(self) -> Office:
        return self.house.office

    def sit_down(self, number: int | None, path: str, **how: Any) -> BrowserPage:
        """Open a page as somebody, and close the one before; ``how`` is a new window's."""
        for old in self.pages:
            old.close()
        self.pages.clear()
        page = self._window(how).new_page()
        self.pages.append(page)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        serializer = SecureCookieSessionInterface().get_signing_serializer(self.house.flask)
        assert serializer is not None
        cookie = {"name": "helpdesk", "value": serializer.dumps({"user_id": number})}
        page.context.clear_cookies()
        page.context.add_cookies([{**cookie, "url": self.origin}])
        page.goto(self.origin + path)
        return page

    def _window(self, how: dict[str, Any]) -> BrowserContext:
        """The same window for the same wishes: it keeps the static files."""
        wished = repr(how)
        if wished not in self.contexts:
            how = {"locale": "ru-RU", "viewport": {"width": 1440, "height": 900}, **how}
            self.contexts[wished] = self.browser.new_context(**how)
            self.contexts[wished].set_default_timeout(10_000)
        return self.contexts[wished]

    def ticket(self, number: int) -> dict[str, Any]:
        return self.office.state.get("tickets", number) or {}

    def last_word(self, number: int) -> str:
        said = self.office.state.list("comments", ticket_id=number, sort="created_at")
        return str([each for each in said if each["author_id"] > 0][-1]["plain_body"])


def _serve_apps(street: dict[str, Street]) -> Flask:
    pages = Flask("apps")
    kit_files = Path(cxsdk.appkit.__file__).parent / "static" / "appkit"

    @pages.route("/sidebar/<int:number>", methods=["GET", "POST"])
    def sidebar(number: int) -> str:
        found = street["it"]
        if "token" in request.form:
            found.tokens.append(request.form["token"])
        if found.page_name == "kit":
            return _KIT_PAGE
        return (Path(__file__).parent / "zaf_page.html").read_text(encoding="utf-8")

    @pages.get("/static/appkit/<path:name>")
    def file(name: str) -> Response:
        return send_from_directory(kit_files, name)

    return pages


@pytest.fixture(scope="session")
def built_street(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Street, dict[str, Street]]]:
    path = tmp_path_factory.mktemp("street") / "helpdesk.db"
    port = free_port()
    origin, apps_origin = f"http://localhost:{port}", f"http://127.0.0.1:{port + 1}"
    state = State(path)
    flask = create_account(state, WorldClock(state), origin=origin, hooks=Hooks(state))
    house = House(flask)
    apps = SidebarPackage(apps_origin, lambda: house.installation_id)
    flask.register_blueprint(create_workspace(house.office, apps=apps))
    street = Street(chromium, origin, house, Morning(house.office, path))
    held: dict[str, Street] = {"it": street}
    servers = [Server(flask, port=port), Server(_serve_apps(held), port=port + 1)]
    for server in servers:
        server.start()
    yield street, held
    for context in street.contexts.values():
        context.close()
    for server in servers:
        server.stop()
    street.morning.end()
    house.office.close()


@pytest.fixture
def street(built_street: tuple[Street, dict[str, Street]]) -> Iterator[Street]:
    """The street on the first morning; scripts that fail on its pages fail the test."""
    found = built_street[0]
    found.morning.come_back()
    found.house.installation_id, found.page_name = 7, "test"
    found.tokens.clear()
    found.errors.clear()
    yield found
    for page in found.pages:
        page.close()
    found.pages.clear()
    assert found.errors == []
