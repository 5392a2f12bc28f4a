"""Help Center and community as Zendesk spells them; :class:`HelpCenter` holds the resources.

Names load when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsdk.helpdesks.zendesk.native.shelf import names_of

if TYPE_CHECKING:
    from cxsdk.helpdesks.zendesk.native.help_center.account import (
        HelpCenterLocales as HelpCenterLocales,
        HelpCenterSession as HelpCenterSession,
        UserImage as UserImage,
        UserImageUpload as UserImageUpload,
    )
    from cxsdk.helpdesks.zendesk.native.help_center.article_attachments import (
        ArticleAttachment as ArticleAttachment,
    )
    from cxsdk.helpdesks.zendesk.native.help_center.articles import Article as Article
    from cxsdk.helpdesks.zendesk.native.help_center.client import HelpCenter as HelpCenter
    from cxsdk.helpdesks.zendesk.native.help_center.comments import (
        ArticleComment as ArticleComment,
        PostComment as PostComment,
    )
    from cxsdk.helpdesks.zendesk.native.help_center.community import Post as Post, Topic as Topic
    from cxsdk.helpdesks.zendesk.native.help_center.labels import Label as Label
    from cxsdk.helpdesks.zendesk.native.help_center.search import (
        Finding as Finding,
        Suggestion as Suggestion,
    )
    from cxsdk.helpdesks.zendesk.native.help_center.sections import (
        Category as Category,
        Section as Section,
    )
    from cxsdk.helpdesks.zendesk.native.help_center.service_catalog import (
        ServiceCatalogItem as ServiceCatalogItem,
    )
    from cxsdk.helpdesks.zendesk.native.help_center.subscriptions import (
        ContentSubscription as ContentSubscription,
        UserSubscription as UserSubscription,
    )
    from cxsdk.helpdesks.zendesk.native.help_center.translations import Translation as Translation
    from cxsdk.helpdesks.zendesk.native.help_center.user_segments import UserSegment as UserSegment
    from cxsdk.helpdesks.zendesk.native.help_center.votes import Vote as Vote

#: The public names of each file.
NAMES = {
    "account": ("HelpCenterLocales", "HelpCenterSession", "UserImage", "UserImageUpload"),
    "article_attachments": ("ArticleAttachment",),
    "articles": ("Article",),
    "client": ("HelpCenter",),
    "comments": ("ArticleComment", "PostComment"),
    "community": ("Post", "Topic"),
    "labels": ("Label",),
    "search": ("Finding", "Suggestion"),
    "sections": ("Category", "Section"),
    "service_catalog": ("ServiceCatalogItem",),
    "subscriptions": ("ContentSubscription", "UserSubscription"),
    "translations": ("Translation",),
    "user_segments": ("UserSegment",),
    "votes": ("Vote",),
}
if not TYPE_CHECKING:  # else a type checker would accept any name
    __getattr__, __dir__ = names_of(__name__, NAMES)
