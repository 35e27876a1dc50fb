"""The explorer as `newscrawl serve` runs it, on a free port of loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import requests
import uvicorn

from newscrawl.web.app import create_app

TOKEN = "a token of more than sixteen characters"


class Client:
    """A person or program that asks one server, with cookies of its own."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()

    def get(self, path: str, *, headers: dict[str, str] | None = None, **query: object) -> requests.Response:
        address = f"{self.base}{path}?{urlencode(query)}" if query else f"{self.base}{path}"
        return self.session.get(address, headers=headers, allow_redirects=False, timeout=30)

    def post(self, path: str, *, json: Any = None, token: str | None = None, **form: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if json is not None and token else None
        form = {**form, "token": token} if json is None and token is not None else form
        address = f"{self.base}{path}"
        return self.session.post(address, data=form, json=json, headers=headers, allow_redirects=False, timeout=30)

    def another(self) -> Client:
        return Client(self.base)


@contextmanager
def serving(url: str, **options: Any) -> Iterator[Client]:
    """A server on a database, ended at the end."""
    app = create_app(url, **{"token": TOKEN, **options})
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Client(f"http://127.0.0.1:{listening.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join()
