"""What goes into a column comes out the same, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from cxsdk.errors import StoreError
from cxsdk.store import Database, Sealed, seal_context, tables, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

once = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
zones = st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text().filter(lambda text: "\x00" not in text),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)


def audit(at: datetime, **facts: Any) -> tables.Audit:
    return tables.Audit(installation_id=1, action="test", at=at, facts=facts)


@once
@given(naive=st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)), zone=zones)  # noqa: DTZ001 - gets its zone below
def test_a_moment_comes_back_as_the_same_moment_in_utc(
    database: Database, naive: datetime, zone: timezone
) -> None:
    at = naive.replace(tzinfo=zone)
    with database.write() as db:
        row = audit(at)
        db.add(row)
        db.flush()
        number = row.id
    with database.read() as db:
        kept = db.get_one(tables.Audit, number).at
        found = db.scalar(
            select(tables.Audit.id).where(tables.Audit.id == number, tables.Audit.at == at)
        )
    assert kept == at
    assert kept.tzinfo is UTC
    assert found == number


def test_moments_sort_by_time_whatever_zone_they_were_given_in(database: Database) -> None:
    moscow, early = timezone(timedelta(hours=3)), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    late = datetime(2026, 11, 23, 12, 30, tzinfo=moscow)
    with database.write() as db:
        db.add_all([audit(late, name="late"), audit(early, name="early")])
    with database.read() as db:
        rows = db.scalars(select(tables.Audit).order_by(tables.Audit.at))
        assert [row.facts["name"] for row in rows] == ["early", "late"]


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StoreError, match="refused the statement") as caught, database.write() as db:
        db.add(audit(datetime(2026, 11, 23)))  # noqa: DTZ001 - the point of the test
    assert "time zone" in str(caught.value.__cause__)


@once
@given(facts=st.dictionaries(st.sampled_from("xyz"), json_values))
def test_json_comes_back_as_it_was(database: Database, facts: Mapping[str, Any]) -> None:
    with database.write() as db:
        row = audit(utc_now(), **facts)
        db.add(row)
        db.flush()
        number = row.id
    with database.read() as db:
        assert db.get_one(tables.Audit, number).facts == facts


@pytest.mark.parametrize("value", [object(), 2**70, {1, 2}])
def test_what_json_cannot_hold_is_refused(database: Database, value: object) -> None:
    with pytest.raises(StoreError), database.write() as db:
        db.add(audit(utc_now(), value=value))


def test_a_column_of_secrets_takes_sealed_values_alone(database: Database) -> None:
    place = seal_context("token", "zendesk/acme", "access_token")
    sealed = database.keys.encrypt("xoxb-1", place)
    with database.write() as db:
        db.add(tables.Token(key="zendesk/acme", access_token=sealed))
    with database.read() as db:
        kept = db.get_one(tables.Token, "zendesk/acme").access_token
    assert kept is not None
    assert database.keys.decrypt(kept, place) == "xoxb-1"
    with pytest.raises(StoreError) as caught, database.write() as db:
        db.add(tables.Token(key="other", access_token=Sealed("plain")))
    assert "sealed" in str(caught.value.__cause__)
