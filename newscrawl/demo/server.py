"""Serves the replica on loopback: `with serve(port) as server:`, or `python -m newscrawl.demo.server` until Ctrl-C."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from newscrawl.demo.answers import TODAY, Answer, page
from newscrawl.demo.content import World
from newscrawl.demo.hosts import HOSTS, NAMES, PORT
from newscrawl.demo.originals import Original
from newscrawl.demo.securnews import Securnews

# Seconds a host takes to answer, so that crawling several hosts at once shows.
DELAYS = {"securnews": 0.02, "cnn": 0.03, "reuters": 0.04, "kcna": 0.06}


class Host(Protocol):
    def answer(self, path: str, query: dict[str, str]) -> Answer | None:
        """None where the host has no such address."""


def hosts(world: World) -> dict[str, Host]:
    """Every host by its name."""
    made: dict[str, Host] = {NAMES["securnews"]: Securnews(world)}
    for short in ("cnn", "reuters", "kcna"):
        made[NAMES[short]] = Original(world, short)
    return made


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "replica"
    sys_version = ""
    # Headers and body are two packets; with Nagle's algorithm the second waits 40 ms.
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        site = self.server.sites.get(host)
        if site is None:
            self._send(page(f"This server has no host {host!r}.", status=421))
            return
        time.sleep(self.server.delays[host])
        parts = urlsplit(self.path)
        query = {k: v for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith("utm_")}
        answer = site.answer(parts.path, query)
        self._send(answer or page("<!DOCTYPE html><title>404</title><h1>Not found</h1>", status=404))

    do_HEAD = do_GET

    def _send(self, answer: Answer) -> None:
        unchanged = answer.status == 200 and self._has(answer)
        self.send_response(304 if unchanged else answer.status)
        body = b"" if unchanged else answer.body.replace(TODAY.encode(), f"{datetime.now(UTC):%B %-d, %Y}".encode())
        if answer.status == 200:
            self.send_header("ETag", answer.etag)
            if answer.modified:
                self.send_header("Last-Modified", format_datetime(answer.modified, usegmt=True))
        for name, value in answer.headers:
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _has(self, answer: Answer) -> bool:
        """Whether the client has this answer already (RFC 9110 section 13.2.2: the entity tag goes first)."""
        if tags := self.headers.get("If-None-Match"):
            return answer.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        try:
            return bool(since and answer.modified and answer.modified <= parsedate_to_datetime(since))
        except ValueError:
            return False

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the crawl's own output is what the demo shows."""


class Server(ThreadingHTTPServer):
    """Answers for all hosts on 127.0.0.1; port 0 takes a free one, which `port` then is."""

    daemon_threads = True

    def __init__(self, port: int, delays: Mapping[str, float] = DELAYS) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.delays = {NAMES[short]: seconds for short, seconds in delays.items()}
        self.sites = hosts(World(self.port))

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def serve(port: int = PORT, delays: Mapping[str, float] = DELAYS) -> Iterator[Server]:
    """Serve in a thread until the block ends. Raises OSError where the port is taken."""
    server = Server(port, delays)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    with Server(PORT) as server:
        print(f"Serving {', '.join(HOSTS)} on 127.0.0.1:{PORT}; Ctrl-C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
