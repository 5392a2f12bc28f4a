"""Tables of an app: rows that belong to installations. Needs the database extra."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.appkit.manifest import App
from cxsdk.store import TenantRow, UtcDateTime, table_base as _table_base

if TYPE_CHECKING:
    from sqlalchemy.orm import DeclarativeBase

__all__ = ["TenantRow", "UtcDateTime", "table_base"]


def table_base(app: App | str) -> type[DeclarativeBase]:
    """Return the declarative base of an app's tables.

    Tables are named ``<app>_…``; every row has an ``installation_id``, which
    the session sets and filters by. Type checkers want the long form of it::

        class Base(TenantRow, DeclarativeBase, app="qa_review"):
            '''Tables of the quality review.'''

    Raises:
        ConfigError: The name cannot be a prefix.
    """
    return _table_base(app.name if isinstance(app, App) else app)
