"""Lists of tasks in tickets, and what they are made from, as Zendesk spells them.

Source: https://developer.zendesk.com/api-reference/ticketing/tickets/task_lists/
and .../task_list_templates/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Body, Lists, Register, differing, part
from cxsdk.models import Record
from cxsdk.wire import Loader

if TYPE_CHECKING:
    from cxsdk.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """One thing to do."""

    #: A ULID.
    id: str | None = None
    name: str | None = None
    description: str | None = None
    #: 1 is the first.
    position: int | None = None
    required: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList(Record):
    """A list of tasks in one ticket."""

    #: A ULID.
    id: str
    name: str | None = None
    description: str | None = None
    is_required: bool | None = None
    task_count: int | None = None
    task_list_template_id: str | None = None
    #: A number as text.
    ticket_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskListTemplate(Record):
    """What lists of tasks are made from."""

    #: A ULID.
    id: str
    url: str | None = None
    name: str | None = None
    description: str | None = None
    is_active: bool | None = None
    is_required: bool | None = None
    task_count: int | None = None
    #: Only in answers to writes; else see :meth:`TaskListTemplates.tasks`.
    tasks: tuple[Task, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


TASK = Loader(Task, vendor=VENDOR)
TASK_LIST = Loader(TaskList, vendor=VENDOR)
TASK_LIST_TEMPLATE = Loader(TaskListTemplate, vendor=VENDOR)


class TaskLists:
    """The lists of tasks of all tickets, one ticket at a time."""

    def __init__(self, client: Client) -> None:
        """Bind to a client; nothing is sent."""
        self._client = client

    def of(self, ticket_id: int) -> TaskListsOfTicket:
        """Return the lists of one ticket."""
        return TaskListsOfTicket(self._client, ticket_id=ticket_id)


class TaskListsOfTicket(Lists[TaskList]):
    """``/api/v2/tickets/{id}/task_lists``."""

    path: ClassVar[str] = "tickets/{ticket_id}/task_lists"
    one: ClassVar[str] = "task_list"
    many: ClassVar[str] = "task_lists"
    paging = "none"
    loader = TASK_LIST

    def add(self, template_id: str) -> tuple[TaskList, ...]:
        """Add a list made from a template, and return all of the ticket; never sent twice."""
        body = {self.one: {"task_list_template_id": template_id}}
        return self._several("POST", self._path, json=body)


class TaskListTemplates(Register[TaskListTemplate]):
    """``/api/v2/task_list_templates``."""

    path: ClassVar[str] = "task_list_templates"
    one: ClassVar[str] = "task_list_template"
    many: ClassVar[str] = "task_list_templates"
    loader = TASK_LIST_TEMPLATE

    def update(self, object_id: str, changes: Body) -> TaskListTemplate:
        """Change the template, and the tasks that are named; others stay as they are.

        A task without ``id`` is added: what names tasks is therefore sent once only.
        """
        body = differing(changes)
        return self._one(
            "PUT", self._at(object_id), json={self.one: body}, may_repeat="tasks" not in body
        )

    def tasks(self, template_id: str) -> tuple[Task, ...]:
        """Return the tasks of one template."""
        answer = self._client.request("GET", self._at(template_id, "tasks"))
        return tuple(map(TASK.load, part(answer, "tasks")))
