"""Every message of the local helpdesk has its Russian, with the same places in it."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import cxsdk.sandbox

_PLACE = re.compile(r"%\((\w+)\)s")
_ROOT = Path(cxsdk.sandbox.__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]


def test_every_message_has_its_russian() -> None:
    po = (_ROOT / "translations/ru/LC_MESSAGES/messages.po").read_bytes().splitlines(keepends=True)
    catalogue = read_po(po, locale="ru")
    used = set()
    for _, _, message, _, _ in extract_from_dir(str(_ROOT), method_map=_METHODS):
        key = message if isinstance(message, str) else message[0]
        used.add(key)
        found = catalogue.get(key)
        assert found is not None, f"no Russian for {message!r}"
        assert not found.fuzzy
        forms = [found.string] if isinstance(found.string, str) else list(found.string)
        assert all(forms), f"no Russian for {message!r}"
        assert len(forms) == (1 if isinstance(message, str) else 3)
        for form in forms:
            assert set(_PLACE.findall(form)) == set(_PLACE.findall(key)), message
    assert used == {
        each.id if isinstance(each.id, str) else each.id[0] for each in catalogue if each.id
    }
