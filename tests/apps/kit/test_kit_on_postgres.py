"""The same kit on PostgreSQL: what is inserted once, taken once and kept apart."""

from __future__ import annotations

import importlib.util
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from cxsdk.appkit import Event

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def postgres_url():
    name = "postgres_server"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, Path(__file__).parents[2] / f"{name}.py"
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    server = sys.modules[name]
    with server.postgres(server.programs_or_skip()) as url:
        yield f"{url}/postgres"


def at_once(*calls):
    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(done.result() for done in [pool.submit(call) for call in calls])


def test_what_is_good_once_is_taken_once_though_several_reach_for_it(make_stage, postgres_url):
    stage = make_stage(database_url=postgres_url)
    browser = stage.client()
    started = browser.post("/install/start", data={"vendor": "deskless", "account": "acme"})
    state = parse_qs(urlsplit(started.headers["Location"]).query)["state"][0]
    cookie = started.headers["Set-Cookie"].split(";")[0].partition("=")[2]

    def come_back():
        again = stage.browser()
        again.set_cookie("cx-oauth", cookie, domain="127.0.0.1")
        url = f"/oauth/callback?state={state}&code=good"
        return again.get(url, base_url="http://127.0.0.1:8401").status_code

    assert at_once(come_back, come_back, come_back) == [303, 400, 400]
    number = stage.kit.find_installation("deskless", "acme").id
    token = stage.opening(nonce="race")

    def open_once():
        return stage.open(number, token=token).status_code

    assert at_once(open_once, open_once, open_once, open_once) == [200, 200, 401, 401]

    def deliver():
        return stage.deliver(number, at=stage.at()).status_code

    assert at_once(deliver, deliver, deliver) == [200, 200, 202]
    stage.kit.engine.drain()
    assert sorted(stage.seen) == [(Event.INSTALLED, ""), (Event.TICKET_UPDATED, "7")]
