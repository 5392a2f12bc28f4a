"""A short mark of a ticket as it is on a screen, to see whether it has changed since."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from cxsdk.sandbox.state import Body


def version_of(ticket: Body, comments: list[Body]) -> str:
    """Return a mark that differs when anything of the ticket or its conversation does."""
    told = [[each["id"], each["public"], each["html_body"]] for each in comments]
    return hashlib.sha256(orjson.dumps([ticket, told])).hexdigest()[:16]
