from __future__ import annotations

import datetime as dt
import gzip
import socket
import ssl
import threading
import traceback

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_httpserver import HTTPServer
from werkzeug import Response as Answer

from cxsdk.errors import ConfigError, ConnectError, RequestTimeout, TransportError
from cxsdk.http import Request, Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
SECRET = {"Authorization": "Bearer s3cret"}


@pytest.fixture
def transport():
    made = Transport(timeout_s=5)
    yield made
    made.close()


def everything_about(error):
    """What a log or a crash reporter would see: all texts of the whole chain."""
    told, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told.append("".join(traceback.format_exception_only(error)) + repr(vars(error)))
        error = error.__cause__ or error.__context__
    return "".join(told)


def test_an_answer_comes_whole_whatever_its_status(httpserver, transport):
    httpserver.expect_request(
        "/x", query_string="a=1", method="PATCH", data="body"
    ).respond_with_data("gone", status=410, headers={"X-Request-Id": "r-1"})
    url = httpserver.url_for("/x?a=1")
    answer = transport.send(Request("PATCH", url, {"Content-Type": "text/plain"}, b"body"))
    assert (answer.status, answer.body, answer.url) == (410, b"gone", url)
    assert answer.headers["x-request-id"] == answer.headers["X-REQUEST-ID"] == "r-1"


def test_a_packed_answer_is_unpacked(httpserver, transport):
    httpserver.expect_request("/x").respond_with_data(
        gzip.compress(b"text " * 999), headers={"Content-Encoding": "gzip"}
    )
    assert transport.send(Request("GET", httpserver.url_for("/x"))).body == b"text " * 999


def test_a_request_says_who_asks(httpserver, transport):
    httpserver.expect_request("/x").respond_with_handler(
        lambda request: Answer(request.headers["User-Agent"])
    )
    assert transport.send(Request("GET", httpserver.url_for("/x"))).body.startswith(b"cxsdk")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_nobody_goes_there(httpserver, transport, status):
    httpserver.expect_request("/x").respond_with_data(
        status=status, headers={"Location": httpserver.url_for("/there")}
    )
    request = Request("POST", httpserver.url_for("/x"), {"Authorization": "Bearer s3cret"}, b"{}")
    assert transport.send(request).status == status
    assert [asked.path for asked, _ in httpserver.log] == ["/x"]


def test_cookies_are_not_kept(httpserver, transport):
    httpserver.expect_request("/x").respond_with_handler(
        lambda request: Answer(request.headers.get("Cookie", ""), headers={"Set-Cookie": "a=1"})
    )
    for _ in range(2):
        assert transport.send(Request("GET", httpserver.url_for("/x"))).body == b""


def test_a_connection_is_used_again(serve_raw, transport):
    with serve_raw(OK) as server:
        for _ in range(5):
            assert transport.send(Request("GET", server.url)).body == b"ok"
        assert (server.connections, len(server.requests)) == (1, 5)


def test_a_transport_is_safe_to_share_between_threads(httpserver, transport):
    httpserver.expect_request("/x").respond_with_handler(
        lambda request: Answer(request.query_string)
    )
    wrong = []

    def ask(name):
        for number in range(20):
            url = httpserver.url_for(f"/x?{name}-{number}")
            if transport.send(Request("GET", url)).body != f"{name}-{number}".encode():
                wrong.append(url)

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(httpserver.log) == 160


@pytest.mark.parametrize(
    "torn",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 2",
        b"not http at all\r\n\r\n",
        b"",
    ],
)
def test_a_torn_answer_is_no_answer(serve_raw, transport, torn):
    with serve_raw(torn, closes=True) as server:
        request = Request(
            "GET", f"{server.url}/a/b?token=s3cret", {"Authorization": "Bearer s3cret"}
        )
        with pytest.raises(ConnectError) as caught:
            transport.send(request)
    assert f"GET {server.url}/a/b" in str(caught.value)
    assert caught.value.request == f"GET {server.url}/a/b"
    assert caught.value.__cause__ is not None
    assert "s3cret" not in everything_about(caught.value)


def test_nobody_listens(transport):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(ConnectError) as caught:
        transport.send(Request("GET", f"http://127.0.0.1:{port}/x?token=s3cret", SECRET))
    assert "s3cret" not in everything_about(caught.value)
    assert caught.value.__cause__ is not None


