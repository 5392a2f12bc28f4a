"""Side conversations: messages, files, what came from elsewhere, and the export of events."""

import pytest

from cxsdk.errors import SchemaError, ServerError
from cxsdk.helpdesks.zendesk.native import Participant, SideMessage

BASE = "/api/v2/tickets/42/side_conversations"
ID = "8566255a-ece5-11e8-857d-493066fa7b17"
TALK = {
    "id": ID,
    "ticket_id": 42,
    "subject": "Принтер",
    "state": "open",
    "participants": [{"user_id": None, "email": "a@b.example", "name": None}],
    "external_ids": {"targetTicketId": "43"},
    "created_at": "2018-11-20T16:58:36.453+00:00",
}
FILE = {"id": "s3-d2a3111e", "name": "a.png", "content_type": "image/png", "size": 3}


def event(name: str, second: int = 0) -> dict:
    sender = {"user_id": 2, "email": "s@b.example", "name": "Sally"}
    return {
        "id": name,
        "side_conversation_id": ID,
        "type": "reply",
        "actor": sender,
        "message": {"body": "Дымит", "from": sender, "to": [{"email": "a@b.example"}]},
        "via": "api",
        "created_at": f"2026-01-01T00:00:{second:02}Z",
    }


@pytest.fixture
def talks(desk):
    return desk.native.side_conversations.of_ticket(42)


def test_conversation_is_begun_answered_and_closed(account, talks, calls):
    account.expect_request(BASE, method="POST").respond_with_json(
        {"event": event("e1"), "side_conversation": TALK}, status=201
    )
    account.expect_request(f"{BASE}/{ID}/reply", method="POST").respond_with_json(
        {"side_conversation": TALK}
    )
    closed = {**TALK, "state": "closed"}
    account.expect_request(f"{BASE}/{ID}", method="PUT").respond_with_json(
        {"side_conversation": closed}
    )
    message = SideMessage(
        subject="Принтер",
        body="Дымит",
        to=(Participant(email="a@b.example"),),
        attachment_ids=("s3-d2a3111e",),
    )
    made = talks.create(message, external_ids={"mine": "7"})
    assert (made.id, made.ticket_id, made.participants) == (
        ID,
        42,
        (Participant(email="a@b.example"),),
    )
    assert talks.reply(ID, {"body": "Ещё дымит"}).state == "open"
    assert talks.update(ID, {"state": "closed"}).state == "closed"
    create, reply, update = calls()
    assert create.body == {
        "message": {
            "subject": "Принтер",
            "body": "Дымит",
            "to": [{"email": "a@b.example"}],
            "attachment_ids": ["s3-d2a3111e"],
        },
        "external_ids": {"mine": "7"},
    }
    assert reply.body == {"message": {"body": "Ещё дымит"}}
    assert update.body == {"side_conversation": {"state": "closed"}}


def test_message_is_sent_once_even_when_the_answer_is_lost(account, talks):
    account.expect_request(f"{BASE}/{ID}/reply", method="POST").respond_with_data("", status=503)
    with pytest.raises(ServerError):
        talks.reply(ID, {"body": "Дымит"})
    assert len(account.log) == 1


def test_conversations_and_their_events_are_read(account, talks, calls):
    account.expect_request(BASE).respond_with_json(
        {"side_conversations": [TALK], "count": 1, "next_page": None}
    )
    account.expect_request(f"{BASE}/{ID}").respond_with_json({"side_conversation": TALK})
    account.expect_request(f"{BASE}/{ID}/events").respond_with_json(
        {"events": [event("e1")], "count": 1, "next_page": None}
    )
    assert [*talks] == [talks.get(ID)]
    (found,) = talks.events(ID)
    assert (found.message.from_.name, found.actor.user_id) == ("Sally", 2)
    assert found.to_dict() == event("e1")
    assert [call.query for call in calls()] == [{}, {}, {}]


def test_past_is_brought_in_without_a_message_being_sent(account, talks, calls):
    for where in (f"{BASE}/import", f"{BASE}/{ID}/events/import"):
        account.expect_request(where, method="POST").respond_with_json({"side_conversation": TALK})
    sender = Participant(email="s@b.example")
    said = {"created_at": "2022-10-05T20:47:02Z", "message": SideMessage(from_=sender).to_dict()}
    talks.import_past({"subject": "Принтер", "state": "open"}, [said])
    talks.import_events(ID, [said])
    whole, more = calls()
    assert whole.body == {
        "side_conversation": {"subject": "Принтер", "state": "open"},
        "events": [said],
    }
    assert more.body == {"events": [said]}
    assert said["message"] == {"from": {"email": "s@b.example"}}


@pytest.mark.parametrize("answer", [FILE, {"attachment": FILE}], ids=["bare", "wrapped"])
def test_file_is_uploaded_before_it_is_sent(account, desk, forms, answer):
    where = "/api/v2/tickets/side_conversations/attachments"
    account.expect_request(where, method="POST").respond_with_json(answer, status=201)
    assert desk.native.side_conversations.upload(b"png", "a.png").id == "s3-d2a3111e"
    assert forms()[0]["file"].content == b"png"


def test_export_of_events_ends_at_a_short_page_and_doubles_none(account, desk, calls):
    where = "/api/v2/tickets/side_conversations/events"
    full = [event(f"e{number}") for number in range(1000)]
    link = account.url_for(f"{where}?start_time=20")  # the vendor sends one at the end as well
    account.expect_ordered_request(where).respond_with_json(
        {"events": full, "count": 1000, "end_time": 20, "next_page": link}
    )
    account.expect_ordered_request(where).respond_with_json(
        {"events": [full[-1], event("last")], "count": 2, "end_time": 20, "next_page": link}
    )
    found = [each.id for each in desk.native.side_conversations.events_since(10)]
    assert found == [*(f"e{number}" for number in range(1000)), "last"]
    assert [call.query for call in calls()] == [{"start_time": ["10"]}, {"start_time": ["20"]}]


def test_export_of_events_that_stands_still_is_named(account, desk):
    where = "/api/v2/tickets/side_conversations/events"
    full = [event(f"e{number}") for number in range(1000)]
    account.expect_ordered_request(where).respond_with_json({"events": full, "end_time": 10})
    walk = desk.native.side_conversations.events_since(10)
    with pytest.raises(SchemaError, match="stands still"):
        list(walk)
    assert len(account.log) == 1
