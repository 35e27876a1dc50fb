"""A page's credits in page order: of a file, as stored, or read again from the archive with today's rules."""

from __future__ import annotations

import gzip
import math
import re
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from newscrawl.errors import ArchiveError, NewscrawlError, UnreadablePage
from newscrawl.extract import parse
from newscrawl.extract.document import Document
from newscrawl.items import Credit as Read
from newscrawl.items import CreditName, Role
from newscrawl.trace import read_credits

if TYPE_CHECKING:
    from scrapy.settings import Settings
    from sqlalchemy import Engine

    from newscrawl.query.dossier import Credit as Stored
    from newscrawl.query.dossier import Dossier

_OFFSET = re.compile(r"#char=(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    kind: str
    position: str
    rule: str
    quote: str
    locator: str
    names: tuple[CreditName, ...]
    credited_url: str | None = None
    image_position: int | None = None
    source_url: str | None = None
    """Address of the document the locator points into, where that is not the page."""
    archive_file: str | None = None
    archive_offset: int | None = None
    change: str | None = None
    """Read again: `same`, `new`, `gone`, or `changed` where another rule or other names are read at the same place."""

    @property
    def place(self) -> tuple[str, str, str]:
        return self.kind, self.quote, self.locator

    @property
    def reading(self) -> tuple[object, ...]:
        return self.position, self.rule, self.names, self.credited_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    target: str
    """As it was asked for."""
    url: str | None
    credits: tuple[Credit, ...]
    in_page_order: bool = True
    """False where the stored page can't be read back, so that its credits are in the order of the rules."""
    note: str | None = None


def of_file(target: str, url: str | None) -> Page:
    """Credits of an HTML file, or of standard input (`-`). Raises UnreadablePage where it can't be read."""
    try:
        document = parse(_bytes(target), url=url)
    except (OSError, EOFError, zlib.error) as err:  # the last two: a gzip file that is cut off or broken
        raise UnreadablePage(f"{target}: can't be read: {getattr(err, 'strerror', None) or err}") from err
    except UnreadablePage as err:
        raise UnreadablePage(f"{target}: {err}") from err
    return Page(target=target, url=url, credits=_ordered(_from_rules(read_credits(document)), document))


def of_address(engine: Engine, target: str, *, again: bool) -> Page:
    """Stored credits of an address; with `again`, what today's rules read, compared to them.

    Raises UnknownAddress, StoreError; with `again` also ArchiveError, ConfigurationError and UnreadablePage.
    """
    from newscrawl import query

    dossier = query.article(engine, target)
    stored = tuple(map(_stored, dossier.credits))
    try:
        document, read = _archived(dossier, again=again)
    except NewscrawlError as err:
        if again:
            raise
        return Page(target=target, url=dossier.page.url, credits=stored, in_page_order=False, note=str(err))
    shown = _compared(stored, read) if again else stored
    return Page(target=target, url=dossier.page.url, credits=_ordered(shown, document))


def _bytes(target: str) -> bytes:
    if target == "-":
        return sys.stdin.buffer.read()
    body = Path(target).read_bytes()
    return gzip.decompress(body) if target.endswith(".gz") else body


def _archived(dossier: Dossier, *, again: bool) -> tuple[Document, tuple[Credit, ...]]:
    """The archived page, and what today's rules read on it if that is wanted."""
    from newscrawl.cli.shared.project import project_settings
    from newscrawl.fetch.archive import Place, read
    from newscrawl.sites import load_sites

    file, offset = place_of(dossier)
    settings: Settings = project_settings()
    found = read(Path(settings["NEWSCRAWL_ARCHIVE_DIR"]), Place(file, offset))
    document = parse(found.body, url=found.url, content_type=found.content_type)
    if not again:
        return document, ()
    sites = load_sites(settings["NEWSCRAWL_SITES"])
    credits = _from_rules(read_credits(document, site=sites.get(dossier.page.site), sites=sites))
    return document, tuple(replace(c, archive_file=file, archive_offset=offset) for c in credits)


def place_of(dossier: Dossier) -> tuple[str, int]:
    """Where the newest version's bytes are; of a page without article, those of its last download.

    Raises ArchiveError where nothing is archived.
    """
    places = [(one.archive_file, one.archive_offset) for one in reversed(dossier.versions)]
    places += [(one.archive_file, one.archive_offset) for one in reversed(dossier.downloads)]
    for file, offset in places:
        if file is not None and offset is not None:
            return file, offset
    raise ArchiveError(f"no download of {dossier.page.url} is archived")


def _from_rules(credits: Sequence[Read]) -> tuple[Credit, ...]:
    return tuple(
        Credit(
            kind=str(c.kind),
            position=c.position,
            rule=c.rule,
            quote=c.quote,
            locator=c.locator,
            names=c.names,
            credited_url=c.url,
            image_position=c.image_position,
            source_url=c.source_url,
        )
        for c in dict.fromkeys(credits)
    )


def _stored(credit: Stored) -> Credit:
    return Credit(
        kind=credit.kind,
        position=credit.position,
        rule=credit.rule,
        quote=credit.quote,
        locator=credit.locator,
        names=tuple(
            CreditName(name=n.name, role=Role(n.role), agency=n.agency, publisher=n.publisher) for n in credit.names
        ),
        credited_url=credit.credited_url,
        image_position=credit.image_position,
        source_url=credit.source_url,
        archive_file=credit.archive_file,
        archive_offset=credit.archive_offset,
    )


def _compared(stored: Sequence[Credit], read: Sequence[Credit]) -> tuple[Credit, ...]:
    """What is read now with what became of it, then what is read no more. Feeds are not read again."""
    before = {c.place: c for c in stored if c.source_url is None}
    now = {c.place for c in read}
    shown = []
    for credit in read:
        old = before.get(credit.place)
        change = "new" if old is None else "same" if old.reading == credit.reading else "changed"
        shown.append(replace(credit, change=change))
    gone = (replace(c, change="gone") for c in before.values() if c.place not in now)
    return (*shown, *gone, *(replace(c, change="same") for c in stored if c.source_url is not None))


def _ordered(credits: Sequence[Credit], document: Document) -> tuple[Credit, ...]:
    """In the page's order; what stands in other documents, or nowhere in this one, comes last."""
    places = {element: number for number, element in enumerate(document.root.iter())}

    def place(credit: Credit) -> tuple[float, int]:
        if credit.source_url is not None:
            return math.inf, 1
        offset = _OFFSET.search(credit.locator)
        path = credit.locator.partition("#")[0].partition("/@")[0]
        try:
            found = document.tree.xpath(path)
        except etree.XPathError:
            found = []
        element = found[0] if isinstance(found, list) and found else None
        return places.get(element, math.inf), int(offset[1]) if offset else 0

    return tuple(sorted(credits, key=place))
