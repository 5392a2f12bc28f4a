"""Work that is done in the background: queued, then done when its time has come.

A job waits a moment, by real time, and is done before the next call after that is
answered, on that call's thread: nothing runs behind anybody's back, and whoever
asks how a job is sees it move. What it changes is seen only once it is done.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/job_statuses/
"""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from flask import Response, g, request
from werkzeug.exceptions import HTTPException

from cxsdk.errors import ApiError
from cxsdk.sandbox.api import asked
from cxsdk.sandbox.api.family import Family
from cxsdk.sandbox.api.guard import Caller, caller
from cxsdk.sandbox.api.reply import refuse, reply
from cxsdk.sandbox.clock import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cxsdk.sandbox.office import Office
    from cxsdk.sandbox.state import Body, State

    #: Does one task and returns the line of the results that tells of it.
    Task = Callable[[Any], Body]

#: Jobs that may wait or run at once, and the setting that may hold another number.
#: https://developer.zendesk.com/api-reference/introduction/rate-limits/#job-limit
JOBS_AT_ONCE = 30
LIMIT_SETTING = "jobs_at_once"
#: How long a job waits in the queue, in seconds, and the setting that may hold another number.
WAIT_S = 0.2
WAIT_SETTING = "job_wait_s"
_UNDER_WAY = ("queued", "working")
_KEPT = timedelta(hours=1)
_LISTED = 100
_log = logging.getLogger("cxsdk.sandbox.api")


class Jobs(Family):
    """``/job_statuses``: the last hundred, each until an hour after its beginning."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/job_statuses", "index"),
        ("GET", "/job_statuses/show_many", "show_many"),
        ("GET", "/job_statuses/<job>", "show"),
    )

    def index(self) -> Response:
        """List jobs, the newest first: always in the cursor style."""
        rows = self.state.list("job_statuses", sort="created_at", descending=True, limit=_LISTED)
        meta = {"has_more": False, "after_cursor": None, "before_cursor": None}
        links = {"next": None, "prev": None}
        shown = self.many("job_statuses", rows)
        return reply({"job_statuses": shown, "meta": meta, "links": links})

    def show(self, job: str) -> Response:
        """Show one job."""
        return reply({"job_status": self.present("job_statuses", self.need("job_statuses", job))})

    def show_many(self) -> Response:
        """Show jobs; those that are forgotten are left out."""
        found = self.state.list("job_statuses", id=asked.words("ids"))
        return reply({"job_statuses": self.many("job_statuses", found)})


def start(family: Family, verb: str, tasks: list[Any]) -> Response:
    """Queue a job and answer with it; too many at once are refused (429).

    Args:
        family: Who was asked.
        verb: Name of the task, one of those that the :class:`Worker` was given.
        tasks: What it is given, one after the other.
    """
    state = family.state
    with state.write():
        limit = int(state.setting(LIMIT_SETTING, JOBS_AT_ONCE))
        if state.count("job_statuses", status=_UNDER_WAY) >= limit:
            text = "Too many jobs are currently queued or running. Try again later."
            refuse(429, {"error": "TooManyJobs", "description": text})
        now = datetime.now(UTC)
        body = {
            "id": f"V3-{secrets.token_hex(16)}",
            "job_type": verb,
            "total": len(tasks),
            "progress": None,
            "status": "queued",
            "message": None,
            "results": None,
            "created_at": stamp(now),
            "user_id": caller().user["id"],
            "due_at": (now + timedelta(seconds=_wait_s(state))).timestamp(),
            "tasks": tasks,
        }
        state.put("job_statuses", body)
    return reply({"job_status": family.present("job_statuses", body)})


def _wait_s(state: State) -> float:
    return float(state.setting(WAIT_SETTING, WAIT_S))


class Worker:
    """Does the jobs of one account.

    Args:
        office: The account.
        tasks: What can be done, by the name that jobs give.
    """

    def __init__(self, office: Office, tasks: Mapping[str, Task]) -> None:
        """Do nothing yet."""
        self._state = office.state
        self._tasks = tasks

    def run_due(self) -> None:
        """Do every job whose time has come, as the person who asked for it."""
        for body in self._state.list("job_statuses", status="queued"):
            if body["due_at"] <= datetime.now(UTC).timestamp() and self._claim(body):
                self._run(body)

    def _claim(self, body: Body) -> bool:
        with self._state.write():
            current = self._state.get("job_statuses", body["id"])
            is_ours = current is not None and current["status"] == "queued"
            if is_ours:
                self._keep(body, status="working", progress=0)
        return is_ours

    def _run(self, body: Body) -> None:
        owner = self._state.get("users", body["user_id"])
        was = g.get("caller")
        task = self._tasks[body["job_type"]]
        results = []
        try:
            g.caller = Caller(owner or {"id": body["user_id"], "role": "agent"})
            for index, each in enumerate(body["tasks"]):
                results.append(_line(task, each, index))
        finally:
            g.caller = was
        now = datetime.now(UTC)
        self._keep(
            body,
            status="completed",
            progress=body["total"],
            message=f"Completed at {now:%Y-%m-%d %H:%M:%S} +0000",
            results=results,
            tasks=[],
        )
        for old in self._state.list("job_statuses", created_at__lt=stamp(now - _KEPT)):
            self._state.delete("job_statuses", old["id"])

    def _keep(self, body: Body, **changes: Any) -> None:
        body.update(changes)
        self._state.put("job_statuses", body)


def _line(task: Task, given: Any, index: int) -> Body:
    """Do one task; a refusal is its result. What was changed is known by its id alone."""
    try:
        done = task(given)
    except ApiError as error:
        code, details = error.code or "Error", str(error)
    except HTTPException as error:
        code, details = _said(error)
    except Exception:  # noqa: BLE001 - as at the API's own door: the others go on
        _log.exception("a task of a job failed: %s", request.path)
        code, details = "InternalError", "The local helpdesk made a mistake"
    else:
        return done if "action" in done else {"index": index, **done}
    object_id = given.get("id") if isinstance(given, dict) else given
    known = {"id": object_id} if isinstance(object_id, int) else {}
    return {"index": index, **known, "success": False, "error": code, "details": details}


def _said(error: HTTPException) -> tuple[str, str]:
    """Return what an answer of ours, raised as an exception, says."""
    try:
        body = orjson.loads(error.get_response().get_data())
    except orjson.JSONDecodeError:
        body = {}
    reason = body.get("error") or error.name
    if isinstance(reason, dict):
        return str(reason.get("title")), str(reason.get("message"))
    return str(reason), str(body.get("description") or "")
