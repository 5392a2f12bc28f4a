"""The ZAF protocol as the page speaks it to an app in its frame, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from conftest import Street
    from playwright.sync_api import Frame, Page

pytestmark = pytest.mark.browser
PLACE = "/agent/tickets/4907"


@pytest.fixture
def page(street: Street) -> Page:
    return street.sit_down(9003, PLACE)


@pytest.fixture
def app(page: Page) -> Frame:
    return registered(page)


def registered(page: Page) -> Frame:
    """Wait until the app in the frame is registered; return the frame."""
    handle = page.wait_for_selector("#apps-frame")
    frame = handle and handle.content_frame()
    assert frame is not None
    frame.wait_for_url("**/sidebar/**")
    frame.wait_for_function("told('zaf.app.registered').length > 0")
    return frame


def ask(app: Frame, request: str, params: object) -> Any:
    return app.evaluate("([request, params]) => ask(request, params)", [request, params])


def told(app: Frame, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app.evaluate("(key) => told(key)", key)
    return found


def settle(app: Frame) -> None:
    """Let everything that was sent before be heard: messages keep their order."""
    ask(app, "get", ["ticket.id"])


def test_the_handshake_is_answered_once_with_where_the_app_is(app: Frame) -> None:
    app.evaluate("send({ key: 'iframe.handshake', message: { version: '2.0.0' } })")
    app.evaluate("send({ key: 'iframe.handshake', message: { version: '2.0.0' } })")
    settle(app)
    (answer,) = told(app, "zaf.app.registered")
    context, metadata = answer["message"]["context"], answer["message"]["metadata"]
    assert context == {
        "product": "support",
        "location": "ticket_sidebar",
        "ticketId": 4907,
        "account": {"subdomain": "skladen"},
        "instanceGuid": app.evaluate("guid"),
    }
    assert (metadata["appId"], metadata["installationId"]) == (901, 902)


def test_a_page_that_loads_itself_anew_is_registered_again(page: Page, app: Frame) -> None:
    app.evaluate("window.isOld = true")
    app.evaluate("location.replace(location.href)")
    app.wait_for_function("!window.isOld && told('zaf.app.registered').length > 0")
    settle(app)
    assert len(told(app, "zaf.app.registered")) == 1


def test_the_apps_can_be_loaded_again_with_a_new_signature(page: Page, street: Street) -> None:
    first = registered(page)
    guid = first.evaluate("guid")
    page.click("#apps-again")
    frame = registered(page)
    frame.wait_for_function("(old) => guid !== old", arg=guid)
    frame.wait_for_function("told('zaf.app.registered').length === 1")
    assert len(set(street.tokens)) == len(street.tokens) >= 2


def test_values_are_got_by_their_paths(app: Frame) -> None:
    wanted = {
        "ticket.id": 4907,
        "ticket.subject": "Оплата заказа 48213 снова не проходит",
        "ticket.status": "open",
        "ticket.requester.name": "Марина Лапина",
        "ticket.requester.email": "m.lapina@teplydom.example",
        "ticket.assignee.group": {"id": 7001, "name": "Платежи"},
        "ticket.assignee.user.name": "Анна Белова",
        "ticket.customField:custom_field_36001": "48213",
        "ticket.customField:36002": "Android 14",
        "ticket.requester.organizations.0.name": "ООО «Тёплый дом»",
        "comment.text": "",
        "currentAccount.subdomain": "skladen",
        "currentUser.role": "agent",
    }
    result = ask(app, "get", list(wanted))
    assert result.pop("errors") == {}
    assert result == wanted
    whole = ask(app, "get", ["ticket"])["ticket"]
    assert (whole["id"], whole["status"]) == (4907, "open")
    assert whole["requester"]["id"] == 5001
    assert "оплата" in whole["tags"]
    talk = ask(app, "get", ["ticket.conversation"])["ticket.conversation"]
    assert talk[-1]["message"]["content"] == "Хорошо, жду. Карту менять не нужно?"


def test_an_unknown_path_is_the_vendors_error_and_spoils_no_other(app: Frame) -> None:
    paths = ["no.such", "ticket.x", "customFields", "constructor", "ticket.__proto__", "comment.x"]
    result = ask(app, "get", ["ticket.id", *paths])
    assert result["ticket.id"] == 4907
    error = {"name": "APIError", "message": "No such Api"}
    assert result["errors"] == {path: {**error, "path": path} for path in paths}
    for request in ("set", "invoke"):
        refused = ask(app, request, {path: ["x"] for path in paths})
        assert refused["errors"] == result["errors"]


def test_a_request_of_a_wrong_shape_fails_as_a_whole(app: Frame) -> None:
    shapes: list[tuple[str, object]] = [("dance", []), ("get", {}), ("set", []), ("invoke", 1)]
    for request, params in shapes:
        assert "message" in ask(app, request, params)


def test_setting_changes_the_form_and_saves_nothing(page: Page, app: Frame, street: Street) -> None:
    before = street.ticket(4907)
    wanted = {
        "ticket.status": "pending",
        "ticket.subject": "Доплата <b>",
        "ticket.tags": ["банк", "код 05"],
        "comment.text": "Проверяем",
    }
    assert ask(app, "set", wanted)["errors"] == {}
    assert page.input_value("[name=status]") == "pending"
    assert page.text_content("#subject") == "Доплата <b>"
    assert page.input_value("[name=tags]") == "банк код 05"
    assert page.input_value("#body") == "Проверяем"
    got = ask(app, "get", ["ticket.status", "ticket.subject", "comment.text"])
    assert got["ticket.status"] == "pending"
    assert got["comment.text"] == "Проверяем"
    assert street.ticket(4907) == before
    assert page.is_visible("#save")


def test_a_value_the_form_cannot_hold_is_refused(page: Page, app: Frame) -> None:
    result = ask(app, "set", {"ticket.status": "dancing"})
    assert "Invalid value" in result["errors"]["ticket.status"]["message"]
    assert page.input_value("[name=status]") == "open"


def test_text_from_an_app_lands_behind_the_draft(page: Page, app: Frame) -> None:
    page.fill("#body", "Марина, ")
    for path in ("ticket.comment.appendText", "comment.appendText"):
        assert ask(app, "invoke", {path: ["карту менять не нужно."]})["errors"] == {}
    html = "<p>раз</p><ul><li>два</li></ul><img src=x onerror='document.title=1'><script>x</script>"
    ask(app, "invoke", {"ticket.comment.appendHtml": [html]})
    lines = page.input_value("#body").split("\n")
    assert lines == ["Марина,", *["карту менять не нужно."] * 2, "раз", "два"]
    assert page.title() != "1"


def test_only_the_frame_under_its_own_origin_is_believed(page: Page, app: Frame) -> None:
    guid, origin = app.evaluate("guid"), app.evaluate("location.origin")
    attempt = """([guid, origin, source, data]) => {
      const frame = document.getElementById("apps-frame").contentWindow;
      const message = { id: 1, request: "set", params: { "comment.text": "чужое" }, appGuid: guid };
      window.dispatchEvent(new MessageEvent("message", {
        data: data ?? JSON.stringify(message), origin, source: source === "frame" ? frame : window,
      }));
    }"""
    page.evaluate(attempt, [guid, "http://evil.example", "frame", None])
    page.evaluate(attempt, [guid, origin + "0", "frame", None])
    page.evaluate(attempt, [guid, origin, "window", None])
    page.evaluate(attempt, ["another", origin, "frame", None])
    for junk in ("{", "null", "[]", "1", '{"appGuid": 1}'):
        page.evaluate(attempt, [guid, origin, "frame", junk])
    settle(app)
    assert page.input_value("#body") == ""
    page.evaluate(attempt, [guid, origin, "frame", None])
    expect(page.locator("#body")).to_have_value("чужое")


def test_an_app_hears_of_what_it_listens_to_and_only_that(
    page: Page, app: Frame, street: Street
) -> None:
    for event in ("app.activated", "ticket.saved", "ticket.status.changed"):
        app.evaluate("(event) => listen(event)", event)
    app.evaluate("listen('comment.text.changed')")
    app.evaluate(
        "send({ key: 'iframe.off:comment.text.changed', message: { subscriberCount: 0 } })"
    )
    settle(app)
    assert told(app, "zaf.app.activated") == [
        {"key": "zaf.app.activated", "message": {"firstLoad": True}}
    ]
    page.select_option("[name=status]", "pending")
    page.fill("#body", "Карту менять не нужно.")
    page.press("#body", "Control+Enter")
    app.wait_for_function("told('zaf.ticket.saved').length === 1")
    assert [each["message"] for each in told(app, "zaf.ticket.status.changed")] == ["pending"]
    assert told(app, "zaf.comment.text.changed") == []
    assert street.ticket(4907)["status"] == "pending"
    assert street.last_word(4907) == "Карту менять не нужно."
    assert page.input_value("#body") == ""


def test_an_app_can_refuse_saving_and_says_why(page: Page, app: Frame, street: Street) -> None:
    app.evaluate("listen('ticket.save')")
    settle(app)
    page.fill("#body", "Готово")
    page.click("#send")
    app.wait_for_function("received.some((each) => each.needsReply)")
    app.evaluate("reply({ key: 'iframe.reply:ticket.save', error: { msg: '<i>нет темы</i>' } })")
    page.wait_for_selector(".toast[data-kind=bad]")
    assert "<i>нет темы</i>" in (page.text_content(".toast[data-kind=bad]") or "")
    assert street.last_word(4907) != "Готово"
    assert page.input_value("#body") == "Готово"
    page.click("#send")
    app.wait_for_function("received.filter((each) => each.needsReply).length === 2")
    app.evaluate("reply({ key: 'iframe.reply:ticket.save' })")
    expect(page.locator("#body")).to_have_value("")
    assert street.last_word(4907) == "Готово"


def test_an_app_that_never_answers_holds_nothing_up_for_long(
    street: Street, page: Page, app: Frame
) -> None:
    page.clock.install()
    app.evaluate("listen('ticket.save')")
    settle(app)
    page.fill("#body", "Готово")
    page.click("#send")
    app.wait_for_function("received.some((each) => each.needsReply)")
    page.clock.run_for(10_500)
    page.wait_for_selector(".toast[data-kind=bad]")
    assert "не ответило вовремя" in (page.text_content(".toast[data-kind=bad]") or "")
    assert page.input_value("#body") == "Готово"


def test_an_app_sets_its_height_within_reason(page: Page, app: Frame) -> None:
    height = "document.getElementById('apps-frame').offsetHeight"
    ask(app, "invoke", {"resize": [{"width": "100%", "height": "312.4px"}]})
    assert page.evaluate(height) == 313
    ask(app, "invoke", {"resize": [{"height": 10_000_000}]})
    assert page.evaluate(height) == 1600
    assert ask(app, "invoke", {"resize": [{}]})["errors"]["resize"]


def test_notices_are_shown_as_text_and_clicks_are_answered(page: Page, app: Frame) -> None:
    result = ask(app, "invoke", {"notify": ["<b>Оценка</b> сохранена", "notice"], "track": [{}]})
    assert result == {"errors": {}, "notify": None, "track": None}
    assert page.text_content(".toast") == "Оценка сохранена"


def test_a_request_through_the_host_fails_at_once_instead_of_hanging(app: Frame) -> None:
    app.evaluate("listen('request:1.done'); listen('request:1.fail')")
    app.evaluate("send({ key: 'request:1', message: { url: '/api/v2/tickets.json' } })")
    settle(app)
    (failed,) = told(app, "zaf.request:1.fail")
    assert failed["message"]["responseArgs"][0]["status"] == 501


def test_what_the_customer_writes_meanwhile_shows_and_the_draft_stays(
    page: Page, app: Frame, street: Street
) -> None:
    app.evaluate("listen('ticket.status.changed')")
    page.select_option("[name=status]", "solved")
    page.click("#save")
    page.wait_for_selector(".toast")
    page.fill("#body", "Начало ответа")
    page.fill("[name=tags]", "моя_метка")
    street.office.desk.add_comment(4907, 5001, body="Опять отклонено!", channel="email")
    page.wait_for_selector("#talk >> text=Опять отклонено!")
    assert page.input_value("[name=status]") == "open"
    assert page.input_value("#body") == "Начало ответа"
    assert page.input_value("[name=tags]") == "моя_метка"
    assert "снова открывает обращение" in (page.text_content("#announce") or "")
    changed = [each["message"] for each in told(app, "zaf.ticket.status.changed")]
    assert changed == ["solved", "open"]


def test_the_clock_moves_without_losing_the_draft(page: Page, street: Street) -> None:
    page.fill("#body", "Начало ответа")
    before = street.office.clock()
    page.click("button[value='1d']")
    expect(page.locator("#clock")).to_contain_text("24")
    assert (street.office.clock() - before).days == 1
    assert page.input_value("#body") == "Начало ответа"


def test_all_of_it_works_without_scripts(street: Street) -> None:
    page = street.sit_down(9003, PLACE, java_script_enabled=False)
    page.click("text=Открыть приложения")
    frame = page.frame(name="apps-frame")
    assert frame is not None
    frame.wait_for_selector("text=An app that says only")
    page.check("#kind-note")
    page.fill("#body", "Без скриптов")
    page.click("#send")
    page.wait_for_selector("#talk >> text=Без скриптов")
    assert street.last_word(4907) == "Без скриптов"
    page.select_option("[name=assignee_id]", label="Тимур Сафин")
    page.click("#save")
    page.wait_for_selector(".toast >> text=Сохранено.")
    assert street.ticket(4907)["assignee_id"] == 9004


def test_the_kits_own_page_talks_to_this_host(street: Street) -> None:
    street.page_name = "kit"
    page = street.sit_down(9003, PLACE)
    handle = page.wait_for_selector("#apps-frame")
    frame = handle and handle.content_frame()
    assert frame is not None
    frame.wait_for_function("window.context !== undefined")
    assert frame.evaluate("context.ticketId") == 4907
    got = frame.evaluate("hostGet(['ticket.status', 'currentUser.name'])")
    assert (got["ticket.status"], got["currentUser.name"]) == ("open", "Анна Белова")
    frame.evaluate("hostInvoke('ticket.comment.appendText', 'Из набора')")
    assert page.input_value("#body") == "Из набора"


def test_a_menu_is_closed_by_escape_and_by_a_press_elsewhere(page: Page) -> None:
    menu = page.locator(".topbar details[data-drop]")
    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    menu.locator("summary").click()
    page.click("#subject")
    assert menu.get_attribute("open") is None
