"""What robots.txt tells of a site: sitemaps, and the delay it asks for. Obeying it is the fetcher's part."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from newscrawl.discover.canonical import canonical_url
from newscrawl.discover.plan import Answer
from newscrawl.plaintext import counted, plain


@dataclass(frozen=True, slots=True)
class RobotsRead:
    sitemaps: tuple[str, ...]
    said: str
    """For a person."""


def robots_url(url: str) -> str:
    """Where the rules for an address stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def read_robots(answer: Answer) -> RobotsRead:
    """A missing file allows everything (RFC 9309 2.3.1.3). Raises SourceError for an error, 429 too, or no answer."""
    missing = answer.status is not None and 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS
    if answer.error is None and missing:
        return RobotsRead((), f"none ({answer.status}): everything is allowed")
    text = answer.need().decode("utf-8-sig", "replace")
    fields = [line.partition("#")[0].partition(":") for line in text.splitlines()]
    sitemaps = []
    for name, _, value in fields:
        if name.strip().lower() == "sitemap":
            try:
                sitemaps.append(canonical_url(value, base=answer.url))
            except ValueError:
                continue
    delays = sorted({plain(v).strip() for n, _, v in fields if n.strip().lower() == "crawl-delay"})
    said = f"{counted(len(sitemaps), 'sitemap')} named" + (f", crawl-delay {', '.join(delays)}" if delays else "")
    return RobotsRead(tuple(dict.fromkeys(sitemaps)), said)
