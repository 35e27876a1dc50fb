"""Serves the invented newspapers, each on a loopback address of its own, and misbehaves where it is told to."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench.papers import EPOCH, PAPERS, Answer, Papers

# (request handler, what it would have answered) → True where the fault has answered in its place
Fault = Callable[["Handler", Answer], bool]


@dataclass
class Service:
    """What the servers share: the papers, the faults by host and path, and what was sent."""

    papers: Papers
    faults: Mapping[tuple[str, str], Fault] = field(default_factory=dict)
    decorate: Callable[[Handler, Answer], Answer | None] | None = None
    """What becomes of an answer before it is sent; None: it is unchanged (304)."""
    sent: Counter[str] = field(default_factory=Counter)
    """Bytes and answers so far, by host and in all (`bytes`, `answers`)."""
    stopped: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[float, str]] = field(default_factory=list)
    """When each request came, and for which host."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: Service
    validators: tuple[tuple[str, str], ...] = ()
    """Headers of this answer."""

    def do_GET(self) -> None:
        self.validators = ()
        host = (self.headers.get("Host") or "").partition(":")[0]
        self.service.asked.append((time.monotonic(), host))
        answer: Answer | None = self.service.papers.answer(host, self.path)
        fault = self.service.faults.get((host, self.path.removesuffix("?again")))
        if fault is not None and answer is not None and fault(self, answer):
            self.close_connection = True
            return
        if self.service.decorate is not None and answer is not None and answer.status == 200:
            answer = self.service.decorate(self, answer)
        self.send(answer)

    def send(self, answer: Answer | None) -> None:
        body = answer.body if answer is not None else b""
        self.send_response(answer.status if answer is not None else 304)
        if answer is not None:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            if answer.location:
                self.send_header("Location", answer.location)
        for name, value in self.validators:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.service.sent.update({"answers": 1, "bytes": len(body)})

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that are killed or that give up are what the benchmark is about."""


@contextmanager
def serve(pages: int, seed: int = 1, since: datetime = EPOCH, names: tuple[str, ...] = PAPERS) -> Iterator[Service]:
    """Serve papers of so many pages until the block ends."""
    port = _free_port()
    service = Service(Papers(pages, port, seed, since, names))
    handler = type("BoundHandler", (Handler,), {"service": service})
    with ExitStack() as stack:
        for address in service.papers.hosts().values():
            server = stack.enter_context(_Server((address, port), handler))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            stack.callback(server.shutdown)
        stack.callback(service.stopped.set)
        yield service


def _free_port() -> int:
    """A port that is free on the first paper's address; it is as good as free on the others."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.10", 0))
        return int(probe.getsockname()[1])


def hang(handler: Handler, _: Answer) -> bool:
    """Never a byte."""
    handler.service.stopped.wait(60)
    return True


def hang_midway(handler: Handler, answer: Answer) -> bool:
    """Half a body, then nothing."""
    _begin(handler, answer)
    handler.wfile.flush()
    handler.service.stopped.wait(60)
    return True


def close_early(handler: Handler, answer: Answer) -> bool:
    """Half of the body that was announced."""
    _begin(handler, answer)
    return True


def close_at_once(handler: Handler, _: Answer) -> bool:
    """The end before the first byte."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    return True


def no_http(handler: Handler, _: Answer) -> bool:
    """Bytes that are no HTTP."""
    handler.wfile.write(random.Random(handler.path).randbytes(2000))
    return True


def no_gzip(handler: Handler, _: Answer) -> bool:
    """A body that is not packed as it says."""
    body = random.Random(handler.path).randbytes(2000)
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    handler.wfile.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return True


def drip(handler: Handler, answer: Answer) -> bool:
    """A byte now and then, so that no pause is a long one."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    for byte in answer.body[:300]:
        if handler.service.stopped.wait(0.2):
            break
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
    return True


def endless(handler: Handler, _: Answer) -> bool:
    """More than anyone wants."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(64):
        handler.wfile.write(b"<p>and so on</p>" * 32_768)
    return True


def circle(handler: Handler, _: Answer) -> bool:
    """A redirect to itself by way of another address."""
    path = handler.path.removesuffix("?again") if handler.path.endswith("?again") else f"{handler.path}?again"
    handler.wfile.write(f"HTTP/1.1 302 Found\r\nLocation: {path}\r\nContent-Length: 0\r\n\r\n".encode())
    return True


def overloaded(handler: Handler, _: Answer) -> bool:
    """Too busy."""
    handler.send(Answer(503))
    return True


def _begin(handler: Handler, answer: Answer) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {answer.content_type}\r\nContent-Length: {len(answer.body)}\r\n\r\n"
    handler.wfile.write(head.encode() + answer.body[: len(answer.body) // 2])
