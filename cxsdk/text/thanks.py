"""Messages that only say thank you: they reopen nothing and ask for nothing."""

from __future__ import annotations

import re

_POLITE = re.compile(
    r"спасиб\w*|благодар\w*|спс|отлично|супер|класс|здорово|понял[аи]?|понятно|ясно|ок|окей|хорошо|"
    r"большо\w*|огромн\w*|вам|тебе|всем|за|помощь|ответ|оперативн\w*|быстр\w*|и|вс[её]|работает|"
    r"получилось|хорошего|дня|доброго|вечера|до|свидания|"
    r"thanks?|thank|you|thx|ty|great|perfect|awesome|cool|ok|okay|got|it|so|much|very|a|lot|for|the|your|"
    r"help|quick|fast|reply|answer|all|good|works?|now|have|nice|day|best|cheers|bye",
    re.IGNORECASE,
)
_THANKS = re.compile(r"спасиб|благодар|спс|thank|thx|cheers|^ok|^ок|👍|🙏|❤", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_MOST_WORDS = 14


def is_thanks_only(text: str) -> bool:
    """Whether a message says thank you and nothing else; a question is always more than thanks."""
    words = _WORD.findall(text)
    if "?" in text or len(words) > _MOST_WORDS or not _THANKS.search(text.strip()):
        return False
    return all(_POLITE.fullmatch(word) for word in words)
