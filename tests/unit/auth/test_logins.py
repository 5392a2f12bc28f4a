"""Log-ins that are kept: in files, or in the desktop's keyring."""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime, timedelta

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from cxsdk.auth import (
    ClientCredentials,
    MachineToken,
    MemoryStore,
    OAuthApp,
    OAuthEndpoints,
    SavedLogin,
    Token,
    forget_login,
    keep_login,
    saved_login,
)
from cxsdk.errors import ConfigError, ReauthRequired, StoreError

APP = OAuthApp("cx", "s3cret", ("read", "write"))
TOKEN = Token("a-1", "r-1", scope="read write")
URL = "https://acme.zendesk.com/oauth/tokens"


class Shelf(KeyringBackend):
    """A keyring that works as long as it is not locked."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept, self.is_locked = {}, False

    def get_password(self, service, username):
        self._look()
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self._look()
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self._look()
        del self.kept[service, username]

    def _look(self):
        if self.is_locked:
            raise KeyringLocked("the session is locked")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "cxsdk" / "logins"


@pytest.fixture
def shelf():
    before = keyring.get_keyring()
    made = Shelf()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture(params=["file", "keyring"])
def login(request, shelf):
    in_keyring = request.param == "keyring"
    return SavedLogin("zendesk", "acme", APP, URL, in_keyring=in_keyring)


def test_a_log_in_is_found_as_it_was_kept(login):
    keep_login(login, TOKEN)
    found = saved_login("zendesk", "acme")
    assert found == login
    assert found.app.client_secret == "s3cret"
    assert found.store.load(found.key) == TOKEN
    keep_login(login, Token("a-2"))
    assert found.store.load(found.key) == Token("a-2")
    with pytest.raises(ReauthRequired, match="nobody has logged in"):
        saved_login("zendesk", "other")


def test_a_log_in_is_forgotten_whole(login, home, shelf):
    keep_login(login, TOKEN)
    forget_login(login)
    forget_login(login)
    with pytest.raises(ReauthRequired):
        saved_login("zendesk", "acme")
    assert login.store.load(login.key) is None
    assert not shelf.kept
    assert not list(home.glob("*.json"))


def test_with_a_keyring_no_file_holds_a_secret(home, shelf):
    keep_login(SavedLogin("zendesk", "acme", APP, URL, in_keyring=True), TOKEN)
    written = b"".join(path.read_bytes() for path in home.iterdir())
    assert b"cx" in written
    for secret in (b"s3cret", b"a-1", b"r-1"):
        assert secret not in written
    assert len(shelf.kept) == 2


def test_a_keyring_that_is_locked_says_so_and_shows_nothing(shelf):
    login = SavedLogin("zendesk", "acme", APP, URL, in_keyring=True)
    keep_login(login, TOKEN)
    shelf.is_locked = True
    for touch in (lambda: saved_login("zendesk", "acme"), lambda: keep_login(login, TOKEN)):
        with pytest.raises(StoreError, match="KeyringLocked") as caught:
            touch()
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


def test_a_session_without_a_keyring_is_told_what_to_do(monkeypatch):
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        with pytest.raises(ConfigError) as caught:
            keep_login(SavedLogin("zendesk", "acme", APP, URL, in_keyring=True), TOKEN)
    finally:
        keyring.set_keyring(before)
    assert "without --keyring" in caught.value.hint


def test_without_the_extra_the_keyring_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError) as caught:
        keep_login(SavedLogin("zendesk", "acme", APP, URL, in_keyring=True), TOKEN)
    assert "cxsdk[keyring]" in caught.value.hint


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"in_keyring": false}'])
def test_a_torn_note_is_named_and_can_be_replaced(home, text):
    login = SavedLogin("zendesk", "acme", APP, URL)
    keep_login(login, TOKEN)
    note = home / "zendesk.acme.json"
    note.write_text(text)
    with pytest.raises(StoreError) as caught:
        saved_login("zendesk", "acme")
    assert str(note) in caught.value.hint
    keep_login(login, TOKEN)
    assert saved_login("zendesk", "acme") == login


@pytest.mark.parametrize("name", ["../acme", "a/b", "", "Acme", "acme\n", "x" * 64, "."])
def test_a_name_cannot_leave_the_folder(name):
    with pytest.raises(ConfigError):
        saved_login("zendesk", name)
    with pytest.raises(ConfigError):
        saved_login(name, "acme")


class Server:
    """Gives machines a-1, a-2, …; each lives for half an hour."""

    def __init__(self):
        self.given = 0

    def send(self, request):
        import json

        from cxsdk.http import Response

        self.given += 1
        answer = {"access_token": f"a-{self.given}", "token_type": "bearer", "expires_in": 1800}
        return Response(200, request.url, {}, json.dumps(answer).encode())


def test_machines_that_share_a_store_share_a_token():
    store, server, endpoints = MemoryStore(), Server(), OAuthEndpoints("", URL)
    start, got = threading.Barrier(8), []

    def call():
        source = MachineToken(store, "k", APP).bind(endpoints, server)
        start.wait()
        got.append(source.header())

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["Bearer a-1"] * 8
    assert server.given == 1
    now = datetime.now(UTC)
    late = Token("a-1", expires_at=now + timedelta(seconds=30), issued_at=now - timedelta(hours=1))
    store.save("k", late)
    source = MachineToken(store, "k", APP).bind(endpoints, server)
    assert source.header() == "Bearer a-2"
    assert source.refused("Bearer a-2") is True
    assert source.header() == "Bearer a-3"


def test_machines_without_a_store_fetch_one_each():
    server, endpoints = Server(), OAuthEndpoints("", URL)
    auth = ClientCredentials("cx", "s3cret", ("read",))
    assert {auth.bind(endpoints, server).header() for _ in range(2)} == {"Bearer a-1", "Bearer a-2"}
