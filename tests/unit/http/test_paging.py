from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given, strategies as st

from cxsdk.errors import SchemaError
from cxsdk.http import Cursor

HOST = "https://acme.example"
START = f"{HOST}/api/v2/tickets?page%5Bsize%5D=100"


def link(**query):
    return f"{HOST}/api/v2/tickets?{urlencode(query)}"


def cursor_style(url):
    return {
        "meta": {"has_more": url is not None},
        "links": {"next": url},
        "next_page": "ignored",
    }, {}


def incremental_style(url):
    return {"end_of_stream": url is None, "after_url": url or START}, {}


def time_style(url):
    return {"end_of_stream": url is None, "next_page": url or START, "end_time": 1}, {}


def offset_style(url):
    return {"next_page": url, "count": 3}, {}


def header_style(url):
    previous = f'<{HOST}/first>; rel="prev"'
    return [], {"Link": f'{previous}, <{url}>; rel="last next"' if url else previous}


STYLES = [cursor_style, incremental_style, time_style, offset_style, header_style]
styles = pytest.mark.parametrize("style", STYLES)


@given(
    style=st.sampled_from(STYLES),
    marks=st.lists(st.text(min_size=1, max_size=9), unique=True, max_size=12),
)
def test_every_style_is_followed_to_its_end_and_no_further(style, marks):
    urls = [link(after=mark) for mark in marks]
    cursor = Cursor(START)
    seen = [cursor.advance(*style(url)) for url in [*urls, None]]
    assert seen == [*urls, None]


@given(
    style=st.sampled_from(STYLES),
    marks=st.lists(st.integers(0, 50), min_size=1, max_size=12, unique=True),
    back=st.data(),
)
def test_a_listing_that_runs_in_a_circle_is_stopped(style, marks, back):
    urls = [link(after=mark) for mark in marks]
    cursor = Cursor(START)
    for url in urls:
        cursor.advance(*style(url))
    again = back.draw(st.sampled_from([START, *urls]))
    with pytest.raises(SchemaError):
        cursor.advance(*style(again))


@styles
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api/v2/tickets",
        "http://acme.example/api/v2/tickets",
        "https://acme.example:8443/api/v2/tickets",
        "https://acme.example@evil.example/",
        "//evil.example/",
        "https://[evil/",
    ],
)
def test_a_link_to_another_host_is_refused(style, url):
    with pytest.raises(SchemaError) as caught:
        Cursor(START, vendor="zendesk").advance(*style(url))
    assert "another host" in str(caught.value)
    assert caught.value.vendor == "zendesk"


def test_a_relative_link_stays_on_the_host():
    assert Cursor(START).advance({"next_page": "?page=2"}) == f"{HOST}/api/v2/tickets?page=2"


def test_an_answer_without_links_is_the_only_page():
    assert Cursor(START).advance({"tickets": []}) is None
    assert Cursor(START).advance([]) is None
    assert Cursor(START).advance(None) is None


@pytest.mark.parametrize(
    "page",
    [
        {"meta": {"has_more": True}, "links": {}},
        {"meta": {"has_more": True}},
        {"end_of_stream": False, "after_url": None},
        {"next_page": 2},
        {"next_page": ""},
    ],
)
def test_a_page_that_promises_more_but_names_no_link_is_no_silent_end(page):
    with pytest.raises(SchemaError, match="not where"):
        Cursor(START).advance(page)


def test_a_page_that_names_a_cursor_and_no_link_is_followed_behind_it():
    cursor = Cursor("https://acme.example/guide/surveys?page[size]=2&filter[types]=a%26b&x=")
    page = {"meta": {"has_more": True, "after_cursor": "c+1"}}
    asked = []
    for mark in ("c+1", "c+2"):
        url = cursor.advance({"meta": {"has_more": True, "after_cursor": mark}})
        asked.append(parse_qs(urlsplit(url).query, keep_blank_values=True))
    kept = {"page[size]": ["2"], "filter[types]": ["a&b"], "x": [""]}
    assert asked == [{**kept, "page[after]": [mark]} for mark in ("c+1", "c+2")]
    with pytest.raises(SchemaError, match="circle"):
        cursor.advance(page)
    assert cursor.advance({"meta": {"has_more": False, "after_cursor": "c+3"}}) is None


@pytest.mark.parametrize("mark", [None, "", 7, ["c"]])
def test_a_cursor_that_is_none_is_no_silent_end(mark):
    with pytest.raises(SchemaError, match="not where"):
        Cursor(START).advance({"meta": {"has_more": True, "after_cursor": mark}})


def test_an_export_that_is_pinned_to_one_second_says_so():
    cursor = Cursor(link(start_time=1700000000))
    page = {
        "end_of_stream": False,
        "end_time": 1700000000,
        "next_page": link(start_time=1700000000, x=1),
    }
    with pytest.raises(SchemaError, match="stands still at 1700000000") as caught:
        cursor.advance(page)
    assert caught.value.hint


def test_an_export_that_moves_is_followed():
    cursor = Cursor(link(start_time=1700000000))
    page = {
        "end_of_stream": False,
        "end_time": 1700000050,
        "next_page": link(start_time=1700000050),
    }
    assert cursor.advance(page) == link(start_time=1700000050)
    assert cursor.advance({"end_of_stream": True, "end_time": 1700000050, "next_page": "x"}) is None
