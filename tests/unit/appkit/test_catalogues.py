"""Every text that people read is there in Russian, whole, and with the same places."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from cxsdk.appkit import i18n
from cxsdk.appkit.package import bundle

PACKAGES = ["cxsdk.appkit", "cxsdk.sandbox", "qa_review", "csat_pulse", "upsell_hints"]
APPS = {app.name: app for app in bundle().apps}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
PLACE = re.compile(r"%\((\w+)\)[sd]")
STRAY = re.compile(r"%(?!\(\w+\)[sd]|%)")
GENDERED = re.compile(r"\w\((?:а|ла|ась|на)\)")
OPTIONS = {
    pattern: {"extensions": "jinja2.ext.i18n", "silent": "false", "trimmed": "true"}
    for pattern in ("**/templates/**.html", "**/templates/**.txt")
}


def folder(package):
    if find_spec(package) is None:
        pytest.skip(f"{package} is not here")
    return Path(str(files(package)))


def said(package):
    """Msgids of a package, each with where it is said."""
    found = {}
    for name, line, message, _, _ in extract_from_dir(
        folder(package), METHODS, OPTIONS, keywords=KEYWORDS
    ):
        found.setdefault(message, f"{name}:{line}")
    app = APPS.get(package)
    if app is not None:
        found.setdefault(app.title, "manifest")
        for setting in app.settings:
            found.setdefault(setting.title, "manifest")
            if setting.hint:
                found.setdefault(setting.hint, "manifest")
    return found


def catalogue(package):
    path = i18n.catalogue_path(package, "ru")
    assert path is not None, f"{package} has no Russian catalogue"
    with path.open("rb") as file:
        return read_po(file, locale="ru", abort_invalid=True)


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_left_untranslated(package):
    kept = {message.id: message for message in catalogue(package) if message.id}
    missing = {}
    for text, where in said(package).items():
        found = kept.get(text)
        if found is None and isinstance(text, tuple):
            found = next((m for m in kept.values() if m.id == text), None)
        if found is None or not all(forms(found)):
            missing[text] = where
    assert missing == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_guessed_and_plurals_have_their_three_forms(package):
    for message in catalogue(package):
        assert not message.fuzzy, message.id
        if isinstance(message.id, tuple):
            assert len(message.string) == 3, message.id


@pytest.mark.parametrize("package", PACKAGES)
def test_translations_have_the_places_of_their_texts(package):
    for message in catalogue(package):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        places = {place for text in ids for place in PLACE.findall(text)}
        for text in forms(message):
            found = set(PLACE.findall(text))
            assert found <= places, message.id
            # A plural may leave its number to the word.
            assert places - found <= ({"num"} if len(ids) > 1 else set()), message.id


@pytest.mark.parametrize("package", PACKAGES)
def test_russian_is_written_as_agreed(package):
    for message in catalogue(package):
        if not message.id:
            continue
        for text in forms(message):
            assert '"' not in text, f"«ёлочки» in {text}"
            assert GENDERED.search(text) is None, text
            assert not re.search(r"\d %", text), f"a non-breaking space before % in {text}"


def test_the_kits_texts_hold_no_stray_percent():
    for message in catalogue("cxsdk.appkit"):
        if not message.id:
            continue
        for text in (message.id, *forms(message)):
            assert not STRAY.search(str(text)), text
