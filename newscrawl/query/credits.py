"""Credits that no entry of the gazetteer explains, and what of the gazetteer is stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, Row, case, func, select
from sqlalchemy.sql import Select

from newscrawl.items import Role
from newscrawl.query.views import ARTICLE, CREDIT, IMAGE
from newscrawl.store.models import Agency, AgencyAlias, ArticleVersion, Publisher, PublisherDomain
from newscrawl.store.session import reading
from newscrawl.trace import gazetteer, phrases

FORMS = ("picture", "byline", "text", "dateline", "source_line", "closing")
"""Where a name was read: a picture's credit, an author, a credit that was stored, and lines at a text's ends."""

# Characters of a text's beginning and end in which datelines, source lines and closing brackets stand.
_ENDS = 240
_LONGEST = 60
_OF_TEXT = ("text", "outlet", "byline", "translation")
_OWN = (ARTICLE.c.article_id, ARTICLE.c.url, ARTICLE.c.site, ARTICLE.c.publisher_name)
_AT_ONCE = 1000
_MOST_WORDS = 6
# What parts names: dates, times, years, addresses, signs.
_PARTS = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}:\d\d\b|https?:\S+|"
    r"[/|,;•·&+()\[\]（）【】「」、，；｜\n]+|\s[-–—]\s|\s(?:via|über|vía)\s|[©ⓒ]|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"^[^\W\d_][\w .,'’-]{1,40} ?[(（]([^()（）]{2,40})[)）]\s*[-–—.:]")
_CLOSING = re.compile(r"(?:^|\n|[.!?…”“\"»。]\s*)[(（\[]([^()（）\[\]]{2,40})[)）\]]\.?\s*$")
# Handles and files: nothing that a gazetteer would hold.
_NO_NAME = re.compile(r"@\S*|.*\.(?:jpe?g|png|gif|webp)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownName:
    """A name in the place of a credit that the gazetteer does not hold, in all its spellings."""

    name: str
    """Its most frequent spelling."""
    articles: int
    sites: tuple[str, ...]
    forms: tuple[str, ...]
    """Of `FORMS`."""
    quote: str
    """An example, and where it was read."""
    url: str


@dataclass(frozen=True, slots=True)
class _Line:
    form: str
    article: Row[Any]
    quote: str
    named: str
    """The part of the quote in which names stand."""


@dataclass(slots=True)
class _Seen:
    quote: str
    url: str
    spellings: Counter[str] = field(default_factory=Counter)
    articles: set[int] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


def unknown_names(
    engine: Engine, *, site: str | None = None, form: str | None = None, limit: int | None = 50
) -> list[UnknownName]:
    """Names in credits' places in the newest versions, of which today's gazetteer holds none; the most frequent first.

    A line that holds one known name is explained and left out, and so are the names of its own site. Raises
    StoreError.
    """
    found: dict[str, _Seen] = {}
    with reading(engine) as connection:
        for line in _lines(connection, site):
            if form in (None, line.form):
                _add(found, line)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1].articles), -len(item[1].sites), item[0]))
    return [_named(seen) for _, seen in ranked[:limit]]


def gazetteer_counts(engine: Engine) -> dict[str, int]:
    """How many agencies, names of agencies, publishers and hosts of publishers are stored. Raises StoreError."""
    tables = {"agencies": Agency, "agency names": AgencyAlias, "publishers": Publisher, "hosts": PublisherDomain}
    with reading(engine) as connection:
        return {what: connection.scalar(select(func.count()).select_from(t)) or 0 for what, t in tables.items()}


def _named(seen: _Seen) -> UnknownName:
    return UnknownName(
        name=min(seen.spellings, key=lambda spelling: (-seen.spellings[spelling], spelling)),
        articles=len(seen.articles),
        sites=tuple(sorted(seen.sites)),
        forms=tuple(form for form in FORMS if form in seen.forms),
        quote=seen.quote,
        url=seen.url,
    )


def _add(found: dict[str, _Seen], line: _Line) -> None:
    if gazetteer.load().find(line.named):
        return
    # Brings what reads pages, which the other questions do without.
    from newscrawl.trace.page import name_key

    row = line.article
    own = {name_key(name) for name in (row.site, row.publisher_name) if name}
    for name in parts_of(line.named):
        key = name_key(name)
        if not key or key in own:
            continue
        seen = found.setdefault(key, _Seen(line.quote, row.url))
        seen.spellings[name] += 1
        seen.articles.add(row.article_id)
        seen.sites.add(row.site)
        seen.forms.add(line.form)


def parts_of(line: str) -> list[str]:
    """The names in a credit line, without labels ("Foto:"), separators and furniture ("Agentur", "Archiv").

    Text that is no name, being too long or without letters, is left out.
    """
    known = phrases.load()
    furniture = known.furniture | known.connectives
    names = []
    for part in _PARTS.split(_unlabelled(line, always=True)):
        name = _unlabelled(part, always=False).strip(" .:\"'“”„»«*®™")
        words = name.split()
        is_name = 0 < len(words) <= _MOST_WORDS and 1 < len(name) <= _LONGEST and any(c.isalpha() for c in name)
        is_name = is_name and not _NO_NAME.fullmatch(name)
        # Several words in lower case alone are an aside: "(who was not there)".
        is_name = is_name and (len(words) == 1 or any(not w[0].islower() for w in words))
        if is_name and name not in known.self_names and not all(w.lower() in furniture for w in words):
            names.append(name)
    return list(dict.fromkeys(names))


def _unlabelled(text: str, *, always: bool) -> str:
    """Without the label of a picture's credit; in the middle of a line only one with a colon is a label."""
    text = text.strip()
    found = phrases.load().photo_label.match(text)
    return text[found.end() :] if found and (always or found[0].rstrip().endswith((":", "："))) else text


