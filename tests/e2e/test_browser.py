"""What people do, in a real browser, in Russian and in English; pictures land in shots/."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from cxsdk.appkit.serving import free_port
from cxsdk.sandbox.house import House, open_house

SHOTS = Path(__file__).parents[2] / "shots"
WORDS = {
    "ru": {
        "review": "Проверка",
        "thanks": "Спасибо! Ваш отзыв увидит команда поддержки.",
        "happy": "Отлично",
        "not_now": "Сейчас не предлагаем",
        "hint": "Ещё пять рабочих мест",
    },
    "en": {
        "review": "Review",
        "thanks": "Thank you! The support team will see your answer.",
        "happy": "Very happy",
        "not_now": "No offer now",
        "hint": "Five more seats",
    },
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["ru", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def house(language: str, tmp_path_factory: pytest.TempPathFactory):
    opened = open_house(tmp_path_factory.mktemp("house"), port=free_port(), installed=False)
    yield opened
    opened.stop()


@pytest.fixture(scope="module")
def context(chromium: Browser, language: str):
    locale = {"ru": "ru-RU", "en": "en-US"}[language]
    made = chromium.new_context(locale=locale, viewport={"width": 1440, "height": 900})
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext):
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    opened.close()
    assert faults == []


def become(page: Page, house: House, person: int) -> None:
    page.goto(house.origin)
    page.locator(f'form[action="/door/{person}"] button').first.click()
    page.wait_for_url("**/a*/**")


def picture(page: Page, name: str, language: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{language}.png")


def tab(page: Page, number: int) -> FrameLocator:
    apps = page.frame_locator("#apps-frame")
    apps.get_by_role("tab").nth(number).click()
    return apps


def test_1_an_admin_installs_the_apps_through_the_consent_page(page, house, language):
    become(page, house, 9000)
    picture(page, "admin-before", language)
    page.goto(f"{house.origin}/admin")
    page.locator(f'a[href^="{house.apps_origin}/install"]').first.click()
    picture(page, "install", language)
    page.locator('form[action="/install/start"] button.primary').click()
    page.wait_for_url("**/oauth/authorizations/new**")
    picture(page, "consent", language)
    page.locator('button[value="allow"]').click()
    page.wait_for_url(f"{house.apps_origin}/installed**")
    picture(page, "installed", language)
    assert house.installation() is not None
    house.welcome()


def test_2_the_workspace_opens_with_the_apps_beside_the_conversation(page, house, language):
    become(page, house, 9003)
    page.goto(f"{house.origin}/agent/tickets/4907")
    apps = page.frame_locator("#apps-frame")
    expect(apps.get_by_role("tab")).to_have_count(3)
    expect(tab(page, 2).get_by_text(WORDS[language]["not_now"])).to_be_visible()
    picture(page, "workspace", language)


def test_3_a_clean_conversation_is_scored_by_keyboard_alone(page, house, language):
    become(page, house, 9002)
    page.goto(f"{house.origin}/agent/tickets/4899")
    apps = page.frame_locator("#apps-frame")
    expect(apps.get_by_role("heading", name=WORDS[language]["review"])).to_be_visible()
    apps.get_by_role("tab").first.focus()
    page.keyboard.press("Shift+KeyA")
    picture(page, "card-marked", language)
    page.keyboard.press("Control+Enter")
    expect(apps.locator('[data-score="100.0"]')).to_be_visible()
    picture(page, "verdict", language)


def test_4_marks_go_in_by_digits_and_a_fault_shows_its_words(page, house, language):
    become(page, house, 9002)
    page.goto(f"{house.origin}/agent/tickets/4821")
    apps = page.frame_locator("#apps-frame")
    apps.get_by_role("tab").first.focus()
    expect(apps.locator(".mark-row")).to_have_count(4)
    for digit in "3132":
        page.keyboard.press(f"Digit{digit}")
    for key in ("not_twice", "next_step"):
        apps.locator(f'select[name="message-{key}"]').select_option(index=1)
    page.keyboard.press("Control+Enter")
    expect(apps.locator('[data-score="62.5"]')).to_be_visible()
    expect(apps.locator("blockquote").first).to_be_visible()
    picture(page, "verdict-with-faults", language)


def test_5_a_hint_goes_into_the_reply_and_only_the_agent_sends_it(page, house, language):
    become(page, house, 9003)
    page.goto(f"{house.origin}/agent/tickets/4880")
    apps = tab(page, 2)
    expect(apps.get_by_text(WORDS[language]["hint"])).to_be_visible()
    picture(page, "hint", language)
    apps.get_by_role("tab").nth(2).focus()
    page.keyboard.press("KeyM")
    expect(page.locator("textarea").first).to_have_value(re.compile("46 of 50"))
    picture(page, "hint-in-reply", language)
    comments = house.office.state.list("comments", ticket_id=4880)
    assert not any("46 of 50" in each["body"] for each in comments)


def test_6_a_survey_is_answered_by_one_press(page, house, language, context):
    become(page, house, 9003)
    page.goto(f"{house.origin}/agent/tickets/4907")
    page.locator('button[name="submit_status"][value="solved"]').first.click()
    for _ in range(50):  # hook, inbox and job take a moment
        if tab(page, 1).get_by_text("10:4").count():
            break
        page.wait_for_timeout(100)
    expect(tab(page, 1).get_by_text("10:4").first).to_be_visible()
    page.goto(f"{house.origin}/")
    for _ in range(2):
        page.locator('form[action="/clock"] button').first.click()
    page.goto(f"{house.origin}/mail/?address=m.lapina%40teplydom.example")
    letter = page.locator("nav.box a", has_text="4907: ")
    for _ in range(50):
        if letter.count():
            break
        page.wait_for_timeout(100)
        page.reload()
    letter.first.click()
    picture(page, "mailbox", language)
    link = page.frame_locator("#letter").locator('a[href*="mark=5"]').first
    survey = context.new_page()
    survey.set_viewport_size({"width": 390, "height": 844})
    survey.goto(f"{link.get_attribute('href')}&lang={language}")
    expect(survey.locator('input[name="mark"][value="5"]')).to_be_checked()
    picture(survey, "survey", language)
    survey.locator("button.primary").click()
    expect(survey.get_by_text(WORDS[language]["thanks"])).to_be_visible()
    picture(survey, "survey-thanks", language)
    survey.close()
    become(page, house, 9003)
    page.goto(f"{house.origin}/agent/tickets/4907")
    expect(tab(page, 1).get_by_text(WORDS[language]["happy"])).to_be_visible()
    picture(page, "answered", language)
