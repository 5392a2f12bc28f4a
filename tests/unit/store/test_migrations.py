"""Migrations: one version table, a branch per app, safe to start twice."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import ForeignKey, inspect, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cxsdk.errors import ConfigError, StoreError
from cxsdk.store import KIT, Branch, Database, TenantRow, tables
from cxsdk.store.branches import files, heads
from cxsdk.store.drift import differences, draft
from cxsdk.store.upgrade import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class ShopBase(TenantRow, DeclarativeBase, app="mig_shop"):
    """Tables of an app that exists in this test alone."""


class Basket(ShopBase):
    """A parent."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Apple(ShopBase):
    """A child."""

    id: Mapped[int] = mapped_column(primary_key=True)
    basket_id: Mapped[int] = mapped_column(ForeignKey("mig_shop_basket.id", ondelete="CASCADE"))
    meta: Mapped[dict[str, int]]


FIRST = """
import sqlalchemy as sa
from alembic import op

revision = "mig_shop_0001"
down_revision = None
branch_labels = ("mig_shop",)


def upgrade() -> None:
    op.create_table(
        "mig_shop_basket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
"""
SECOND = """
import sqlalchemy as sa
from alembic import op

revision: str = "mig_shop_0002"
down_revision: str = "mig_shop_0001"


def upgrade() -> None:
    op.create_table("mig_shop_done", sa.Column("id", sa.Integer(), primary_key=True))
    {more}
"""


@pytest.fixture
def empty(make_url: Callable[..., str]) -> Iterator[Database]:
    database = Database(make_url(is_empty=True))
    yield database
    database.close()


@pytest.fixture
def shop(tmp_path: Path) -> Branch:
    folder = tmp_path / "migrations"
    folder.mkdir()
    return Branch("mig_shop", folder)


def put(branch: Branch, number: int, source: str) -> None:
    (branch.folder / f"{number:04}_step.py").write_text(source, encoding="utf-8")


def at(database: Database) -> set[str]:
    with database.connect() as connection:
        return versions(connection)


def names(database: Database) -> set[str]:
    with database.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_the_kit_s_models_and_migrations_agree(empty: Database) -> None:
    empty.upgrade()
    assert differences(empty, tables.KitBase.metadata) == []
    assert at(empty) == heads(KIT)


def test_a_difference_is_seen(empty: Database, shop: Branch) -> None:
    put(shop, 1, FIRST)
    empty.upgrade([shop])
    found = "\n".join(differences(empty, ShopBase.metadata))
    assert "mig_shop_apple" in found
    assert "add_column" in found
    assert "installation" in names(empty)
    assert "remove_table" not in found


def test_a_drafted_migration_brings_the_database_to_the_models(
    empty: Database, shop: Branch
) -> None:
    empty.upgrade()
    put(shop, 1, draft(empty, ShopBase.metadata, shop))
    empty.upgrade([shop])
    assert differences(empty, ShopBase.metadata) == []
    assert at(empty) == {"mig_shop_0001", *heads(KIT)}
    put(shop, 2, draft(empty, ShopBase.metadata, shop))
    empty.upgrade([shop])
    assert at(empty) == {"mig_shop_0002", *heads(KIT)}


def test_branches_share_one_version_table_and_come_one_by_one(
    empty: Database, shop: Branch
) -> None:
    put(shop, 1, FIRST)
    empty.upgrade([shop])
    put(shop, 2, SECOND.format(more=""))
    empty.upgrade([shop])
    assert at(empty) == {"mig_shop_0002", *heads(KIT)}
    assert {"mig_shop_basket", "mig_shop_done"} <= names(empty)


def test_an_app_that_is_gone_leaves_its_tables_and_version(empty: Database, shop: Branch) -> None:
    put(shop, 1, FIRST)
    empty.upgrade([shop])
    before = at(empty)
    empty.upgrade()
    with empty.write() as db:
        db.execute(text("DELETE FROM alembic_version WHERE version_num LIKE 'kit%'"))
        for table in set(names(empty)) & set(tables.KitBase.metadata.tables):
            db.execute(text(f"DROP TABLE {table} {'CASCADE' * (empty.kind == 'postgresql')}"))
    empty.upgrade()
    assert at(empty) == before
    assert "mig_shop_basket" in names(empty)


def test_a_database_from_the_future_is_refused(empty: Database, shop: Branch) -> None:
    put(shop, 1, FIRST)
    put(shop, 2, SECOND.format(more=""))
    empty.upgrade([shop])
    (shop.folder / "0002_step.py").unlink()
    with pytest.raises(StoreError, match=r"newer than this code.*mig_shop_0002") as caught:
        empty.upgrade([shop])
    assert "install the version" in caught.value.hint


