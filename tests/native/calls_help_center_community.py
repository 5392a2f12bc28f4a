"""How the community, searches and readers of the Help Center are called."""

DOCUMENT = "helpcenter"
CALLS = {
    # Posts
    "ListPosts": lambda z: z.help_center.posts.iter(filter_by="planned", sort_by="votes"),
    "CreatePost": lambda z: z.help_center.posts.create({"title": "a"}, notify_subscribers=False),
    "ShowPost": lambda z: z.help_center.posts.get(1),
    "UpdatePost": lambda z: z.help_center.posts.update(1, {"title": "b"}),
    "DeletePost": lambda z: z.help_center.posts.delete(1),
    "UpvotePost": lambda z: z.help_center.posts.up(1),
    "DownvotePost": lambda z: z.help_center.posts.down(1),
    "ListPostVotes": lambda z: z.help_center.posts.votes(1).iter(),
    "ListPostSubscriptions": lambda z: z.help_center.posts.subscriptions(1).iter(),
    "CreatePostSubscription": lambda z: z.help_center.posts.subscriptions(1).create({}),
    "ShowPostSubscription": lambda z: z.help_center.posts.subscriptions(1).get(2),
    "DeletePostSubscription": lambda z: z.help_center.posts.subscriptions(1).delete(2),
    "ListPostComments": lambda z: z.help_center.posts.comments(1).iter(),
    "CreatePostComment": lambda z: z.help_center.posts.comments(1).create({"body": "a"}),
    "ShowPostComment": lambda z: z.help_center.posts.comments(1).get(2),
    "UpdatePostComment": lambda z: z.help_center.posts.comments(1).update(2, {"body": "b"}),
    "DeletePostComment": lambda z: z.help_center.posts.comments(1).delete(2),
    "UpvotePostComment": lambda z: z.help_center.posts.comments(1).up(2),
    "DownvotePostComment": lambda z: z.help_center.posts.comments(1).down(2),
    "ListPostCommentVotes": lambda z: z.help_center.posts.comments(1).votes(2).iter(),
    # Topics
    "ListTopics": lambda z: z.help_center.topics.iter(),
    "CreateTopic": lambda z: z.help_center.topics.create({"name": "a"}),
    "ShowTopic": lambda z: z.help_center.topics.get(1),
    "UpdateTopic": lambda z: z.help_center.topics.update(1, {"name": "b"}),
    "DeleteTopic": lambda z: z.help_center.topics.delete(1),
    "ListPostsByTopicNoLocale": lambda z: z.help_center.topics.posts(1).iter(),
    "ListTopicSubscriptions": lambda z: z.help_center.topics.subscriptions(1).iter(),
    "CreateTopicSubscription": lambda z: z.help_center.topics.subscriptions(1).create({}),
    "ShowTopicSubscription": lambda z: z.help_center.topics.subscriptions(1).get(2),
    "UpdateTopicSubscription": lambda z: z.help_center.topics.subscriptions(1).update(
        2, {"include_comments": True}
    ),
    "DeleteTopicSubscription": lambda z: z.help_center.topics.subscriptions(1).delete(2),
    # What one user wrote, follows and sees
    "ListArticlesByUser": lambda z: z.help_center.users.articles(1).iter(),
    "ListArticleCommentsByUserNoLocale": lambda z: z.help_center.users.comments("me").iter(),
    "ListPostsByUserNoLocale": lambda z: z.help_center.users.posts(1).iter(),
    "ListPostCommentsByUserNoLocale": lambda z: z.help_center.users.post_comments(1).iter(),
    "ListContentSubscriptionsByUserId": lambda z: z.help_center.users.subscriptions(1).iter(),
    "ListUserSubscriptionsByUserId": lambda z: z.help_center.users.user_subscriptions(1).iter(
        type="followings"
    ),
    "ListUserSegmentsByUser": lambda z: z.help_center.users.user_segments(1).iter(built_in=False),
    "ListUserVotes": lambda z: z.help_center.users.votes(1).iter(),
    # Votes
    "ListVotesNoUser": lambda z: z.help_center.votes.iter(),
    "ShowVote": lambda z: z.help_center.votes.get(1),
    "DeleteVote": lambda z: z.help_center.votes.delete(1),
    # User segments
    "ListUserSegments": lambda z: z.help_center.user_segments.iter(),
    "CreateUserSegment": lambda z: z.help_center.user_segments.create({"user_type": "staff"}),
    "ShowUserSegment": lambda z: z.help_center.user_segments.get(1),
    "UpdateUserSegment": lambda z: z.help_center.user_segments.update(1, {"tags": ["vip"]}),
    "DeleteUserSegment": lambda z: z.help_center.user_segments.delete(1),
    "ListUserSegmentsApplicable": lambda z: z.help_center.user_segments.applicable(built_in=True),
    "ListUserSegmentSections": lambda z: z.help_center.user_segments.sections(1).iter(),
    "ListUserSegmentTopics": lambda z: z.help_center.user_segments.topics(1).iter(),
    # Searches
    "ArticleSearch": lambda z: z.help_center.search.articles("a", locale="ru", created_after="b"),
    "CommunityPostSearch": lambda z: z.help_center.search.posts("a", topic=1),
    "UnifiedSearch": lambda z: z.help_center.search.everything("a", ["ru"], category_ids="1,2"),
    "ListDeflectionSuggestions": lambda z: z.help_center.search.suggestions("a"),
    # The rest
    "ListAllServiceCatalogItems": lambda z: z.help_center.service_catalog_items.iter(),
    "SearchServiceCatalogItems": lambda z: z.help_center.service_catalog_items.search("laptop"),
    "ShowServiceCatalogItem": lambda z: z.help_center.service_catalog_items.get("01JV"),
    "ListLocales": lambda z: z.help_center.locales.get(),
    "ShowHelpCenterSession": lambda z: z.help_center.session.get(),
    "RequestUserImageUpload": lambda z: z.help_center.user_images.request_upload(
        content_type="image/png", file_size=10
    ),
    "CreateUserImage": lambda z: z.help_center.user_images.create("t", brand_id=1),
}
WRONG = {"CreateUserImage": "size counts bytes; the document allows any number"}
