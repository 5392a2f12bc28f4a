"""The Help Center: languages in addresses, its own pages, mails to followers, files."""

from itertools import chain
from urllib.parse import parse_qs

import pytest

from cxsdk.errors import BadRequest, ConfigError, NotFound, SchemaError
from cxsdk.helpdesks.zendesk.native.help_center import Article, Finding, Label, Vote

BASE = "/api/v2/help_center"
ARTICLE = {"id": 5, "title": "Возврат", "locale": "ru", "label_names": ["деньги"]}


@pytest.fixture
def help_center(desk):
    return desk.native.help_center


def test_article_is_read_in_the_language_that_is_asked_for(account, help_center, calls):
    account.expect_request(f"{BASE}/articles/5.json").respond_with_json({"article": ARTICLE})
    account.expect_request(f"{BASE}/ru/articles/5.json").respond_with_json({"article": ARTICLE})
    expected = Article(id=5, title="Возврат", locale="ru", label_names=("деньги",))
    assert help_center.articles.get(5) == expected
    assert help_center.articles.get(5, locale="ru", include="users") == expected
    assert [call.query for call in calls()] == [{}, {"include": ["users"]}]


def test_language_holds_for_what_lies_below_an_article(account, help_center, calls):
    votes = {"votes": [{"id": 1, "value": -1}], "meta": {"has_more": False}}
    where = f"{BASE}/ru/articles/5/comments/7/votes.json"
    account.expect_request(where).respond_with_json(votes)
    found = help_center.articles.comments(5).votes(7).iter(locale="ru")
    assert list(found) == [Vote(id=1, value=-1)]
    assert calls()[0].query == {"page[size]": ["100"]}


def test_language_cannot_leave_its_place_in_the_address(account, help_center, calls):
    # The server shows the address decoded; a slash that was not quoted would have been followed.
    where = f"{BASE}/../../users/1?/articles/5.json"
    account.expect_request(where).respond_with_json({"error": "RecordNotFound"}, status=404)
    with pytest.raises(NotFound):
        help_center.articles.get(5, locale="../../users/1?")
    assert (calls()[0].path, calls()[0].query) == (where, {})


def test_page_goes_on_in_its_language(account, help_center, calls):
    following = account.url_for(f"{BASE}/ru/articles.json?page%5Bafter%5D=x&page%5Bsize%5D=1")
    first = {"articles": [ARTICLE], "meta": {"has_more": True}, "links": {"next": following}}
    last = {"articles": [ARTICLE], "meta": {"has_more": False}, "links": {}}
    where = f"{BASE}/ru/articles.json"
    account.expect_ordered_request(where).respond_with_json(first)
    account.expect_ordered_request(where).respond_with_json(last)
    page = help_center.articles.page(size=1, locale="ru")
    assert help_center.articles.page(page.next).next is None
    assert [call.query for call in calls()] == [
        {"page[size]": ["1"]},
        {"page[after]": ["x"], "page[size]": ["1"]},
    ]


def test_what_is_ordered_comes_in_numbered_pages(account, help_center, calls):
    where = f"{BASE}/sections/3/articles.json"
    following = account.url_for(f"{where}?page=2&per_page=100&sort_by=title")
    account.expect_ordered_request(where).respond_with_json(
        {"articles": [ARTICLE], "next_page": following}
    )
    account.expect_ordered_request(where).respond_with_json(
        {"articles": [ARTICLE], "next_page": None}
    )
    assert len(list(help_center.sections.articles(3).iter(sort_by="title"))) == 2
    first, second = calls()
    assert first.query == {"per_page": ["100"], "sort_by": ["title"]}
    assert second.query["page"] == ["2"]


def test_followers_are_mailed_unless_that_is_refused(account, help_center, calls):
    where = f"{BASE}/ru/sections/3/articles.json"
    account.expect_request(where, method="POST").respond_with_json({"article": ARTICLE}, status=201)
    articles = help_center.sections.articles(3)
    articles.create({"title": "Возврат"}, locale="ru")
    articles.create({"title": "Возврат"}, locale="ru", notify_subscribers=False)
    plain, silent = calls()
    assert plain.body == {"article": {"title": "Возврат"}}
    assert silent.body == {"article": {"title": "Возврат"}, "notify_subscribers": False}


def test_source_of_translations_is_named_by_its_kind(account, help_center, calls):
    for kind in ("articles", "sections", "categories"):
        where = f"{BASE}/{kind}/1/source_locale.json"
        account.expect_request(where, method="PUT").respond_with_data("")
    for place in (help_center.articles, help_center.sections, help_center.categories):
        assert place.set_source_locale(1, "ru") is None
    assert [call.body for call in calls()] == [
        {"article_locale": "ru"},
        {"section_locale": "ru"},
        {"category_locale": "ru"},
    ]


def test_attachments_are_given_to_an_article_twenty_at_a_time(account, help_center, calls):
    where = f"{BASE}/articles/5/bulk_attachments.json"
    account.expect_request(where, method="POST").respond_with_data("")
    help_center.articles.attach(5, range(45))
    sent = [call.body["attachment_ids"] for call in calls()]
    assert [len(ids) for ids in sent] == [20, 20, 5]
    assert [*chain.from_iterable(sent)] == [*range(45)]


def test_file_of_an_article_is_uploaded_as_a_form(account, help_center, forms):
    where = f"{BASE}/articles/5/attachments.json"
    made = {"article_attachment": {"id": 8, "file_name": "схема.png", "inline": True}}
    account.expect_request(where, method="POST").respond_with_json(made, status=201)
    content = bytes(range(256))
    attachments = help_center.articles.attachments(5)
    assert attachments.upload(content, "схема.png", inline=True).inline
    (form,) = forms()
    assert form["inline"].content == b"true"
    assert form["file"].content == content
    assert (form["file"].file_name, form["file"].kind) == ("схема.png", "image/png")
    assert form.keys() == {"inline", "file"}


