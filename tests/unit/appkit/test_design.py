"""The pages keep to the design: tokens, icons, no styles or handlers in the markup."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

KIT = Path(str(files("cxsdk.appkit")))
STATIC = KIT / "static" / "appkit"
ROOMS = ["cxsdk.appkit", "qa_review", "csat_pulse", "upsell_hints"]
PAGES = sorted(
    page for room in ROOMS for page in (Path(str(files(room))) / "templates").rglob("*.html")
)


def test_dark_is_the_same_by_the_system_and_by_choice():
    tokens = (STATIC / "tokens.css").read_text()
    by_system = re.search(r":root:not\(\.light\)\{(.*?)\}\}", tokens, re.DOTALL)[1]
    by_choice = re.search(r":root\.dark\{(.*?)\}", tokens, re.DOTALL)[1]
    assert by_system == by_choice


def test_every_colour_has_a_dark_twin():
    tokens = (STATIC / "tokens.css").read_text()
    light = set(re.findall(r"(--[\w-]+):#", tokens.split("@media")[0]))
    dark = set(re.findall(r"(--[\w-]+):", tokens.split(":root.dark")[1].split("}")[0]))
    assert light <= dark


def test_every_token_that_is_used_exists():
    known = set(re.findall(r"(--[\w-]+):", (STATIC / "tokens.css").read_text()))
    for room in ROOMS:
        for sheet in (Path(str(files(room))) / "static").rglob("*.css"):
            assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text())) <= known, sheet


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_holds_no_style_no_handler_and_only_icons_that_are_there(page):
    text = page.read_text()
    assert re.search(r"<[^>]*\s(?:style|on[a-z]+)\s*=\s*[\"']", text) is None
    assert "|safe" not in text.replace(" ", "")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    assert set(re.findall(r'icon\("([\w-]+)"[,)]', text)) <= drawn


def test_the_scripts_speak_only_to_the_trusted_origin():
    for script in STATIC.glob("*.js"):
        text = script.read_text()
        assert not re.search(r'postMessage\([^;]*["\']\*["\']', text), script.name
        assert not re.search(r"\beval\(|new Function|document\.write|localStorage", text), (
            script.name
        )
