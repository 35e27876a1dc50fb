"""Answers as they go over the wire: whole, cut off, without end, or no HTTP at all."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Iterator

Answer = Callable[[], Iterator[bytes]]
"""What a server sends to one request, piece by piece; it then closes the connection."""

TEXT = "The mayor said the bridge would stay closed until its cables have been looked at by the city's engineers. "
ARTICLE = f"<article><h1>The bridge stays closed</h1>{f'<p>{TEXT * 2}</p>' * 5}</article>"


def page(body: str = ARTICLE, head: str = "", title: str = "The bridge stays closed") -> bytes:
    return f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode(
        "utf-8", "surrogatepass"
    )


def raw(*pieces: bytes) -> Answer:
    return lambda: iter(pieces)


def http(
    body: bytes = b"", status: str = "200 OK", *headers: str, kind: str = "text/html", length: bool = True
) -> Answer:
    """A whole answer; without `length` the header that gives it is left to `headers`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close", *headers]
    lines += [f"Content-Length: {len(body)}"] if length else []
    return raw("\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body)


def html(body: str = ARTICLE, head: str = "", title: str = "The bridge stays closed") -> Answer:
    return http(page(body, head, title))


def packed(body: bytes, coding: str) -> Answer:
    return http(body, "200 OK", f"Content-Encoding: {coding}")


def bomb(times: int) -> bytes:
    """Some hundred million bytes of zeros, packed so many times one into the other."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * 1_000_000
    body = b"".join(pack.compress(zeros) for _ in range(200)) + pack.flush()
    for _ in range(times - 1):
        body = gzip.compress(body)
    return body


def endless(piece: bytes, head: bytes, pause: float = 0.0) -> Answer:
    """Goes on until the client has had enough; ten thousand pieces at most."""

    def answer() -> Iterator[bytes]:
        yield head
        for _ in range(10_000):
            yield piece
            time.sleep(pause)

    return answer


def location(target: str, status: str = "302 Found") -> Answer:
    return http(b"", status, f"Location: {target}")
