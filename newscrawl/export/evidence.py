"""A bundle for a rights desk: the archived pages of a copy and its originals, side by side, with everything that says
who wrote it first, checkable without the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from newscrawl import __version__
from newscrawl.errors import ArchiveError, NewscrawlError
from newscrawl.export.evidence_page import page
from newscrawl.export.opened import MANIFEST
from newscrawl.export.quotes import Quote, stands_in
from newscrawl.fetch.archive import ArchivedResponse, Place, info_record, read
from newscrawl.fetch.members import packed
from newscrawl.plaintext import plain
from newscrawl.query import Dossier, SideBySide, Why, article, history, side_by_side, why
from newscrawl.query.history import History

FORMAT = "newscrawl-evidence/1"
SUMS, REPORT, DATA, RECORDS = "SHA256SUMS", "report.html", "evidence.json", "pages.warc.gz"
_README = """Evidence about {url}, made by newscrawl {version} on {made:%Y-%m-%d %H:%M} UTC.

report.html     to read and to print; it needs nothing but a browser
evidence.json   the same as data, with the versions of what concluded it
pages.warc.gz   the pages as they were received (WARC 1.1, ISO 28500), copied byte by byte from the archive
manifest.json   every file with its SHA-256, every record with the SHA-256 of its body, every quote with its record
SHA256SUMS      for: sha256sum -c SHA256SUMS

Check it: newscrawl evidence verify FOLDER-OR-ZIP      (needs neither a database nor a network)
A machine concluded this from the pages named here. It is evidence to be judged by a person, not a judgement.
"""


class NoEvidence(NewscrawlError):
    """There is nothing to bundle; the message says why."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a bundle tells of."""

    why: Why
    comparison: SideBySide
    history: History
    originals: tuple[Dossier, ...]
    """The stored originals, the likeliest first."""
    made_at: datetime

    @property
    def copy(self) -> Dossier:
        return self.why.dossier


@dataclass(frozen=True, slots=True)
class Packed:
    """A record of the archive and where it stands in the bundle's WARC file."""

    url: str
    place: Place
    offset: int
    response: ArchivedResponse


def bundle(engine: Engine, archive: Path, address: str, *, now: datetime | None = None) -> dict[str, bytes]:
    """The files of a bundle by name.

    Raises UnknownAddress, NoEvidence where no article or none of its archived pages is there, StoreError.
    """
    case = _case(engine, address, now or datetime.now(UTC))
    warc, records = _records(archive, case)
    if not any(record.url in _urls(case.copy) for record in records):
        raise NoEvidence(f"{plain(case.copy.page.url)}: none of its downloads can be read from the archive {archive}")
    quotes = list(_placed(quotes_of(case), records))
    written = {
        REPORT: page(case, quotes).encode("utf-8", "replace"),
        DATA: _json(_data(case)),
        RECORDS: warc,
        "README.txt": _README.format(url=case.copy.page.url, version=__version__, made=case.made_at).encode(),
    }
    written[MANIFEST] = _json(_manifest(case, written, records, quotes))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(written.items()))
    return {**written, SUMS: sums.encode()}


def _case(engine: Engine, address: str, now: datetime) -> Case:
    found = why(engine, address)
    if found.dossier.text is None:
        raise NoEvidence(found.answer)
    url = found.dossier.page.url
    originals = dict.fromkeys(o.original_url for o in found.dossier.origins if o.original_url)
    return Case(
        why=found,
        comparison=side_by_side(engine, url),
        history=history(engine, url),
        originals=tuple(article(engine, original) for original in originals),
        made_at=now,
    )


