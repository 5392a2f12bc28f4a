"""Every row of an app belongs to one installation, and no session sees another's.

The filter sits in the session, not in the queries: an app that forgets it is
filtered all the same. What the filter cannot reach, the fence refuses.
"""

from __future__ import annotations

import re
import types
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sqlalchemy import MetaData, TextClause, event, text
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors

from cxsdk.errors import ConfigError, StoreError
from cxsdk.store import fence
from cxsdk.store.types import COLUMN_TYPES, metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.engine.default import DefaultExecutionContext

_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
_ADVISORY_CLASS = 0x6378  # "cx": keeps our advisory locks apart from others' on PostgreSQL


def _from_session(context: DefaultExecutionContext) -> int | None:
    return fence.owner_of(context.execution_options)


class TenantRow:
    """What makes a declarative base one app's: prefix, own metadata, owner of each row.

    Subclass it together with SQLAlchemy's ``DeclarativeBase``::

        class Base(TenantRow, DeclarativeBase, app="qa_review"):
            '''Tables of the quality review.'''


        class Review(Base):  # the table is qa_review_review
            id: Mapped[int] = mapped_column(primary_key=True)

    A table is named ``<app>_<class in snake case>`` unless it says
    ``__tablename__``, which must start with ``<app>_`` too.
    """

    app_name: ClassVar[str]
    metadata: ClassVar[MetaData]
    type_annotation_map: ClassVar[dict[Any, Any]]

    installation_id: Mapped[int] = mapped_column(index=True, default=_from_session, sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        """Name the table after its class."""
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
        return f"{cls.app_name}_{snake}"

    def __init_subclass__(cls, *, app: str | None = None, **options: Any) -> None:
        """Give a base its own metadata, and check a table's name."""
        if app is not None:
            if not _NAME.fullmatch(app):
                message = f"{app!r} is no name for an app's tables"
                raise ConfigError(message, hint="2 to 31 of a-z, 0-9 and _, a letter first")
            cls.app_name = app
            cls.metadata = metadata()
            cls.type_annotation_map = COLUMN_TYPES
            fence.register(cls.metadata)
        name = cls.__dict__.get("__tablename__")
        if isinstance(name, str) and not name.startswith(f"{cls.app_name}_"):
            message = f"table {name!r} of app {cls.app_name!r} lacks the app's prefix"
            raise ConfigError(message, hint=f"call it {cls.app_name}_{name}")
        super().__init_subclass__(**options)


def table_base(name: str) -> type[DeclarativeBase]:
    """Return a declarative base for the tables of app ``name``.

    The same as subclassing :class:`TenantRow` and ``DeclarativeBase`` with
    ``app=name``, which is the form that type checkers understand.

    Raises:
        ConfigError: The name cannot be a prefix.
    """
    return types.new_class("Base", (TenantRow, DeclarativeBase), {"app": name})


class TenantSession(Session):
    """A session of one installation, or of the kit alone (``scope.owner`` is None)."""

    @property
    def scope(self) -> fence.Scope:
        """Whose rows it sees."""
        found: fence.Scope = self.info["scope"]
        return found

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what changed; every row was checked before (see ``before_flush``)."""
        before = self.scope.is_flushing
        self.scope.is_flushing = True
        try:
            super().flush(objects)
        finally:
            self.scope.is_flushing = before


@event.listens_for(TenantSession, "after_begin")
def _begun(session: TenantSession, _transaction: object, connection: Connection) -> None:
    scope = session.scope
    fence.enter(connection, scope)
    if scope.owner and session.info["is_write"] and connection.dialect.name == "postgresql":
        # SQLite has one writer; here one per installation, so that "read, then
        # write" loses no update on either database.
        lock = text("SELECT pg_advisory_xact_lock(:kind, :owner)")
        connection.execute(lock, {"kind": _ADVISORY_CLASS, "owner": scope.owner})


def _has_raw_sql(statement: Any) -> bool:
    return any(isinstance(element, TextClause) for element in visitors.iterate(statement))


@event.listens_for(TenantSession, "do_orm_execute")
def _filter(state: ORMExecuteState) -> None:
    owner = state.session.info["scope"].owner
    if owner is None:
        return
    if state.is_column_load:  # refreshes a row that this session has loaded before
        state.update_execution_options(**{fence.OWN_ROW: True})
        return
    if not state.is_relationship_load and _has_raw_sql(state.statement):
        # A loose OR in it would undo the filter.
        message = "raw SQL could reach rows of other installations"
        raise StoreError(message, hint="write the statement with the mapped classes")
    if not state.is_insert:
        mine = with_loader_criteria(
            TenantRow, lambda row: row.installation_id == owner, include_aliases=True
        )
        state.statement = state.statement.options(mine)


@event.listens_for(TenantSession, "before_flush")
def _own(session: TenantSession, _context: object, _instances: object) -> None:
    owner = session.scope.owner
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, TenantRow):
            continue
        present = cast("int | None", row.installation_id)
        if present is None and owner is not None and row in session.new:
            row.installation_id = present = owner
        if present != owner:
            message = "the row belongs to another installation than the session"
            raise StoreError(message, hint="leave installation_id out: the session sets it")
