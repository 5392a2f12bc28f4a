"""Targets, the older way to tell other systems, and their failures, as Zendesk spells them.

New ones cannot be made in most accounts any more: webhooks took their place.

Source: https://developer.zendesk.com/api-reference/ticketing/targets/targets/
and .../targets/target_failures/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.resource import Collection, Listing
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    """Whom a rule tells; which fields are filled depends on ``type``."""

    #: Missing in what the vendor shows of a target just made.
    id: int | None = None
    url: str | None = None
    title: str | None = None
    #: Such as ``url_target_v2``, ``email_target``, ``jira_target``.
    type: str | None = None
    active: bool | None = None
    created_at: datetime | None = None
    #: Where to; ``method`` and ``content_type`` say how.
    target_url: str | None = None
    method: str | None = None
    #: Name of the parameter that carries the message.
    attribute: str | None = None
    content_type: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    #: Address and subject of a mail.
    email: str | None = None
    subject: str | None = None
    # The rest is of single services.
    account_name: str | None = None
    api_id: str | None = None
    api_token: str | None = field(default=None, repr=False)
    #: Sending number of an SMS; ``from`` in the API.
    from_: str | None = field(default=None, metadata={"key": "from"})
    to: str | None = None
    group_id: str | None = None
    message_id: str | None = None
    owner_by: str | None = None
    preserve_format: bool | None = None
    project_id: str | None = None
    requested_by: str | None = None
    resource: str | None = None
    room: str | None = None
    secret: str | None = field(default=None, repr=False)
    ssl: bool | None = None
    story_labels: str | None = None
    story_title: str | None = None
    story_type: str | None = None
    subdomain: str | None = None
    todo_list_id: str | None = None
    token: str | None = field(default=None, repr=False)
    us_small_business_account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFailure(Record):
    """A message that did not arrive."""

    id: int
    url: str | None = None
    target_name: str | None = None
    #: HTTP status of the answer.
    status_code: int | None = None
    #: How often in a row it has failed.
    consecutive_failure_count: int | None = None
    #: As it was sent, headers and credentials included.
    raw_request: str | None = field(default=None, repr=False)
    raw_response: str | None = field(default=None, repr=False)
    created_at: datetime | None = None


TARGET = Loader(Target, vendor=VENDOR)
TARGET_FAILURE = Loader(TargetFailure, vendor=VENDOR)


class Targets(Collection[Target]):
    """``/api/v2/targets``."""

    path: ClassVar[str] = "targets"
    one: ClassVar[str] = "target"
    many: ClassVar[str] = "targets"
    paging = "none"
    loader = TARGET


class TargetFailures(Listing[TargetFailure]):
    """``/api/v2/target_failures``: the last 25 of each target."""

    path: ClassVar[str] = "target_failures"
    one: ClassVar[str] = "target_failure"
    many: ClassVar[str] = "target_failures"
    paging = "none"
    loader = TARGET_FAILURE
