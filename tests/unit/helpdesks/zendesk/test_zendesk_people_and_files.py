"""People, access and files in the vendor's words: what is sent, how often, what is kept quiet."""

import io
import json

import pytest
from werkzeug import Request, Response

from cxsdk.errors import SchemaError, ServerError, Unauthorized
from cxsdk.helpdesks.zendesk import native

BUSY = {"error": "busy"}


def answer(server, path, body, *, method="GET", **how) -> None:
    server.expect_request(f"/api/v2/{path}", method=method).respond_with_json(body, **how)


# -- people ---------------------------------------------------------------


def test_who_these_credentials_act_as_keeps_the_sessions_proof_out_of_sight(account, desk) -> None:
    answer(account, "users/me", {"user": {"id": 5, "name": "Анна", "authenticity_token": "s3cr"}})
    me = desk.native.users.me()
    assert (me.id, me.name, me.authenticity_token) == (5, "Анна", "s3cr")
    assert "s3cr" not in repr(me)


def test_nobody_is_no_user(account, desk) -> None:
    answer(account, "users/me", {"user": {"id": None, "name": "Anonymous user"}})
    with pytest.raises(Unauthorized):
        desk.native.users.me()


def test_people_are_asked_for_by_either_kind_of_id(account, desk, calls) -> None:
    answer(account, "users/show_many", {"users": [{"id": 5, "name": "Анна"}]})
    answer(account, "organizations/show_many", {"organizations": [{"id": 3, "name": "Acme"}]})
    desk.native.users.show_many([5, 6])
    desk.native.users.show_many(external_ids=["a-1", "a-2"])
    desk.native.organizations.show_many(external_ids=iter(["o-1"]))
    assert [call.query for call in calls()] == [
        {"ids": ["5,6"]},
        {"external_ids": ["a-1,a-2"]},
        {"external_ids": ["o-1"]},
    ]


def test_what_is_looked_for_may_stand_in_the_body_alone(account, desk, calls) -> None:
    answer(account, "users/autocomplete", {"users": []}, method="POST")
    assert desk.native.users.autocomplete_by({"phone": "+7495"}, include="identities") == ()
    (call,) = calls()
    assert (call.query, call.body) == ({"include": ["identities"]}, {"phone": "+7495"})


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("users/5/merge", lambda z: z.users.merge(5, into=6)),
        ("users/5/password", lambda z: z.users.change_own_password(5, previous="a", new="b")),
        (
            "users/5/identities/7/request_verification",
            lambda z: z.users.identities(5).request_verification(7),
        ),
        ("recipient_addresses/5/verify", lambda z: z.support_addresses.verify(5)),
        ("oauth/clients/5/generate_secret", lambda z: z.oauth_clients.generate_secret(5)),
        ("suspended_tickets/5/recover", lambda z: z.suspended_tickets.recover(5)),
        ("suspended_tickets/recover_many", lambda z: z.suspended_tickets.recover_many([5])),
    ],
)
def test_what_would_happen_twice_is_sent_once(account, desk, calls, path, act) -> None:
    answer(account, path, BUSY, method="PUT", status=503)
    with pytest.raises(ServerError):
        act(desk.native)
    assert len(calls()) == 1


def test_any_number_of_people_is_signed_out_and_each_is_told_of(account, desk) -> None:
    asked: list[list[str]] = []

    def sign_out(request: Request) -> Response:
        asked.append(request.args["ids"].split(","))
        return Response(b'""', 500 if "150" in asked[-1] else 202)

    account.expect_request("/api/v2/users/logout_many", method="POST").respond_with_handler(
        sign_out
    )
    results = list(desk.native.users.logout_many(range(250)))
    assert sorted(map(len, asked)) == [50, 100, 100]
    assert [each.item for each in results] == list(range(250))
    assert {each.item for each in results if not each.is_done} == set(range(100, 200))


def test_suspended_tickets_go_by_a_hundred(account, desk, calls) -> None:
    path = "suspended_tickets/destroy_many"
    account.expect_request(f"/api/v2/{path}", method="DELETE").respond_with_data("", status=204)
    assert all(each.is_done for each in desk.native.suspended_tickets.delete_many(range(101)))
    sizes = sorted(len(call.query["ids"][0].split(",")) for call in calls())
    assert sizes == [1, 100]


def test_groups_of_one_agent_are_paged_and_counted(account, desk) -> None:
    base = "users/5/groups"
    more = {"meta": {"has_more": True, "after_cursor": "c"}}
    more["links"] = {"next": account.url_for(f"/api/v2/{base}?page[after]=c")}
    account.expect_ordered_request(f"/api/v2/{base}").respond_with_json(
        {"groups": [{"id": 1, "name": "A"}], **more}
    )
    account.expect_ordered_request(f"/api/v2/{base}").respond_with_json(
        {"groups": [{"id": 2, "name": "B"}], "meta": {"has_more": False}}
    )
    account.expect_ordered_request(f"/api/v2/{base}/count").respond_with_json(
        {"count": {"value": 2, "refreshed_at": None}}
    )
    groups = desk.native.groups.of_user(5)
    assert [each.name for each in groups] == ["A", "B"]
    assert groups.count().value == 2


