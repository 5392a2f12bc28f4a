"""A server answers, and stops without a sound."""

import logging
import threading

import pytest
import requests

from cxsdk.appkit.serving import Server
from cxsdk.errors import ConfigError


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def test_a_server_answers_and_its_port_is_free_again_after_it_stopped(free_port, caplog):
    with caplog.at_level(logging.DEBUG):
        for _ in range(2):
            server = Server(hello, port=free_port)
            server.start()
            with requests.Session() as session:  # an open connection must not hold it up
                assert session.get(f"http://127.0.0.1:{free_port}/", timeout=5).text == "hello"
                server.stop()
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert not [t for t in threading.enumerate() if t.name == f"serve-{free_port}"]


def test_a_taken_port_is_named_with_what_to_do(free_port):
    server = Server(hello, port=free_port)
    server.start()
    try:
        with pytest.raises(ConfigError, match=f"port {free_port} cannot be used") as caught:
            Server(hello, port=free_port)
        assert "--port" in caught.value.hint
    finally:
        server.stop()