def _lines(connection: Connection, site: str | None) -> Iterator[_Line]:
    """Credit-like lines of all forms."""
    source = ARTICLE.join(IMAGE, IMAGE.c.article_id == ARTICLE.c.article_id)
    for row in _read(connection, select(*_OWN, IMAGE.c.credit).select_from(source), site, IMAGE.c.position):
        if row.credit:
            yield _Line("picture", row, row.credit, row.credit)
    source = ARTICLE.join(ArticleVersion.__table__, ArticleVersion.id == ARTICLE.c.version_id)
    for row in _read(connection, select(*_OWN, ArticleVersion.authors, *_ends()).select_from(source), site):
        yield from (_Line("byline", row, author, author) for author in row.authors.splitlines())
        yield from (_Line(form, row, quote, named) for form, quote, named in _at_ends(row.head, row.tail))
    yield from _stored(connection, site)


def _stored(connection: Connection, site: str | None) -> Iterator[_Line]:
    """Names of the text's credits, where none of a credit has an id; initials of an editor are no name."""
    source = ARTICLE.join(CREDIT, CREDIT.c.article_id == ARTICLE.c.article_id)
    own = [CREDIT.c[name] for name in ("ordinal", "quote", "name", "role", "agency", "publisher")]
    query = select(*_OWN, *own).select_from(source).where(CREDIT.c.kind.in_(_OF_TEXT), CREDIT.c.name.is_not(None))
    rows = _read(connection, query, site, CREDIT.c.ordinal, CREDIT.c.place)
    for _, names in groupby(rows, key=lambda row: (row.article_id, row.ordinal)):
        chain = list(names)
        if not any(row.agency or row.publisher for row in chain):
            yield from (_Line("text", row, row.quote, row.name) for row in chain if row.role != Role.HOUSE)


def _read(connection: Connection, query: Select[Any], site: str | None, *order: Any) -> Iterator[Row[Any]]:
    query = query.where(ARTICLE.c.site == site) if site else query
    query = query.order_by(ARTICLE.c.article_id, *order)
    yield from connection.execute(query, execution_options={"yield_per": _AT_ONCE})


def _ends() -> tuple[Any, Any]:
    """A body's beginning and end; what the two have in common is read once."""
    body, length = ArticleVersion.body, func.length(ArticleVersion.body)
    tail = case((length > 2 * _ENDS, func.substr(body, length - _ENDS + 1)), else_=func.substr(body, _ENDS + 1))
    return func.substr(body, 1, _ENDS).label("head"), tail.label("tail")


def _at_ends(head: str, tail: str) -> Iterator[tuple[str, str, str]]:
    """Datelines, source lines and closing brackets, whoever they name: form, quote, and the part that names."""
    if found := _DATELINE.match(head):
        yield "dateline", found[0], found[1]
    lines = [*head.splitlines()[:2], *tail.splitlines()[-2:]] if tail else head.splitlines()
    for line in dict.fromkeys(lines):
        label = phrases.load().source_label.match(line)
        if label and len(line) <= label.end() + _LONGEST:
            yield "source_line", line, line[label.end() :]
    if found := _CLOSING.search(tail or head):
        yield "closing", found[0], found[1]
