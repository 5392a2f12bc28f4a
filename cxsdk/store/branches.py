"""Which migrations there are, read from their files without running or importing anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 32  # Alembic's version column
# Read as text: parsing Python in several threads at once fails now and then
# (SystemError "AST constructor recursion depth mismatch", seen on 3.11).
_ASSIGNED = re.compile(
    r"^(revision|down_revision|branch_labels)\b[^=\n]*=\s*(\([^)]*\)|\[[^\]]*\]|[^\n]*)",
    re.MULTILINE,
)
_QUOTED = re.compile(r"""["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of migrations: the kit's, or an app's.

    Its files are plain Alembic, one revision each. Revisions are named
    ``<branch>_<number>``, such as ``qa_review_0001``, so that anybody can tell
    whose they are; the first one says ``branch_labels = ("qa_review",)`` and
    ``down_revision = None``.

    Args:
        name: The app's name, or ``kit``.
        folder: Where its migrations lie.
    """

    name: str
    folder: Path

    def owns(self, revision: str) -> bool:
        """Tell whether a revision is this branch's by its name."""
        return revision.startswith(f"{self.name}_") and revision[len(self.name) + 1 :][:1].isdigit()


KIT = Branch("kit", Path(__file__).parent / "migrations" / "versions")


def heads(branch: Branch) -> set[str]:
    """Return the newest revisions of a branch: one, unless somebody forked it.

    Raises:
        ConfigError: The folder is missing, or a file breaks the rules of :class:`Branch`.
    """
    found = [_declared(branch, path) for path in files(branch)]
    older = {parent for one in found for parent in one.get("down_revision", ())}
    newest = {name for one in found for name in one["revision"]} - older
    if len(newest) > 1:
        message = f"the migrations of {branch.name} have several ends: {', '.join(sorted(newest))}"
        raise ConfigError(message, hint="let each revision follow the one before it")
    return newest


def files(branch: Branch) -> list[Path]:
    """Return the migration files of a branch, in order of their names."""
    if not branch.folder.is_dir():
        message = f"the migrations of {branch.name} are missing: {branch.folder}"
        raise ConfigError(message, hint="reinstall the package")
    return sorted(p for p in branch.folder.glob("*.py") if p.name != "__init__.py")


def owner(revision: str, branches: Iterable[Branch]) -> Branch | None:
    """Return whose revision this is, None when no branch at hand owns it."""
    return next((branch for branch in branches if branch.owns(revision)), None)


def _declared(branch: Branch, path: Path) -> dict[str, tuple[str, ...]]:
    found = {
        match[1]: tuple(_QUOTED.findall(match[2].partition("#")[0]))
        for match in _ASSIGNED.finditer(path.read_text(encoding="utf-8"))
    }
    revision = "".join(found.get("revision", ()))
    if not branch.owns(revision) or len(revision) > _LONGEST:
        message = f"{path.name} has no revision of branch {branch.name}"
        hint = f'write revision = "{branch.name}_0001", counting on, at most {_LONGEST} characters'
        raise ConfigError(message, hint=hint)
    if not found.get("down_revision") and branch.name not in found.get("branch_labels", ()):
        message = f"{path.name} starts branch {branch.name} but does not say so"
        raise ConfigError(message, hint=f'write branch_labels = ("{branch.name}",)')
    return found
