"""The apps' frame: whom it is opened for, how it is signed, what stands there without it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from cxsdk.errors import AuthError, TokenExpired
from cxsdk.helpdesks.base import PanelTrust
from cxsdk.helpdesks.zendesk.panel import ZendeskPanel
from cxsdk.sandbox.apps import find_installation, public_key, sign_opening

if TYPE_CHECKING:
    from conftest import House, Page, Visitor

    from cxsdk.sandbox.office import Office

ORIGIN = "http://localhost:8400"
_FORM = re.compile(r'<form id="apps-open" method="post" action="([^"]+)" target="apps-frame">')
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


def trust(office: Office) -> PanelTrust:
    """What the kit would learn at install."""
    found = find_installation(office.state, "cxsdk")
    assert found is not None
    return PanelTrust(
        public_key=public_key(office.state, found["app_id"]),
        issuer="localhost:8400",
        audience=f"{ORIGIN}/api/v2/apps/installations/{found['id']}.json",
        origin=ORIGIN,
    )


def opening(page: Page) -> tuple[str, str]:
    return unescape(_FORM.findall(page.html)[0]), _TOKEN.findall(page.html)[0]


def test_the_form_goes_to_the_apps_under_a_name_of_its_own(anna: Visitor) -> None:
    guids = set()
    for _ in range(3):
        address = urlsplit(opening(anna.get("/agent/tickets/4907"))[0])
        assert (address.netloc, address.path) == ("127.0.0.1:8401", "/sidebar/7")
        query = parse_qs(address.query)
        assert query["origin"] == [ORIGIN]
        guids |= set(query["app_guid"])
    assert len(guids) == 3


@pytest.mark.parametrize("person", [9000, 9002, 9003])
def test_the_vendors_own_check_accepts_the_signature(
    visitor: Visitor, office: Office, person: int
) -> None:
    _, token = opening(visitor.be(person).get("/agent/tickets/4907"))
    context = ZendeskPanel().parse(token, trust=trust(office))
    assert context.user_id == str(person)
    assert context.location == "ticket_sidebar"


def test_each_load_is_signed_anew(anna: Visitor) -> None:
    tokens = {opening(anna.get("/agent/tickets/4907"))[1] for _ in range(2)}
    assert len(tokens) == 2


def test_a_signature_is_for_this_account_only_and_soon_over(anna: Visitor, office: Office) -> None:
    _, token = opening(anna.get("/agent/tickets/4907"))
    known = trust(office)
    elsewhere = PanelTrust(
        public_key=known.public_key,
        issuer="other.zendesk.com",
        audience=known.audience,
        origin=known.origin,
    )
    with pytest.raises(AuthError):
        ZendeskPanel().parse(token, trust=elsewhere)
    uploaded = find_installation(office.state, "cxsdk")
    assert uploaded is not None
    old = sign_opening(office.state, uploaded, origin=ORIGIN, user_id=9003, now=1_700_000_000)
    with pytest.raises(TokenExpired):
        ZendeskPanel().parse(old, trust=known)


def test_the_page_can_ask_for_a_fresh_opening(anna: Visitor, office: Office) -> None:
    told = anna.get("/agent/tickets/4907/opening").response.get_json()
    assert told["guid"] in told["action"]
    assert ZendeskPanel().parse(told["token"], trust=trust(office)).user_id == "9003"


def test_nobody_gets_a_signature_without_a_door(visitor: Visitor) -> None:
    assert visitor.get("/agent/tickets/4907/opening").response.get_json() == {"action": None}


def test_an_agent_is_told_who_can_connect_the_apps(anna: Visitor, house: House) -> None:
    house.installation_id = None
    page = anna.get("/agent/tickets/4907")
    assert "Их подключает администратор." in page.text
    assert "/install" not in page.html
    assert not _TOKEN.findall(page.html)


def test_an_administrator_can_connect_them_at_once(visitor: Visitor, house: House) -> None:
    house.installation_id = None
    page = visitor.be(9000).get("/agent/tickets/4907")
    link = "http://127.0.0.1:8401/install?vendor=zendesk&amp;account=skladen"
    assert link in page.html


def test_the_page_tells_its_host_what_apps_may_know(anna: Visitor) -> None:
    page = anna.get("/agent/tickets/4907")
    data = json.loads(re.findall(r'id="page-data">(.*?)</script>', page.html, re.DOTALL)[0])
    values = data["values"]
    assert values["ticket.id"] == data["ticket"] == 4907
    assert values["ticket.requester"]["email"] == "m.lapina@teplydom.example"
    assert values["ticket.assignee.user"]["name"] == "Анна Белова"
    assert values["customFields"]["custom_field_36001"] == "48213"
    assert values["currentUser"]["id"] == 9003
    assert data["frame"]["origin"] == "http://127.0.0.1:8401"
    assert "token" not in data["frame"]
