"""A kit with one small app, at a helpdesk that lives in memory."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxsdk.appkit import App
    from cxsdk.helpdesks.base import Vendor


def _load(name: str) -> Any:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


probe = _load("probe_app")
world = _load("kit_world")


@pytest.fixture(scope="session")
def the_account() -> Any:
    """The one account of this helpdesk."""
    return world.Account()


@pytest.fixture
def account(the_account: Any) -> Any:
    """The account as it is in the beginning."""
    world.people(the_account)
    return the_account


@pytest.fixture(scope="session")
def vendor(the_account: Any, make_httpserver: Any) -> Vendor:
    """The vendor of this helpdesk."""
    made: Vendor = world.make_vendor(the_account, make_httpserver.url_for("/oauth"))
    return made


@pytest.fixture
def _oauth_server(httpserver: Any) -> None:
    """Answer every good code with a token."""

    def grant(request: Any) -> Any:
        from werkzeug import Response

        if request.form.get("code") != "good" or len(request.form.get("code_verifier", "")) < 43:
            return Response('{"error": "invalid_grant"}', 400, mimetype="application/json")
        token = '{"access_token": "access-secret-1", "token_type": "bearer"}'
        return Response(token, mimetype="application/json")

    httpserver.expect_request("/oauth/token").respond_with_handler(grant)
    httpserver.expect_request("/oauth/revoke").respond_with_data("", 200)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is migrated already."""
    path: Path = tmp_path_factory.mktemp("kit") / "empty.db"
    world.prepare(path)
    return path


@pytest.fixture
def make_stage(
    tmp_path: Path, vendor: Vendor, account: Any, empty_database: Path, _oauth_server: None
) -> Iterator[Any]:
    """Build a kit of its own for this test; several share one database."""
    made: list[Any] = []
    shutil.copy(empty_database, tmp_path / "kit.db")

    def build(*apps: App, **changes: Any) -> Any:
        made.append(world.build(tmp_path, vendor, account, *apps, **changes))
        return made[-1]

    yield build
    for stage in made:
        stage.kit.stop()


@pytest.fixture(scope="session")
def shared_stage(
    tmp_path_factory: pytest.TempPathFactory,
    vendor: Vendor,
    the_account: Any,
    empty_database: Path,
) -> Iterator[Any]:
    """One kit that tests share: never start or stop it."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copy(empty_database, folder / "kit.db")
    stage = world.build(folder, vendor, the_account)
    yield stage
    stage.kit.stop()


@pytest.fixture
def stage(shared_stage: Any, account: Any, _oauth_server: None) -> Any:
    """A kit with the probe, not installed anywhere."""
    world.clear(shared_stage)
    return shared_stage
