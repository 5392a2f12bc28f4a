"""One local helpdesk for the commands that log in, and a person at a browser of one's own."""

from __future__ import annotations

import threading
import webbrowser
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cxsdk.appkit.serving import free_port
from cxsdk.auth import saved_login
from cxsdk.cli import run
from cxsdk.sandbox.browser import Browser
from cxsdk.sandbox.house import open_house, visit_as
from cxsdk.sandbox.oauth import register_client
from cxsdk.sandbox.workspace.people import ADMIN

SECRET = "a-secret-of-the-client"


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    opened = open_house(tmp_path_factory.mktemp("house"), port=free_port(), installed=False)
    yield opened
    opened.stop()


@pytest.fixture
def way_back():
    """A port for the way back, registered at the clients."""
    return free_port()


@pytest.fixture
def origin(house, way_back):
    """Address of the helpdesk; it knows a client with a secret and one without."""
    back = [f"http://127.0.0.1:{way_back}/callback"]
    for name, secret in (("scripts", SECRET), ("laptop", None)):
        register_client(
            house.office.state,
            identifier=name,
            name="Scripts of ours",
            redirect_uris=back,
            owner_id=ADMIN,
            secret=secret,
        )
    return house.origin


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A settings folder that is empty."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "cxsdk" / "logins"


class Person:
    """Opens whatever address a command opens, and presses a button there."""

    def __init__(self, origin):
        self.origin, self.press, self.before = origin, "allow", lambda _: None
        self.language = "en"
        self.page = None
        self._thread = None

    def open(self, url):
        self._thread = threading.Thread(target=self._answer, args=(url,))
        self._thread.start()
        return True

    def _answer(self, url):
        self.before(url)
        browser = Browser(language=self.language)
        visit_as(browser, self.origin, ADMIN)
        consent = browser.get(url)
        form = consent.form("/oauth/authorizations/new")
        button = next(each for each in form.buttons if each[1] == self.press)
        self.page = browser.submit(form, press=button)
        browser.close()

    def leave(self):
        if self._thread:
            self._thread.join(10)


@pytest.fixture
def person(origin, monkeypatch):
    somebody = Person(origin)
    monkeypatch.setattr(webbrowser, "open", somebody.open)
    yield somebody
    somebody.leave()


@pytest.fixture
def say(capfd):
    """Run a command: what it answers, on standard output, and on standard error."""

    def command(*words):
        code = run(words)
        out, err = capfd.readouterr()
        return code, out, err

    return command


@pytest.fixture
def log_in(say, origin, way_back, person, monkeypatch):
    """Log in to the local helpdesk as its client with a secret."""
    monkeypatch.setenv("CXSDK_CLIENT_SECRET", SECRET)

    def command(*more, client="scripts"):
        words = ("--client-id", client, "--base-url", origin, "--port", str(way_back), *more)
        outcome = say("login", "zendesk", "acme", *words)
        person.leave()
        return outcome

    return command


@pytest.fixture
def end_token():
    """Let the kept token come to its end."""

    def end():
        login, now = saved_login("zendesk", "acme"), datetime.now(UTC)
        kept = login.store.load(login.key)
        over = replace(kept, expires_at=now, issued_at=now - timedelta(minutes=30))
        login.store.save(login.key, over)
        return kept

    return end


@pytest.fixture
def elsewhere():
    """A second server; its port makes it another origin."""
    from pytest_httpserver import HTTPServer

    with HTTPServer(host="localhost") as server:
        yield server
