"""What people install: the wheel holds everything, and its core works without the extras."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXTRAS = ["flask", "sqlalchemy", "alembic", "huey", "itsdangerous", "babel", "nh3", "waitress"]
REFUSE = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {EXTRAS!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Refuse())
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(site: Path, code: str, *, refuse: bool = True) -> subprocess.CompletedProcess[str]:
    start = f"import sys; sys.path.insert(0, {str(site)!r})\n"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", start + (REFUSE if refuse else "") + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=site,
    )


def test_nothing_but_our_four_packages_is_installed(unpacked):
    top = {p.name for p in unpacked.iterdir() if not p.name.endswith(".dist-info")}
    assert top == {"cxsdk", "qa_review", "csat_pulse", "upsell_hints"}


@pytest.mark.parametrize(
    "part",
    [
        "cxsdk/py.typed",
        "cxsdk/appkit/templates/appkit/tab.html",
        "cxsdk/appkit/static/appkit/tokens.css",
        "cxsdk/appkit/translations/ru/LC_MESSAGES/messages.po",
        "cxsdk/sandbox/translations/ru/LC_MESSAGES/messages.po",
        "qa_review/translations/ru/LC_MESSAGES/messages.po",
        "csat_pulse/translations/ru/LC_MESSAGES/messages.po",
        "upsell_hints/translations/ru/LC_MESSAGES/messages.po",
    ],
)
def test_what_is_no_python_is_in_the_wheel_too(unpacked, part):
    assert (unpacked / part).is_file()


def test_the_core_works_without_the_extras(unpacked):
    code = """
import cxsdk
assert cxsdk.__file__.startswith(sys.path[0]), cxsdk.__file__
desk = cxsdk.connect("zendesk", "acme", auth=cxsdk.BearerToken("x"))
desk.close()
import cxsdk.cli
raise SystemExit(cxsdk.cli.run(["--help"]))
"""
    done = run(unpacked, code)
    assert done.returncode == 0, done.stderr
    assert "cxsdk demo" in done.stdout


def test_every_entry_point_loads_without_the_extras(unpacked):
    code = """
from importlib.metadata import distribution
groups = ("cxsdk.apps", "cxsdk.helpdesks")
points = [p for p in distribution("cxsdk").entry_points if p.group in groups]
for p in points:
    p.load()
print(sorted(p.name for p in points))
"""
    done = run(unpacked, code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['csat_pulse', 'qa_review', 'upsell_hints', 'zendesk']"


def test_a_missing_extra_is_named_with_the_line_that_installs_it(unpacked):
    done = run(unpacked, "import cxsdk.cli; raise SystemExit(cxsdk.cli.run(['demo']))")
    assert done.returncode == 1
    assert "pip install 'cxsdk[apps]'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