def test_a_migration_that_fails_changes_nothing_at_all(empty: Database, shop: Branch) -> None:
    put(shop, 1, FIRST)
    put(shop, 2, SECOND.format(more="raise ZeroDivisionError"))
    with pytest.raises(ZeroDivisionError):
        empty.upgrade([shop])
    assert names(empty) == set()
    put(shop, 2, SECOND.format(more=""))
    empty.upgrade([shop])
    assert "mig_shop_done" in names(empty)


def test_a_migration_that_the_database_refuses_is_a_store_error(
    empty: Database, shop: Branch
) -> None:
    put(shop, 1, FIRST)
    put(shop, 2, SECOND.format(more='op.drop_table("mig_shop_nothing")'))
    with pytest.raises(StoreError):
        empty.upgrade([shop])
    assert names(empty) == set()


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(empty: Database, shop: Branch) -> None:
    empty.upgrade()
    put(shop, 1, draft(empty, ShopBase.metadata, shop))
    empty.upgrade([shop])
    with empty.write(1) as db:
        basket = Basket(name="b")
        db.add(basket)
        db.flush()
        db.add(Apple(basket_id=basket.id, meta={}))
    more = """
    with op.batch_alter_table("mig_shop_basket") as table:
        table.alter_column("name", nullable=True, existing_type=sa.String())
    """
    put(shop, 2, SECOND.format(more=more))
    empty.upgrade([shop])
    with empty.read(1) as db:
        assert db.get(Apple, 1) is not None


def test_a_migration_may_not_leave_rows_that_point_to_nothing(
    sqlite_database: Database, shop: Branch
) -> None:
    put(shop, 1, draft(sqlite_database, ShopBase.metadata, shop))
    more = """op.execute("INSERT INTO mig_shop_apple VALUES (1, 1, 77, '{{}}')")"""
    put(shop, 2, SECOND.format(more=more.replace("{{}}", "{}")))
    with pytest.raises(StoreError, match="mig_shop_apple that point to nothing"):
        sqlite_database.upgrade([shop])
    assert "mig_shop_apple" not in names(sqlite_database)


def test_an_upgrade_with_nothing_to_do_is_fast(database: Database) -> None:
    database.upgrade()
    fastest = min(timed(database.upgrade) for _ in range(5))
    assert fastest < 0.05


def timed(action: Callable[[], None]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def test_alembic_is_not_even_loaded_when_nothing_is_to_do(sqlite_database: Database) -> None:
    code = (
        "import sys; from cxsdk.store import Database; Database(sys.argv[1]).upgrade();"
        "sys.exit('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(sqlite_database._url)]
    subprocess.run(command, check=True)


def test_two_processes_may_start_at_once(empty: Database) -> None:
    code = (
        "import sys; from cxsdk.store import Database;"
        "database = Database(sys.argv[1]); database.upgrade(); database.close()"
    )
    url = empty._url.render_as_string(hide_password=False)
    command = [sys.executable, "-W", "error", "-c", code, url]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [(process.communicate()[1], process.returncode) for process in started]
    assert ends == [("", 0)] * 2
    assert differences(empty, tables.KitBase.metadata) == []


def test_four_threads_may_upgrade_at_once(empty: Database) -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            empty.upgrade()
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert at(empty) == heads(KIT)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "no revision"),
        ('revision = "3f2a9c"\ndown_revision = None', "no revision of branch mig_shop"),
        ('revision = "kit_0007"\ndown_revision = None', "no revision of branch mig_shop"),
        (f'revision = "mig_shop_0{"0" * 30}1"\ndown_revision = None', "no revision"),
        ('revision = "mig_shop_0001"\ndown_revision = None', "does not say so"),
    ],
)
def test_a_file_that_breaks_the_rules_says_what_to_write(
    shop: Branch, source: str, message: str
) -> None:
    put(shop, 1, source)
    with pytest.raises(ConfigError, match=message) as caught:
        heads(shop)
    assert "mig_shop" in caught.value.hint


def test_a_forked_branch_is_refused(shop: Branch) -> None:
    put(shop, 1, FIRST)
    put(shop, 2, SECOND.format(more=""))
    put(shop, 3, SECOND.replace("0002", "0003").format(more=""))
    with pytest.raises(ConfigError, match="several ends: mig_shop_0002, mig_shop_0003"):
        heads(shop)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="missing"):
        files(Branch("shop", tmp_path / "nowhere"))


def test_one_app_s_name_may_start_with_another_s() -> None:
    shop, extra = Branch("qa", KIT.folder), Branch("qa_review", KIT.folder)
    assert extra.owns("qa_review_0001")
    assert not shop.owns("qa_review_0001")
