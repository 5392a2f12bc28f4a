"""What was said, by whom, and who may read it."""

from datetime import UTC, datetime

import pytest

from cxsdk.errors import NotFound
from cxsdk.models import (
    Actor,
    ActorType,
    Attachment,
    ChannelKind,
    MessageKind,
    Ref,
    Visibility,
)

COMMENTS = "/api/v2/tickets/4821/comments"
MANY = "/api/v2/users/show_many"


@pytest.fixture
def conversation(account, recorded):
    body = recorded("comments.json")
    account.expect_request(COMMENTS).respond_with_json(body)
    account.expect_request(MANY).respond_with_json({"users": []})
    return body


def test_opening_message_is_there_and_marked(desk, conversation):
    messages = list(desk.messages.iter("4821"))
    assert [message.id for message in messages] == ["1", "2", "3", "4", "5", "6"]
    assert [message.is_first for message in messages] == [True, False, False, False, False, False]
    first = messages[0]
    assert first.ref == Ref("zendesk", "acme", "1")
    assert first.ticket_id == "4821"
    assert first.created_at == datetime(2026, 11, 20, 9, 12, 44, tzinfo=UTC)
    assert first.channel.kind is ChannelKind.WEB_FORM
    assert first.raw == conversation["comments"][0]


def test_everyone_is_told_apart(desk, conversation):
    found = [(m.kind, m.author.type, m.visibility) for m in desk.messages.iter("4821")]
    public, internal = Visibility.PUBLIC, Visibility.INTERNAL
    assert found == [
        (MessageKind.CUSTOMER_MESSAGE, ActorType.CUSTOMER, public),
        (MessageKind.BOT_MESSAGE, ActorType.BOT, public),
        (MessageKind.INTERNAL_NOTE, ActorType.AGENT, internal),
        (MessageKind.AGENT_REPLY, ActorType.AGENT, public),
        (MessageKind.SYSTEM_EVENT, ActorType.SYSTEM, internal),
        (MessageKind.CUSTOMER_MESSAGE, ActorType.UNKNOWN, public),
    ]


def test_authors_come_with_name_and_address(desk, conversation):
    authors = [message.author for message in desk.messages.iter("4821")]
    assert authors[0] == Actor(
        ActorType.CUSTOMER, "5001", "Марина Лапина", "m.lapina@teplydom.example"
    )
    assert authors[4] == Actor(ActorType.SYSTEM)
    assert authors[5] == Actor(ActorType.UNKNOWN, "5555")


def test_text_is_taken_from_html_where_there_is_none(desk, conversation):
    texts = [message.body_text for message in desk.messages.iter("4821")]
    assert texts == ["Hello", "I am the assistant", "note", "Call", "Merged", "Who am I"]


def test_files_are_listed(desk, conversation):
    note = list(desk.messages.iter("4821"))[2]
    assert note.attachments == (
        Attachment("77", "чек.pdf", "application/pdf", 2048, "https://files.example/77"),
    )


def test_authors_are_asked_for_together_with_what_they_said(desk, conversation, calls):
    list(desk.messages.iter("4821"))
    comments, missing = calls()
    assert comments.query == {
        "page[size]": ["100"],
        "sort": ["created_at"],
        "include": ["users"],
    }
    assert missing.query == {"ids": ["5555"]}


def test_author_who_did_not_come_along_is_fetched_once(account, desk, recorded, calls):
    body = recorded("comments.json")
    lost = body["users"].pop(0)
    body["comments"] = [body["comments"][0], {**body["comments"][0], "id": 9}]
    account.expect_request(COMMENTS).respond_with_json(body)
    account.expect_request(MANY).respond_with_json({"users": [lost]})
    found = list(desk.messages.iter("4821"))
    assert [message.author.name for message in found] == ["Марина Лапина"] * 2
    assert [call.path for call in calls()] == [COMMENTS, MANY]


def test_token_that_may_not_see_people_still_reads_what_was_said(account, desk, recorded):
    body = recorded("comments.json")
    del body["users"]
    account.expect_request(COMMENTS).respond_with_json(body)
    account.expect_request(MANY).respond_with_json({"error": "Forbidden"}, status=403)
    kinds = {message.author.type for message in desk.messages.iter("4821")}
    assert kinds == {ActorType.UNKNOWN, ActorType.SYSTEM}


@pytest.mark.parametrize("channel", ["answer_bot_api", "answer_bot_for_web_widget"])
def test_bots_of_the_vendor_are_known_by_their_channel(account, desk, recorded, channel):
    body = recorded("comments.json")
    body["comments"] = [{**body["comments"][5], "via": {"channel": channel}}]
    account.expect_request(COMMENTS).respond_with_json(body)
    account.expect_request(MANY).respond_with_json({"users": []})
    (message,) = desk.messages.iter("4821")
    assert (message.kind, message.author.type) == (MessageKind.BOT_MESSAGE, ActorType.BOT)


def test_customer_called_bot_is_still_a_customer(account, desk, recorded):
    body = recorded("comments.json")
    body["comments"] = body["comments"][:1]
    body["users"][0]["tags"] = ["bot"]
    account.expect_request(COMMENTS).respond_with_json(body)
    (message,) = desk.messages.iter("4821")
    assert message.author.type is ActorType.CUSTOMER


def test_pages_are_joined_and_only_the_first_message_is_first(account, desk, recorded):
    body = recorded("comments.json")
    body["comments"] = body["comments"][:1]
    following = account.url_for(f"{COMMENTS}?page%5Bafter%5D=x")
    first = {**body, "meta": {"has_more": True}, "links": {"next": following}}
    second = {**body, "comments": [{**body["comments"][0], "id": 2}], "users": []}
    for page in (first, second):
        account.expect_ordered_request(COMMENTS).respond_with_json(page)
    found = list(desk.messages.iter("4821"))
    assert [(m.id, m.is_first, m.author.name) for m in found] == [
        ("1", True, "Марина Лапина"),
        ("2", False, "Марина Лапина"),
    ]


def test_missing_ticket_has_no_messages(account, desk):
    account.expect_request(COMMENTS).respond_with_json({"error": "RecordNotFound"}, status=404)
    with pytest.raises(NotFound):
        list(desk.messages.iter("4821"))
