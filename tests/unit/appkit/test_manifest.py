"""A manifest is checked offline, all at once; doors when they are declared. Codes stay."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cxsdk.appkit import (
    App,
    Capability,
    Event,
    EventContext,
    JobContext,
    Json,
    Location,
    Package,
    Proof,
    RequestContext,
    Role,
    Setting,
    TabContext,
    bundle,
    validate,
)
from cxsdk.errors import ConfigError, ManifestError

SOUND = {
    "name": "sound",
    "title": "Sound",
    "locations": {Location.TICKET_SIDEBAR},
    "scopes": {"tickets:read"},
    "needs": {Capability.NOTES},
    "doors": ["sound.web"],
}


def app(**changes):
    return App(**{**SOUND, **changes})


def codes(made):
    return [(error.code, error.path) for error in validate(made)]


def test_a_sound_manifest_breaks_no_rule():
    kinds = [
        Setting(key="a", kind="text", title="A"),
        Setting(key="b", kind="choice", title="B", choices=("x", "y"), default="x"),
        Setting(key="c", kind="flag", title="C", default=True),
        Setting(key="d", kind="number", title="D", default=3),
        Setting(key="e", kind="secret", title="E"),
        Setting(key="f", kind="url", title="F", default="https://a.example"),
    ]
    assert codes(app(settings=kinds)) == []


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"name": "Sound", "doors": []}, "manifest.name", "name"),
        ({"name": "s", "doors": []}, "manifest.name", "name"),
        ({"name": "a" * 32, "doors": []}, "manifest.name", "name"),
        ({"name": "sound\n", "doors": []}, "manifest.name", "name"),
        ({"title": " "}, "manifest.title", "title"),
        ({"title": "x" * 41}, "manifest.title", "title"),
        ({"locations": set()}, "manifest.locations", "locations"),
        ({"locations": {"roof"}}, "manifest.locations", "locations"),
        ({"scopes": {"tickets"}}, "manifest.scopes", "scopes"),
        ({"needs": {"magic"}}, "manifest.needs", "needs"),
        ({"doors": ["other.web"]}, "manifest.doors", "doors[0]"),
        ({"doors": ["sound"]}, "manifest.doors", "doors[0]"),
        ({"doors": ["sound.web", "sound/web"]}, "manifest.doors", "doors[1]"),
    ],
)
def test_each_broken_rule_has_its_code_and_its_place(changes, code, path):
    assert codes(app(**changes)) == [(code, path)]


@pytest.mark.parametrize(
    ("setting", "code", "path"),
    [
        ({"key": "Bad", "kind": "text"}, "settings.key", "settings[0].key"),
        ({"key": "a1", "kind": "colour"}, "settings.kind", "settings[0].kind"),
        ({"key": "a1", "kind": "text", "title": ""}, "settings.title", "settings[0].title"),
        ({"key": "a1", "kind": "text", "default": 1}, "settings.default", "settings[0].default"),
        (
            {"key": "a1", "kind": "number", "default": True},
            "settings.default",
            "settings[0].default",
        ),
        (
            {"key": "a1", "kind": "text", "choices": ("x",)},
            "settings.choices",
            "settings[0].choices",
        ),
        (
            {"key": "a1", "kind": "choice", "choices": ("x",)},
            "settings.default",
            "settings[0].default",
        ),
        ({"key": "a1", "kind": "secret", "default": "s"}, "settings.secret", "settings[0].default"),
    ],
)
def test_each_broken_setting_has_its_code_and_its_place(setting, code, path):
    assert codes(app(settings=[Setting(**{"title": "T", **setting})])) == [(code, path)]


def test_all_broken_rules_are_said_together_and_the_package_raises_the_first():
    wrong = app(title="", scopes={"x"}, doors=["other.web"])
    assert len(validate(wrong)) == 3
    with pytest.raises(ManifestError, match=r"title is empty .* \(and 2 more\)") as caught:
        Package("cxsdk", (wrong,))
    assert (caught.value.code, caught.value.path) == ("manifest.title", "title")


def test_two_settings_of_one_key_are_one_too_many():
    two = [Setting(key="aa", kind="text", title="A"), Setting(key="aa", kind="flag", title="B")]
    assert codes(app(settings=two)) == [("settings.duplicate", "settings[1].key")]


def test_a_package_unites_scopes_and_places():
    first = app()
    second = app(name="second", doors=[], scopes={"users:read"}, locations={Location.NAV_BAR})
    package = Package("both", (first, second))
    assert package.scopes == {"tickets:read", "users:read"}
    assert package.locations == {Location.TICKET_SIDEBAR, Location.NAV_BAR}
    assert package.find("second") is second
    assert package.find("third") is None
    for apps in ((), (first, first)):
        with pytest.raises(ConfigError):
            Package("both", apps)
    with pytest.raises(ConfigError):
        Package("Both!", (first,))


def test_the_bundled_apps_come_in_the_order_of_their_tabs():
    names = [one.name for one in bundle().apps]
    assert names[:3] == ["qa_review", "csat_pulse", "upsell_hints"]
    only = bundle(only=["upsell_hints", "qa_review"])
    assert [one.name for one in only.apps] == ["qa_review", "upsell_hints"]
    with pytest.raises(ConfigError, match="no app is called 'nothing'") as caught:
        bundle(only=["nothing"])
    assert "qa_review" in caught.value.hint


def test_importing_a_manifest_loads_no_extra():
    script = (
        "import sys\n"
        "from cxsdk.appkit import App, Location, Role, Proof, Event, Per, Setting, Capability\n"
        "from cxsdk.appkit import TabContext, RequestContext, EventContext, JobContext\n"
        "from cxsdk.appkit import DemoContext, Rendered, Redirect, Json, Package, Installation\n"
        "from cxsdk.appkit import gettext, ngettext, bundle, validate\n"
        "assert bundle().apps\n"
        "extras = {'flask', 'sqlalchemy', 'alembic', 'huey', 'itsdangerous', 'cryptography',\n"
        "          'babel', 'nh3', 'waitress', 'jinja2', 'werkzeug'}\n"
        "print(sorted(extras & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_without_the_extra_the_pip_line_is_named():
    script = (
        "import sys\n"
        "sys.modules['flask'] = sys.modules['sqlalchemy'] = sys.modules['babel'] = None\n"
        "from cxsdk.errors import ConfigError\n"
        "import cxsdk.appkit\n"
        "for name in ('Kit', 'table_base'):\n"
        "    try: getattr(cxsdk.appkit, name)\n"
        "    except ConfigError as error: print(error.hint)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["pip install 'cxsdk[apps]'"] * 2


# ---- doors


def refused(code):
    return pytest.raises(ManifestError, check=lambda error: error.code == code)


def test_a_door_gives_the_function_back_unchanged():
    made = app()

    def panel(ctx: TabContext) -> Json:
        return Json(1)

    assert made.tab(Location.TICKET_SIDEBAR)(panel) is panel
    assert made.registered.tabs[Location.TICKET_SIDEBAR].view is panel


def test_a_door_says_which_context_it_takes():
    made = app()
    with refused("door.context"):
        made.tab(Location.TICKET_SIDEBAR)(lambda ctx: None)
    with refused("door.context"):

        @made.event(Event.TICKET_SOLVED)
        def wrong(ctx: TabContext) -> None: ...

    with refused("door.context"):

        @made.event(Event.TICKET_SOLVED)
        def unknown(ctx: Nowhere) -> None: ...  # noqa: F821 - on purpose

    with refused("door.context"):

        @made.event(Event.TICKET_SOLVED)
        def nothing() -> None: ...


def test_a_tab_stands_where_the_manifest_says_and_once():
    made = app()

    def panel(ctx: TabContext) -> None: ...

    with refused("door.location"):
        made.tab(Location.NAV_BAR)(panel)
    made.tab(Location.TICKET_SIDEBAR)(panel)
    with refused("door.duplicate"):
        made.tab(Location.TICKET_SIDEBAR)(panel)


@pytest.mark.parametrize(
    ("rule", "options", "code"),
    [
        ("reviews", {}, "door.rule"),
        ("/Reviews", {}, "door.rule"),
        ("/a/../b", {"proof": Proof.TAB}, "door.rule"),
        ("/a//b", {}, "door.rule"),
        ("/tab", {}, "door.rule"),
        ("/a/<path:x>", {}, "door.rule"),
        ("/a", {"methods": {"BREW"}}, "door.methods"),
        ("/a", {"methods": set()}, "door.methods"),
        ("/a/<link>", {}, "door.rule"),
        ("/a", {"proof": Proof.LINK}, "door.rule"),
        ("/a/<link>", {"proof": Proof.LINK, "roles": {Role.LEAD}}, "door.roles"),
        ("/a", {"proof": Proof.HOOK, "roles": {Role.LEAD}}, "door.roles"),
        ("/a", {"proof": None}, "door.proof"),
        ("/a/<int:number>", {}, "door.parameters"),
    ],
)
def test_a_route_that_cannot_be_is_refused_when_it_is_declared(rule, options, code):
    made = app()
    with refused(code):

        @made.route(rule, **{"proof": Proof.TAB, **options})
        def view(ctx: RequestContext) -> None: ...


def test_a_route_takes_the_variables_of_its_rule_by_name():
    made = app()

    @made.route("/reviews/<int:number>/<word>", proof=Proof.TAB)
    def view(ctx: RequestContext, number: int, word: str) -> None: ...

    with refused("door.duplicate"):

        @made.route("/reviews/<int:number>/<word>", proof=Proof.TAB)
        def again(ctx: RequestContext, number: int, word: str) -> None: ...

    @made.route("/reviews/<int:number>/<word>", methods={"POST"}, proof=Proof.TAB)
    def other(ctx: RequestContext, number: int, word: str) -> None: ...

    assert len(made.registered.routes) == 2


def test_a_jobs_payload_comes_by_name():
    made = app()
    with refused("door.parameters"):

        @made.job("send")
        def wrong(ctx: JobContext, number: int) -> None: ...

    @made.job("send")
    def send(ctx: JobContext, *, number: int) -> None: ...

    with refused("door.duplicate"):
        made.job("send")(send)


def test_several_handlers_may_hear_of_one_event():
    made = app()

    @made.event(Event.TICKET_SOLVED)
    def first(ctx: EventContext) -> None: ...

    @made.event(Event.TICKET_SOLVED)
    def second(ctx: EventContext) -> None: ...

    assert made.registered.handlers[Event.TICKET_SOLVED] == [first, second]


def test_a_door_that_is_not_there_is_named():
    missing = App(**{**SOUND, "name": "qa_review", "doors": ["qa_review.nowhere"]})
    with refused("door.missing"):
        missing.open_doors()
