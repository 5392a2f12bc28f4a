"""The front door: which names there are, and that opening it costs next to nothing."""

import pickle
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import cxsdk
from cxsdk import errors

ROOT = Path(__file__).parents[2]
CREDENTIALS = {
    "ApiToken",
    "Auth",
    "AuthorizationCode",
    "BasicAuth",
    "BearerToken",
    "ClientCredentials",
    "FileStore",
    "MemoryStore",
    "OAuthApp",
    "OAuthToken",
    "Token",
    "TokenStore",
    "saved_login",
}
HELPDESKS = {"Capability", "DryRun", "Helpdesk", "RequestsAuth", "connect"}
CALLS = {"MemoryBudget", "Retry"}


def run(code: str) -> str:
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def error_names() -> set[str]:
    return {
        name
        for name, found in vars(errors).items()
        if isinstance(found, type) and issubclass(found, errors.CxError)
    }


def test_public_names_are_exactly_these() -> None:
    expected = error_names() | CREDENTIALS | HELPDESKS | CALLS | {"models", "__version__"}
    assert set(cxsdk.__all__) == expected
    assert cxsdk.__all__ == sorted(cxsdk.__all__)


@pytest.mark.parametrize("name", cxsdk.__all__)
def test_public_name_is_there(name: str) -> None:
    assert getattr(cxsdk, name) is not None
    assert name in dir(cxsdk)


def test_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Zendesk'"):
        cxsdk.Zendesk  # noqa: B018 - reading it is the test


def test_version_is_the_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert cxsdk.__version__ == project["version"]


def test_import_loads_nothing_that_makes_calls() -> None:
    code = (
        "import sys, cxsdk; print(sorted({'requests', 'urllib3', 'authlib', 'joserfc',"
        " 'marshmallow', 'orjson', 'flask', 'sqlalchemy', 'huey', 'click', 'rich'}"
        " & sys.modules.keys()))"
    )
    assert run(code) == "[]"


def test_models_are_a_window_of_their_own() -> None:
    assert run("import cxsdk; print(cxsdk.models.Ticket.__name__)") == "Ticket"
    assert not {"Ticket", "Message", "Person"} & set(cxsdk.__all__)


def test_every_name_can_be_imported_by_a_star() -> None:
    assert run("from cxsdk import *; print(connect.__name__, BearerToken.__name__)") == (
        "connect BearerToken"
    )


def test_credentials_are_values_that_survive_pickling() -> None:
    auth = cxsdk.BearerToken("t0ken")
    assert pickle.loads(pickle.dumps(auth)) == auth
    assert "t0ken" not in repr(auth)
