"""What is installed: apps, webhooks, deliveries, clients; for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cxsdk.sandbox.oauth import register_client

if TYPE_CHECKING:
    from conftest import House, Visitor

    from cxsdk.sandbox.office import Office


@pytest.mark.parametrize(
    ("language", "title"),
    [("ru", "Приложения подключены, доставки видны ниже."), ("en", "The apps are connected")],
)
def test_an_administrator_sees_what_is_installed(
    visitor: Visitor, language: str, title: str
) -> None:
    visitor.be(9000).language = language
    assert title in visitor.get("/admin/").text


def test_what_is_not_connected_can_be(visitor: Visitor, house: House) -> None:
    house.installation_id = None
    page = visitor.be(9000).get("/admin/")
    assert "загружено, не подключено Подключить" in page.text
    assert "http://127.0.0.1:8401/install?vendor=zendesk&amp;account=skladen" in page.html


def test_deliveries_are_listed_with_their_results(visitor: Visitor, office: Office) -> None:
    base = {"webhook_id": "w", "latency_ms": 12, "ticket_id": 4907, "attempts": 1, "error": ""}
    for number, (status, code) in enumerate([("success", 202), ("failed", None)]):
        at = f"2026-12-01T12:00:0{number}.000000+00:00"
        kind = "zen:event-type:ticket.status_changed"
        body = base | {"id": str(number), "status": status, "status_code": code}
        body |= {"created_at": at, "event_type": kind}
        office.state.put("webhook_invocations", body)
    hook = {"id": "w", "name": "Kit <b>", "endpoint": "http://127.0.0.1:8401/hooks/7"}
    office.state.put("webhooks", hook | {"status": "active", "subscriptions": ["a", "b"]})
    page = visitor.be(9000).get("/admin/")
    assert "ticket.status_changed 4907 202 1 12" in page.text
    assert "нет ответа" in page.text
    assert "Kit &lt;b&gt;" in page.html
    assert "Доставлено событий: 1, не доставлено: 1" in visitor.get("/").text


def test_clients_are_listed_without_their_secrets(visitor: Visitor, office: Office) -> None:
    register_client(
        office.state,
        identifier="cxsdk",
        name="The kit",
        redirect_uris=["http://127.0.0.1:8401/oauth/callback"],
        owner_id=9000,
        secret="a-very-secret-word",
    )
    page = visitor.be(9000).get("/admin/")
    assert "закрытый, с секретом" in page.text
    assert "very-secret" not in page.html
    kept = office.state.find("oauth_clients", key="cxsdk") or {}
    assert kept["secret_digest"] not in page.html


@pytest.mark.parametrize("person", [9002, 9003])
def test_agents_are_told_who_may(visitor: Visitor, person: int) -> None:
    page = visitor.be(person).get("/admin/")
    assert page.status == 403
    assert "Эту страницу видит только администратор" in page.text


def test_the_consent_page_is_part_of_the_house(visitor: Visitor, office: Office) -> None:
    redirect = "http://127.0.0.1:8401/oauth/callback"
    register_client(
        office.state, identifier="kit", name="Набор", redirect_uris=[redirect], owner_id=9000
    )
    query = {
        "response_type": "code",
        "client_id": "kit",
        "redirect_uri": redirect,
        "scope": "tickets:read",
        "state": "x",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    place = "/oauth/authorizations/new"
    page = visitor.be(9000).get(place, query_string=query)
    assert "Разрешить доступ?" in page.text
    assert "Набор" in page.text
    assert "/static/appkit/components.css" in page.html
    refused = visitor.be(9003).get(place, query_string=query)
    assert "Доступ приложениям разрешает только администратор" in refused.text
