"""What outlives a process: tables, secrets at rest, migrations, the inbox and the outbox.

Needs the extra: ``pip install 'cxsdk[apps]'``.
"""

from __future__ import annotations

from cxsdk.errors import ConfigError

try:
    from cxsdk.store import tables
    from cxsdk.store.branches import KIT, Branch
    from cxsdk.store.database import Database
    from cxsdk.store.inbox import Delivered, Inbox
    from cxsdk.store.keyring import KeyRing
    from cxsdk.store.outbox import Effect, Outbox
    from cxsdk.store.tables import seal_context
    from cxsdk.store.tenancy import TenantRow, table_base
    from cxsdk.store.types import Json, Sealed, UtcDateTime, utc_now
    from cxsdk.store.upkeep import forget_installation, rotate_keys
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in {"sqlalchemy", "cryptography"}:
        raise
    message = f"the store needs {error.name}, which is not installed"
    raise ConfigError(message, hint="pip install 'cxsdk[apps]'") from error

__all__ = [
    "KIT",
    "Branch",
    "Database",
    "Delivered",
    "Effect",
    "Inbox",
    "Json",
    "KeyRing",
    "Outbox",
    "Sealed",
    "TenantRow",
    "UtcDateTime",
    "forget_installation",
    "rotate_keys",
    "seal_context",
    "table_base",
    "tables",
    "utc_now",
]
