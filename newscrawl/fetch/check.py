"""Whether WARC files hold what was written, record by record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord

from newscrawl.errors import ArchiveError
from newscrawl.fetch.members import Member, members

SUFFIX = ".warc.gz"


@dataclass(frozen=True, slots=True)
class Problem:
    offset: int
    what: str


@dataclass(slots=True)
class FileReport:
    """What a file holds."""

    file: str
    bytes: int
    records: dict[str, int] = field(default_factory=dict)
    """Number by type: `warcinfo`, `request`, `response`, …"""
    responses: dict[int, str] = field(default_factory=dict)
    """Address by offset, answers without a body ("not modified") included."""
    first: datetime | None = None
    last: datetime | None = None
    problems: list[Problem] = field(default_factory=list)


def files(folder: Path) -> list[Path]:
    """The WARC files of an archive, by name; none where there is no folder."""
    return sorted(path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())


def check(path: Path, folder: Path) -> FileReport:
    """Read a whole file: each record's form, and its digest where it has one. Raises ArchiveError."""
    report = FileReport(path.relative_to(folder).as_posix(), path.stat().st_size)
    last: Problem | None = None
    for member in members(path):
        what = _record(report, member)
        if what is None:
            last = None
        # Inside a damaged stretch there are things that look like members: it is told once.
        elif last is None:
            last = Problem(member.offset, what)
            report.problems.append(last)
    return report


def _record(report: FileReport, member: Member) -> str | None:
    """Count a member's record; what is wrong with it, None where nothing is."""
    try:
        record = whole(member)
    except ArchiveError as err:
        return str(err)
    _count(report, str(record.record_type), record, member.offset)
    return None


def whole(member: Member) -> WarcRecord:
    """A member's record, its digest checked where it has one. Raises ArchiveError, which says what is wrong with it."""
    if member.problem:
        raise ArchiveError(member.problem)
    try:
        record = next(iter(ArchiveIterator(BytesIO(member.content), parse_http=False)), None)
        if record is None:
            raise ArchiveError("no WARC record")
        if "WARC-Block-Digest" in record.headers and not record.verify_block_digest(False):
            raise ArchiveError(f"{record.record_type}: its digest is not that of its bytes")
    except (OSError, ValueError) as err:
        raise ArchiveError(f"no WARC record: {err}") from err
    return record


def _count(report: FileReport, kind: str, record: WarcRecord, offset: int) -> None:
    report.records[kind] = report.records.get(kind, 0) + 1
    if kind in ("response", "revisit"):
        report.responses[offset] = record.headers.get("WARC-Target-URI") or ""
    when = record.record_date
    if when is not None:
        report.first = min(report.first or when, when)
        report.last = max(report.last or when, when)
