"""The files of an evidence bundle, whoever packed it: what another program would unpack otherwise is a problem."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"
# Bundles hold the pages of one article and its originals, some megabytes.
_LARGEST = 1024**3
_MOST_FILES = 1_000
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Opened:
    files: dict[str, bytes]
    """By name."""
    problems: tuple[str, ...]
    """What is in the bundle beside its files, or could be taken for one of them."""


def open_bundle(bundle: Path) -> Opened:
    """Raises ValueError with the reason where it can't be read, or is larger than any bundle."""
    try:
        if bundle.is_dir():
            return _folder(bundle)
        with zipfile.ZipFile(bundle) as packed:
            return _zip(packed)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as err:
        raise ValueError(str(err)) from err


def _folder(bundle: Path) -> Opened:
    entries = sorted(bundle.iterdir())
    own = [path for path in entries if path.is_file() and not path.is_symlink()]
    _limit(len(entries), sum(path.stat().st_size for path in own))
    others = [path for path in entries if path not in own]
    problems = tuple(f"{path.name} is {_kind(path)}, no file of the bundle" for path in others)
    return Opened({path.name: path.read_bytes() for path in own}, problems)


def _kind(path: Path) -> str:
    return "a link" if path.is_symlink() else "a folder" if path.is_dir() else "something else"


def _zip(packed: zipfile.ZipFile) -> Opened:
    entries = [entry for entry in packed.infolist() if not entry.is_dir()]
    _limit(len(entries), sum(entry.file_size for entry in entries))
    if any(entry.compress_type not in _KINDS for entry in entries):
        raise ValueError("it is packed in a way that bundles are not")
    # The first folder with a manifest is the bundle's own; the same name in another one would be another file.
    parts = [entry.filename.rpartition("/") for entry in entries]
    folder = min((where for where, _, name in parts if name == MANIFEST), key=len, default="")
    files: dict[str, bytes] = {}
    problems: list[str] = []
    for entry in entries:
        where, _, name = entry.filename.rpartition("/")
        problems += _wrong(entry, where == folder and name not in files)
        files.setdefault(name if where == folder else entry.filename, packed.read(entry))
    return Opened(files, tuple(problems))


def _wrong(entry: zipfile.ZipInfo, is_only: bool) -> Iterator[str]:
    if not is_only:
        yield f"{entry.filename} stands beside the bundle's files, or twice"
    if stat.S_ISLNK(entry.external_attr >> 16):
        yield f"{entry.filename} is a link, no file of the bundle"


def _limit(number: int, size: int) -> None:
    if number > _MOST_FILES or size > _LARGEST:
        raise ValueError("it holds more than any bundle")
