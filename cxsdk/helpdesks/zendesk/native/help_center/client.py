"""Every resource of one account's Help Center and community."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cxsdk.helpdesks.zendesk.native.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxsdk.helpdesks.zendesk.native.help_center.account import Locales, Session, UserImages
    from cxsdk.helpdesks.zendesk.native.help_center.article_attachments import ArticleAttachments
    from cxsdk.helpdesks.zendesk.native.help_center.articles import Articles
    from cxsdk.helpdesks.zendesk.native.help_center.community import Posts, Topics
    from cxsdk.helpdesks.zendesk.native.help_center.labels import Labels
    from cxsdk.helpdesks.zendesk.native.help_center.search import Search
    from cxsdk.helpdesks.zendesk.native.help_center.sections import Categories, Sections
    from cxsdk.helpdesks.zendesk.native.help_center.service_catalog import ServiceCatalogItems
    from cxsdk.helpdesks.zendesk.native.help_center.translations import Translations
    from cxsdk.helpdesks.zendesk.native.help_center.user_segments import UserSegments
    from cxsdk.helpdesks.zendesk.native.help_center.users import Users
    from cxsdk.helpdesks.zendesk.native.help_center.votes import Votes

#: Which file of this folder each resource lives in, as in the account's own ``HOMES``.
HOMES = {
    "article_attachments": "article_attachments",
    "articles": "articles",
    "categories": "sections",
    "labels": "labels",
    "locales": "account",
    "posts": "community",
    "search": "search",
    "sections": "sections",
    "service_catalog_items": "service_catalog",
    "session": "account",
    "topics": "community",
    "translations": "translations",
    "user_images": "account",
    "user_segments": "user_segments",
    "users": "users",
    "votes": "votes",
}


class HelpCenter(Shelf):
    """Articles, their sections and categories, the community, and who may see what.

    What is there once a language takes ``locale="ru"``; end users must give it, agents
    need not.
    """

    homes: ClassVar[Mapping[str, str]] = HOMES

    article_attachments: ArticleAttachments
    articles: Articles
    categories: Categories
    labels: Labels
    locales: Locales
    posts: Posts
    search: Search
    sections: Sections
    service_catalog_items: ServiceCatalogItems
    session: Session
    topics: Topics
    translations: Translations
    user_images: UserImages
    user_segments: UserSegments
    users: Users
    votes: Votes
