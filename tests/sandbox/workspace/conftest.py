"""The seeded world with its workspace, and a browser without a browser."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

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
    from pathlib import Path


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
