"""Business hours: weeks are written whole, holidays lie below their schedule."""

import pytest

from cxsdk.helpdesks.zendesk.native import Holiday, Interval, Schedule

BASE = "/api/v2/business_hours/schedules"
SCHEDULE = {
    "id": 1,
    "name": "Москва",
    "time_zone": "Moscow",
    "intervals": [{"start_time": 1980, "end_time": 2460}],
}


@pytest.fixture
def schedules(desk):
    return desk.native.schedules


def test_schedule_is_made_read_changed_and_deleted(account, schedules, calls):
    account.expect_request(BASE, method="GET").respond_with_json({"schedules": [SCHEDULE]})
    account.expect_request(BASE, method="POST").respond_with_json(
        {"schedule": SCHEDULE}, status=201
    )
    for method in ("GET", "PUT"):
        account.expect_request(f"{BASE}/1", method=method).respond_with_json({"schedule": SCHEDULE})
    account.expect_request(f"{BASE}/1", method="DELETE").respond_with_data("", status=204)
    expected = Schedule(
        id=1,
        name="Москва",
        time_zone="Moscow",
        intervals=(Interval(start_time=1980, end_time=2460),),
    )
    assert schedules.create({"name": "Москва", "time_zone": "Moscow"}) == expected
    assert [*schedules] == [schedules.get(1)] == [expected]
    assert schedules.update(1, {"name": "Москва"}) == expected
    schedules.delete(1)
    sent = {call.line: call for call in calls()}
    assert sent[f"POST {BASE}"].body == {"schedule": {"name": "Москва", "time_zone": "Moscow"}}
    assert sent[f"GET {BASE}"].query == {}


def test_week_is_written_whole(account, schedules, calls):
    week = [{"start_time": 1980, "end_time": 2460}, {"start_time": 3420, "end_time": 3900}]
    account.expect_request(f"{BASE}/1/workweek", method="PUT").respond_with_json(
        {"workweek": {"intervals": week}}
    )
    monday = Interval(start_time=1980, end_time=2460)
    assert schedules.set_intervals(1, [monday, week[1]]) == (
        monday,
        Interval(start_time=3420, end_time=3900),
    )
    assert calls()[0].body == {"workweek": {"intervals": week}}


def test_holidays_are_kept_below_their_schedule(account, schedules, calls):
    day = {"id": 2, "name": "Новый год", "start_date": "2026-12-31", "end_date": "2027-01-08"}
    where = f"{BASE}/1/holidays"
    account.expect_request(where, method="GET").respond_with_json({"holidays": [day]})
    account.expect_request(where, method="POST").respond_with_json({"holiday": day}, status=201)
    account.expect_request(f"{where}/2", method="PUT").respond_with_json({"holiday": day})
    account.expect_request(f"{where}/2", method="DELETE").respond_with_data("", status=204)
    holidays = schedules.holidays(1)
    expected = Holiday(**day)
    assert list(holidays.iter(start_date="2026-12-01")) == [expected]
    assert holidays.create({**day, "id": None}) == expected
    assert holidays.update(2, {"end_date": "2027-01-08"}) == expected
    holidays.delete(2)
    assert calls()[0].query == {"start_date": ["2026-12-01"]}
    assert calls()[2].body == {"holiday": {"end_date": "2027-01-08"}}
