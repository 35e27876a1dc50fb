"""From the records of WARC files to the visits that made them: an address, what it redirected to, and its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from fastwarc import WarcRecord
from w3lib.url import safe_url_string

from newscrawl.errors import ArchiveError
from newscrawl.fetch.archive import Place
from newscrawl.fetch.check import whole
from newscrawl.fetch.members import MAGIC, Member, members

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Answers that a crawl asks again for (RETRY_HTTP_CODES).
_TRIED_AGAIN = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
_MOST_STEPS = 12
# A record's time counts as when a text was first seen: before the web and after today there was nothing to see.
_FIRST, _CLOCKS = datetime(1990, 1, 1, tzinfo=UTC), timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response record without its body."""

    file: Path
    offset: int
    url: str
    status: int
    fetched_at: datetime
    content_type: str | None
    etag: str | None
    last_modified: str | None
    location: str | None
    """Where it redirects to, absolute."""

    @property
    def place(self) -> Place:
        return Place(self.file.name, self.offset)


@dataclass(frozen=True, slots=True)
class Visit:
    """The answers to one request, redirects and further tries included, oldest first."""

    answers: tuple[Answer, ...]

    @property
    def url(self) -> str:
        return self.answers[0].url

    @property
    def last(self) -> Answer:
        return self.answers[-1]


@dataclass(slots=True)
class Contents:
    """What WARC files hold for a replay."""

    visits: list[Visit] = field(default_factory=list)
    """By time."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Records that are no answer of a page, by what they are."""
    damaged: list[str] = field(default_factory=list)
    """File, offset and what is wrong."""


def contents(files: Iterable[Path], report: Callable[[int], None] = lambda _: None) -> Contents:
    """Read the files' records, whole ones only; `report` is called with the bytes read of all files so far.

    A file that can't be read and a record that is damaged are named and the others still read.
    """
    found, before = Contents(), 0
    for path in files:
        answers: list[Answer] = []
        try:
            _require_members(path)
            for member, record in _records(path, found):
                answer = _answer(path, member, record, found)
                if answer is not None:
                    answers.append(answer)
                report(before + member.end)
            before += path.stat().st_size
        except (ArchiveError, OSError) as err:
            found.damaged.append(str(err))
        found.visits += visits(answers)
    found.visits.sort(key=lambda v: (v.last.fetched_at, v.last.file, v.last.offset))
    return found


def visits(answers: Iterable[Answer]) -> Iterator[Visit]:
    """The visits behind the answers of one file, which are in its order: what a crawl did in one process."""
    left = dict(enumerate(answers))
    by_url: dict[str, list[int]] = {}
    for number, answer in left.items():
        by_url.setdefault(answer.url, []).append(number)
    for number in list(left):
        if number not in left:
            continue
        chain = [left.pop(number)]
        while len(chain) < _MOST_STEPS:
            following = _following(chain[-1])
            number = next((n for n in by_url.get(following or "", ()) if n > number and n in left), -1)
            if number < 0:
                break
            chain.append(left.pop(number))
        yield Visit(tuple(chain))


def _following(answer: Answer) -> str | None:
    """The address that is asked for after an answer; None where it is the last one."""
    if answer.status in _REDIRECTS:
        return answer.location
    return answer.url if answer.status in _TRIED_AGAIN else None


def _require_members(path: Path) -> None:
    with open(path, "rb") as stream:
        start = stream.read(len(MAGIC))
    if start != MAGIC[: len(start)]:
        raise ArchiveError(f"{path} is not gzipped: compress it record by record, as WARC tools do")


def _records(path: Path, found: Contents) -> Iterator[tuple[Member, WarcRecord]]:
    last: str | None = None
    for member in members(path):
        try:
            record = whole(member)
            _require_alone(member, record)
        except ArchiveError as err:
            # Inside a damaged stretch there are things that look like members: it is told once.
            if last is None:
                last = f"{path} at {member.offset}: {err}"
                found.damaged.append(last)
            continue
        last = None
        yield member, record


def _require_alone(member: Member, record: WarcRecord) -> None:
    end = member.content.find(b"\r\n\r\n") + len(b"\r\n\r\n") + record.content_length
    if end < len(member.content.rstrip()):
        raise ArchiveError("several records in one gzip member, so that none can be read alone: compress it anew")


def _answer(path: Path, member: Member, record: WarcRecord, found: Contents) -> Answer | None:
    """The record as an answer; None where it is none, which is counted, or damaged, which is noted."""
    kind = str(record.record_type)
    if kind != "response":
        found.skipped[f"{kind} record"] += 1
        return None
    try:
        return _read(path, member, record)
    except ArchiveError as err:
        found.damaged.append(f"{path} at {member.offset}: {err}")
        return None


def _read(path: Path, member: Member, record: WarcRecord) -> Answer:
    try:
        record.parse_http()
    except (OSError, ValueError) as err:
        raise ArchiveError(f"no HTTP response: {err}") from err
    headers, when = record.http_headers, record.record_date
    url = urldefrag((record.headers.get("WARC-Target-URI") or "").strip("<> ")).url
    if headers is None or headers.status_code is None:
        raise ArchiveError("no HTTP response")
    if when is None or not url:
        raise ArchiveError("a response without its address or its time")
    if not _FIRST <= when <= datetime.now(UTC) + _CLOCKS:
        raise ArchiveError(f"a response of {when.date()}, a day on which nobody can have fetched it")
    location = headers.get("Location")
    return Answer(
        file=path,
        offset=member.offset,
        url=url,
        status=headers.status_code,
        fetched_at=when.astimezone(UTC),
        content_type=headers.get("Content-Type"),
        etag=headers.get("ETag"),
        last_modified=headers.get("Last-Modified"),
        location=_absolute(url, location) if location else None,
    )


def _absolute(url: str, location: str) -> str | None:
    try:
        return urldefrag(urljoin(url, safe_url_string(location))).url
    except ValueError:
        return None
