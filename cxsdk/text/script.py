"""Which language a text is in, told by its script; between Russian and English only."""

from __future__ import annotations

import re
from typing import Literal

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|<[^>]+>")
_ENOUGH = 2


def language(text: str) -> Literal["ru", "en"] | None:
    """Return the language of a text, None when it has too few letters to tell.

    Addresses and tags are left out. A third of Cyrillic letters makes a text
    Russian: product names and log lines are Latin in Russian mail too.
    """
    words = _NOT_WORDS.sub(" ", text)
    cyrillic, latin = len(_CYRILLIC.findall(words)), len(_LATIN.findall(words))
    if cyrillic + latin < _ENOUGH:
        return None
    return "ru" if 3 * cyrillic >= cyrillic + latin else "en"
