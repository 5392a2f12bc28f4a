"""What became of each item of a bulk, and what a job that is over says about it. Pure.

Source: https://developer.zendesk.com/api-reference/ticketing/ticket-management/job_statuses/#results
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from cxsdk.errors import ApiError, CxError, SchemaError, ServerError, error_class
from cxsdk.helpdesks.zendesk.facts import VENDOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxsdk.helpdesks.zendesk.native.jobs import JobStatus

T = TypeVar("T")
_HALF_DONE = "part of it may be done: look before you repeat it"
_STATUS = {
    "RecordNotFound": 404,
    "NotFound": 404,
    "PermissionDenied": 403,
    "Forbidden": 403,
    "UpdateConflict": 409,
    "DatabaseConflict": 409,
}
_HINTS = {
    403: "these credentials may not do it to this one",
    404: "check the id, and whether these credentials may see it",
    409: "somebody changed it meanwhile: read it again, then repeat",
}


@dataclass(frozen=True, slots=True)
class BulkResult(Generic[T]):
    """What became of one item.

    Args:
        index: Its place in the input, from 0.
        item: As it was given.
        status: ``done``: the helpdesk says so. ``failed``: it says that it is not done, or
            nothing was sent; see ``error``. ``unknown``: it may be done or not, because the
            answer was lost: look before you repeat it.
        id: Of the object, where it is known.
        error: What went wrong; None when it is done.
        raw: The helpdesk's own words about this item; empty where it said nothing.
    """

    index: int
    item: T
    status: Literal["done", "failed", "unknown"]
    id: int | str | None = None
    error: CxError | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return self.status == "done"


@dataclass(frozen=True, slots=True)
class BulkProgress:
    """How far a bulk is: items read from the input, and how many of them are settled how."""

    read: int = 0
    done: int = 0
    failed: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one item: the parts of a result that do not depend on its place."""

    status: Literal["done", "failed", "unknown"]
    id: int | str | None = None
    error: CxError | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)

    def of(self, own_id: int | str | None) -> Verdict:
        """Return the same of an object whose id is known."""
        return replace(self, id=own_id)


def read_results(
    job: JobStatus, ids: Sequence[int | str | None], *, lost: CxError | None = None
) -> list[Verdict]:
    """Return a verdict per item that was sent.

    A line of the results belongs to the item whose ``index`` it names, else to the
    one with its ``id``, else to the one in its place when there are as many lines as
    items. An item without a line is done when the job is completed and has no lines
    at all, and unknown when others have one.

    Args:
        job: The job as it was seen last.
        ids: Of the items, in the order of sending; None for what is being made.
        lost: Why the job was not watched to its end; None when it was.
    """
    if lost is not None:
        return [Verdict("unknown", own, lost) for own in ids]
    results = job.results
    lines: list[Any] = results if isinstance(results, list) else []
    own_lines = _sorted(lines, ids)
    rest = _rest(job, has_lines=any(line is not None for line in own_lines))
    return [
        rest.of(own) if line is None else _verdict(line, own)
        for line, own in zip(own_lines, ids, strict=True)
    ]


def _sorted(
    lines: Sequence[Any], ids: Sequence[int | str | None]
) -> list[Mapping[str, Any] | None]:
    own: list[Mapping[str, Any] | None] = [None] * len(ids)
    by_id: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, object_id in enumerate(ids):
        by_id[str(object_id)].append(place)  # the same object may be named twice
    for line_place, line in enumerate(lines):
        if not isinstance(line, dict):
            continue
        index = line.get("index")
        places = by_id.get(str(line.get("id")))
        if type(index) is int and 0 <= index < len(ids):
            own[index] = line
        elif line.get("id") is not None and places:
            own[places.popleft()] = line
        elif len(lines) == len(ids) and own[line_place] is None:
            own[line_place] = line
    return own


def _rest(job: JobStatus, *, has_lines: bool) -> Verdict:
    """Return what becomes of items without a line."""
    if job.status != "completed":
        said = f": {job.message}" if job.message else ""
        message = f"job {job.id} {job.status}{said}"
        return Verdict(
            "failed", error=ServerError(message, status=500, vendor=VENDOR, hint=_HALF_DONE)
        )
    results = job.results
    if isinstance(results, dict) and (results.get("success") is False or results.get("error")):
        return _verdict(results, None)
    if has_lines:
        message = f"job {job.id} is completed and says nothing about this item"
        error = SchemaError(message, path="results", vendor=VENDOR, hint=_HALF_DONE)
        return Verdict("unknown", error=error)
    return Verdict("done")


def _verdict(line: Mapping[str, Any], own_id: int | str | None) -> Verdict:
    object_id = line.get("id") if own_id is None else own_id
    reason = line.get("error") or line.get("errors")
    if line.get("success") is False or reason:
        return Verdict("failed", object_id or None, _error(line, reason), line)
    return Verdict("done", object_id, None, line)


def _error(line: Mapping[str, Any], reason: Any) -> ApiError:
    code = reason if isinstance(reason, str) else ""
    status = _STATUS.get(code, 422)
    details = line.get("details")
    said = ": ".join(str(each) for each in (code or reason, details) if each)
    return error_class(status)(
        said or f"the helpdesk refused: {line.get('status') or 'it does not say why'}",
        status=status,
        vendor=VENDOR,
        code=code,
        details=details if isinstance(details, dict) else {"base": details} if details else {},
        hint=_HINTS.get(status, ""),
    )
