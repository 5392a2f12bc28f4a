"""Each route takes its own proof and no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cxsdk.appkit.signing import BEARER, ENTER, SESSION, Signer

WIDE = "/apps/kit_probe/wide"


@pytest.fixture
def number(stage):
    return stage.install()


def signed_in(stage, number, to=WIDE):
    """A browser that came by a tab's one-time code, and the page it was led to."""
    asked = stage.client().post("/sidebar/wide", data={"to": to}, headers=stage.bearer(number))
    browser = stage.client()
    led = browser.get(asked.json["url"])
    assert (led.status_code, led.headers["Location"]) == (303, to)
    return browser, asked.json["url"]


def link(stage, number, rule="/survey/<link>", **claims):
    app = stage.kit.config.package.find("kit_probe")
    services = stage.kit._runtime.services
    return services.links.make(app, number, rule, expires_at=None, claims=claims).removeprefix(
        "http://127.0.0.1:8401"
    )


def test_a_tab_opens_a_wide_page_by_a_code_that_is_good_once(stage, number):
    browser, url = signed_in(stage, number)
    assert browser.get(WIDE).status_code == 200
    assert stage.client().get(url).status_code == 401


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "", "/a\\b"])
def test_a_code_leads_nowhere_else(stage, number, to):
    answer = stage.client().post("/sidebar/wide", data={"to": to}, headers=stage.bearer(number))
    assert answer.status_code == 400


def test_a_form_of_a_wide_page_needs_the_browsers_own_token(stage, number):
    browser, _ = signed_in(stage, number)
    csrf = browser.get(WIDE).get_data(as_text=True).split()[1]
    other, _ = signed_in(stage, number)
    foreign = other.get(WIDE).get_data(as_text=True).split()[1]
    assert browser.post(WIDE, data={"word": "a"}).status_code == 403
    assert browser.post(WIDE, data={"word": "a", "_csrf": foreign}).status_code == 403
    assert stage.seen == []
    good = browser.post(WIDE, data={"word": "a", "_csrf": csrf})
    assert good.status_code == 303
    assert stage.seen[-1].form["word"] == "a"


def test_an_invalid_form_is_shown_again_by_the_get_of_its_rule(stage, number):
    browser, _ = signed_in(stage, number)
    csrf = browser.get(WIDE).get_data(as_text=True).split()[1]
    answer = browser.post(WIDE, data={"word": "kept", "times": "x", "_csrf": csrf})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "times=Нужно целое число." in text
    assert "kept" in text
    assert stage.seen == []


def test_a_cookie_opens_no_tab_and_a_bearer_no_page(stage, number):
    browser, _ = signed_in(stage, number)
    assert browser.get("/apps/kit_probe/words").status_code == 401
    assert stage.client().get(WIDE, headers=stage.bearer(number)).status_code == 401


def test_one_kind_of_word_is_never_taken_for_another(stage, number):
    signer: Signer = stage.kit._runtime.signer
    claims = {"i": number, "u": "2", "s": "s", "g": "", "l": "ticket_sidebar", "o": 0, "to": WIDE}
    kinds = [BEARER, SESSION, ENTER, "link.kit_probe/survey/<link>"]
    for kind in kinds:
        word = signer.sign(kind, claims)
        tab = stage.client().get(
            "/apps/kit_probe/words", headers={"Authorization": f"Bearer {word}"}
        )
        assert (tab.status_code == 200) == (kind == BEARER)
        browser = stage.browser()
        browser.set_cookie("cx-session", word, domain="127.0.0.1")
        page = browser.get(WIDE, base_url="http://127.0.0.1:8401")
        assert (page.status_code == 200) == (kind == SESSION)
        entered = stage.client().get(f"/enter/{word}")
        assert (entered.status_code == 303) == (kind == ENTER)
        survey = stage.client().get(f"/apps/kit_probe/survey/{word}")
        assert survey.status_code == 404


def test_a_link_opens_its_own_route_for_anybody_who_has_it(stage, number):
    path = link(stage, number, n=5)
    assert stage.client().get(path).get_data(as_text=True) == "<p>survey 5 en</p>"
    assert stage.client().head(path).status_code == 200
    assert stage.client().post(path).status_code == 200
    assert [method for method, *_ in stage.seen] == ["GET", "GET", "POST"]
    assert stage.seen[-1] == ("POST", {"n": 5}, None)


def test_a_link_of_one_route_does_not_open_another(stage, number):
    word = link(stage, number, n=5).rpartition("/")[2]
    answer = stage.client().get(f"/apps/kit_probe/stop/{word}")
    assert answer.status_code == 404
    assert "does not fit" in answer.get_data(as_text=True)
    assert word not in answer.get_data(as_text=True)


def test_a_link_that_was_changed_does_not_fit(stage, number):
    path = link(stage, number, n=5)
    # Not the very last letter: some of its bits are padding and mean nothing.
    for at in (-2, -20, len("/apps/kit_probe/survey/") + 3):
        changed = path[:at] + ("A" if path[at] != "A" else "B") + path[at:][1:]
        assert stage.client().get(changed).status_code == 404


def test_a_link_is_over_when_the_world_says_so(stage, number):
    services = stage.kit._runtime.services
    app = stage.kit.config.package.find("kit_probe")
    url = services.links.make(
        app,
        number,
        "/survey/<link>",
        expires_at=stage.time() + timedelta(days=7),
        claims={"n": 1},
    ).removeprefix("http://127.0.0.1:8401")
    assert stage.client().get(url).status_code == 200
    stage.time.advance(days=7, minutes=1)
    assert stage.client().get(url).status_code == 410


def test_a_link_ends_with_its_installation(stage, number):
    path = link(stage, number, n=5)
    stage.kit.uninstall(stage.kit.find_installation("deskless", "acme"))
    assert stage.client().get(path).status_code == 410


def test_a_link_is_made_only_for_a_route_that_takes_links(stage, number):
    from cxsdk.errors import ConfigError

    for rule in ("/wide", "/none/<link>"):
        with pytest.raises(ConfigError, match="no LINK route"):
            link(stage, number, rule)


def test_a_hook_route_takes_the_helpdesks_signature_and_nothing_else(stage, number):
    path = f"/apps/kit_probe/crm?installation={number}"
    good = stage.post_hook(number, b"raw", secret="signing-secret-of-hook-1", path=path)
    assert (good.status_code, good.json) == (202, {"bytes": 3})
    bad = stage.post_hook(number, b"raw", secret="guessed", path=path)
    assert (bad.status_code, bad.mimetype) == (401, "application/problem+json")
    bearer = stage.client().post(path, headers=stage.bearer(number))
    assert bearer.status_code == 401
    nobody = stage.client().post("/apps/kit_probe/crm")
    assert nobody.status_code == 410


def test_keys_can_be_changed_while_words_are_out(make_stage):
    stage = make_stage()
    number = stage.install()
    bearer, path = stage.bearer(number), link(stage, number, n=5)
    stage.kit.stop()
    changed = make_stage(
        secret_keys=("a-newer-secret-key-of-the-kit", "a-secret-key-of-the-test-kit")
    )
    assert changed.client().get(path).status_code == 200
    assert changed.client().get("/apps/kit_probe/words", headers=bearer).status_code == 200
