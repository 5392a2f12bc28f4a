"""Labels of articles, by which search finds them.

Source: https://developer.zendesk.com/api-reference/help_center/help-center-api/article_labels/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cxsdk.helpdesks.zendesk.facts import VENDOR
from cxsdk.helpdesks.zendesk.native.help_center.place import (
    LocalCreates,
    LocalDeletes,
    LocalLists,
    Place,
)
from cxsdk.helpdesks.zendesk.native.resource import Deletes, Listing
from cxsdk.models import Record
from cxsdk.wire import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Record):
    """A word that articles are found by."""

    id: int
    name: str | None = None
    url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


LABEL = Loader(Label, vendor=VENDOR)


class Labels(Place[Label], Listing[Label], Deletes[Label]):
    """``/api/v2/help_center/articles/labels``: the labels of all articles."""

    path: ClassVar[str] = "help_center/articles/labels"
    one: ClassVar[str] = "label"
    many: ClassVar[str] = "labels"
    loader = LABEL


class ArticleLabels(LocalLists[Label], LocalCreates[Label], LocalDeletes[Label]):
    """The labels of one article."""

    one: ClassVar[str] = "label"
    many: ClassVar[str] = "labels"
    loader = LABEL
