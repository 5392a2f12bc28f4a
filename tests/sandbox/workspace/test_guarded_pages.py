"""What every page stands behind: host, forms, policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cxsdk.sandbox.workspace.visitor import way_back

if TYPE_CHECKING:
    from conftest import House, Visitor

    from cxsdk.sandbox.office import Office

PAGES = [
    "/",
    "/?next=/admin/",
    "/again",
    "/agent/",
    "/agent/?q=48213",
    "/agent/tickets/4821",
    "/agent/tickets/4907",
    "/agent/tickets/1",
    "/mail/",
    "/admin/",
]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.7:8400"])
def test_another_host_name_gets_nothing(house: House, host: str) -> None:
    answer = house.flask.test_client().get("/", base_url=f"http://{host}")
    assert answer.status_code == 421
    assert "Анна" not in answer.get_data(as_text=True)


def test_the_apps_host_name_is_led_home(house: House) -> None:
    client = house.flask.test_client()
    answer = client.get("/agent/?view=all", base_url="http://127.0.0.1:8400")
    assert answer.location == "http://localhost:8400/agent/?view=all"


FORMS = [
    ("/door/9003", {}),
    ("/clock", {"by": "1d"}),
    ("/again", {}),
    ("/language", {"locale": "en"}),
    ("/agent/tickets/4907", {"body": "Привет"}),
]


@pytest.mark.parametrize(("path", "form"), FORMS)
@pytest.mark.parametrize("wrong", [{"csrf": ""}, {"csrf": "forged"}, {"csrf": "поддельный"}])
def test_a_form_from_elsewhere_changes_nothing(
    anna: Visitor, house: House, path: str, form: dict[str, str], wrong: dict[str, str]
) -> None:
    comments = house.office.state.count("comments")
    answer = anna.post(path, **{**form, **wrong})
    assert answer.status == 403
    assert "Ничего не изменилось" in answer.text
    assert (house.moved, house.restarted) == (0, 0)
    assert house.office.state.count("comments") == comments


def test_a_form_of_a_foreign_page_is_refused_even_with_a_token(anna: Visitor) -> None:
    foreign = {"Origin": "http://127.0.0.1:8401"}
    assert anna.post("/clock", headers=foreign, by="1d").status == 403
    own = {"Origin": "http://localhost:8400"}
    assert anna.post("/clock", headers=own, by="1d").status == 303


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_nothing_its_policy_forbids(
    visitor: Visitor, path: str, language: str
) -> None:
    visitor.be(9000).language = language
    page = visitor.get(path)
    policy = page.response.headers["Content-Security-Policy"]
    nonce = re.findall(r"script-src 'nonce-([\w-]+)'", policy)[0]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not page.all(r"\sstyle=")
    assert not page.all(r"\son\w+=")
    for script in page.all(r"<script[^>]*>"):
        assert f'nonce="{nonce}"' in script or 'type="application/json"' in script
    assert page.response.headers["X-Content-Type-Options"] == "nosniff"
    assert page.response.headers["Cache-Control"] == "no-store"


def test_every_page_has_a_policy_mark_of_its_own(visitor: Visitor) -> None:
    policies = {visitor.get("/").response.headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_only_the_apps_may_be_framed_and_posted_to(anna: Visitor) -> None:
    policy = anna.get("/agent/tickets/4907").response.headers["Content-Security-Policy"]
    assert "frame-src 'self' http://127.0.0.1:8401;" in policy
    assert "form-action 'self' http://127.0.0.1:8401;" in policy


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = visitor.get("/").response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "agent/",
        "",
        None,
    ],
)
def test_no_form_leads_to_another_site(wanted: str | None) -> None:
    assert way_back(wanted, "/home") == "/home"


def test_the_way_back_is_kept() -> None:
    wanted = "/oauth/authorizations/new?client_id=cxsdk&redirect_uri=http%3A%2F%2F127.0.0.1%2F"
    assert way_back(wanted) == wanted


def test_who_is_not_known_is_sent_to_the_doors_and_back(visitor: Visitor) -> None:
    answer = visitor.get("/agent/tickets/4907?view=mine")
    assert answer.response.location == "/?next=%2Fagent%2Ftickets%2F4907%3Fview%3Dmine"
    page = visitor.get(answer.response.location)
    assert 'name="next" value="/agent/tickets/4907?view=mine"' in page.html


def test_static_files_are_served_and_nothing_else(visitor: Visitor) -> None:
    found = visitor.get("/static/sandbox/workspace.js")
    assert (found.status, found.response.mimetype) == (200, "text/javascript")
    assert visitor.get("/static/sandbox/../../workspace/page.py").status == 404
    assert visitor.get("/static/other/x.js").status == 404


def test_a_full_disk_is_a_page_that_says_what_to_do(
    anna: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cxsdk.errors import StoreError

    def refuse(*_: object, **__: object) -> None:
        message = "the local helpdesk's file cannot be used: database or disk is full"
        raise StoreError(message, hint="free some space on the disk")

    monkeypatch.setattr(type(office.desk), "change_ticket", refuse)
    answer = anna.post("/agent/tickets/4907", body="Привет")
    assert answer.status == 500
    assert "free some space on the disk" in answer.text
    assert "Traceback" not in answer.html
