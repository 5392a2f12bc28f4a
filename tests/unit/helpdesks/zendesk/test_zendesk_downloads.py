"""Downloads over real HTTP: the bytes as they are, and the token to the account alone."""

import io
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

import cxsdk
from cxsdk.errors import ConfigError, NotFound, SchemaError, TransportError
from cxsdk.helpdesks.zendesk.native import Attachment

FILE = bytes(range(256)) * 500


@pytest.fixture
def keeper() -> Iterator[HTTPServer]:
    """Somebody else, who keeps the account's files."""
    with HTTPServer(host="127.0.0.1", port=0) as server:
        yield server


def tokens(server: HTTPServer) -> list[str | None]:
    return [request.headers.get("Authorization") for request, _ in server.log]


def download(desk, file) -> bytes:
    into = io.BytesIO()
    size = desk.native.attachments.download(file, into)
    assert size == len(into.getvalue())
    return into.getvalue()


def test_a_file_of_the_accounts_own_comes_with_the_token(account, desk) -> None:
    account.expect_request("/attachments/token/a/").respond_with_data(FILE)
    url = account.url_for("/attachments/token/a/?name=файл.bin")
    file = Attachment(id=1, content_url=url, size=len(FILE))
    assert download(desk, file) == FILE
    assert tokens(account) == ["Bearer t0ken"]


def test_the_way_to_others_goes_without_the_token(account, desk, keeper) -> None:
    there = keeper.url_for("/kept?token=j.w.t")
    account.expect_request("/attachments/a").respond_with_response(
        Response(status=302, headers={"Location": there})
    )
    keeper.expect_request("/kept", query_string="token=j.w.t").respond_with_data(FILE)
    assert download(desk, account.url_for("/attachments/a")) == FILE
    assert tokens(account) == ["Bearer t0ken"]
    assert tokens(keeper) == [None]


def test_a_file_that_lies_with_others_from_the_start_never_sees_the_token(
    account, desk, keeper
) -> None:
    keeper.expect_request("/kept").respond_with_data(FILE)
    assert download(desk, keeper.url_for("/kept")) == FILE
    assert tokens(keeper) == [None]
    assert account.log == []


def test_a_way_in_circles_ends(account, desk) -> None:
    account.expect_request("/a").respond_with_response(
        Response(status=302, headers={"Location": "/a"})
    )
    with pytest.raises(SchemaError):
        download(desk, account.url_for("/a"))
    assert len(account.log) == 5


def test_what_others_refuse_is_an_error_of_ours_without_the_query(desk, keeper) -> None:
    keeper.expect_request("/kept").respond_with_data("gone", status=404)
    with pytest.raises(NotFound) as caught:
        download(desk, keeper.url_for("/kept?token=j.w.t"))
    assert "j.w.t" not in str(caught.value)


@pytest.mark.parametrize("size", [len(FILE) - 1, len(FILE) + 1])
def test_a_file_of_another_size_is_not_written(account, desk, size) -> None:
    account.expect_request("/a").respond_with_data(FILE)
    into = io.BytesIO()
    file = Attachment(id=1, content_url=account.url_for("/a"), size=size)
    with pytest.raises(TransportError):
        desk.native.attachments.download(file, into)
    assert into.getvalue() == b""


def test_an_attachment_without_address_says_what_to_do(desk) -> None:
    with pytest.raises(ConfigError) as caught:
        download(desk, Attachment(id=1))
    assert "get(id)" in caught.value.hint


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x", "http://files.example/x", "https://a@b.example/x", "x"]
)
def test_no_address_leads_into_this_machine_or_over_plain_http(url) -> None:
    auth = cxsdk.BearerToken("t0ken")
    with cxsdk.connect("zendesk", "acme", auth=auth) as desk, pytest.raises(ConfigError):
        desk.native.attachments.download(url, io.BytesIO())
