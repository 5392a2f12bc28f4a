"""New keys for old secrets, and forgetting a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import ForeignKey, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cxsdk.errors import DecryptError
from cxsdk.store import (
    Database,
    KeyRing,
    Outbox,
    TenantRow,
    forget_installation,
    rotate_keys,
    seal_context,
    tables,
    utc_now,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN_PLACE = seal_context("token", "zendesk/acme", "access_token")
OLD, NEW = "a secret of the tests", "another secret of the tests"


class Base(TenantRow, DeclarativeBase, app="upkeep"):
    """Tables of an app that exists in this test alone."""


class Folder(Base):
    """A parent."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Page(Base):
    """A child, which keeps its parent from being deleted first."""

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("upkeep_folder.id"))


def store_secrets(database: Database) -> None:
    keys = database.keys
    with database.write() as db:
        db.get_one(tables.Installation, 1).webhook_secret = keys.encrypt(
            "hook", seal_context("installation", 1, "webhook_secret")
        )
        db.add(
            tables.Token(
                key="zendesk/acme",
                access_token=keys.encrypt(
                    "a", seal_context("token", "zendesk/acme", "access_token")
                ),
            )
        )
        sealed = keys.encrypt("smtp", seal_context("setting", "1/csat_pulse/password", "value"))
        for key, value, is_secret in (("password", sealed, True), ("colour", '"red"', False)):
            db.add(
                tables.Setting(
                    installation_id=1, app="csat_pulse", key=key, value=value, is_secret=is_secret
                )
            )


@pytest.fixture
def renewed(database: Database, database_url: str) -> Iterator[Database]:
    """The same database, opened with a new key in front of the old one."""
    store_secrets(database)
    both = Database(database_url, keys=KeyRing([NEW, OLD]))
    yield both
    both.close()


def test_after_a_rotation_the_old_key_is_not_needed(renewed: Database, database_url: str) -> None:
    assert rotate_keys(renewed) == 3
    assert rotate_keys(renewed) == 0
    alone = KeyRing([NEW])
    with renewed.read() as db:
        hook = db.get_one(tables.Installation, 1).webhook_secret
        token = db.get_one(tables.Token, "zendesk/acme").access_token
        setting = db.get_one(tables.Setting, (1, "csat_pulse", "password")).value
        colour = db.get_one(tables.Setting, (1, "csat_pulse", "colour")).value
    assert hook is not None
    assert token is not None
    assert setting is not None
    assert alone.decrypt(hook, seal_context("installation", 1, "webhook_secret")) == "hook"
    assert alone.decrypt(token, TOKEN_PLACE) == "a"
    place = seal_context("setting", "1/csat_pulse/password", "value")
    assert alone.decrypt(setting, place) == "smtp"
    assert colour == '"red"'


def test_a_secret_that_cannot_be_opened_stops_the_whole_rotation(renewed: Database) -> None:
    with renewed.write() as db:
        strange = KeyRing(["a key that was lost long ago"]).encrypt("x", "token:other:access_token")
        db.add(tables.Token(key="other", access_token=strange))
    with pytest.raises(DecryptError, match=r"token:other:access_token.*no secret was changed"):
        rotate_keys(renewed)
    with renewed.read() as db:
        kept = db.get_one(tables.Token, "zendesk/acme").access_token
    assert kept is not None
    assert not renewed.keys.is_current(kept)


def test_forgetting_a_tenant_leaves_the_others_and_the_audit(database: Database) -> None:
    Base.metadata.create_all(database._writer)
    outbox = Outbox(database, utc_now)
    for owner in (1, 2):
        with database.write(owner) as db:
            folder = Folder()
            db.add(folder)
            db.flush()
            db.add_all([Page(folder_id=folder.id), Page(folder_id=folder.id)])
            outbox.put(db, installation_id=owner, app="a", kind="job", name="j", key="k")
            db.add(tables.Audit(installation_id=owner, action="read", at=utc_now()))
    gone = forget_installation(database, 1)
    assert gone == {"upkeep_page": 2, "upkeep_folder": 1, "outbox": 1, "installation": 1}
    assert forget_installation(database, 1) == {}
    with database.read(2) as db:
        assert db.scalar(select(func.count(Page.id))) == 2
    with database.read() as db:
        assert db.scalars(select(tables.Installation.id)).all() == [2]
        assert db.scalar(select(func.count(tables.Audit.id))) == 2


def test_tables_of_apps_that_are_gone_are_emptied_too(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE gone_app_thing (id int, installation_id int)"))
        connection.execute(text("INSERT INTO gone_app_thing VALUES (1, 1), (2, 2)"))
    assert forget_installation(database, 1)["gone_app_thing"] == 1
