"""The way back from the browser, over real sockets of this machine."""

from __future__ import annotations

import json
import socket
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from cxsdk.auth import AuthorizationCode, OAuthApp, OAuthEndpoints
from cxsdk.auth.loopback import log_in
from cxsdk.errors import AuthError, ConfigError, StateMismatch
from cxsdk.http import Response

ENDPOINTS = OAuthEndpoints("https://acme.example/authorize", "https://acme.example/token")


class Server:
    def __init__(self):
        self.forms = []

    def send(self, request):
        self.forms.append({k: v[0] for k, v in parse_qs(request.body.decode()).items()})
        answer = {"access_token": "a-1", "token_type": "bearer"}
        return Response(200, request.url, {}, json.dumps(answer).encode())


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def flow(server):
    return AuthorizationCode(OAuthApp("cx", None, ("read",)), ENDPOINTS, server)


class Browser:
    """Comes back with whatever queries a test says; ``{state}`` is the right one."""

    def __init__(self, *queries, language=""):
        self.queries, self.language, self.pages = queries, language, []

    def __call__(self, url, back):
        self.back = back
        state = parse_qs(urlsplit(url).query)["state"][0]
        self.thread = threading.Thread(target=self._come, args=(back, state))
        self.thread.start()

    def _come(self, back, state):
        for query in self.queries:
            address = f"{back}?{query.format(state=state)}"
            headers = {"Accept-Language": self.language}
            self.pages.append(requests.get(address, headers=headers, timeout=5))


def test_the_code_is_exchanged_with_its_verifier(flow, server):
    browser = Browser("code=c-1&state={state}")
    assert log_in(flow, show=browser, wait_s=5).access_token == "a-1"
    (form,) = server.forms
    assert (form["code"], form["redirect_uri"]) == ("c-1", browser.back)
    assert len(form["code_verifier"]) >= 43


def test_a_page_cannot_be_framed_kept_or_followed(flow):
    browser = Browser("code=c-1&state={state}")
    log_in(flow, show=browser, wait_s=5)
    browser.thread.join()
    (page,) = browser.pages
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "c-1" not in page.text


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("ru", "Спасибо"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8", "Спасибо"),
        ("en-GB,ru", "Thank you"),
        ("de-DE,ru;q=0.5", "Спасибо"),
        ("de", "Thank you"),
        ("", "Thank you"),
    ],
)
def test_the_page_is_in_the_persons_language(flow, language, word):
    browser = Browser("code=c-1&state={state}", language=language)
    log_in(flow, show=browser, wait_s=5)
    browser.thread.join()
    assert word in browser.pages[0].text


def test_a_refusal_is_told_in_the_servers_words(flow, server):
    query = "error=access_denied&error_description=Not%0Atoday&state={state}"
    with pytest.raises(AuthError, match="access_denied: Not today"):
        log_in(flow, show=Browser(query), wait_s=5)
    assert server.forms == []


def test_an_answer_without_a_code_is_none(flow):
    with pytest.raises(AuthError, match="no code came"):
        log_in(flow, show=Browser("state={state}"), wait_s=5)


def test_nobody_is_waited_for_for_ever(flow, server):
    seen = []
    with pytest.raises(AuthError) as caught:
        log_in(flow, show=lambda *both: seen.append(both), wait_s=0.05)
    assert seen[0][1] in caught.value.hint
    assert server.forms == []
    with pytest.raises(requests.ConnectionError):
        requests.get(seen[0][1], timeout=5)


def test_only_foreign_answers_are_a_mismatch(flow, server):
    browser = Browser("code=c-1&state=another", "code=c-1")
    with pytest.raises(StateMismatch):
        log_in(flow, show=browser, wait_s=0.5)
    assert [page.status_code for page in browser.pages] == [400, 400]
    assert server.forms == []


def test_the_first_right_answer_counts(flow, server):
    browser = Browser("code=c-1&state=another", "code=c-2&state={state}")
    log_in(flow, show=browser, wait_s=5)
    assert [form["code"] for form in server.forms] == ["c-2"]


def test_a_port_that_is_taken_is_told(flow):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigError) as caught:
        log_in(flow, show=Browser(), port=taken.getsockname()[1])
    assert "--port" in caught.value.hint


def test_a_chosen_port_is_the_one(flow, free_port):
    browser = Browser("code=c-1&state={state}")
    log_in(flow, show=browser, port=free_port, wait_s=5)
    assert browser.back == f"http://127.0.0.1:{free_port}/callback"
