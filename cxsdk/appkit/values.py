"""Values of the apps' settings, per installation; secrets lie sealed."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from cxsdk.errors import ConfigError
from cxsdk.store import seal_context
from cxsdk.store.tables import Setting as Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from cxsdk.appkit.manifest import App
    from cxsdk.appkit.settings import Setting
    from cxsdk.store import Database


class SettingValues:
    """What was set, where; what was not has the manifest's default."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database

    def read(self, db: Session, installation_id: int, app: App) -> Mapping[str, Any]:
        """Return an app's settings, each of its kind's type."""
        rows = select(Row).where(Row.installation_id == installation_id, Row.app == app.name)
        kept = {row.key: row for row in db.scalars(rows)}
        found = {s.key: self._value(s, kept.get(s.key), installation_id) for s in app.settings}
        return MappingProxyType(found)

    def set(self, installation_id: int, app: App, key: str, value: str | int | bool) -> None:  # noqa: FBT001 - a value, no switch
        """Set one.

        Raises:
            ConfigError: The app has no such setting, or the value is not of its kind.
        """
        setting = next((one for one in app.settings if one.key == key), None)
        if setting is None or not setting.accepts(value):
            message = f"{app.name} has no setting {key!r} that could take this value"
            known = ", ".join(f"{one.key} ({one.kind})" for one in app.settings)
            raise ConfigError(message, hint=f"it has: {known or 'none'}")
        is_secret = setting.kind == "secret"
        text = json.dumps(value, ensure_ascii=False)
        if is_secret:
            text = self._database.keys.encrypt(text, _context(installation_id, app.name, key))
        with self._database.write() as db:
            row = Row(
                installation_id=installation_id,
                app=app.name,
                key=key,
                value=text,
                is_secret=is_secret,
            )
            db.merge(row)

    def _value(self, setting: Setting, row: Row | None, installation_id: int) -> str | int | bool:
        if row is None or row.value is None:
            return setting.initial
        text = row.value
        if row.is_secret:
            context = _context(installation_id, row.app, row.key)
            text = self._database.keys.decrypt(text, context)
        value = json.loads(text)
        # An older version of the app may have kept another kind of value.
        return value if setting.accepts(value) else setting.initial


def _context(installation_id: int, app: str, key: str) -> str:
    return seal_context("setting", f"{installation_id}/{app}/{key}", "value")
