"""How far it is: the time that is covered, the rate, the time that is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from cxsdk.cli.meter import Meter, remaining, share
from cxsdk.export import Progress

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_half_the_time_covered_is_half_the_way() -> None:
    year = timedelta(days=365)
    assert share(NOW - 2 * year, NOW - year, NOW) == 0.5
    left = remaining(NOW - 2 * year, 0.0, NOW - year, 60.0, now=NOW)
    assert left == timedelta(seconds=60)
    assert remaining(NOW, 0.0, NOW, 60.0, now=NOW) is None


@given(DAYS, DAYS, DAYS, st.floats(0, 1e6), st.floats(0, 1e6))
def test_any_clock_gives_a_share_and_a_time(
    first: datetime, reached: datetime, now: datetime, begun: float, clock: float
) -> None:
    assert 0.0 <= share(first, reached, now) <= 1.0
    left = remaining(first, begun, reached, clock, now=now)
    assert left is None or left >= timedelta()


def test_terminal_shows_count_rate_and_time_left(desk, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    desk.pages([desk.ticket(1)], [desk.ticket(2, 90_000)], [desk.ticket(3, 180_000)])
    ran = desk.export(tmp_path / "t.csv")
    assert ran.status == 0
    assert "tickets" in ran.err
    assert "3 rows" in ran.err
    assert "a second, up to 2026-11-03 02:00" in ran.err
    assert ran.out == f"{tmp_path / 't.csv'}: 3 tickets\n"


def test_line_now_and_then_elsewhere(desk, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("cxsdk.cli.meter._EVERY_S", 0.0)
    desk.pages([desk.ticket(1)], [desk.ticket(2, 90_000)])
    ran = desk.export(tmp_path / "t.csv")
    first, second = ran.err.splitlines()
    assert first.startswith("tickets: 1 rows, ")
    assert second.startswith("tickets: 2 rows, ")
    assert "up to 2026-11-02 01:00" in second
    assert second.endswith(" left")


def test_summary_tells_new_from_added(tmp_path) -> None:
    path = tmp_path / "t.csv"
    meter = Meter("tickets", path)
    meter.show(Progress(3, 1, 1200, NOW, None, is_over=True))
    whole = f"{path}: 3 tickets new or changed to 1,200; 1 could not be read: {path}.rejects.jsonl"
    assert meter.summary(replaces=True) == whole
    assert "3 tickets added to 1,200" in meter.summary(replaces=False)
