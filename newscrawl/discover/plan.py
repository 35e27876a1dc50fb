"""Plans: a conversation with a site, written as a generator that asks for addresses and is sent the answers.

Whoever fetches drives it (`newscrawl.spiders.probe`), so that the plan itself needs no network and is tried with
canned answers.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from newscrawl.discover import SourceError

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came for an address that was asked for."""

    url: str
    """After redirects."""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    error: str | None = None
    """Why nothing came: robots.txt, the address guard, the network."""

    def need(self) -> bytes:
        """The body; raises SourceError where the answer was none or no success."""
        if self.error is not None:
            raise SourceError(f"{self.url}: {self.error}")
        if self.status is None or not 200 <= self.status < 300:
            raise SourceError(f"{self.url} answered {self.status}")
        return self.body

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")


Plan = Generator[str, Answer, Result]
"""Yields the address it wants next, is sent its Answer, returns its result."""
