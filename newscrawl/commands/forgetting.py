"""Forgetting articles: first the database says so, then the archive's files are written anew, one after the other.

Killed anywhere, database and archive agree on every record that is kept: the new file is on disk before the rows point
into it, and the old one goes after that. What is left to be erased stands in the database, and the next call goes on.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine, delete, func, insert, select, update

from newscrawl.errors import ArchiveError, StoreError
from newscrawl.fetch.archive import read
from newscrawl.fetch.check import files
from newscrawl.fetch.erasing import places_of, remove, rewrite
from newscrawl.fetch.holding import InUse, held
from newscrawl.store.compacting import compact
from newscrawl.store.forgetting import Doomed, Listing
from newscrawl.store.models import Erasure, Tombstone
from newscrawl.store.pruning import NOWHERE, POINTING, WHOLE
from newscrawl.store.session import reading, writing
from newscrawl.store.tombstones import erase_later

Report = Callable[[str, int, int], None]


def naming(folder: Path, going: Doomed) -> list[Listing]:
    """Those of the candidates whose archived answer names one of the article's addresses, or can't be read."""
    spelled = [spelling for url in going.urls for spelling in _spellings(url)]
    return [listing for listing in going.listings if _names(folder, listing, spelled)]


def _spellings(url: str) -> Iterable[bytes]:
    """An address as feeds, pages and JSON write it; the path alone in quotes, as links do."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    for text in (url.partition("://")[2], f'"{path}"', f"'{path}'"):
        yield from {text.encode(), html.escape(text, quote=False).encode(), text.replace("/", r"\/").encode()}


def _names(folder: Path, listing: Listing, spelled: Iterable[bytes]) -> bool:
    try:
        body = read(folder, listing.place).body
    except ArchiveError:
        return True
    return any(spelling in body for spelling in spelled)


def scan(engine: Engine, folder: Path, more: Iterable[str], report: Report) -> int:
    """Look through the whole archive for records of forgotten addresses that no row tells of; how many are to go.

    A crawl that was killed between a download and its row leaves such.
    """
    with reading(engine) as connection:
        urls = {*connection.scalars(select(Tombstone.url)), *more}
    found, paths = 0, files(folder)
    for number, path in enumerate(paths, 1):
        places = [(path.relative_to(folder).as_posix(), offset) for offset in places_of(path, urls)]
        with writing(engine) as connection:
            erase_later(connection, places)
        found += len(places)
        report("looking through the archive", number, len(paths))
    return found


def erase(engine: Engine, folder: Path, report: Report = lambda *_: None) -> list[str]:
    """Erase from the archive whatever is noted for it, then from the database's free space.

    Returns why something is left, one line each; call it again then. Raises StoreError, ArchiveError.
    """
    left = erase_files(engine, folder, report)
    if left:
        return left
    try:
        compact(engine)
    except StoreError as err:
        return [f"what is free in the database may still hold it: {err}"]
    _done(engine)
    return []


def erase_files(engine: Engine, folder: Path, report: Report = lambda *_: None) -> list[str]:
    """Erase from the archive's files whatever is noted for it; returns why something is left."""
    left: list[str] = []
    with reading(engine) as connection:
        names = connection.scalars(select(Erasure.archive_file).distinct().order_by(Erasure.archive_file)).all()
    for number, name in enumerate(names, 1):
        try:
            _erase(engine, folder, name)
        except InUse as err:
            left.append(str(err))
        report("erasing", number, len(names))
    return left


def _done(engine: Engine) -> None:
    with writing(engine) as connection:
        if not connection.scalar(select(func.count()).select_from(Erasure)):
            now = datetime.now(UTC)
            connection.execute(update(Tombstone).where(Tombstone.erased_at.is_(None)).values(erased_at=now))


def _erase(engine: Engine, folder: Path, name: str) -> None:
    path = folder / name
    with reading(engine) as connection:
        offsets = set(connection.scalars(select(Erasure.archive_offset).where(Erasure.archive_file == name)))
        urls = set(connection.scalars(select(Tombstone.url)))
    if path.exists():
        with held(path):
            if WHOLE in offsets:
                remove(path)
            else:
                new = rewrite(path, offsets, urls)
                target = (path.parent / new.name).relative_to(folder).as_posix()
                _point(engine, name, target, new.offsets)
                remove(path)
    _erased(engine, name)


def _erased(engine: Engine, name: str) -> None:
    with writing(engine) as connection:
        connection.execute(delete(Erasure).where(Erasure.archive_file == name))


def _point(engine: Engine, name: str, target: str, offsets: dict[int, int]) -> None:
    """Have all rows that point into a file point into the one that replaces it."""
    with writing(engine) as connection:
        for model, key in POINTING:
            query = select(key, model.archive_offset).where(model.archive_file == name)
            for ident, offset in connection.execute(query).all():
                kept = offsets.get(offset) if offset is not None else None
                place = {"archive_file": target, "archive_offset": kept} if kept is not None else NOWHERE
                connection.execute(update(model).where(key == ident).values(place))
        connection.execute(delete(Erasure).where(Erasure.archive_file == name))
        connection.execute(insert(Erasure).values(archive_file=name, archive_offset=WHOLE))
