"""The demo's story without a browser: every step over HTTP, as the people in it would press.

Installs the package by OAuth, opens each tab with a signed context, scores,
solves, surveys, answers, hints, keeps silent, restarts, and finds everything again.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cxsdk.errors import CxError
from cxsdk.sandbox.browser import Browser, Page, expect
from cxsdk.sandbox.hooks import signature_headers
from cxsdk.sandbox.house import House, open_house, visit_as
from cxsdk.sandbox.workspace.people import ADMIN, AGENT, REVIEWER

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

STORY, RETURNED, HAPPY = 4821, 4907, 4880
_PATIENCE_S = 20.0
_BEARER = re.compile(r'"bearer":\s*"([^"]+)"')


class StoryError(CxError):
    """A step of the story did not end as it should."""


def play(folder: Path, *, port: int) -> Iterator[str]:
    """Play the story; yields a line per step, raises at the first that fails.

    Args:
        folder: An empty folder; what the story leaves is kept in it.
        port: Of the workspace; the apps take the next.

    Raises:
        CxError: A step failed; the message says which page or figure was wrong.
    """
    house = open_house(folder, port=port, installed=False)
    try:
        yield from _opening(house)
        yield from _review(house)
        yield from _hints(house)
        link = yield from _survey(house)
        yield from _bad_input(house)
        house.stop()
        house = open_house(folder, port=port, installed=False)
        yield from _found_again(house, link)
    finally:
        house.stop()


def _check(condition: object, message: str) -> None:
    if not condition:
        raise StoryError(message)


def _until(what: str, found: Callable[[], object]) -> None:
    """Wait until something is there that the apps do on their own."""
    end = time.monotonic() + _PATIENCE_S
    pause = time.sleep
    while not found():
        _check(time.monotonic() < end, f"{what}: not within {_PATIENCE_S:.0f} s")
        pause(0.05)


class Sidebar:
    """The apps beside one ticket, opened by one person with a signed context."""

    def __init__(self, house: House, user_id: int, ticket_id: int) -> None:
        """Open the ticket in the workspace and post its signed context to the apps."""
        self.browser = Browser()
        self._house, self._ticket_id = house, ticket_id
        visit_as(self.browser, house.origin, user_id)
        self.page = expect(self.browser.get(f"{house.origin}/agent/tickets/{ticket_id}"))
        self.opening = next(f for f in self.page.forms if "/sidebar/" in f.action)
        opened = expect(self.browser.submit(self.opening))
        found = _BEARER.search(opened.text)
        _check(found, "the sidebar's page holds no session")
        self.headers = {"Authorization": f"Bearer {found[1] if found else ''}"}

    def tab(self, app: str, *, text: str = "") -> Page:
        """Show one app's tab."""
        url = f"{self._house.apps_origin}/apps/{app}/tab?ticket={self._ticket_id}"
        return expect(self.browser.get(url, headers=self.headers), text=text)

    def press(self, app: str, path: str, values: dict[str, str] | None = None) -> Page:
        """Send a form of a tab."""
        url = f"{self._house.apps_origin}/apps/{app}{path}?ticket={self._ticket_id}"
        return self.browser.post(url, values or {}, headers=self.headers)

    def close(self) -> None:
        """Close the browser."""
        self.browser.close()


def _opening(house: House) -> Iterator[str]:
    browser = Browser()
    front = expect(browser.get(f"{house.origin}/"))
    doors = front.text.count('<article class="door">')
    _check(doors == 5, f"{doors} doors instead of five")
    n = house.office.state.count("tickets")
    yield f"the local helpdesk is open, {n} conversations, five doors"
    visit_as(browser, house.origin, ADMIN)
    browser.close()
    installation = house.connect()
    yield f"installed by OAuth (code, PKCE, state), installation {installation.id}"
    again = Browser()
    stray = again.get(f"{house.apps_origin}/oauth/callback?code=x&state=y")
    _check(stray.status in (400, 401, 403), f"a stray call-back was answered {stray.status}")
    again.close()
    yield "a call-back that nobody asked for is refused"


def _review(house: House) -> Iterator[str]:
    pavel = Sidebar(house, REVIEWER, STORY)
    for app in ("qa_review", "csat_pulse", "upsell_hints"):
        pavel.tab(app)
    yield "three tabs open with a signed context (RS256)"
    replayed = [pavel.browser.submit(pavel.opening).status for _ in range(2)]
    _check(replayed[-1] == 401, f"a spent context was answered {replayed[-1]}")
    yield "the same context is answered once more for a reload, then refused"
    card = pavel.tab("qa_review")
    said = re.findall(r'<option value="(\d+)"', card.text)
    marks = {"solved": "3", "not_twice": "1", "tone": "3", "next_step": "2"}
    sent = {f"mark-{key}": mark for key, mark in marks.items()}
    bare = pavel.press("qa_review", "/reviews", sent)
    _check(bare.status == 422, "a fault without its words was taken")
    yield "a fault without the words that show it is refused in place"
    words = {"message-not_twice": said[0], "message-next_step": said[-1]}
    scored = expect(pavel.press("qa_review", "/reviews", sent | words), text='data-score="62.5"')
    _check("<blockquote" in scored.text, "the verdict shows no evidence")
    twice = expect(pavel.press("qa_review", "/reviews", sent | words))
    _check('data-score="62.5"' in twice.text, "a second press changed the review")
    pavel.close()
    yield f"scored by the reviewer: 62.5 of 100, with evidence, conversation {STORY}"
    anna = Sidebar(house, AGENT, STORY)
    anna.tab("qa_review", text='data-score="62.5"')
    refused = anna.press("qa_review", "/reviews", sent | words)
    _check(refused.status == 403, f"an agent's review was answered {refused.status}")
    anna.close()
    yield "the agent sees the verdict and may not write one"


