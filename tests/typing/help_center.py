"""What a user's type checker sees of the Help Center and its neighbours. Never run."""

from collections.abc import Iterator
from typing import assert_type

from cxsdk.helpdesks.zendesk import native
from cxsdk.helpdesks.zendesk.native import help_center


def what_is_there_once_a_language_is_typed(z: native.Zendesk) -> None:
    hc = z.help_center
    assert_type(hc.articles.get(1, locale="ru"), help_center.Article)
    assert_type(hc.articles.iter(sort_by="title"), Iterator[help_center.Article])
    assert_type(hc.articles.page(locale="ru"), native.ListPage[help_center.Article])
    assert_type(hc.articles.comments(1).up(2), help_center.Vote)
    assert_type(hc.sections.articles(1).create({"title": "a"}), help_center.Article)
    assert_type(hc.categories.sections(1).iter(locale="ru"), Iterator[help_center.Section])
    assert_type(hc.categories.translations(1).get("ru"), help_center.Translation)
    assert_type(hc.posts.comments(1).get(2), help_center.PostComment)
    assert_type(hc.users.user_segments("me").iter(), Iterator[help_center.UserSegment])
    assert_type(hc.search.articles("a"), Iterator[help_center.Article])
    assert_type(hc.locales.get(), help_center.HelpCenterLocales)
    _ = hc.forums  # type: ignore[attr-defined]


def what_has_no_document_is_typed(z: native.Zendesk) -> None:
    assert_type(z.webhooks.clone("01E"), native.Webhook)
    assert_type(z.webhooks.invocations("01E").attempts("01I"), tuple[native.WebhookAttempt, ...])
    assert_type(z.apps.installations().get(1), native.Installation)
    assert_type(z.apps.job_status("a").is_done, bool)
    assert_type(z.schedules.holidays(1).get(2), native.Holiday)
    talks = z.side_conversations.of_ticket(1)
    assert_type(talks.create(native.SideMessage(body="a")), native.SideConversation)
    assert_type(talks.events("x"), Iterator[native.SideConversationEvent])
    assert_type(z.survey_responses.page(), native.ListPage[native.SurveyResponse])
    assert_type(z.surveys.get("01S", 3, locale="ru"), native.Survey)
