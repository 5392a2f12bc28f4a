"""Phrases that tell where a conversation stands: solved, not solved, upset, said before.

Each cue is a list of patterns per language, whole words, case ignored. A cue is
a hint with its place in the text, never a mark: whoever shows it shows the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Cue(StrEnum):
    """What a phrase hints at."""

    CONFIRMED = "confirmed"
    NOT_SOLVED = "not_solved"
    UPSET = "upset"
    SAID_BEFORE = "said_before"


@dataclass(frozen=True, slots=True)
class Finding:
    """A cue and where its words stand: ``text[start:end]``."""

    cue: Cue
    start: int
    end: int


# One alternative a line; Russian first. `\w*` at the end stands for inflection.
_PHRASES: dict[Cue, tuple[str, ...]] = {
    Cue.CONFIRMED: (
        r"(?:вс[её]|уже|теперь|снова)\s+(?:за)?работает",
        r"заработал[оаи]?",
        r"(?:вс[её]\s+)?получилось",
        r"помогло",
        r"(?:оплата|плат[её]ж)\s+прош(?:ла|[её]л)",
        r"проблем[аы]\s+решен[аы]",
        r"вопрос\s+(?:решен|решён|закрыт|снят)",
        r"(?:it|that|everything|all)(?:'s|\s+is)?\s+(?:now\s+)?work(?:s|ing|ed)(?:\s+now)?",
        r"works\s+(?:now|again|fine|perfectly|great)",
        r"that\s+(?:did\s+it|fixed\s+it|solved\s+it|did\s+the\s+trick)",
        r"(?:problem|issue)\s+(?:is\s+)?(?:solved|fixed|gone)",
        r"payment\s+went\s+through",
    ),
    Cue.NOT_SOLVED: (
        r"(?:вс[её]\s+)?(?:ещ[её]|так\s+и|по-прежнему|снова|опять)\s+не\s+\w+",
        (
            r"не\s+(?:работает|помогло|получается|получилось|заработал[оаи]?|проходит|прош(?:ла|[её]л)|"
            r"приходит|могу)"
        ),
        r"(?:снова|опять)\s+(?:та\s+же|ошибк\w+|отклон\w+)",
        r"операция\s+отклонена",
        r"(?:still|again)\s+(?:not|no|doesn't|does\s+not|won't|can't|failing|broken)",
        r"(?:doesn't|does\s+not|didn't|did\s+not|isn't|is\s+not|not)\s+(?:work|working|help|helping|fixed|solved)",
        r"(?:same|another)\s+error",
        r"can(?:'t|not)\s+\w+",
    ),
    Cue.UPSET: (
        r"безобрази\w+|возмути\w+|возмущ\w+|ужас(?:но|ный|ная)?|кошмар|издева\w+",
        r"верните\s+деньги|жалоб\w+|претензи\w+|роспотребнадзор\w*|в\s+суд",
        r"сколько\s+можно|надоел\w*|достал[иоа]|устал[аи]?\s+(?:ждать|повторять|объяснять|писать)",
        r"ни(?:кто|чего)\s+не\s+(?:отвеча\w+|дела\w+)",
        r"(?:ridiculous|unacceptable|terrible|awful|disgrace\w*|furious|fed\s+up|sick\s+of)",
        r"(?:refund|money\s+back|complaint|lawyer|chargeback)",
        r"(?:nobody|no\s+one)\s+(?:answers|replies|cares)",
        r"waste\s+of\s+time",
    ),
    Cue.SAID_BEFORE: (
        (
            r"(?:я\s+)?(?:же\s+)?(?:уже|ведь)\s+(?:\w+\s+)?(?:писал|говорил|называл|указывал|сообщал|объяснял|"
            r"присылал|отправлял)[аи]?"
        ),
        r"(?:второй|третий|четв[её]ртый|пятый|сотый|который|в\s+\w+)\s+раз",
        r"(?:опять|снова|заново)\s+(?:вс[её]\s+)?(?:объясня\w+|рассказыва\w+|повторя\w+|писать)",
        r"выше\s+(?:писал|указал|написал)[аи]?",
        r"(?:i|we)(?:'ve|\s+have)?\s+already\s+(?:told|said|sent|gave|given|explained|written|wrote)",
        r"as\s+i\s+(?:said|wrote|mentioned|explained)",
        r"(?:second|third|fourth|fifth|hundredth)\s+time",
        r"(?:explain|repeat)\w*\s+(?:it\s+|this\s+|everything\s+|myself\s+)?(?:all\s+)?(?:over\s+)?again",
    ),
}


@cache
def _pattern(cue: Cue) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(_PHRASES[cue])})(?!\w)", re.IGNORECASE)


def find(text: str, cue: Cue) -> tuple[Finding, ...]:
    """Return every place where a text gives a cue, in reading order.

    A confirmation that is denied ("не заработало", "it isn't working") is no
    confirmation: it overlaps a phrase of :attr:`Cue.NOT_SOLVED` and is left out.
    """
    plain = text.replace("’", "'")  # one character for one: offsets stay
    found = [Finding(cue, m.start(), m.end()) for m in _pattern(cue).finditer(plain)]
    if cue is not Cue.CONFIRMED:
        return tuple(found)
    denied = [m.span() for m in _pattern(Cue.NOT_SOLVED).finditer(plain)]
    return tuple(f for f in found if not any(a < f.end and f.start < b for a, b in denied))
