"""What a route may answer: a page or a part of one, a way on, or data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text that was made from a template: a tab, a page, or the body of a mail.

    Args:
        text: The text; everything in it is escaped already.
        status: HTTP status, 200..599.
        headers: Further headers of the answer.
    """

    text: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text, so that it can be put into a mail."""
        return self.text


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the browser on with 303, so that a reload does not repeat the form.

    Args:
        to: A path of this server such as ``/apps/qa_review/card``; another
            server's address is refused.
    """

    to: str


@dataclass(frozen=True, slots=True)
class Json:
    """Data for a program.

    Args:
        data: JSON values; datetimes become ISO 8601.
        status: HTTP status.
    """

    data: Any
    status: int = 200
