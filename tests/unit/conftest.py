"""Databases for tests: SQLite always, PostgreSQL where there is a server."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cxsdk.store import Database

_counter = itertools.count(1)


def _server_module() -> Any:
    name = "postgres_server"
    if name not in sys.modules:
        path = Path(__file__).parents[1] / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a running server, without a database name."""
    module = _server_module()
    with module.postgres(module.programs_or_skip()) as url:
        yield url


class Postgres:
    """Two databases of one server that tests share: with the kit's tables, and empty.

    Emptying them takes a hundredth of the time of making new ones.
    """

    def __init__(self, server: str) -> None:
        import psycopg

        from cxsdk.store import Database

        self.urls = {name: f"{server}/cx_{name}" for name in ("kit", "empty")}
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            for name in self.urls:
                connection.execute(f"CREATE DATABASE cx_{name}")
        database = Database(self.urls["kit"])
        database.upgrade()
        database.close()

    def clean(self, name: str) -> str:
        """Return the address of one of them, as good as new."""
        import psycopg

        from cxsdk.store import tables

        with psycopg.connect(self.urls[name], options="-c lock_timeout=5000") as connection:
            if name == "empty":
                connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
                return self.urls[name]
            kit = {table.name for table in tables.KitBase.metadata.tables.values()}
            listed = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
            others = {row[0] for row in listed} - kit - {"alembic_version"}
            for other in others:
                connection.execute(f"DROP TABLE {other} CASCADE")
            for table in kit:
                connection.execute(f"DELETE FROM {table}")
            connection.execute("DELETE FROM alembic_version WHERE version_num NOT LIKE 'kit%'")
            connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")
        return self.urls[name]


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> Postgres:
    """The databases that tests share."""
    return Postgres(postgres_server)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from cxsdk.store import Database

    path = tmp_path_factory.mktemp("template") / "cx.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def make_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., str]:
    """Make a database of either kind: with the kit's tables, or empty; once each in a test."""

    def make(*, is_empty: bool = False) -> str:
        number = next(_counter)
        if request.param == "sqlite":
            path = tmp_path / f"cx{number}.db"
            if not is_empty:
                shutil.copy(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        shared: Postgres = request.getfixturevalue("postgres_databases")
        return shared.clean("empty" if is_empty else "kit")

    return make


@pytest.fixture
def database_url(make_url: Callable[..., str]) -> str:
    """Address of a database of either kind, with the kit's tables."""
    return make_url()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A database in a file, with the kit's tables; for what only a file can do."""
    from cxsdk.store import Database

    path = shutil.copy(sqlite_template, tmp_path / "cx.db")
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of either kind, with the kit's tables and the installations 1 and 2."""
    from cxsdk.store import Database, KeyRing, tables

    database = Database(database_url, keys=KeyRing(["a secret of the tests"]))
    with database.write() as db:
        for account in ("acme", "umbrella"):
            db.add(tables.Installation(vendor="zendesk", account=account, package="cxsdk"))
            db.flush()
    yield database
    database.close()
