"""Marking and refusing by keys, by their place on the keyboard, in a real browser."""

import pytest
from playwright.sync_api import expect

REVIEWER, ANNA = 9002, 9003
STORY, HAPPY = 4821, 4880

pytestmark = pytest.mark.browser


@pytest.fixture
def beside(house, chromium):
    """Open a ticket as a person; returns the page and the apps' frame."""
    page = chromium.new_page(locale="ru-RU", viewport={"width": 1440, "height": 1400})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Policy" in said.text else None)

    def open_ticket(person, ticket, app):
        page.goto(house.origin)
        page.locator(f'form[action="/door/{person}"] button').first.click()
        page.wait_for_url("**/agent/**")
        page.goto(f"{house.origin}/agent/tickets/{ticket}")
        apps = page.frame_locator("#apps-frame")
        apps.locator(f'[data-app="{app}"]').click()
        expect(apps.locator("#cx-panel[aria-busy=false]")).to_be_visible()
        return page, apps

    yield open_ticket
    page.close()
    assert faults == []


def test_a_faulty_conversation_is_marked_by_keys_and_asks_for_words_only_where_needed(beside):
    page, apps = beside(REVIEWER, STORY, "qa_review")
    expect(apps.locator("select:visible")).to_have_count(0)
    apps.locator('[name="mark-solved"]').first.focus()
    for key in ("Digit3", "Digit1", "Digit3", "Digit0"):
        page.keyboard.press(key)
    expect(apps.locator("select:visible")).to_have_count(1)
    advice = apps.locator("#advice")
    advice.focus()
    page.keyboard.type("2 раза: 1")
    expect(advice).to_have_value("2 раза: 1")
    expect(apps.locator('[name="mark-not_twice"][value="1"]')).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(apps.locator("#message-not_twice")).to_be_focused()
    expect(apps.locator("#error-not_twice")).to_be_visible()
    expect(advice).to_have_value("2 раза: 1")
    apps.locator("#message-not_twice").select_option(index=1)
    page.keyboard.press("Control+Enter")
    # 35 and 20 of 85 are top, 30 of 85 bad; the row without a mark does not count.
    expect(apps.locator('[data-score="64.71"]')).to_be_visible()


def test_a_hint_is_refused_with_its_reason_by_two_keys(beside):
    page, apps = beside(ANNA, HAPPY, "upsell_hints")
    expect(apps.get_by_role("heading", name="Ещё пять рабочих мест")).to_be_visible()
    apps.locator('[data-app="upsell_hints"]').focus()
    page.keyboard.press("Digit2")  # nothing is asked yet
    page.keyboard.press("KeyX")
    page.keyboard.press("Digit2")
    expect(apps.get_by_text("Не подходит: дорого")).to_be_visible()


@pytest.mark.parametrize("app", ["qa_review", "csat_pulse", "upsell_hints"])
def test_a_tab_fits_its_narrow_frame(beside, app):
    _, apps = beside(ANNA, 4907, app)
    body = apps.locator("body")
    assert body.evaluate("e => e.ownerDocument.documentElement.clientWidth") <= 320
    assert body.evaluate("e => e.scrollWidth <= e.clientWidth")
