"""Text out of HTML: what a reader reads."""

import pytest
from hypothesis import given, strategies as st

from cxsdk.helpdesks.prose import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<div>Привет,&nbsp;<b>Марина</b>!</div>", "Привет, Марина!"),
        ("<ul><li>a</li><li>b</li></ul>after", "a\nb\nafter"),
        ("&lt;b&gt; &amp; &#1078;", "<b> & ж"),
        ("<script>alert('x')</script>seen<style>p{}</style>", "seen"),
        ("<p>a\n   b\t c</p>", "a b c"),
        ("<p>one</p>\n\n\n<p></p><p>two</p>", "one\ntwo"),
        ("unclosed <b>bold", "unclosed bold"),
        ("a < b", "a < b"),
    ],
)
def test_html_is_read(html: str, text: str) -> None:
    assert text_of(html) == text


@given(st.text(alphabet="<>/&;abp br\n\"'=!-", max_size=80))
def test_no_html_breaks_the_reader(html: str) -> None:
    text = text_of(html)
    assert text == text.strip()
    assert "\n\n" not in text
