"""Reads a listing with zenpy each time a line comes in, and answers with the CPU it took.

Run by ``versus.py`` in an environment of its own: zenpy is no dependency of ours.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from zenpy import Zenpy

HOST = "https://acme.zendesk.com"


class Here(HTTPAdapter):
    """Takes what is meant for the vendor to the canned listing."""

    def __init__(self, origin: str) -> None:
        super().__init__()
        self._origin = origin

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        meant, request.url = request.url, request.url.replace(HOST, self._origin)
        answer = super().send(request, **how)
        request.url = answer.url = meant  # zenpy reads the answer's kind from it
        return answer


def read(origin: str) -> int:
    session = requests.Session()
    session.mount("https://", Here(origin))
    client = Zenpy(
        subdomain="acme", email="a@acme.example", token="x", session=session, disable_cache=True
    )
    return sum(
        bool(t.id and t.subject and t.status and t.created)
        for t in client.tickets(cursor_pagination=True)
    )


def main() -> None:
    origin = sys.argv[1]
    for _ in sys.stdin:
        gc.collect()
        start = time.process_time()
        seen = read(origin)
        spent = time.process_time() - start
        sys.stdout.write(f"{seen} {spent}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
