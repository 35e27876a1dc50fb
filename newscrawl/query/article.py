"""Everything known of one address."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, TableClause, select

from newscrawl.query.lookup import find_page
from newscrawl.query.reviews import ReviewRow, reviews_in
from newscrawl.query.views import (
    ALIGNMENT,
    ARTICLE,
    COPY,
    CREDIT,
    DATE,
    DISCOVERY,
    EVIDENCE,
    FETCH,
    IMAGE,
    ORIGIN,
    PAGE,
    READING,
    VERSION,
)
from newscrawl.store.session import reading

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    url: str
    site: str
    kind: str
    via: str
    state: str
    reason: str | None
    alias_of: str | None
    tries: int
    first_seen_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    found_on: str
    """Empty where an operator named the address."""
    via: str
    locator: str | None
    title: str | None
    language: str | None
    published_at: datetime | None
    modified_at: datetime | None
    author: str | None
    source_name: str | None
    source_url: str | None
    publication: str | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    url: str
    fetched_at: datetime
    status: int | None
    sha256: str | None
    size: int
    content_type: str | None
    archive_file: str | None
    archive_offset: int | None
    error: str | None
    reservations: str | None
    """What the answer says of text and data mining, one statement a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The newest version, with the likeliest origin left to `Dossier.origins`."""

    title: str | None
    lead: str | None
    body: str
    language: str | None
    publisher: str | None
    publisher_name: str | None
    published_at: datetime | None
    published_source: str | None
    published_precision: str | None
    published_zoned: bool | None
    modified_at: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime
    versions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the newest version is and says beside its text; None where it was stored before that was read."""

    page_type: str | None
    access: str | None
    structure: str | None
    """What each line of the text is, one a line."""
    details: dict[str, Any] | None
    """Labels, films, other forms of the page, and the signs for type and access."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    number: int
    title: str | None
    language: str | None
    content_hash: str
    extractor: str
    first_seen_at: datetime
    last_seen_at: datetime
    archive_file: str | None
    archive_offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateClaim:
    kind: str
    value_at: datetime
    zoned: bool
    precision: str
    source: str
    raw: str
    locator: str | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    position: int
    image_url: str | None
    caption: str | None
    credit: str | None
    alt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    name: str
    role: str
    agency: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    kind: str
    position: str
    quote: str
    locator: str
    rule: str
    credited_url: str | None
    image_position: int | None
    source_url: str | None
    archive_file: str | None
    archive_offset: int | None
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article with the same words; no statement about who copied."""

    other_url: str
    other_site: str
    other_title: str | None
    other_published_at: datetime | None
    other_first_seen_at: datetime
    method: str
    score: float
    detector: str
    hours_later: float | None
    """By how much this article claims to be later than the other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """An article for which the address of an original is named as the origin."""

    url: str
    site: str
    title: str | None
    published_at: datetime | None
    relation: str
    confidence: float
    origin_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    kind: str
    polarity: str
    weight: float
    quote: str
    locator: str
    rule: str
    source_url: str | None
    archive_file: str | None
    archive_offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A passage of the article beside that of its original, both verbatim."""

    kind: str
    """`in-order`, or `moved`."""
    score: float
    copy_text: str
    original_text: str
    copy_start: int
    copy_end: int
    original_start: int
    original_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    rank: int
    origin: str
    """Slug of the publisher."""
    origin_name: str
    is_agency: bool
    role: str
    relation: str
    confidence: float
    tracer: str
    origin_url: str | None
    original_published_at: datetime | None
    delay_hours: float | None
    original_url: str | None
    """Address of the stored original, where there is one."""
    basis: str
    """`page`: what the page says; `text`: its text compared; `page+text`."""
    copy_coverage: float | None
    """Share of the article's sentences that stand in the original."""
    original_coverage: float | None
    first_line: int | None
    """Lines of the text that come from it, where not all do."""
    last_line: int | None
    direction: str | None
    concluded: float | None
    """The machine's own confidence, where a review changed it."""
    review: str | None
    """`confirm` or `correct`, where somebody decided about it on this version."""
    reviewer: str | None
    reviewed_at: datetime | None
    is_stored: bool
    """True where the original is an article of this database."""
    evidence: tuple[Proof, ...]
    alignment: tuple[Aligned, ...]
    """In the order of the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    page: Page
    aliases: tuple[str, ...]
    """Addresses that stand for this one."""
    sightings: tuple[Sighting, ...]
    downloads: tuple[Download, ...]
    text: Text | None
    reading: Reading | None
    versions: tuple[Version, ...]
    dates: tuple[DateClaim, ...]
    images: tuple[Picture, ...]
    credits: tuple[Credit, ...]
    copies: tuple[Copy, ...]
    origins: tuple[Origin, ...]
    reviews: tuple[ReviewRow, ...]
    """What people decided, in order."""
    derived: tuple[Derived, ...]
    """Articles that name this address as their original."""
    siblings: tuple[Derived, ...]
    """Other articles that name the same original as this one."""


def article(engine: Engine, address: str) -> Dossier:
    """Everything known of an address; an alias leads to what it stands for.

    Raises UnknownAddress where no page is meant clearly, StoreError.
    """
    with reading(engine) as connection:
        url = find_page(connection, address)
        page = _all(connection, Page, PAGE, PAGE.c.url == url)[0]
        if page.alias_of:
            page = _all(connection, Page, PAGE, PAGE.c.url == page.alias_of)[0]
        return _dossier(connection, page)


def _dossier(connection: Connection, page: Page) -> Dossier:
    url = page.url
    text = _all(connection, Text, ARTICLE, ARTICLE.c.url == url)
    aliases = tuple(connection.scalars(select(PAGE.c.url).where(PAGE.c.alias_of == url).order_by(PAGE.c.url)))
    origins = _origins(connection, url)
    originals = _same_pages(connection, {o.origin_url for o in origins if o.origin_url})
    return Dossier(
        page=page,
        aliases=aliases,
        sightings=_all(connection, Sighting, DISCOVERY, DISCOVERY.c.url == url, order="found_on"),
        downloads=_all(connection, Download, FETCH, FETCH.c.page_url == url, order="fetched_at"),
        text=text[0] if text else None,
        reading=next(iter(_all(connection, Reading, READING, READING.c.url == url)), None),
        versions=_all(connection, Version, VERSION, VERSION.c.url == url, order="number"),
        dates=_all(connection, DateClaim, DATE, DATE.c.url == url, order="ordinal"),
        images=_all(connection, Picture, IMAGE, IMAGE.c.url == url, order="position"),
        credits=_credits(connection, url),
        copies=_all(connection, Copy, COPY, COPY.c.url == url, order="other_url"),
        origins=origins,
        reviews=reviews_in(connection, url),
        derived=_derived(connection, {url, *aliases}, url),
        siblings=_derived(connection, originals - {url, *aliases}, url),
    )


def _all(
    connection: Connection, kind: type[T], view: TableClause, where: ColumnElement[bool], order: str | None = None
) -> tuple[T, ...]:
    """The rows of a view as dataclasses whose fields are named like its columns."""
    query = select(*(view.c[f.name] for f in fields(kind))).where(where)  # type: ignore[arg-type]
    query = query.order_by(view.c[order]) if order else query
    return tuple(kind(**row) for row in connection.execute(query).mappings())


def _same_pages(connection: Connection, urls: set[str]) -> set[str]:
    """The addresses and all that are stored as other addresses of the same pages."""
    # An empty list would have the whole table read.
    if not urls:
        return set()
    targets = set(connection.scalars(select(PAGE.c.alias_of).where(PAGE.c.url.in_(urls), PAGE.c.alias_of.is_not(None))))
    return urls | targets | set(connection.scalars(select(PAGE.c.url).where(PAGE.c.alias_of.in_(urls | targets))))


def _derived(connection: Connection, originals: set[str], own: str) -> tuple[Derived, ...]:
    """Articles that name one of these addresses as an original, the earliest first."""
    if not originals:
        return ()
    return _all(
        connection, Derived, ORIGIN, ORIGIN.c.origin_url.in_(originals) & (ORIGIN.c.url != own), order="published_at"
    )


def _credits(connection: Connection, url: str) -> tuple[Credit, ...]:
    query = select(*CREDIT.c).where(CREDIT.c.url == url).order_by(CREDIT.c.ordinal, CREDIT.c.place)
    rows: dict[int, list[Any]] = {}
    for row in connection.execute(query).mappings():
        rows.setdefault(row["ordinal"], []).append(row)
    own = [f.name for f in fields(Credit) if f.name != "names"]
    return tuple(
        Credit(
            **{name: chain[0][name] for name in own},
            names=tuple(
                Name(name=n["name"], role=n["role"], agency=n["agency"], publisher=n["publisher"])
                for n in chain
                if n["name"] is not None
            ),
        )
        for chain in rows.values()
    )


def _origins(connection: Connection, url: str) -> tuple[Origin, ...]:
    own = [f.name for f in fields(Origin) if f.name not in ("evidence", "alignment", "is_stored")]
    query = select(*(ORIGIN.c[name] for name in own), ORIGIN.c.original_article_id).where(ORIGIN.c.url == url)
    proofs: dict[int, list[Proof]] = {}
    names = [f.name for f in fields(Proof)]
    evidence = select(*EVIDENCE.c).where(EVIDENCE.c.url == url).order_by(EVIDENCE.c.rank, EVIDENCE.c.ordinal)
    for row in connection.execute(evidence).mappings():
        proofs.setdefault(row["rank"], []).append(Proof(**{name: row[name] for name in names}))
    passages: dict[int, list[Aligned]] = {}
    aligned = select(*ALIGNMENT.c).where(ALIGNMENT.c.url == url).order_by(ALIGNMENT.c.rank, ALIGNMENT.c.ordinal)
    for row in connection.execute(aligned).mappings():
        passages.setdefault(row["rank"], []).append(Aligned(**{f.name: row[f.name] for f in fields(Aligned)}))
    return tuple(
        Origin(
            **{name: row[name] for name in own},
            is_stored=row["original_article_id"] is not None,
            evidence=tuple(proofs.get(row["rank"], ())),
            alignment=tuple(passages.get(row["rank"], ())),
        )
        for row in connection.execute(query.order_by(ORIGIN.c.rank)).mappings()
    )
