"""The sidebar's page in a real browser, framed by a page that speaks the host's side of ZAF."""

from __future__ import annotations

import json

import pytest
from marshmallow import Schema, fields, validate
from playwright.sync_api import expect

from cxsdk.appkit import App, Json, Location, Proof, Rendered, RequestContext, TabContext
from cxsdk.appkit.serving import Server, free_port

pytestmark = pytest.mark.browser

HOST_PAGE = """<!doctype html><title>host</title>
<form method="post" target="app" action="%(apps)s/sidebar/%(number)s?%(query)s">
<input name="token" value="%(token)s"></form>
<iframe name="app" id="app" width="320" height="600"></iframe>
<script>
window.told = []; window.refuse = {};
addEventListener("message", (event) => {
  const message = typeof event.data === "string" ? JSON.parse(event.data) : event.data;
  told.push(message);
  const send = (what) => document.getElementById("app").contentWindow.postMessage(what, "%(apps)s");
  window.tell = send;
  if (message.key === "iframe.handshake" && !window.silent) {
    send({key: "zaf.app.registered", message: {metadata: {}, context: %(context)s}});
  }
  if (message.request === "get") {
    send(JSON.stringify({id: message.id, result: {errors: {}, "ticket.id": 7}}));
  }
  if (message.request === "invoke") {
    const errors = {};
    for (const name of Object.keys(message.params)) {
      if (refuse[name]) errors[name] = {message: "No such Api"};
    }
    send({id: message.id, result: {errors}});
  }
});
window.silent = %(silent)s;
document.forms[0].submit();
</script>"""

TAB = """<h2>First</h2>
<form method="post" action="/apps/first/save">
<div class="field"><label for="word">Word</label><input class="input" id="word" name="word"></div>
<fieldset class="mark-row"><label><input type="radio" name="mark" value="1">1</label>
<label><input type="radio" name="mark" value="3">3</label></fieldset>
<button data-submit data-key="KeyS">Save</button></form>
<p id="draft">A draft for the customer</p>
<button type="button" data-insert-from="#draft" data-key="Shift+KeyI">Insert</button>
<a href="/apps/first/wide" data-wide>Wide</a>"""


class WordForm(Schema):
    """One word."""

    word = fields.String(required=True, validate=validate.Length(min=1, error="Say a word."))


def make_apps(heard):
    first = App(name="first", title="First", locations={Location.TICKET_SIDEBAR})
    second = App(name="second", title="Second", locations={Location.TICKET_SIDEBAR})

    @first.tab(Location.TICKET_SIDEBAR)
    def panel(ctx: TabContext) -> Rendered:
        heard.append(("tab", ctx.ticket_id))
        return Rendered(TAB)

    @first.route("/save", methods={"POST"}, proof=Proof.TAB, form=WordForm)
    def save(ctx: RequestContext) -> Rendered:
        heard.append(("save", ctx.form["word"], ctx.ticket_id))
        if ctx.form["word"] == "break":
            raise RuntimeError
        return Rendered(f"<h2>Saved {ctx.form['word']}</h2>")

    @first.route("/wide", proof=Proof.SIGNED_IN)
    def wide(ctx: RequestContext) -> Rendered:
        return Rendered(f"<h1>Wide for {ctx.person.name}</h1>")

    @first.route("/data", proof=Proof.TAB)
    def data(ctx: RequestContext) -> Json:
        return Json({})

    @second.tab(Location.TICKET_SIDEBAR)
    def other(ctx: TabContext) -> Rendered:
        return Rendered("<h2>Second</h2><p>of two</p>")

    return first, second