def quotes_of(case: Case) -> Iterator[Quote]:
    """Everything that is quoted from a page."""
    copy = case.copy
    for credit in copy.credits:
        where = credit.source_url or copy.page.url
        yield Quote("credit", credit.quote, where, credit.locator, credit.archive_file, credit.archive_offset)
    for original in case.originals:
        for credit in original.credits:
            where = credit.source_url or original.page.url
            yield Quote("credit", credit.quote, where, credit.locator, credit.archive_file, credit.archive_offset)
    for origin in copy.origins:
        for proof in origin.evidence:
            if not proof.locator:  # a remark on several pages, no words of one
                continue
            where = proof.source_url or copy.page.url
            yield Quote("evidence", proof.quote, where, proof.locator, proof.archive_file, proof.archive_offset)
    for comparison in case.comparison.comparisons:
        for row in comparison.rows:
            if row.copy is not None:
                yield Quote("passage", row.copy, copy.page.url)
            if row.original is not None:
                yield Quote("passage", row.original, comparison.original_url)


def _records(archive: Path, case: Case) -> tuple[bytes, list[Packed]]:
    """The downloads of all pages told of, and of the feeds that are quoted, as one WARC file; what can't be read is
    left out."""
    places = dict.fromkeys(
        Place(download.archive_file, download.archive_offset or 0)
        for dossier in (case.copy, *case.originals)
        for download in dossier.downloads
        if download.archive_file is not None
    )
    places |= dict.fromkeys(
        Place(quote.archive_file, quote.archive_offset or 0) for quote in quotes_of(case) if quote.archive_file
    )
    content, found = info_record(), []
    for place in places:
        try:
            response, member = read(archive, place), packed(archive / place.file, place.offset)
        except ArchiveError:
            continue
        found.append(Packed(response.url, place, len(content), response))
        content += member
    return content, found


def _placed(quotes: Iterable[Quote], records: list[Packed]) -> Iterator[dict[str, Any]]:
    """Each quote once, with the record that holds it."""
    seen = set()
    by_place = {record.place: record for record in records}
    for quote in quotes:
        key = (quote.kind, quote.text, quote.url, quote.locator)
        if key in seen or not quote.text.strip():
            continue
        seen.add(key)
        own = [by_place[place]] if (place := quote.place) in by_place else []
        # What compared texts show is noted with the other page's address.
        others = sorted((r for r in reversed(records) if r not in own), key=lambda r: r.url != quote.url)
        holder = next((r for r in [*own, *others] if stands_in(quote.text, quote.locator, r.response)), None)
        yield {
            "kind": quote.kind,
            "text": quote.text,
            "url": quote.url,
            "locator": quote.locator,
            "offset": holder.offset if holder else None,
        }


def _manifest(
    case: Case, written: dict[str, bytes], records: list[Packed], quotes: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "url": case.copy.page.url,
        "made_at": case.made_at,
        "made_by": f"newscrawl {__version__}",
        "versions": _versions(case),
        "files": [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(written.items())
        ],
        "records": [
            {
                "url": record.url,
                "fetched_at": record.response.fetched_at,
                "status": record.response.status,
                "offset": record.offset,
                "body_sha256": record.response.sha256,
                "archived_in": record.place.file,
                "archived_at": record.place.offset,
            }
            for record in records
        ],
        "quotes": quotes,
    }


def _versions(case: Case) -> dict[str, list[str]]:
    """What read and concluded it."""
    family = case.why.family
    members = (*family.copies, *family.parts) if family else ()
    return {
        "extractor": sorted({v.extractor for d in (case.copy, *case.originals) for v in d.versions}),
        "tracer": sorted({origin.tracer for origin in case.copy.origins}),
        "detector": sorted({member.detector for member in members if member.detector}),
    }


def _data(case: Case) -> dict[str, Any]:
    return {
        "answer": case.why.answer,
        "looked_at": case.why.looked_at,
        "settle": case.why.settle,
        "copy": asdict(case.copy),
        "originals": [asdict(original) for original in case.originals],
        "side_by_side": asdict(case.comparison),
        "history": asdict(case.history),
        "family": asdict(case.why.family) if case.why.family else None,
    }


def _urls(dossier: Dossier) -> set[str]:
    return {dossier.page.url, *dossier.aliases, *(download.url for download in dossier.downloads)}


def _json(value: object) -> bytes:
    def other(item: object) -> str:
        return item.isoformat() if isinstance(item, datetime) else str(item)

    return (json.dumps(value, ensure_ascii=False, indent=1, default=other) + "\n").encode("utf-8", "replace")
