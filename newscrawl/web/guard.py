"""What every answer passes: a known host name, headers that forbid what we don't use, and a tag to ask again with."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:/@\[\]\s]+)(:[0-9]{1,5})?")
# Bytes of a body. The longest form has an address, an origin and a note; whoever sends more sends it before the token
# is looked at, and a program's JSON takes four times its length.
_LARGEST = 100_000
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Refuses foreign host names, which a rebound DNS entry would bring, and large bodies; adds headers; answers 304
    where it can.

    hosts: names, without port, that are served besides those of loopback.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.app = app
        self.hosts = LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _name(headers.get("host", "")) not in self.hosts:
            refusal = PlainTextResponse("This host name is not served here: see NEWSCRAWL_WEB_HOSTS.\n", 400, _HEADERS)
            await refusal(scope, receive, send)
            return
        is_head, keeps = scope["method"] == "HEAD", scope["method"] in ("GET", "HEAD")
        if not keeps:
            body = await _body(receive)
            if body is None:
                refusal = PlainTextResponse(f"No form has more than {_LARGEST} bytes.\n", 413, _HEADERS)
                await refusal(scope, receive, send)
                return
            receive = _again(body, receive)
        answer = _Answer(send, headers.get("if-none-match", ""), is_head, keeps=keeps)
        await self.app({**scope, "method": "GET"} if is_head else scope, receive, answer.take)


class _Answer:
    """An answer that is held back until it is whole, so that its tag can stand in its head."""

    def __init__(self, send: Send, known: str, is_head: bool, *, keeps: bool) -> None:
        self.send, self.known, self.is_head, self.keeps = send, known, is_head, keeps
        self.start: Message = {}
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish()

    async def _finish(self) -> None:
        headers = MutableHeaders(raw=self.start["headers"])
        for name, value in _HEADERS.items():
            headers[name] = value
        headers.setdefault("cache-control", "private, no-cache")
        if self.keeps and self.start["status"] == 200:
            tag = f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'
            headers["etag"] = tag
            if tag in [one.strip().removeprefix("W/") for one in self.known.split(",")] or self.known.strip() == "*":
                del headers["content-length"]
                self.start, self.body = {**self.start, "status": 304, "headers": headers.raw}, bytearray()
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": b"" if self.is_head else bytes(self.body)})


async def _body(receive: Receive) -> bytes | None:
    """All of a request's body; None where it is larger than any of ours, or never ends."""
    body = bytearray()
    while len(body) <= _LARGEST:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body) if len(body) <= _LARGEST else None
    return None


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read again."""
    held: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return held.pop() if held else await receive()

    return given


def _name(host: str) -> str:
    """The host without its port; empty for what is no host name."""
    found = _HOST.fullmatch(host.lower())
    return found["name"] if found else ""
