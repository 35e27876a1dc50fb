"""Who may touch an archive file: a crawl holds what it writes, and nobody rewrites it meanwhile."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from newscrawl.errors import ArchiveError


class InUse(ArchiveError):
    """A crawl still writes to the file."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """A file that no crawl writes to meanwhile. Raises InUse, ArchiveError."""
    try:
        with open(path, "rb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as err:
                raise InUse(f"{path} is written to by a running crawl") from err
            yield
    except OSError as err:
        raise ArchiveError(f"can't read {path}: {err}") from err


def hold(stream: BinaryIO) -> None:
    """Keep a file that is being written from being rewritten, until it is closed or the process ends."""
    fcntl.flock(stream, fcntl.LOCK_SH)


def sync_folder(folder: Path) -> None:
    """Make names in a folder survive a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
