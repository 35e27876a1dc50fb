"""Checking an evidence bundle: neither database nor network is asked."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.errors import ArchiveError, NewscrawlError
from newscrawl.export.evidence import FORMAT, MANIFEST, RECORDS, SUMS
from newscrawl.export.quotes import stands_in
from newscrawl.fetch.archive import ArchivedResponse, Place, read
from newscrawl.fetch.check import check

# Of one file of a bundle: what a zip says of its size may be a lie.
_LARGEST = 2 * 1024**3


class NoBundle(NewscrawlError):
    """What was given is no evidence bundle; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    url: str
    made_at: str
    files: int
    records: int
    quotes: int
    """Quotes that were found again in the enclosed pages."""
    unfound: int
    """Quotes that were not found word for word when the bundle was made, as the manifest says."""
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.problems


def verify(bundle: Path) -> Verified:
    """Check hashes, records and quotes of a folder or zip. Raises NoBundle."""
    files = _files(bundle)
    try:
        manifest = json.loads(files[MANIFEST])
        if manifest["format"] != FORMAT:
            raise NoBundle(f"{bundle}: this version reads {FORMAT}, not {manifest['format']!r}")
        return _verified(manifest, files)
    except (KeyError, TypeError, AttributeError, ValueError) as err:
        raise NoBundle(f"{bundle} is no evidence bundle: its {MANIFEST} is missing or not as it should be") from err


def _verified(manifest: Any, files: dict[str, bytes]) -> Verified:
    problems = list(_hashes(manifest, files))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RECORDS
        path.write_bytes(files.get(RECORDS, b""))
        problems += _whole(path)
        responses: dict[int, ArchivedResponse] = {}
        for record in manifest["records"]:
            try:
                responses[record["offset"]] = found = read(path.parent, Place(RECORDS, int(record["offset"])))
            except ArchiveError as err:
                problems.append(f"the record of {record['url']} can't be read: {err.__cause__ or err}")
                continue
            if (found.url, found.sha256) != (record["url"], record["body_sha256"]):
                problems.append(f"the record at {record['offset']} is not that of {record['url']}")
    sought = [quote for quote in manifest["quotes"] if quote["offset"] is not None]
    lost = [q for q in sought if q["offset"] not in responses or not _holds(q, responses[q["offset"]])]
    problems += [f"not in its page: “{quote['text'][:80]}” ({quote['url']})" for quote in lost]
    return Verified(
        url=str(manifest["url"]),
        made_at=str(manifest["made_at"]),
        files=len(manifest["files"]),
        records=len(manifest["records"]),
        quotes=len(sought) - len(lost),
        unfound=len(manifest["quotes"]) - len(sought),
        problems=tuple(problems),
    )


def _holds(quote: Any, response: ArchivedResponse) -> bool:
    return stands_in(quote["text"], quote["locator"], response)


def _hashes(manifest: Any, files: dict[str, bytes]) -> Iterator[str]:
    listed = {file["name"]: file["sha256"] for file in manifest["files"]}
    for name, digest in listed.items():
        if name not in files:
            yield f"{name} is missing"
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            yield f"{name} was changed: its SHA-256 is not that of the manifest"
    for name in sorted(files.keys() - listed.keys() - {MANIFEST, SUMS}):
        yield f"{name} is not in the manifest"
    sums = {line[66:]: line[:64] for line in files.get(SUMS, b"").decode("utf-8", "replace").splitlines()}
    if sums.get(MANIFEST) != hashlib.sha256(files[MANIFEST]).hexdigest():
        yield f"{MANIFEST} was changed: its SHA-256 is not that of {SUMS}"


def _whole(path: Path) -> list[str]:
    try:
        return [f"{RECORDS} at {problem.offset}: {problem.what}" for problem in check(path, path.parent).problems]
    except ArchiveError as err:
        return [str(err)]


def _files(bundle: Path) -> dict[str, bytes]:
    """The bundle's files by name; those of folders in it are none of its own."""
    try:
        if bundle.is_dir():
            return {path.name: path.read_bytes() for path in bundle.iterdir() if path.is_file()}
        with zipfile.ZipFile(bundle) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            if any(entry.file_size > _LARGEST for entry in entries):
                raise NoBundle(f"{bundle}: a file in it is larger than any of a bundle")
            return {entry.filename.rpartition("/")[2]: packed.read(entry) for entry in entries}
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as err:
        raise NoBundle(f"can't read {bundle}: {err}") from err
