"""How articles, their sections and categories, and what hangs on them are called."""

DOCUMENT = "helpcenter"
RU = {"locale": "ru"}
CALLS = {
    # Articles
    "ListArticlesNoLocale": lambda z: z.help_center.articles.iter(
        sort_by="title", label_names="photos,camera"
    ),
    "ListArticles": lambda z: z.help_center.articles.iter(**RU, start_time=1),
    "ShowArticleNoLocale": lambda z: z.help_center.articles.get(1),
    "ShowArticle": lambda z: z.help_center.articles.get(1, **RU),
    "UpdateArticleNoLocale": lambda z: z.help_center.articles.update(1, {"promoted": True}),
    "UpdateArticle": lambda z: z.help_center.articles.update(1, {"promoted": True}, **RU),
    "ArchiveArticleNoLocale": lambda z: z.help_center.articles.delete(1),
    "ArchiveArticle": lambda z: z.help_center.articles.delete(1, **RU),
    "ListArticlesIncremental": lambda z: z.help_center.articles.incremental(1),
    "UpdateArticleSourceLocaleNoLocale": lambda z: z.help_center.articles.set_source_locale(
        1, "fr"
    ),
    "UpdateArticleSourceLocale": lambda z: z.help_center.articles.set_source_locale(1, "fr", **RU),
    "BulkAttachmentsArticlesNoLocale": lambda z: z.help_center.articles.attach(1, [2, 3]),
    "BulkAttachmentsArticles": lambda z: z.help_center.articles.attach(1, [2, 3], **RU),
    # Attachments
    "CreateAttachment": lambda z: z.help_center.article_attachments.upload(b"x", "a.png"),
    "ShowArticleAttachmentNoArticle": lambda z: z.help_center.article_attachments.get(1),
    "DeleteArticleAttachment": lambda z: z.help_center.article_attachments.delete(1),
    "ListArticleAttachments": lambda z: z.help_center.articles.attachments(1).iter(),
    "ListArticleAttachmentsWithLocale": lambda z: z.help_center.articles.attachments(1).iter(**RU),
    "CreateArticleAttachment": lambda z: z.help_center.articles.attachments(1).create("01ABC"),
    "ShowArticleAttachment": lambda z: z.help_center.articles.attachments(1).get(2),
    "ListBlockArticleAttachments": lambda z: z.help_center.articles.attachments(1).block(),
    "ListBlockArticleAttachmentsWithLocale": lambda z: z.help_center.articles.attachments(1).block(
        **RU
    ),
    "ListInlineArticleAttachments": lambda z: z.help_center.articles.attachments(1).inline(),
    "ListInlineArticleAttachmentsWithLocale": lambda z: z.help_center.articles.attachments(
        1
    ).inline(**RU),
    # Labels
    "ListAllArticleLabels": lambda z: z.help_center.labels.iter(),
    "ShowLabel": lambda z: z.help_center.labels.get(1),
    "DeleteLabel": lambda z: z.help_center.labels.delete(1),
    "ListArticleLabelsNoLocale": lambda z: z.help_center.articles.labels(1).iter(),
    "ListArticleLabels": lambda z: z.help_center.articles.labels(1).iter(**RU),
    "CreateArticleLabelNoLocale": lambda z: z.help_center.articles.labels(1).create({"name": "a"}),
    "CreateArticleLabel": lambda z: z.help_center.articles.labels(1).create({"name": "a"}, **RU),
    "DeleteArticleLabelNoLocale": lambda z: z.help_center.articles.labels(1).delete(2),
    "DeleteArticleLabel": lambda z: z.help_center.articles.labels(1).delete(2, **RU),
    # Comments
    "ListArticleCommentsNoLocale": lambda z: z.help_center.articles.comments(1).iter(),
    "ListArticleComments": lambda z: z.help_center.articles.comments(1).iter(**RU),
    "CreateArticleCommentNoLocale": lambda z: z.help_center.articles.comments(1).create(
        {"body": "a", "locale": "ru"}, notify_subscribers=False
    ),
    "CreateArticleComment": lambda z: z.help_center.articles.comments(1).create(
        {"body": "a"}, **RU
    ),
    "ShowArticleCommentNoLocale": lambda z: z.help_center.articles.comments(1).get(2),
    "ShowComment": lambda z: z.help_center.articles.comments(1).get(2, **RU),
    "UpdateArticleCommentNoLocale": lambda z: z.help_center.articles.comments(1).update(
        2, {"body": "b"}
    ),
    "UpdateComment": lambda z: z.help_center.articles.comments(1).update(2, {"body": "b"}, **RU),
    "DeleteArticleCommentNoLocale": lambda z: z.help_center.articles.comments(1).delete(2),
    "DeleteComment": lambda z: z.help_center.articles.comments(1).delete(2, **RU),
    # Votes
    "UpvoteArticleNoLocale": lambda z: z.help_center.articles.up(1),
    "CreateArticleUpVote": lambda z: z.help_center.articles.up(1, **RU),
    "DownvoteArticleNoLocale": lambda z: z.help_center.articles.down(1),
    "UpvoteArticleCommentNoLocale": lambda z: z.help_center.articles.comments(1).up(2),
    "DownvoteArticleCommentNoLocale": lambda z: z.help_center.articles.comments(1).down(2),
    "ListArticleVotesNoLocale": lambda z: z.help_center.articles.votes(1).iter(),
    "ListArticleVotesWithLocale": lambda z: z.help_center.articles.votes(1).iter(**RU),
    "ListArticleCommentVotesNoLocale": lambda z: z.help_center.articles.comments(1).votes(2).iter(),
    "ListArticleCommentVotesWithLocale": lambda z: (
        z.help_center.articles.comments(1).votes(2).iter(**RU)
    ),
    # Subscriptions
    "ListArticleSubscriptionsNoLocale": lambda z: z.help_center.articles.subscriptions(1).iter(),
    "ListArticleSubscriptions": lambda z: z.help_center.articles.subscriptions(1).iter(**RU),
    "CreateArticleSubscriptionNoLocale": lambda z: z.help_center.articles.subscriptions(1).create(
        {"source_locale": "ru"}
    ),
    "CreateArticleSubscription": lambda z: z.help_center.articles.subscriptions(1).create(
        {"source_locale": "ru"}, **RU
    ),
    "ShowArticleSubscriptionNoLocale": lambda z: z.help_center.articles.subscriptions(1).get(2),
    "ShowArticleSubscription": lambda z: z.help_center.articles.subscriptions(1).get(2, **RU),
    "DeleteArticleSubscriptionNoLocale": lambda z: z.help_center.articles.subscriptions(1).delete(
        2
    ),
    "DeleteArticleSubscription": lambda z: z.help_center.articles.subscriptions(1).delete(2, **RU),
    "ListSectionSubscriptionsNoLocale": lambda z: z.help_center.sections.subscriptions(1).iter(),
    "ListSectionSubscriptions": lambda z: z.help_center.sections.subscriptions(1).iter(**RU),
    "CreateSectionSubscriptionNoLocale": lambda z: z.help_center.sections.subscriptions(1).create(
        {"source_locale": "ru", "include_comments": True}
    ),
    "CreateSectionSubscription": lambda z: z.help_center.sections.subscriptions(1).create(
        {"source_locale": "ru"}, **RU
    ),
    "ShowSectionSubscriptionNoLocale": lambda z: z.help_center.sections.subscriptions(1).get(2),
    "ShowSectionSubscription": lambda z: z.help_center.sections.subscriptions(1).get(2, **RU),
    "DeleteSectionSubscriptionNoLocale": lambda z: z.help_center.sections.subscriptions(1).delete(
        2
    ),
    "DeleteSectionSubscription": lambda z: z.help_center.sections.subscriptions(1).delete(2, **RU),
    # Translations
    "ListTranslations": lambda z: z.help_center.articles.translations(1).iter(locales="ru,en-us"),
    "CreateTranslation": lambda z: z.help_center.articles.translations(1).create(
        {"locale": "ru", "title": "a"}
    ),
    "ListMissingTranslations": lambda z: z.help_center.articles.translations(1).missing(),
    "ShowTranslation": lambda z: z.help_center.articles.translations(1).get("ru"),
    "UpdateTranslation": lambda z: z.help_center.articles.translations(1).update(
        "ru", {"draft": False}
    ),
    "ListTranslationsByCategoryNoLocale": lambda z: z.help_center.categories.translations(1).iter(),
    "CreateTranslationByCategoryNoLocale": lambda z: z.help_center.categories.translations(
        1
    ).create({"locale": "ru", "title": "a"}),
    "ListMissingTranslationsByCategory": lambda z: z.help_center.categories.translations(
        1
    ).missing(),
    "ShowTranslationByCategoryNoLocale": lambda z: z.help_center.categories.translations(1).get(
        "ru"
    ),
    "UpdateTranslationByCategoryNoLocale": lambda z: z.help_center.categories.translations(
        1
    ).update("ru", {"title": "b"}),
    "ListTranslationsBySectionNoLocale": lambda z: z.help_center.sections.translations(1).iter(),
    "CreateTranslationBySectionNoLocale": lambda z: z.help_center.sections.translations(1).create(
        {"locale": "ru", "title": "a"}
    ),
    "ListMissingTranslationsBySection": lambda z: z.help_center.sections.translations(1).missing(),
    "ShowTranslationBySectionNoLocale": lambda z: z.help_center.sections.translations(1).get("ru"),
    "UpdateTranslationBySectionNoLocale": lambda z: z.help_center.sections.translations(1).update(
        "ru", {"title": "b"}
    ),
    "DeleteTranslation": lambda z: z.help_center.translations.delete(1),
    # Categories
    "ListCategoriesNoLocale": lambda z: z.help_center.categories.iter(),
    "ListCategories": lambda z: z.help_center.categories.iter(**RU, sort_by="position"),
    "CreateCategoryNoLocale": lambda z: z.help_center.categories.create(
        {"name": "a", "locale": "ru"}
    ),
    "CreateCategory": lambda z: z.help_center.categories.create({"name": "a"}, **RU),
    "ShowCategoryNoLocale": lambda z: z.help_center.categories.get(1, include="translations"),
    "ShowCategory": lambda z: z.help_center.categories.get(1, **RU),
    "UpdateCategoryNoLocale": lambda z: z.help_center.categories.update(1, {"position": 2}),
    "UpdateCategory": lambda z: z.help_center.categories.update(1, {"position": 2}, **RU),
    "DeleteCategoryNoLocale": lambda z: z.help_center.categories.delete(1),
    "DeleteCategory": lambda z: z.help_center.categories.delete(1, **RU),
    "UpdateCategorySourceLocaleNoLocale": lambda z: z.help_center.categories.set_source_locale(
        1, "fr"
    ),
    "UpdateCategorySourceLocale": lambda z: z.help_center.categories.set_source_locale(
        1, "fr", **RU
    ),
    "ListArticlesByCategoryNoLocale": lambda z: z.help_center.categories.articles(1).iter(),
    "ListArticlesByCategoryWithLocale": lambda z: z.help_center.categories.articles(1).iter(**RU),
    "ListSectionsByCategory": lambda z: z.help_center.categories.sections(1).iter(),
    "ListSectionsByCategoryWithLocale": lambda z: z.help_center.categories.sections(1).iter(**RU),
    "CreateSectionByCategory": lambda z: z.help_center.categories.sections(1).create(
        {"name": "a", "locale": "ru"}
    ),
    "CreateSection": lambda z: z.help_center.categories.sections(1).create({"name": "a"}, **RU),
    # Sections
    "ListSectionsNoLocale": lambda z: z.help_center.sections.iter(),
    "ListSections": lambda z: z.help_center.sections.iter(**RU),
    "ShowSectionNoLocale": lambda z: z.help_center.sections.get(1),
    "ShowSection": lambda z: z.help_center.sections.get(1, **RU),
    "UpdateSectionNoLocale": lambda z: z.help_center.sections.update(1, {"position": 3}),
    "UpdateSection": lambda z: z.help_center.sections.update(1, {"position": 3}, **RU),
    "DeleteSectionNoLocale": lambda z: z.help_center.sections.delete(1),
    "DeleteSection": lambda z: z.help_center.sections.delete(1, **RU),
    "UpdateSectionSourceLocaleNoLocale": lambda z: z.help_center.sections.set_source_locale(
        1, "fr"
    ),
    "UpdateSectionSourceLocale": lambda z: z.help_center.sections.set_source_locale(1, "fr", **RU),
    "ListArticlesBySectionNoLocale": lambda z: z.help_center.sections.articles(1).iter(),
    "ListArticlesBySectionWithLocale": lambda z: z.help_center.sections.articles(1).iter(**RU),
    "CreateArticleBySection": lambda z: z.help_center.sections.articles(1).create(
        {"title": "a", "locale": "ru"}, notify_subscribers=False
    ),
    "CreateArticle": lambda z: z.help_center.sections.articles(1).create({"title": "a"}, **RU),
}
