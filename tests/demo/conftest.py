"""The replica on a free port, in this process, without its delays."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from newscrawl.demo.content import World
from newscrawl.demo.server import Server, serve


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


Get = Callable[..., Reply]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serve(0, dict.fromkeys(("securnews", "cnn", "reuters", "kcna"), 0.0)) as running:
        yield running


@pytest.fixture(scope="session")
def world(server: Server) -> World:
    return World(server.port)


@pytest.fixture(scope="session")
def get(server: Server) -> Get:
    """Ask for an address as a client would that resolves its host to loopback; redirects are not followed."""

    def ask(url: str, method: str = "GET", **headers: str) -> Reply:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": parts.netloc, **names})
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    return ask
