"""What can be done in the helpdesk, and what that brings with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cxsdk.errors import BadRequest, NotFound
from cxsdk.sandbox.desk import NewComment


@pytest.fixture
def told(office) -> list[list[str]]:
    batches: list[list[str]] = []
    office.desk.listen(lambda batch: batches.append([each.type for each in batch]))
    return batches


def status(office, ticket: dict[str, Any]) -> str:
    return office.state.get("tickets", ticket["id"])["status"]


def test_a_new_ticket_says_what_was_asked(office, cast, make_ticket) -> None:
    ticket = make_ticket(body="Заказ 48213\n\nне проходит")
    assert ticket["status"] == "new"
    assert ticket["description"] == "Заказ 48213\n\nне проходит"
    assert ticket["organization_id"] == cast.organization["id"]
    (comment,) = office.state.list("comments", ticket_id=ticket["id"])
    assert comment["html_body"].count("<p") == 2
    assert comment["author_id"] == cast.customer["id"]
    assert ticket["generated_timestamp"] == int(office.clock().timestamp())


def test_an_agents_public_answer_opens_a_new_ticket_and_a_note_does_not(
    office, cast, make_ticket
) -> None:
    first, second = make_ticket(), make_ticket()
    office.desk.add_comment(first["id"], cast.agent["id"], body="Смотрю", public=False)
    office.desk.add_comment(second["id"], cast.agent["id"], body="Здравствуйте!")
    assert status(office, first) == "new"
    assert status(office, second) == "open"


@pytest.mark.parametrize("before", ["pending", "hold", "solved"])
def test_a_customers_answer_opens_what_waited_or_was_solved(
    office, cast, make_ticket, before
) -> None:
    ticket = make_ticket()
    office.desk.change_ticket(ticket["id"], cast.agent["id"], status=before)
    office.desk.add_comment(ticket["id"], cast.customer["id"], body="Всё ещё нет")
    assert status(office, ticket) == "open"


def test_what_the_caller_says_about_status_stands_above_what_follows_from_words(
    office, cast, make_ticket
) -> None:
    ticket = make_ticket()
    said = NewComment(cast.agent["id"], "Готово")
    after = office.desk.change_ticket(ticket["id"], cast.agent["id"], comment=said, status="solved")
    assert after["status"] == "solved"


def test_a_closed_ticket_refuses_every_change(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    office.desk.change_ticket(ticket["id"], cast.agent["id"], status="closed")
    with pytest.raises(BadRequest, match="closed prevents ticket update") as caught:
        office.desk.add_comment(ticket["id"], cast.customer["id"], body="Ещё вопрос")
    assert caught.value.status == 422
    assert caught.value.fields == ("status",)
    with pytest.raises(BadRequest):
        office.desk.change_ticket(ticket["id"], cast.agent["id"], priority="high")


def test_solving_what_belongs_to_nobody_makes_it_the_solvers(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    after = office.desk.change_ticket(ticket["id"], cast.other["id"], status="solved")
    assert after["assignee_id"] == cast.other["id"]


def test_an_assignment_opens_a_new_ticket_and_moves_it_to_the_agents_group(
    office, cast, make_ticket
) -> None:
    ticket = make_ticket()
    after = office.desk.change_ticket(ticket["id"], None, assignee_id=cast.agent["id"])
    assert (after["status"], after["group_id"]) == ("open", cast.group["id"])


def test_a_group_that_the_assignee_is_not_in_frees_the_ticket(office, cast, make_ticket) -> None:
    office.state.put("groups", cast.group | {"id": 72, "name": "Sales"})
    ticket = make_ticket(assignee_id=cast.agent["id"])
    after = office.desk.change_ticket(ticket["id"], None, group_id=72)
    assert (after["group_id"], after["assignee_id"]) == (72, None)
    with pytest.raises(BadRequest, match="does not belong to the group"):
        office.desk.change_ticket(ticket["id"], None, group_id=72, assignee_id=cast.agent["id"])


def test_tags_are_added_and_removed_without_touching_others(office, make_ticket) -> None:
    ticket = make_ticket(tags=["ru", "оплата"])
    after = office.desk.change_ticket(
        ticket["id"], None, additional_tags=["vip", "ru"], remove_tags=["оплата"]
    )
    assert after["tags"] == ["ru", "vip"]


def test_custom_fields_that_are_not_named_stay(office, make_ticket) -> None:
    ticket = make_ticket(custom_fields=[{"id": 36001, "value": "48213"}])
    after = office.desk.change_ticket(
        ticket["id"], None, custom_fields=[{"id": 36002, "value": "Android 14"}]
    )
    assert after["custom_fields"] == after["fields"]
    assert {each["id"]: each["value"] for each in after["fields"]} == {
        36001: "48213",
        36002: "Android 14",
    }


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("status", "done", "status"),
        ("status", None, "status"),
        ("priority", "sky", "priority"),
        ("assignee_id", 999_999, "assignee"),
        ("assignee_id", "5", "assignee"),
        ("group_id", 2**70, "group"),
        ("tags", "one two", "tags"),
        ("custom_fields", [{"value": 1}], "custom_fields"),
        ("subject", 5, "subject"),
        ("due_at", "soon", "due_at"),
    ],
)
def test_values_that_no_ticket_may_hold_are_refused_by_field(
    office, make_ticket, field, value, named
) -> None:
    ticket = make_ticket()
    with pytest.raises(BadRequest) as caught:
        office.desk.change_ticket(ticket["id"], None, **{field: value})
    assert caught.value.fields == (named,)
    assert office.state.get("tickets", ticket["id"]) == ticket


def test_a_customer_cannot_be_assigned(office, cast, make_ticket) -> None:
    with pytest.raises(BadRequest, match="is not an agent"):
        make_ticket(assignee_id=cast.customer["id"])


def test_nothing_said_is_refused(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    with pytest.raises(BadRequest, match="cannot be blank"):
        office.desk.add_comment(ticket["id"], cast.agent["id"], body="  ")
    with pytest.raises(BadRequest, match="cannot be blank"):
        make_ticket(body="")
    assert office.state.count("tickets") == 1


def test_a_customers_words_are_always_public(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    said = office.desk.add_comment(ticket["id"], cast.customer["id"], body="Секрет", public=False)
    assert said["public"] is True


def test_html_is_kept_clean_and_read_as_text(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    said = office.desk.add_comment(
        ticket["id"],
        cast.agent["id"],
        html_body='<p onclick="x()">Готово, <b>проверьте</b></p><script>steal()</script>',
    )
    assert said["html_body"] == (
        '<div class="zd-comment" dir="auto"><p>Готово, <b>проверьте</b></p></div>'
    )
    assert said["plain_body"] == "Готово, проверьте"


def test_one_action_is_told_once_with_all_that_changed(office, cast, make_ticket, told) -> None:
    ticket = make_ticket()
    office.desk.change_ticket(
        ticket["id"],
        cast.agent["id"],
        comment=NewComment(cast.agent["id"], "Готово"),
        status="solved",
        additional_tags=["ru"],
    )
    assert told == [
        ["ticket.created"],
        [
            "ticket.comment_added",
            "ticket.status_changed",
            "ticket.agent_assignment_changed",
            "ticket.group_assignment_changed",
            "ticket.tags_changed",
        ],
    ]


def test_a_change_that_changes_nothing_is_not_told(office, cast, make_ticket, told) -> None:
    ticket = make_ticket()
    told.clear()
    after = office.desk.change_ticket(ticket["id"], cast.agent["id"], status="new", tags=[])
    assert told == []
    assert after["updated_at"] == ticket["updated_at"]


def test_the_conversation_shows_who_it_went_to(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    office.desk.change_ticket(ticket["id"], None, assignee_id=cast.agent["id"])
    office.desk.change_ticket(
        ticket["id"],
        cast.agent["id"],
        comment=NewComment(cast.agent["id"], "Готово"),
        status="solved",
    )
    _, silent, spoken = office.state.list("comments", ticket_id=ticket["id"], sort="created_at")
    assert silent["author_id"] == -1
    assert silent["public"] is False
    assert "Анна Белова, Payments" in silent["body"]
    assert spoken["metadata"]["custom"]["changes"] == [
        {"field": "status", "from": "open", "to": "solved"}
    ]


def test_times_are_the_worlds(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    office.clock.advance(timedelta(days=2))
    said = office.desk.add_comment(ticket["id"], cast.agent["id"], body="Здравствуйте!")
    after = office.state.get("tickets", ticket["id"])
    assert said["created_at"] == after["updated_at"] == "2026-11-25T07:31:00Z"
    assert after["created_at"] == "2026-11-23T07:31:00Z"


def test_a_rating_needs_a_solved_ticket_and_is_replaced_by_a_later_one(
    office, cast, make_ticket, told
) -> None:
    ticket = make_ticket()
    with pytest.raises(BadRequest, match="not solved"):
        office.desk.rate(ticket["id"], score="good")
    office.desk.change_ticket(ticket["id"], cast.agent["id"], status="solved")
    with pytest.raises(BadRequest):
        office.desk.rate(ticket["id"], score="excellent")
    first = office.desk.rate(ticket["id"], score="good")
    second = office.desk.rate(ticket["id"], score="bad", comment="Долго")
    assert first["id"] == second["id"]
    assert office.state.count("satisfaction_ratings") == 1
    rating = office.state.get("tickets", ticket["id"])["satisfaction_rating"]
    assert (rating["score"], rating["comment"]) == ("bad", "Долго")
    assert told[-1] == ["ticket.csat_received"]


def test_a_deleted_ticket_is_gone_for_everybody(office, cast, make_ticket) -> None:
    ticket = make_ticket()
    office.desk.delete_ticket(ticket["id"], cast.admin["id"])
    with pytest.raises(NotFound):
        office.desk.add_comment(ticket["id"], cast.agent["id"], body="?")
    assert status(office, ticket) == "deleted"


def test_an_address_belongs_to_one_person(office, cast) -> None:
    assert office.desk.user_by_email(" M.LAPINA@teplydom.example ")["id"] == cast.customer["id"]
    with pytest.raises(BadRequest, match="already being used"):
        office.desk.create_user("Двойник", email="M.Lapina@teplydom.example")
    new = office.desk.user_for("new@shop.example")
    assert (new["name"], new["role"]) == ("new@shop.example", "end-user")
    assert office.desk.user_for("new@shop.example")["id"] == new["id"]
