"""How values lie in the columns: times in UTC, JSON by orjson, names of constraints.

Nothing here knows a table.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NewType, cast

import orjson
from sqlalchemy import DateTime, MetaData, String, Text, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect

Sealed = NewType("Sealed", str)
"""A secret as the key ring left it; the type keeps plain text out of such columns."""

SEAL = "v1."


def utc_now() -> datetime:
    """Return the real time, aware, in UTC."""
    return datetime.now(UTC)


def dump_json(value: object) -> str:
    """Return ``value`` as JSON text; datetimes become ISO 8601.

    Raises:
        TypeError: The value holds what JSON cannot, or an integer beyond 64 bits.
    """
    return orjson.dumps(value).decode()


def load_json(text: str) -> Any:
    """Return the value of JSON ``text``."""
    return orjson.loads(text)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, in UTC in the column.

    SQLite knows no time zones, so it gets the UTC digits, which also sort as
    text; PostgreSQL gets ``timestamptz``. A naive value is refused, because
    nobody could say later which moment it was.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the column holds."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a datetime without a time zone cannot be stored"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what the column holds into an aware moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class SealedText(TypeDecorator[Sealed]):
    """A column of secrets: it takes only what a key ring has sealed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Let a sealed value through."""
        if value is not None and not value.startswith(SEAL):
            message = "a secret must be sealed by the key ring before it is stored"
            raise ValueError(message)
        return value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Sealed | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Hand the value out as it lies there."""
        return cast("Sealed | None", value)


class Json(TypeDecorator[Any]):
    """A JSON value in a text column; None is SQL's NULL.

    A value changed in place is not noticed: assign a new one.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write the value; what JSON cannot hold is refused here, on every database alike."""
        return None if value is None else dump_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the value."""
        return None if value is None else load_json(value)


COLUMN_TYPES: dict[Any, Any] = {
    str: String,
    datetime: UtcDateTime,
    Sealed: SealedText,
    **dict.fromkeys(
        (
            dict[str, Any],
            dict[str, str],
            dict[str, int],
            dict[str, float],
            list[Any],
            list[str],
            list[int],
            list[float],
            list[dict[str, Any]],
        ),
        Json,
    ),
}


def metadata() -> MetaData:
    """Return an empty collection of tables whose constraints get names: Alembic needs them."""
    return MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
