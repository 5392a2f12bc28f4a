"""Texts, numbers and moments in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cxsdk.appkit import format_date, format_datetime, format_number, format_percent, gettext, i18n

MOMENT = datetime(2026, 11, 22, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "locale"),
    [
        (("ru-RU",), "ru"),
        (("en_GB", "ru"), "en"),
        ((None, "RU"), "ru"),
        (("de", "ru"), "ru"),
        (("", None), "en"),
        ((), "en"),
        (("russian",), "en"),
    ],
)
def test_the_first_language_that_we_have_is_spoken(wanted, locale):
    assert i18n.choose(*wanted) == locale


def test_the_block_that_runs_says_which_language():
    assert gettext("Account") == "Account"
    with i18n.speaking("ru"):
        assert gettext("Account") == "Аккаунт"
        with i18n.speaking("en"):
            assert gettext("Account") == "Account"
        assert i18n.current_locale() == "ru"
    assert i18n.current_locale() == "en"


def test_places_are_filled_and_a_bare_percent_stays():
    with i18n.speaking("ru"):
        assert gettext("Number of this request: %(id)s", id="7") == "Номер запроса: 7"
    assert gettext("100 %") == "100 %"


def test_an_app_finds_its_own_texts_first_and_the_kits_after():
    with i18n.speaking("ru", package="csat_pulse"):
        assert gettext("Account") == "Аккаунт"
        assert gettext("Send no more") != "Send no more"
    with i18n.speaking("ru"):
        assert gettext("Send no more") == "Send no more"


def test_numbers_follow_the_language():
    assert format_number(1234.5) == "1,234.5"
    assert format_percent(85) == "85%"
    with i18n.speaking("ru"):
        assert format_number(1234.5) == "1\u00a0234,5"
        assert format_number(3.14159, places=2) == "3,14"
        assert format_percent(85.25, places=1) == "85,2\u00a0%"


def test_moments_follow_the_readers_wall_clock():
    with i18n.speaking("ru", zone="Europe/Moscow"):
        assert format_datetime(MOMENT, "d MMMM, HH:mm") == "23 ноября, 01:05"
        assert format_date(MOMENT, "d MMMM") == "23 ноября"
        assert format_datetime(MOMENT, "HH:mm", zone="UTC") == "22:05"
    with i18n.speaking("en", zone="Nowhere/Land"):
        assert format_datetime(MOMENT, "HH:mm") == "22:05"
    assert format_date(date(2026, 3, 1), "d MMMM y") == "1 March 2026"
