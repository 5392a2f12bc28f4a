"""Makes what strangers wrote safe to show; hostile until proven otherwise."""

from __future__ import annotations

import nh3
from markupsafe import Markup, escape

from cxsdk.sandbox import markup

#: What a designed mail needs to look like itself; nothing that loads, hides or floats above.
_STYLES = frozenset(
    {
        "background-color",
        "border",
        "border-collapse",
        "border-color",
        "border-radius",
        "border-spacing",
        "border-style",
        "border-top",
        "border-bottom",
        "border-width",
        "color",
        "display",
        "font",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "height",
        "letter-spacing",
        "line-height",
        "margin",
        "margin-bottom",
        "margin-left",
        "margin-right",
        "margin-top",
        "max-width",
        "min-width",
        "padding",
        "padding-bottom",
        "padding-left",
        "padding-right",
        "padding-top",
        "text-align",
        "text-decoration",
        "vertical-align",
        "white-space",
        "width",
        "word-break",
    }
)
_TAGS = frozenset(nh3.ALLOWED_TAGS) | {"font"} - {"map", "area", "svg", "math"}
_CELL = frozenset(
    {"align", "valign", "width", "height", "bgcolor", "colspan", "rowspan", "cellpadding"}
    | {"cellspacing", "border", "role"}
)


def message_html(comment: dict[str, object]) -> Markup:
    """Return what was said as HTML that may stand in a page.

    What is too big or too deep to be looked at is shown as plain text.
    """
    source = str(comment.get("html_body") or "")
    text = str(comment.get("plain_body") or comment.get("body") or "")
    cleaned = markup.clean(source) if source else None
    if cleaned is None:
        return Markup(markup.from_text(text))  # noqa: S704 - from_text escapes
    return Markup(cleaned)  # noqa: S704 - cleaned by an allow list


def letter_html(source: str) -> Markup | None:
    """Return a mail's HTML with its colours and tables, to stand in a frame of its own.

    Pictures from elsewhere are gone (they tell the sender who reads). None when the
    mail is too big or too deep.
    """
    if markup.clean(source) is None:
        return None
    cleaned = nh3.clean(
        source,
        tags=set(_TAGS),
        clean_content_tags={"script", "style", "title", "form"},
        attributes={
            "a": {"href", "title"},
            "img": {"alt", "width", "height"},
            "font": {"color", "size", "face"},
            **{tag: set(_CELL) for tag in ("table", "tr", "td", "th", "tbody", "thead")},
            "*": {"style", "dir", "lang", "align"},
        },
        filter_style_properties=set(_STYLES),
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704 - cleaned by an allow list


def plain_html(text: str) -> Markup:
    """Return plain text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())