def _hints(house: House) -> Iterator[str]:
    anna = Sidebar(house, AGENT, RETURNED)
    anna.tab("upsell_hints", text="No offer now")
    anna.close()
    yield f"no hint while the question is open, with the reason, conversation {RETURNED}"
    anna = Sidebar(house, AGENT, HAPPY)
    anna.tab("upsell_hints", text="46 of 50")
    yield f"a hint with its facts once the customer has confirmed, conversation {HAPPY}"
    expect(anna.press("upsell_hints", "/mention"), text="The draft is in your reply")
    anna.close()
    yield "the draft is taken over; only the agent sends it"


def _survey(house: House) -> Generator[str, None, str]:
    anna = Sidebar(house, AGENT, HAPPY)
    solve = anna.page.form(f"/agent/tickets/{HAPPY}")
    expect(anna.browser.submit(solve, press=("submit_status", "solved")))
    solved = house.office.state.get("tickets", HAPPY)
    _check(solved and solved["status"] == "solved", "it is not solved")
    yield "the agent solves the conversation in the workspace"
    _until("the survey is planned", lambda: "leaves" in anna.tab("csat_pulse").text)
    yield "signed webhook → inbox → job: a survey is planned"
    anna.tab("upsell_hints")
    before = len(_mail(house))
    _put_forward(house, timedelta(days=1, minutes=1))
    _until("the survey leaves", lambda: len(_mail(house)) > before)
    letter = _mail(house)[0]
    links = re.findall(
        rf"{re.escape(house.apps_origin)}/apps/csat_pulse/\S+?mark=4", letter["text"]
    )
    _check(links, "the survey's mail holds no link")
    yield "a day later its mail lies in the customer's mailbox, once"
    customer = Browser()
    customer.head(links[0])
    page = expect(customer.get(links[0]))
    for mark in "12345":
        customer.get(links[0][:-1] + mark)
    _check(not _is_answered(customer, links[0]), "a GET recorded an answer")
    yield "a scanner opens every link: nothing is recorded"
    form = next(f for f in page.forms if f.method == "POST")
    for mark in ("4", "5"):
        expect(customer.submit(form, {"mark": mark, "first_time": "yes", "reasons": ["fast"]}))
    _check(_is_answered(customer, links[0]), "the press recorded nothing")
    customer.close()
    yield "one press records, a second one changes the same answer"
    anna.close()
    seen = Sidebar(house, AGENT, HAPPY)
    seen.tab("csat_pulse", text="5 of 5")
    seen.close()
    yield "the agent sees the answer in the sidebar"
    link: str = links[0]
    return link


def _bad_input(house: House) -> Iterator[str]:
    installation = house.installation()
    number = installation.id if installation else 0
    url = f"{house.apps_origin}/hooks/{number}"
    browser = Browser()
    hook = house.office.state.list("webhooks")[0]
    body = b'{"type":"zen:event-type:ticket.comment_added","detail":{"id":"4907"}}'
    forged = browser.send_bytes(url, body, signature_headers("not the secret", body))
    late = datetime.now(UTC) - timedelta(minutes=6)
    stale = browser.send_bytes(url, body, signature_headers(hook["signing_secret"], body, at=late))
    large = browser.send_bytes(url, b"x" * 5_000_000, {})
    statuses = forged.status, stale.status, large.status
    _check(statuses == (401, 401, 413), f"bad deliveries were answered {statuses}")
    yield "forged, stale and 5 MB deliveries: 401, 401, 413"
    path = f"{house.apps_origin}/apps/qa_review/tab?ticket={STORY}"
    stranger = browser.get(path, headers={"Authorization": "Bearer forged"})
    unknown = Sidebar(house, AGENT, STORY)
    missing = unknown.browser.get(path.replace(str(STORY), "999999"), headers=unknown.headers)
    pair = stranger.status, missing.status
    _check(pair == (401, 404), f"a forged session and an unknown ticket: {pair}")
    for page in (forged, stale, large, stranger, missing):
        _check("Traceback" not in page.text, f"{urlsplit(page.url).path} shows its inside")
    unknown.close()
    browser.close()
    yield "a forged session and an unknown ticket: 401, 404, and no stack trace anywhere"


def _found_again(house: House, link: str) -> Iterator[str]:
    anna = Sidebar(house, AGENT, STORY)
    anna.tab("qa_review", text='data-score="62.5"')
    anna.close()
    anna = Sidebar(house, AGENT, HAPPY)
    anna.tab("csat_pulse", text="5 of 5")
    anna.close()
    browser = Browser()
    _check(_is_answered(browser, link), "the answer is gone")
    browser.close()
    yield "after a restart everything is found again"


def _put_forward(house: House, by: timedelta) -> None:
    house.office.clock.advance(by)
    house.kit.engine.poke()


def _mail(house: House) -> list[dict[str, str]]:
    letters = house.office.mailbox.list()
    return [each for each in letters if "/apps/csat_pulse/" in each["text"]]


def _is_answered(browser: Browser, link: str) -> bool:
    """Whether the survey's page offers to change the answer: only when there is one."""
    return "Change the answer" in expect(browser.get(link)).text
