"""Categories, and the sections in them.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/categories/
and .../help-center-api/sections/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.articles import ArticlesOf, SectionArticles
from cxsdk.helpdesks.zendesk.native.help_center.place import (
    LocalCreates,
    LocalDeletes,
    LocalGets,
    LocalLists,
    LocalUpdates,
)
from cxsdk.helpdesks.zendesk.native.help_center.subscriptions import Followed
from cxsdk.helpdesks.zendesk.native.help_center.translations import Translated
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf(Record):
    id: int
    name: str | None = None
    description: str | None = None
    #: The language that it is shown in, such as ``ru``.
    locale: str | None = None
    #: The language that it was written in.
    source_locale: str | None = None
    outdated: bool | None = None
    #: Among its neighbours.
    position: int | None = None
    url: str | None = None
    html_url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(_Shelf):
    """The top of the Help Center's tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(_Shelf):
    """A shelf of articles in a category, or in another section."""

    category_id: int | None = None
    #: None for one that stands in the category itself.
    parent_section_id: int | None = None
    #: The theme's template that it is shown with.
    theme_template: str | None = None
    #: How its articles are ordered: ``manual``, ``title``, ``creation_desc``, ``creation_asc``.
    sorting: str | None = None


CATEGORY = Loader(Category, vendor=VENDOR)
SECTION = Loader(Section, vendor=VENDOR)


class SectionsOf(LocalLists[Section]):
    """The sections that one user segment may see."""

    one: ClassVar[str] = "section"
    many: ClassVar[str] = "sections"
    loader = SECTION


class CategorySections(SectionsOf, LocalCreates[Section]):
    """The sections of one category; new sections are made here.

    With ``sort_by`` ``position``, ``created_at`` or ``updated_at``.
    """


class Sections(
    SectionsOf,
    LocalGets[Section],
    LocalUpdates[Section],
    LocalDeletes[Section],
    Followed[Section],
    Translated[Section],
):
    """``/api/v2/help_center/sections``; deleting one deletes its articles.

    New ones are made in a category: ``categories.sections(id).create(…)``.
    """

    path: ClassVar[str] = "help_center/sections"

    def articles(self, section_id: int) -> SectionArticles:
        """Return the articles of one section."""
        return SectionArticles(self._client, self._below(section_id, "articles"))


class Categories(
    LocalLists[Category],
    LocalGets[Category],
    LocalCreates[Category],
    LocalUpdates[Category],
    LocalDeletes[Category],
    Translated[Category],
):
    """``/api/v2/help_center/categories``; deleting one deletes all that stands in it."""

    path: ClassVar[str] = "help_center/categories"
    one: ClassVar[str] = "category"
    many: ClassVar[str] = "categories"
    loader = CATEGORY

    def articles(self, category_id: int) -> ArticlesOf:
        """Return the articles of all sections of one category."""
        return ArticlesOf(self._client, self._below(category_id, "articles"))

    def sections(self, category_id: int) -> CategorySections:
        """Return the sections of one category."""
        return CategorySections(self._client, self._below(category_id, "sections"))
