"""One's own conversations: a ticket with its comments per line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cxsdk.errors import ConfigError
from cxsdk.sandbox.load import load_file

if TYPE_CHECKING:
    from pathlib import Path

TICKET = {
    "id": 7001,
    "subject": "Заказ не приходит",
    "description": "Где заказ?",
    "status": "pending",
    "requester_id": 501,
    "assignee_id": 601,
    "tags": ["ru"],
    "created_at": "2025-03-01T10:00:00Z",
    "updated_at": "2025-03-02T10:00:00Z",
    "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
    "vendor_only": {"kept": True},
    "comments": [
        {
            "id": 1,
            "author_id": 501,
            "body": "Где заказ?",
            "public": True,
            "created_at": "2025-03-01T10:00:00Z",
        },
        {
            "id": 2,
            "author_id": 602,
            "html_body": "<p>Спросим <b>склад</b></p><script>x()</script>",
            "public": False,
            "created_at": "2025-03-01T11:00:00+03:00",
        },
    ],
}


@pytest.fixture
def write(tmp_path: Path):
    def make(*lines: Any) -> Path:
        path = tmp_path / "mine.jsonl"
        path.write_bytes(
            b"\n".join(each if isinstance(each, bytes) else orjson.dumps(each) for each in lines)
        )
        return path

    return make


def test_a_line_is_a_ticket_with_its_comments(state, write) -> None:
    loaded = load_file(state, write(TICKET))
    assert (loaded.tickets, loaded.comments, loaded.placeholders) == (1, 2, 3)
    assert loaded.last_at.isoformat() == "2025-03-02T10:00:00+00:00"
    ticket = state.get("tickets", 7001)
    assert ticket["subject"] == ticket["raw_subject"] == "Заказ не приходит"
    assert ticket["vendor_only"] == {"kept": True}
    assert ticket["generated_timestamp"] == 1740909600
    first, second = state.list("comments", ticket_id=7001)
    assert first["plain_body"] == "Где заказ?"
    assert second["created_at"] == "2025-03-01T08:00:00Z"
    assert "script" not in second["html_body"]
    assert second["plain_body"] == "Спросим склад"


def test_people_of_whom_only_the_number_is_known_are_made_up(state, write) -> None:
    load_file(state, write(TICKET))
    roles = {each["id"]: each["role"] for each in state.list("users")}
    assert roles == {501: "end-user", 601: "agent", 602: "agent"}


def test_people_and_firms_beside_the_tickets_come_along(state, write) -> None:
    people = {
        "users": [{"id": 501, "name": "Марина", "email": "m@x.example", "organization_id": 31}],
        "organizations": [{"id": 31, "name": "Тёплый дом"}],
    }
    load_file(state, write(people, {"ticket": TICKET}))
    assert state.get("users", 501)["email"] == "m@x.example"
    assert state.get("organizations", 31)["name"] == "Тёплый дом"
    assert state.find("users", email="m@x.example")["role"] == "end-user"


def test_a_ticket_without_comments_still_says_what_was_asked(state, write) -> None:
    bare = {key: value for key, value in TICKET.items() if key != "comments"}
    load_file(state, write(bare, b"", b"   "))
    (said,) = state.list("comments", ticket_id=7001)
    assert (said["body"], said["author_id"]) == ("Где заказ?", 501)


def test_what_the_api_shows_can_be_loaded_again(state, api, make_ticket, write) -> None:
    ticket = make_ticket()
    shown = api.get(f"/tickets/{ticket['id']}", include="users")
    shown["comments"] = api.get(f"/tickets/{ticket['id']}/comments")["comments"]
    load_file(state, write(shown))
    again = state.get("tickets", ticket["id"])
    assert again["subject"] == ticket["subject"]
    assert state.get("users", ticket["requester_id"])["name"] == "Марина Лапина"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{bad", "unexpected character"),
        (b"[1, 2]", "the line must be a JSON object"),
        ({"ticket": "7001"}, "ticket must be a JSON object"),
        ({"subject": "no number"}, "id is missing or no number"),
        ({**TICKET, "id": "7001"}, "id is missing or no number"),
        ({**TICKET, "id": 2**63}, "id is missing or no number"),
        ({**TICKET, "created_at": "yesterday"}, "created_at is missing or no ISO 8601 moment"),
        ({**TICKET, "requester_id": None}, "requester_id is missing or no number"),
        ({**TICKET, "comments": [{"body": "?"}]}, "author_id is missing"),
        ({**TICKET, "comments": "none"}, "comments must be"),
        (
            {**TICKET, "comments": [{**TICKET["comments"][0], "body": 5}]},
            "body is missing or no text",
        ),
        ({**TICKET, "status": 5}, "status is missing or no text"),
        ({"users": [{"id": 1}]}, "name is missing"),
        ({"users": {"id": 1}}, "users must be"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(state, write, line, reason) -> None:
    path = write(TICKET, line)
    with pytest.raises(ConfigError, match="line 2: ") as caught:
        load_file(state, path)
    assert f"line 2: {reason}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    assert state.count("tickets") == 0
    assert state.count("users") == 0


def test_a_file_without_tickets_or_no_file_is_refused(state, write, tmp_path) -> None:
    with pytest.raises(ConfigError, match="holds no tickets"):
        load_file(state, write(b""))
    with pytest.raises(ConfigError, match="cannot be read"):
        load_file(state, tmp_path / "nothing.jsonl")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_file(state, tmp_path)


def test_many_lines_are_read_without_holding_them_all(state, write) -> None:
    lines = [
        {**TICKET, "id": n, "comments": [{**TICKET["comments"][0], "id": n}]}
        for n in range(1, 1201)
    ]
    loaded = load_file(state, write(*lines))
    assert loaded.tickets == state.count("tickets") == 1200
    assert loaded.placeholders == 2
