"""Evidence by reference: which words of which message, and their fingerprint.

The words stay in the helpdesk, so that erasing them there erases them here; the
fingerprint says later whether they are still the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """``text[start:end]`` of one message, and what it was.

    Args:
        message_id: The helpdesk's id of the message.
        start: First character, 0-based.
        end: One past the last character.
        sha256: Of the quoted words, hexadecimal.
    """

    message_id: str
    start: int
    end: int
    sha256: str


def cite(message_id: str, text: str, start: int = 0, end: int | None = None) -> Evidence:
    """Refer to a part of a message, the whole of it by default.

    Raises:
        ValueError: The offsets lie outside the text, or hold no character.
    """
    end = len(text) if end is None else end
    if not 0 <= start < end <= len(text):
        message = f"{start}..{end} is no part of a message of {len(text)} characters"
        raise ValueError(message)
    return Evidence(message_id, start, end, _fingerprint(text[start:end]))


def quote(evidence: Evidence, text: str | None) -> str | None:
    """Return the words again; None when they were changed or erased since."""
    if text is None:
        return None
    words = text[evidence.start : evidence.end]
    return words if _fingerprint(words) == evidence.sha256 else None


def _fingerprint(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", errors="surrogatepass")).hexdigest()
