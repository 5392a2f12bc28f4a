"""Turns what people write into what may be shown, and back into plain text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from cxsdk.errors import ConfigError

MAX_BYTES = 256 * 1024
#: nh3 is quadratic in depth: ten thousand nested elements take a quarter of a second.
MAX_DEPTH = 300
_TAGS = frozenset(
    {
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    }
)
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
)
_BLOCKS = frozenset(
    {
        "blockquote",
        "br",
        "dd",
        "div",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "p",
        "pre",
        "table",
        "tr",
        "ul",
        "ol",
    }
)
_UNREAD = frozenset({"script", "style", "title", "head"})
_PARAGRAPH = re.compile(r"\n{2,}")


def clean(source: str) -> str | None:
    """Return HTML that is safe to show, None when it is too big or too deep to look at.

    Scripts, styles, forms, frames, pictures from elsewhere and addresses other than
    http, https, mailto and cid are gone from it.

    Raises:
        ConfigError: The extra ``apps`` is not installed.
    """
    if len(source.encode(errors="replace")) > MAX_BYTES or _depth(source) > MAX_DEPTH:
        return None
    try:
        import nh3  # noqa: PLC0415 - belongs to the extra
    except ImportError as error:
        message = "the local helpdesk needs more than the bare SDK"
        raise ConfigError(message, hint="pip install 'cxsdk[apps]'") from error
    return nh3.clean(
        source,
        tags=set(_TAGS),
        clean_content_tags={"script", "style", "title", "form"},
        attributes={
            "a": {"href", "title"},
            "img": {"src", "alt", "width", "height"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
            "*": {"dir", "lang"},
        },
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """A picture from elsewhere tells its sender who reads: only pictures of the mail itself."""
    if tag == "img" and name == "src" and not value.startswith("cid:"):
        return None
    return value


def from_text(text: str) -> str:
    """Return plain text as HTML: paragraphs and line breaks, everything else escaped."""
    paragraphs = _PARAGRAPH.split(text.replace("\r\n", "\n").strip("\n"))
    return "".join(
        f'<p dir="auto">{html.escape(part, quote=False).replace(chr(10), "<br>")}</p>'
        for part in paragraphs
    )


def wrap(inner: str) -> str:
    """Put a comment's HTML into the element that the vendor puts around it."""
    return f'<div class="zd-comment" dir="auto">{inner}</div>'


def to_text(source: str) -> str:
    """Return what a person would read of HTML, as plain text; never fails."""
    reader = _Text()
    reader.feed(source[:MAX_BYTES])
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _depth(source: str) -> int:
    reader = _Depth()
    reader.feed(source)
    reader.close()
    return reader.deepest


class _Depth(HTMLParser):
    """Counts how deep elements stand in each other; unclosed ones count until the end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._now = 0
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in _VOID:
            self._now += 1
            self.deepest = max(self.deepest, self._now)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._now = max(0, self._now - 1)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNREAD:
            self._unread += 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(" ".join(data.split("\n")) if data.strip() else " ")
