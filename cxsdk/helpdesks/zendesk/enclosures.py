"""Files that go with what is said: uploaded first, then named by one token."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cxsdk.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxsdk.helpdesks.resources import Enclosure
    from cxsdk.helpdesks.zendesk import native


def named(given: Iterable[Enclosure]) -> list[tuple[str, bytes | BinaryIO | Path]]:
    """Return each file's name in the message, and where its bytes are.

    Raises:
        ConfigError: It is no list of files, or one of them is not there.
    """
    if isinstance(given, (str, bytes, PathLike)):
        message = f"attachments are a list of files: {given!r}"
        raise ConfigError(message, hint=f"give [{given!r}]")
    return [_named(each) for each in given]


def upload(zendesk: native.Zendesk, files: Sequence[tuple[str, bytes | BinaryIO | Path]]) -> str:
    """Upload files under one token, which is good for an hour; return the token.

    Each is sent once: when an answer is lost, nothing is said, and what was uploaded
    is forgotten by the vendor after that hour.
    """
    token: str | None = None
    for name, source in files:
        data = source.read_bytes() if isinstance(source, Path) else source
        token = zendesk.attachments.upload(name, data, token=token).token
    return token or ""


def _named(given: Enclosure) -> tuple[str, bytes | BinaryIO | Path]:
    if isinstance(given, tuple):
        return given
    path = Path(fspath(given))
    if not path.is_file():
        message = f"there is no file {path}"
        raise ConfigError(message, hint="give a path, or a pair of name and bytes")
    return path.name, path