class Scene:
    """A kit that is served, and a host page that frames it."""

    def __init__(self, stage, browser, host_port, apps_origin, heard):
        self.stage, self.heard = stage, heard
        self.host, self.apps = f"http://localhost:{host_port}", apps_origin
        self.number = stage.install()
        self.page_text = ""
        self.context = browser.new_context(locale="en-GB")
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._said)

    def _said(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def serve(self, environ, start_response):
        body = self.page_text.encode()
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [body]

    def open(self, *, silent=False, context=None, origin=None):
        self.stage.openings += 1
        token = self.stage.opening(user="3", nonce=f"b{self.stage.openings}")
        self.page_text = HOST_PAGE % {
            "apps": self.apps,
            "number": self.number,
            "query": f"origin={origin or self.host}&app_guid=g-1",
            "token": token,
            "silent": json.dumps(silent),
            "context": json.dumps({"ticketId": 7} if context is None else context),
        }
        self.page.goto(self.host)
        return self.page.frame_locator("#app")

    def told(self, key):
        return self.page.evaluate("told").__class__(
            m for m in self.page.evaluate("told") if m.get("key") == key or m.get("request") == key
        )


@pytest.fixture
def scene(make_stage, account, chromium):
    host_port, apps_port = free_port(), free_port()
    account.origin, apps_origin = f"http://localhost:{host_port}", f"http://127.0.0.1:{apps_port}"
    heard = []
    stage = make_stage(*make_apps(heard), seen=heard, public_url=apps_origin)
    made = Scene(stage, chromium, host_port, apps_origin, heard)
    servers = Server(made.serve, port=host_port), Server(stage.kit.flask, port=apps_port)
    for server in servers:
        server.start()
    yield made
    made.context.close()
    for server in servers:
        server.stop()
    assert made.faults == []


def test_the_page_shakes_hands_and_shows_the_first_tab_of_its_ticket(scene):
    frame = scene.open()
    expect(frame.get_by_role("heading", name="First")).to_be_visible()
    assert scene.heard == [("tab", "7")]
    (hello,) = scene.told("iframe.handshake")
    assert (hello["appGuid"], hello["instanceGuid"]) == ("g-1", "g-1")


def test_the_ticket_is_asked_for_where_the_context_lacks_it(scene):
    frame = scene.open(context={})
    expect(frame.get_by_role("heading", name="First")).to_be_visible()
    assert scene.heard == [("tab", "7")]


def test_a_host_that_is_silent_or_another_one_is_said_so(scene):
    frame = scene.open(origin="http://localhost:1")
    expect(frame.get_by_role("alert")).to_contain_text("does not answer this page")
    assert scene.heard == []


def test_messages_of_other_windows_count_for_nothing(scene):
    frame = scene.open(silent=True)
    expect(frame.get_by_role("tab", name="First")).to_be_visible()
    forged = {"key": "zaf.app.registered", "message": {"context": {"ticketId": 99}}}
    inside = scene.page.frames[1]
    # From the page itself, and from a frame of ours: neither is the parent at its origin.
    inside.evaluate("message => window.postMessage(message, '*')", forged)
    inside.evaluate(
        """message => {
          const frame = document.body.appendChild(document.createElement("iframe"));
          frame.contentWindow.parent.postMessage(message, "*");
        }""",
        forged,
    )
    inside.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    assert scene.heard == []


def test_tabs_are_changed_by_arrow_keys(scene):
    frame = scene.open()
    first, second = frame.get_by_role("tab", name="First"), frame.get_by_role("tab", name="Second")
    expect(frame.get_by_role("heading", name="First")).to_be_visible()
    first.focus()
    scene.page.keyboard.press("ArrowRight")
    expect(frame.get_by_text("of two")).to_be_visible()
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-selected", "true")
    expect(first).to_have_attribute("tabindex", "-1")
    scene.page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    expect(frame.get_by_role("tabpanel")).to_have_attribute("aria-labelledby", "tab-first")


def test_a_form_is_sent_with_the_bearer_and_its_answer_gets_the_focus(scene):
    frame = scene.open()
    frame.get_by_label("Word").fill("hello")
    scene.page.keyboard.press("Control+Enter")
    expect(frame.get_by_role("heading", name="Saved hello")).to_be_visible()
    expect(frame.get_by_role("tabpanel")).to_be_focused()
    expect(frame.get_by_role("status")).to_have_text("Saved hello")
    assert scene.heard[-1] == ("save", "hello", "7")


def test_errors_are_put_at_their_fields_and_what_was_typed_stays(scene):
    frame = scene.open()
    frame.get_by_role("button", name="Save").click()
    field = frame.get_by_label("Word")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(frame.locator("#error-word")).to_have_text("Say a word.")
    field.fill("break")
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_text("Something broke on our side")).to_be_visible()
    expect(field).to_have_value("break")


def test_a_tab_that_was_open_for_too_long_keeps_what_was_typed(scene, monkeypatch):
    frame = scene.open()
    frame.get_by_label("Word").fill("precious")
    monkeypatch.setattr("cxsdk.appkit.web.sessions.BEARER_S", -1)
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_text("open for too long")).to_be_visible()
    expect(frame.get_by_role("button", name="Load again")).to_be_visible()
    expect(frame.get_by_label("Word")).to_have_value("precious")


def test_keys_press_buttons_but_never_while_somebody_types(scene):
    frame = scene.open()
    field = frame.get_by_label("Word")
    field.focus()
    scene.page.keyboard.type("sS")
    expect(field).to_have_value("sS")
    frame.get_by_role("tabpanel").focus()
    scene.page.keyboard.press("KeyS")
    expect(frame.get_by_role("heading", name="Saved sS")).to_be_visible()


def test_text_goes_into_the_reply_by_either_name_of_the_host(scene):
    frame = scene.open()
    frame.get_by_role("button", name="Insert").click()
    expect(frame.get_by_role("status")).to_have_text("The text is in your reply.")
    scene.page.evaluate("refuse['ticket.comment.appendText'] = true")
    frame.get_by_role("tabpanel").focus()
    scene.page.keyboard.press("Shift+KeyI")
    scene.page.wait_for_function("told.some((m) => m.params && m.params['comment.appendText'])")
    calls = [m["params"] for m in scene.told("invoke") if "resize" not in m["params"]]
    text = ["A draft for the customer"]
    assert calls == [
        {"ticket.comment.appendText": text},
        {"ticket.comment.appendText": text},
        {"comment.appendText": text},
    ]
    scene.page.evaluate("refuse['comment.appendText'] = true")
    frame.get_by_role("button", name="Insert").click()
    expect(frame.get_by_text("could not be put into the reply")).to_be_visible()


def test_a_wide_page_opens_signed_in_in_a_window_of_its_own(scene):
    frame = scene.open()
    with scene.context.expect_page() as opened:
        frame.get_by_role("link", name="Wide").click()
    expect(opened.value.get_by_role("heading", name="Wide for Laura")).to_be_visible()
    assert opened.value.url == f"{scene.apps}/apps/first/wide"


def test_a_change_of_the_ticket_is_shown_unless_somebody_is_typing(scene):
    frame = scene.open()
    expect(frame.get_by_role("heading", name="First")).to_be_visible()
    scene.page.evaluate("tell({key: 'zaf.ticket.status.changed', message: 'solved'})")
    scene.page.wait_for_function("told.some((m) => m.key === 'iframe.on:ticket.status.changed')")
    frame.get_by_label("Word").fill("typed")
    scene.page.evaluate("tell({key: 'zaf.ticket.status.changed', message: 'open'})")
    frame.get_by_role("tabpanel").focus()
    expect(frame.get_by_label("Word")).to_have_value("typed")
    assert 1 <= scene.heard.count(("tab", "7")) <= 2
