"""Checking an evidence bundle: neither database nor network is asked, and whoever made it may mean harm."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.errors import ArchiveError, NewscrawlError
from newscrawl.export.evidence import FORMAT, RECORDS, SUMS
from newscrawl.export.opened import MANIFEST, Opened, open_bundle
from newscrawl.export.quotes import stands_in
from newscrawl.fetch.archive import ArchivedResponse, Place, read
from newscrawl.fetch.check import check

# A bundle of one article and its originals has some dozen quotes. An enemy's would keep a checker busy for days.
_MOST_QUOTES, _MOST_RECORDS = 20_000, 1_000


class NoBundle(NewscrawlError):
    """What was given is no evidence bundle; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    url: str
    made_at: str
    files: int
    """Files of the manifest that are there."""
    records: int
    quotes: int
    """Quotes that were found again in the enclosed pages."""
    unfound: int
    """Quotes that were not found word for word when the bundle was made, as the manifest says."""
    sums_sha256: str | None
    """SHA-256 of SHA256SUMS: whose bundle it is shows when its maker names the same. None without it."""
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.problems


def verify(bundle: Path) -> Verified:
    """Check hashes, records and quotes of a folder or zip. Raises NoBundle."""
    try:
        opened = open_bundle(bundle)
    except ValueError as err:
        raise NoBundle(f"can't read {bundle}: {err}") from err
    try:
        manifest = json.loads(opened.files[MANIFEST])
        if manifest["format"] != FORMAT:
            raise NoBundle(f"{bundle}: this version reads {FORMAT}, not {manifest['format']!r}")
        if len(manifest["quotes"]) > _MOST_QUOTES or len(manifest["records"]) > _MOST_RECORDS:
            raise NoBundle(f"{bundle}: its {MANIFEST} lists more than that of any bundle")
        return _verified(manifest, opened)
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError) as err:
        raise NoBundle(f"{bundle} is no evidence bundle: its {MANIFEST} is missing or not as it should be") from err


def _verified(manifest: Any, opened: Opened) -> Verified:
    files = opened.files
    problems = [*opened.problems, *_hashes(manifest, files)]
    sought = [quote for quote in manifest["quotes"] if quote["offset"] is not None]
    if RECORDS not in files:
        problems += [f"without {RECORDS} no quote can be looked for"] if sought else []
        return _told(manifest, opened, problems, found=0, sought=len(sought))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RECORDS
        path.write_bytes(files[RECORDS])
        problems += _whole(path)
        lost = _unread(manifest["records"], sought, path, problems)
    problems += [f"not in its page: “{quote['text'][:80]}” ({quote['url']})" for quote in lost]
    return _told(manifest, opened, problems, found=len(sought) - len(lost), sought=len(sought))


def _told(manifest: Any, opened: Opened, problems: list[str], *, found: int, sought: int) -> Verified:
    return Verified(
        url=str(manifest["url"]),
        made_at=str(manifest["made_at"]),
        files=sum(file["name"] in opened.files for file in manifest["files"]),
        records=len(manifest["records"]) if RECORDS in opened.files else 0,
        quotes=found,
        unfound=len(manifest["quotes"]) - sought,
        sums_sha256=hashlib.sha256(opened.files[SUMS]).hexdigest() if SUMS in opened.files else None,
        problems=tuple(problems),
    )


def _unread(records: Any, quotes: list[Any], path: Path, problems: list[str]) -> list[Any]:
    """The quotes that stand in none of the records. Records are read one by one: a kilobyte unpacks to megabytes."""
    by_offset: dict[int, list[Any]] = {}
    for quote in quotes:
        by_offset.setdefault(int(quote["offset"]), []).append(quote)
    lost = []
    for record in records:
        offset = int(record["offset"])
        try:
            found = read(path.parent, Place(RECORDS, offset))
        except ArchiveError as err:
            problems.append(f"the record of {record['url']} can't be read: {err.__cause__ or err}")
            continue
        if (found.url, found.sha256) != (record["url"], record["body_sha256"]):
            problems.append(f"the record at {offset} is not that of {record['url']}")
        lost += [quote for quote in by_offset.pop(offset, ()) if not _holds(quote, found)]
    return lost + [quote for some in by_offset.values() for quote in some]


def _holds(quote: Any, response: ArchivedResponse) -> bool:
    return stands_in(quote["text"], quote["locator"], response)


def _hashes(manifest: Any, files: dict[str, bytes]) -> Iterator[str]:
    listed = {file["name"]: file["sha256"] for file in manifest["files"]}
    yield from (f"{name} is listed twice" for name, n in Counter(f["name"] for f in manifest["files"]).items() if n > 1)
    made = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name, digest in listed.items():
        if name not in files:
            yield f"{name} is missing"
        elif made[name] != digest:
            yield f"{name} was changed: its SHA-256 is not that of the manifest"
    for name in sorted(files.keys() - listed.keys() - {MANIFEST, SUMS}):
        yield f"{name} is not in the manifest"
    if SUMS not in files:
        yield f"{SUMS} is missing"
        return
    sums = sorted(files[SUMS].decode("utf-8", "replace").splitlines())
    if f"{made[MANIFEST]}  {MANIFEST}" not in sums:
        yield f"{MANIFEST} was changed: its SHA-256 is not that of {SUMS}"
    elif sums != sorted(f"{digest}  {name}" for name, digest in {**listed, MANIFEST: made[MANIFEST]}.items()):
        yield f"{SUMS} was changed: it is not the manifest's list"


def _whole(path: Path) -> list[str]:
    try:
        return [f"{RECORDS} at {problem.offset}: {problem.what}" for problem in check(path, path.parent).problems]
    except ArchiveError as err:
        return [str(err)]
