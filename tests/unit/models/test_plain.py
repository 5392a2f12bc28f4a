from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from cxsdk.models.plain import plain, spell_moment


class Mood(StrEnum):
    GLAD = "glad"


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    mood: Mood = Mood.GLAD


MOSCOW = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 23, 7, 31, tzinfo=UTC), "2026-11-23T07:31:00Z"),
        (datetime(2026, 11, 23, 10, 31, tzinfo=MOSCOW), "2026-11-23T07:31:00Z"),
        (datetime(2026, 11, 23, 7, 31, 0, 1500, tzinfo=UTC), "2026-11-23T07:31:00.001500Z"),
    ],
)
def test_a_moment_is_spelled_in_utc(moment: datetime, text: str) -> None:
    assert spell_moment(moment) == text
    assert datetime.fromisoformat(text) == moment


def test_a_moment_without_a_zone_is_refused_with_advice() -> None:
    naive = datetime(2026, 11, 23, 7, 31, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="has no time zone; give an aware datetime"):
        plain({"at": [naive]})


def test_enums_moments_tuples_and_dataclasses_become_json() -> None:
    value = {
        "mood": Mood.GLAD,
        "at": (datetime(2026, 1, 1, tzinfo=UTC),),
        "where": [Point(1), None, 1.5, True],
    }
    assert plain(value) == {
        "mood": "glad",
        "at": ["2026-01-01T00:00:00Z"],
        "where": [{"x": 1, "mood": "glad"}, None, 1.5, True],
    }
    assert type(plain(Mood.GLAD)) is str


def test_the_copy_shares_nothing_with_the_value() -> None:
    value = {"deep": [{"list": [1]}]}
    copy = plain(value)
    copy["deep"][0]["list"].append(2)
    assert value == {"deep": [{"list": [1]}]}


def test_what_json_does_not_know_is_left_alone() -> None:
    assert plain(b"bytes") == b"bytes"
    assert plain(Point) is Point