# -- shapes that the vendor is not sure of ----------------------------------


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one]])
def test_one_object_is_read_plainly_or_in_a_list(account, desk, wrap) -> None:
    rating = {"id": 1, "ticket_id": 2, "score": "good"}
    answer(account, "users/me/session", {"session": wrap({"id": 3432})})
    answer(account, "satisfaction_ratings/1", {"satisfaction_rating": wrap(rating)})
    answer(account, "satisfaction_reasons/1", {"reason": wrap({"id": 1, "value": "Долго"})})
    assert desk.native.sessions.current().id == 3432
    assert desk.native.satisfaction_ratings.get(1).score == "good"
    assert desk.native.satisfaction_reasons.get(1).value == "Долго"


def test_a_list_of_nothing_is_no_object(account, desk) -> None:
    answer(account, "suspended_tickets/1", {"suspended_tickets": []})
    with pytest.raises(SchemaError):
        desk.native.suspended_tickets.get(1)


@pytest.mark.parametrize(
    "body",
    [
        {"email_notification": {"notification_id": 7}},
        {"email_notification": [{"notification_id": 7}]},
        {"email_notifications": [{"notification_id": 7}]},
    ],
)
def test_mails_of_many_tickets_are_read_under_either_name(account, desk, calls, body) -> None:
    answer(account, "email_notifications/show_many", body)
    (mail,) = desk.native.email_notifications.show_many(ticket_ids=[1, 2])
    assert mail.notification_id == 7
    assert calls()[0].query == {"ticket_ids": ["1,2"]}


def test_objects_behind_a_lookup_field_have_their_own_type(account, desk) -> None:
    base = "zen:organization/3/relationship_fields/9"
    answer(account, f"{base}/zen:user", {"users": [{"id": 5, "name": "Анна"}]})
    answer(account, f"{base}/zen:organization", {"organizations": [{"id": 4, "name": "B"}]})
    answer(account, f"{base}/zen:custom_object:car", {"custom_object_records": [{"id": "x"}]})
    sources = desk.native.relationships.sources
    (user,) = sources("zen:organization", 3, 9, "zen:user")
    (organization,) = sources("zen:organization", 3, 9, "zen:organization")
    assert isinstance(user, native.User)
    assert isinstance(organization, native.Organization)
    with pytest.raises(SchemaError):
        list(sources("zen:organization", 3, 9, "zen:custom_object:car"))


def test_a_saved_search_is_sent_without_envelope(account, desk, calls) -> None:
    answer(
        account,
        "saved_searches",
        {"saved_search": {"id": "u", "name": "A", "query": "q"}},
        method="POST",
    )
    assert desk.native.saved_searches.create({"name": "A", "query": "q"}).id == "u"
    assert calls()[0].body == {"name": "A", "query": "q"}


# -- secrets ----------------------------------------------------------------


def test_secrets_of_clients_tokens_and_uploads_are_out_of_sight(account, desk) -> None:
    client = {"id": 1, "identifier": "a", "name": "A", "secret": "s3cr", "global": True}
    token = {"id": 2, "token": "s3cr", "refresh_token": "s3cr", "scopes": ["read"]}
    answer(account, "oauth/clients/1", {"client": client})
    answer(account, "oauth/tokens/current", {"token": token})
    answer(account, "uploads", {"upload": {"token": "s3cr"}}, method="POST", status=201)
    read = desk.native.oauth_clients.get(1)
    current = desk.native.oauth_tokens.current()
    upload = desk.native.attachments.upload("a.txt", b"a")
    assert (read.secret, current.token, upload.token) == ("s3cr", "s3cr", "s3cr")
    assert read.is_global
    assert read.to_dict() == client
    assert "s3cr" not in f"{read!r}{current!r}{upload!r}"


# -- files ------------------------------------------------------------------


@pytest.mark.parametrize("is_open", [False, True])
def test_a_file_arrives_byte_for_byte_under_its_name_and_type(account, desk, is_open) -> None:
    data = bytes(range(256)) * 40
    seen: list[tuple[str, str, str, bytes]] = []

    def keep(request: Request) -> Response:
        name = request.args["filename"]
        seen.append((name, request.args.get("token", ""), request.content_type, request.data))
        return Response('{"upload": {"token": "t-1"}}', 201, content_type="application/json")

    account.expect_request("/api/v2/uploads", method="POST").respond_with_handler(keep)
    given = io.BytesIO(data) if is_open else data
    first = desk.native.attachments.upload("снимок экрана.png", given)
    desk.native.attachments.upload("b", b"", content_type="text/x-log", token=first.token)
    assert seen == [
        ("снимок экрана.png", "", "image/png", data),
        ("b", "t-1", "text/x-log", b""),
    ]


def test_a_file_is_never_sent_twice(account, desk, calls) -> None:
    answer(account, "uploads", BUSY, method="POST", status=503)
    with pytest.raises(ServerError):
        desk.native.attachments.upload("a.png", b"x")
    assert len(account.log) == 1


def test_a_brands_picture_is_sent_as_a_form(account, desk) -> None:
    brand = {"brand": {"id": 1, "name": "A", "subdomain": "a"}}

    def keep(request: Request) -> Response:
        sent = request.files["brand[logo][uploaded_data]"]
        assert (sent.filename, sent.content_type, sent.read()) == ("a.png", "image/png", b"\x89PNG")
        return Response(json.dumps(brand), content_type="application/json")

    account.expect_request("/api/v2/brands/1/logo", method="PUT").respond_with_handler(keep)
    made = desk.native.brands.update_logo(1, "a.png", b"\x89PNG")
    account.check_assertions()
    account.check_handler_errors()
    assert made == native.Brand(id=1, name="A", subdomain="a")
