"""Bulk work that the account does in the background.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/job_statuses/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Listing
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatus(Record):
    """How far a job is. It is forgotten about an hour after its end."""

    id: str
    url: str | None = None
    job_type: str | None = None
    #: Tasks in all, and how many of them are done.
    total: int | None = None
    progress: int | None = None
    #: ``queued``, ``working``, ``failed``, ``completed``; a completed one may hold failures.
    status: str | None = None
    message: str | None = None
    #: None until the end; then a list of one object a task, or one for all.
    results: Any = None

    @property
    def is_done(self) -> bool:
        """Whether it will not change any more."""
        return self.status in {"completed", "failed", "killed"}


JOB_STATUS = Loader(JobStatus, vendor=VENDOR)


class JobStatuses(Listing[JobStatus]):
    """``/api/v2/job_statuses``."""

    path: ClassVar[str] = "job_statuses"
    one: ClassVar[str] = "job_status"
    many: ClassVar[str] = "job_statuses"
    loader = JOB_STATUS