def test_file_of_the_library_is_named_in_a_form(account, help_center, forms):
    where = f"{BASE}/articles/5/attachments.json"
    account.expect_request(where, method="POST").respond_with_json(
        {"article_attachment": {"id": 8}}, status=201
    )
    help_center.articles.attachments(5).create("01E86XPP", locale="ru")
    (form,) = forms()
    assert {name: part.content for name, part in form.items()} == {
        "guide_media_id": b"01E86XPP",
        "locale": b"ru",
    }


def test_missing_languages_are_texts(account, help_center):
    where = f"{BASE}/articles/5/translations/missing.json"
    account.expect_ordered_request(where).respond_with_json({"locales": ["ru", "de"]})
    account.expect_ordered_request(where).respond_with_json({"locales": [None]})
    translations = help_center.articles.translations(5)
    assert translations.missing() == ("ru", "de")
    with pytest.raises(SchemaError):
        translations.missing()


def test_search_over_everything_follows_a_cursor_without_an_address(account, help_center, calls):
    where = "/api/v2/guide/search"
    for title, meta in (
        ("a", {"has_more": True, "after_cursor": "один/2"}),
        ("b", {"has_more": False, "after_cursor": "x"}),
    ):
        body = {"results": [{"title": title, "type": "ARTICLE"}], "meta": meta}
        account.expect_ordered_request(where).respond_with_json(body)
    found = help_center.search.everything("возврат", ["ru", "en-us"], content_types="ARTICLE")
    assert list(found) == [Finding(title="a", type="ARTICLE"), Finding(title="b", type="ARTICLE")]
    first, second = calls()
    asked = {
        "query": ["возврат"],
        "filter[locales]": ["ru,en-us"],
        "filter[content_types]": ["ARTICLE"],
        "page[size]": ["50"],
    }
    assert first.query == asked
    assert second.query == {**asked, "page[after]": ["один/2"]}


@pytest.mark.parametrize(
    ("metas", "said"),
    [
        ([{"has_more": True}], "not where"),
        ([{"has_more": True, "after_cursor": "a"}] * 2, "circle"),
    ],
)
def test_search_that_leads_nowhere_ends_after_what_came(account, help_center, metas, said):
    for meta in metas:
        account.expect_ordered_request("/api/v2/guide/search").respond_with_json(
            {"results": [{"title": "a"}], "meta": meta}
        )
    found = help_center.search.everything("a", ["ru"])
    for _ in metas:
        assert next(found).title == "a"
    with pytest.raises(SchemaError, match=said):
        next(found)


def test_search_for_articles_wants_something_to_search_by(account, help_center, calls):
    result = {**ARTICLE, "result_type": "article", "snippet": "<em>Возврат</em> денег"}
    account.expect_request(f"{BASE}/articles/search.json").respond_with_json(
        {"results": [result], "next_page": None}
    )
    with pytest.raises(ConfigError) as caught:
        list(help_center.search.articles(locale="ru"))
    assert caught.value.hint
    (found,) = help_center.search.articles(section=3)
    assert found.snippet == "<em>Возврат</em> денег"
    assert calls()[0].query == {"per_page": ["100"], "section": ["3"]}


def test_changed_articles_are_followed_by_their_addresses(account, help_center, calls):
    where = f"{BASE}/incremental/articles.json"
    following = account.url_for(f"{where}?start_time=2")
    account.expect_ordered_request(where).respond_with_json(
        {"articles": [ARTICLE], "next_page": following, "end_time": 2}
    )
    account.expect_ordered_request(where).respond_with_json(
        {"articles": [ARTICLE], "next_page": None, "end_time": 2}
    )
    assert [article.id for article in help_center.articles.incremental(1)] == [5, 5]
    assert [call.query for call in calls()] == [{"start_time": ["1"]}, {"start_time": ["2"]}]


def test_what_is_wrong_with_a_segment_is_told_by_field(account, help_center):
    reasons = {"user_type": ["value `foo` invalid"]}
    account.expect_request(f"{BASE}/user_segments.json", method="POST").respond_with_json(
        {"errors": reasons}, status=400
    )
    with pytest.raises(BadRequest, match="value `foo` invalid") as caught:
        help_center.user_segments.create({"user_type": "foo"})
    assert caught.value.details == {"errors": reasons}


def test_unknown_names_are_kept_and_unknown_resources_refused(account, help_center):
    body = {"label": {"id": 1, "name": "a", "colour": "red"}}
    account.expect_request(f"{BASE}/articles/labels/1.json").respond_with_json(body)
    label = help_center.labels.get(1)
    assert label == Label(id=1, name="a")
    assert label.to_dict() == body["label"]
    with pytest.raises(AttributeError, match="forums"):
        help_center.forums  # noqa: B018 - what a typing slip does
    assert {"articles", "votes", "user_segments"} <= set(dir(help_center))


def test_token_of_a_picture_is_shown_nowhere(account, help_center):
    url = "https://s3.example/x?X-Amz-Signature=geheim"
    account.expect_request("/api/v2/guide/user_images/uploads").respond_with_json(
        {"upload": {"url": url, "token": "geheim", "headers": {"Content-Type": "image/png"}}}
    )
    upload = help_center.user_images.request_upload(content_type="image/png", file_size=3)
    assert parse_qs(upload.url.partition("?")[2])["X-Amz-Signature"] == ["geheim"]
    assert "geheim" not in repr(upload)