def test_a_silent_server_is_given_up(serve_raw):
    with serve_raw(None) as server, pytest.raises(RequestTimeout, match=r"in 0\.1 s") as caught:
        Transport(timeout_s=0.1).send(Request("GET", f"{server.url}/x?token=s3cret"))
    assert isinstance(caught.value, TimeoutError)
    assert "s3cret" not in everything_about(caught.value)


def test_a_server_that_stops_in_the_middle_is_given_up(serve_raw):
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    with serve_raw(half) as server, pytest.raises(RequestTimeout):
        Transport(timeout_s=0.1).send(Request("GET", server.url))


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 2000",
        b"Connection: close",
        b"Content-Encoding: gzip",
        b"Content-Length: 99999999999999999999",
    ],
)
def test_an_answer_that_is_too_long_is_dropped(serve_raw, head):
    body = b"x" * 2000
    if b"gzip" in head:
        body = gzip.compress(b"\0" * 1_000_000)
        head += b"\r\nContent-Length: %d" % len(body)
    answer = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body
    with serve_raw(answer, closes=True) as server:
        small = Transport(timeout_s=5, body_limit_bytes=1000)
        with pytest.raises(TransportError, match="too long") as caught:
            small.send(Request("GET", server.url))
        assert not isinstance(caught.value, ConnectError)
        small.close()


def test_an_answer_as_long_as_allowed_is_kept(serve_raw):
    with serve_raw(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1000, closes=True) as server:
        small = Transport(timeout_s=5, body_limit_bytes=1000)
        assert len(small.send(Request("GET", server.url)).body) == 1000
        small.close()


@pytest.mark.parametrize(
    "url", ["http://acme.example/", "http://127.0.0.1.acme.example/", "ftp://a/"]
)
def test_nothing_goes_out_in_the_clear_but_to_this_machine(transport, url):
    with pytest.raises(ConfigError):
        transport.send(Request("GET", url))


@pytest.mark.parametrize(
    "value", ["Bearer s3cret\r\nX-Evil: 1", "Bearer s3cret\n", "Bearer s3cretж€"]
)
def test_a_header_that_cannot_be_sent_is_not_quoted(httpserver, transport, value):
    with pytest.raises(ConfigError) as caught:
        transport.send(Request("GET", httpserver.url_for("/x"), {"Authorization": value}))
    assert "s3cret" not in everything_about(caught.value)
    assert httpserver.log == []


def test_this_machine_is_never_reached_by_a_proxy(monkeypatch, serve_raw, httpserver):
    httpserver.expect_request("/x").respond_with_data("direct")
    with serve_raw(b"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        transport = Transport(timeout_s=5)
        assert transport.send(Request("GET", httpserver.url_for("/x"))).body == b"direct"
        assert proxy.requests == []
        transport.close()


def test_the_world_is_reached_by_the_proxy_of_the_environment(monkeypatch, serve_raw):
    refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    with serve_raw(refusal, closes=True) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        transport = Transport(timeout_s=5)
        with pytest.raises(ConnectError, match="proxy"):
            transport.send(
                Request("GET", "https://acme.example/x", {"Authorization": "Bearer s3cret"})
            )
        assert proxy.requests[0].startswith(b"CONNECT acme.example:443 ")
        assert b"s3cret" not in proxy.requests[0]
        transport.close()


def test_the_environment_is_asked_once_an_origin(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    transport = Transport()
    assert transport._route("https://acme.example/x").proxies["https"] == "http://127.0.0.1:9"
    assert transport._route("https://inside.example/x").proxies == {}
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:10")
    assert transport._route("https://acme.example/y").proxies["https"] == "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody but its owner trusts."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure_server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer("127.0.0.1", 0, ssl_context=context) as server:
        server.expect_request("/x").respond_with_data("secure")
        yield server


def test_a_certificate_that_nobody_trusts_is_refused(secure_server, transport):
    with pytest.raises(ConnectError, match="certificate"):
        transport.send(Request("GET", secure_server.url_for("/x")))


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_environments_certificates_are_trusted(monkeypatch, secure_server, certificate, name):
    for other in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, str(certificate))
    transport = Transport(timeout_s=5)
    assert transport.send(Request("GET", secure_server.url_for("/x"))).body == b"secure"
    transport.close()
