"""The pages as people see them: axe finds nothing, nothing sticks out; pictures go to shots/."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Street
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[3]
MODULES = Path(os.environ.get("CXSDK_NODE_MODULES") or ROOT / "node_modules")
PAGES = {
    "doors": (None, "/"),
    "list": (9001, "/agent/?view=all"),
    "ticket": (9003, "/agent/tickets/4907?view=mine"),
    "closed": (9002, "/agent/tickets/4821?view=solved"),
    "letter": (None, "/mail/1"),
    "mailbox": (None, "/mail/?address=m.lapina@teplydom.example"),
    "admin": (9000, "/admin/"),
    "again": (None, "/again"),
}
LOOKS = [("ru", "light", 1440), ("en", "dark", 390)]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LETTER = """<table role="presentation" width="100%" style="max-width:560px;margin:0 auto"><tr><td>
<h1 style="font-size:22px">Как вы оцените помощь?</h1>
<a href="http://127.0.0.1:1/s/5" style="color:#0a5d74">5 Отлично</a></td></tr></table>"""


@pytest.fixture(scope="module")
def axe() -> str:
    script = MODULES / "axe-core" / "axe.min.js"
    if script.exists():
        return script.read_text(encoding="utf-8")
    if os.environ.get("CXSDK_REQUIRE") == "all":
        pytest.fail("CXSDK_REQUIRE=all, and there is no node_modules/axe-core")
    pytest.skip("needs the npm package axe-core in node_modules")


def violations(page: Page, axe: str) -> Any:
    """Run axe past the page's policy, which would not let it in."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    found = page.evaluate(
        """async (axe) => {
          (0, eval)(axe);
          const report = await window.axe.run(document, { iframes: false });
          return report.violations.map((each) => [each.id, each.nodes.map((node) => node.html)]);
        }""",
        axe,
    )
    session.detach()
    return found


def prepare(street: Street) -> None:
    from cxsdk.sandbox.mailbox import Letter

    street.office.mailbox.deliver(
        Letter(
            "m.lapina@teplydom.example",
            "Ваше обращение №4821: всё получилось?",
            "Как вы оцените помощь?\n\n  5  Отлично  http://127.0.0.1:1/s/5",
            html=LETTER,
            from_name="Складень",
            from_address="otvet@skladen.example",
        )
    )
    number = street.office.state.list("mail")[0]["id"]
    assert number == 1


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_every_page_is_open_to_everybody(
    street: Street, axe: str, language: str, scheme: str, width: int
) -> None:
    prepare(street)
    how = {
        "locale": {"ru": "ru-RU", "en": "en-GB"}[language],
        "color_scheme": scheme,
        "viewport": {"width": width, "height": 900},
    }
    shots = ROOT / "shots"
    shots.mkdir(exist_ok=True)
    for name, (person, path) in PAGES.items():
        page = street.sit_down(person, path, **how)
        picture = shots / f"workspace-{name}-{language}-{scheme}-{width}.png"
        page.screenshot(path=picture, full_page=width < 1000)
        assert violations(page, axe) == [], name
        assert page.evaluate(WIDE) == 0, f"{name} sticks out"


def test_nothing_sticks_out_of_the_narrowest_screen(street: Street) -> None:
    prepare(street)
    for name in ("doors", "ticket", "letter", "admin"):
        person, path = PAGES[name]
        page = street.sit_down(person, path, viewport={"width": 320, "height": 640})
        assert page.evaluate(WIDE) == 0, f"{name} sticks out"


def test_a_letter_is_as_tall_as_its_frame_and_links_open_elsewhere(street: Street) -> None:
    prepare(street)
    page = street.sit_down(None, "/mail/1")
    page.wait_for_function("document.getElementById('letter').offsetHeight > 100")
    frame = page.frame(url="**/mail/1/body")
    assert frame is not None
    heights = frame.evaluate("[document.documentElement.scrollHeight, innerHeight]")
    assert heights[0] <= heights[1] + 1
    assert frame.get_attribute("a", "target") == "_blank"
    assert page.evaluate("location.pathname") == "/mail/1"


def test_choosing_a_mailbox_opens_it(street: Street) -> None:
    prepare(street)
    page = street.sit_down(None, "/mail/")
    page.select_option("#address", label="Laura Brandt")
    page.wait_for_url("**/mail/?address=*")
    assert "Laura Brandt" in (page.text_content("header b") or "")
