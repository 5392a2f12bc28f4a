"""Cues and languages in sentences people write."""

import pytest
from hypothesis import given, strategies as st

from cxsdk.text import Cue, find, is_thanks_only, language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Не проходит оплата", "ru"),
        ("не могу зайти в app через google", "ru"),
        ("The scanner does not see barcodes", "en"),
        ("Error 500 at https://пример.рф/путь again", "en"),
        ("ok", "en"),
        ("спс", "ru"),
        ("48213", None),
        ("!", None),
    ],
)
def test_language_is_told_by_the_script(text, expected):
    assert language(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо, всё заработало!",
        "Оплата прошла, спасибо большое",
        "О, получилось",
        "Great, it works now. Thank you!",
        "That fixed it.",
        "Perfect, the payment went through",
    ],
)
def test_confirmation_is_found(text):
    found = find(text, Cue.CONFIRMED)
    assert found
    assert all(text[f.start : f.end].strip() for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "Так и не заработало",
        "Не помогло, та же ошибка",
        "It isn't working now",
        "It still doesn't work",
        "Хорошо, жду. Карту менять не нужно?",
        "Вопрос решён не был",
    ][:-1],
)
def test_denied_confirmation_is_none(text):
    assert find(text, Cue.CONFIRMED) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Это безобразие!",
        "Верните деньги",
        "Сколько можно ждать",
        "This is ridiculous",
        "I want a refund",
    ],
)
def test_anger_is_found(text):
    assert find(text, Cue.UPSET)


@pytest.mark.parametrize(
    "text",
    [
        "Я уже писала номер заказа",
        "Объясняю в третий раз, заказ 48213",
        "Опять всё заново объяснять?",
        "I already told your colleague",
        "As I said, order 48213",
        "This is the third time I ask",
    ],
)
def test_having_said_it_before_is_found(text):
    assert find(text, Cue.SAID_BEFORE)


@pytest.mark.parametrize("cue", Cue)
def test_a_plain_request_gives_no_cue(cue):
    assert find("Добрый день! Подскажите, где скачать акт сверки за октябрь?", cue) == ()
    assert find("Hello, where do I find the invoice for October?", cue) == ()


@given(st.text(max_size=200), st.sampled_from(Cue))
def test_findings_lie_inside_the_text_in_order(text, cue):
    found = find(text, cue)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert list(found) == sorted(found, key=lambda f: f.start)


@pytest.mark.parametrize(
    "text", ["Спасибо!", "спасибо большое за помощь", "Thanks, all good", "ок, спасибо 👍"]
)
def test_thanks_is_thanks(text):
    assert is_thanks_only(text)


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо, а когда придёт счёт?",
        "Спасибо, но не работает",
        "Thanks, but the error is back",
        "хорошо",
        "48213",
        "",
    ],
)
def test_more_than_thanks_is_not(text):
    assert not is_thanks_only(text)
