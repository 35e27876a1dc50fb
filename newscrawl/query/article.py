"""Everything known of one address."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, TableClause, select, union_all

from newscrawl.query.dossier import (
    Aligned,
    Copy,
    Credit,
    DateClaim,
    Derived,
    Dossier,
    Download,
    Name,
    Origin,
    Page,
    Picture,
    Proof,
    Reading,
    Sighting,
    Text,
    Version,
)
from newscrawl.query.lookup import find_page
from newscrawl.query.reviews import reviews_in
from newscrawl.query.views import (
    ALIGNMENT,
    ARTICLE,
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
from newscrawl.store.models import Article, DuplicatePair
from newscrawl.store.session import reading

T = TypeVar("T")


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
        copies=_copies(connection, url),
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


def _copies(connection: Connection, url: str) -> tuple[Copy, ...]:
    """What the view of copies says, asked from the article on: PostgreSQL would read all pairs for the view."""
    query = select(Article.newest_version_id, Article.published_at)
    own = connection.execute(query.where(Article.url == url, Article.newest_version_id.is_not(None))).one_or_none()
    if own is None:
        return ()
    version, published_at = own
    sides = ((DuplicatePair.a_id, DuplicatePair.b_id), (DuplicatePair.b_id, DuplicatePair.a_id))
    said = (DuplicatePair.method, DuplicatePair.score, DuplicatePair.detector)
    equal = (
        select(theirs.label("version_id"), *said).where(mine == version, DuplicatePair.kind == "exact")
        for mine, theirs in sides
    )
    pairs = union_all(*equal).subquery()
    names = ("url", "site", "title", "published_at", "first_seen_at")
    columns = (*(ARTICLE.c[name].label(f"other_{name}") for name in names), *(pairs.c[c.key] for c in said))
    found = select(*columns).join(pairs, pairs.c.version_id == ARTICLE.c.version_id).order_by(ARTICLE.c.url)
    return tuple(
        Copy(**row, hours_later=_hours(row["other_published_at"], published_at))
        for row in connection.execute(found).mappings()
    )


def _hours(earlier: datetime | None, later: datetime | None) -> float | None:
    return (later - earlier).total_seconds() / 3600 if earlier and later else None


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
