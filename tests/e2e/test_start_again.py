"""The world begins again from the front page, while the servers go on."""

from cxsdk.sandbox.browser import Browser, expect
from cxsdk.sandbox.house import visit_as
from cxsdk.sandbox.story import Sidebar

ANNA, HAPPY = 9003, 4880


def test_what_happened_is_forgotten_and_the_apps_are_connected_anew(local_helpdesk):
    house = local_helpdesk
    anna = Sidebar(house, ANNA, HAPPY)
    anna.press("upsell_hints", "/mention")
    anna.close()
    house.office.desk.change_ticket(HAPPY, ANNA, status="solved")

    browser = Browser()
    visit_as(browser, house.origin, ANNA)
    asked = expect(browser.get(f"{house.origin}/again"))
    expect(browser.submit(asked.form("/again")))
    browser.close()

    assert house.office.state.get("tickets", HAPPY)["status"] == "open"
    assert house.installation() is not None
    anna = Sidebar(house, ANNA, HAPPY)
    tab = anna.tab("upsell_hints", text="Five more seats")
    assert "The draft is in your reply" not in tab.text
    anna.close()
