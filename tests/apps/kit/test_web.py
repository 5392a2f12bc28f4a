"""What holds for every page: headers, sizes, hosts, errors that are pages, health."""

from __future__ import annotations

import io
import logging

import pytest


@pytest.fixture
def client(stage):
    return stage.client()


def test_every_answer_has_its_headers(stage, client):
    stage.install()
    for path in ("/install", "/nothing", "/livez", "/static/appkit/tokens.css", "/oauth/callback"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert len(headers["X-Request-Id"]) == 16
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_missing_page_and_a_wrong_method_are_pages_in_the_readers_language(client):
    missing = client.get("/nothing", headers={"Accept-Language": "ru-RU,ru;q=0.9"})
    assert missing.status_code == 404
    assert "Такой страницы нет" in missing.get_data(as_text=True)
    assert '<html lang="ru">' in missing.get_data(as_text=True)
    wrong = client.post("/install")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]
    assert "<h1>This page cannot be used so</h1>" in wrong.get_data(as_text=True)


def test_a_program_gets_problems(client):
    answer = client.get("/nothing", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert answer.json["title"] == "There is no such page"
    assert answer.json["status"] == 404


@pytest.mark.parametrize("path", ["/hooks/1", "/install/start", "/apps/kit_probe/marks"])
def test_five_megabytes_are_too_much(client, path):
    answer = client.post(path, data=b"x" * (5 << 20), content_type="text/plain")
    assert answer.status_code == 413


def test_a_body_without_a_length_is_cut_off_too(stage):
    number = stage.install()
    answer = stage.client().post(
        f"/hooks/{number}",
        input_stream=io.BytesIO(b"x" * (2 << 20)),
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_only_the_public_name_is_answered(stage):
    browser = stage.browser()
    assert browser.get("/install", base_url="http://evil.example:8401").status_code == 421
    assert browser.get("/install", base_url="http://localhost:8401").status_code == 421
    assert browser.get("/livez", base_url="http://10.0.0.7:8401").status_code == 200


def test_alive_and_ready_are_two_things(make_stage):
    stage = make_stage()
    client = stage.client()
    assert client.get("/livez").json == {"status": "ok"}
    waiting = client.get("/readyz")
    assert waiting.status_code == 503
    assert waiting.json["checks"] == {"database": True, "migrations": True, "queue": False}
    stage.kit.start()
    assert client.get("/readyz").json["status"] == "ok"


def test_static_files_are_served_by_kind_and_nothing_else_is(client):
    script = client.get("/static/appkit/tab.js")
    assert script.mimetype == "text/javascript"
    assert client.get("/static/appkit/icons.svg").mimetype == "image/svg+xml"
    for path in ("../kit.py", "..%2fkit.py", "%2e%2e/kit.py", "none.css"):
        assert client.get(f"/static/appkit/{path}").status_code == 404
    assert client.get("/static/other/x.css").status_code == 404


def test_static_files_are_not_sent_twice(client):
    first = client.get("/static/appkit/components.css")
    again = client.get(
        "/static/appkit/components.css", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_the_log_names_rules_and_no_paths_queries_or_bodies(stage, caplog):
    number = stage.install()
    headers = stage.bearer(number)
    app = stage.kit.config.package.find("kit_probe")
    url = stage.kit._runtime.services.links.make(
        app, number, "/survey/<link>", expires_at=None, claims={"n": 1}
    )
    word = url.rpartition("/")[2]
    with caplog.at_level(logging.DEBUG):
        stage.client().get(f"/apps/kit_probe/survey/{word}?mark=5")
        stage.client().get("/apps/kit_probe/broken?secret=s3cret", headers=headers)
        stage.client().post("/apps/kit_probe/marks", data={"word": "priv4te"}, headers=headers)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("cxsdk"))
    assert "/apps/kit_probe/survey/<link> 200" in ours
    for secret in (word, "mark=5", "s3cret", "priv4te", headers["Authorization"][7:]):
        assert secret not in ours
