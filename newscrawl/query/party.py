"""Whom a person means by the address or the publisher that they name as an origin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, func, select

from newscrawl.errors import NewscrawlError
from newscrawl.plaintext import plain
from newscrawl.query.lookup import variants
from newscrawl.query.views import PAGE
from newscrawl.store.models import Article, Publisher, PublisherDomain
from newscrawl.store.session import reading
from newscrawl.trace import gazetteer
from newscrawl.trace.reviews import Party


class UnknownPublisher(NewscrawlError):
    """No publisher is known by this name; the message says what to give instead."""


def party(engine: Engine, said: str) -> Party:
    """The publisher, and the article where an address was given. Raises UnknownPublisher, StoreError."""
    said = said.strip()
    with reading(engine) as connection:
        if "/" in said or ("." in said and " " not in said and _by_name(connection, said) is None):
            return _at(connection, said if "//" in said else f"https://{said}")
        found = _by_name(connection, said)
    if found is None:
        raise UnknownPublisher(
            f"no publisher is known as {plain(said)!r}: give the address of the original, or add the publisher with "
            "newscrawl gazetteer add"
        )
    return found


def _at(connection: Connection, url: str) -> Party:
    host = (urlsplit(url).hostname or "").lower()
    if "." not in host:
        raise UnknownPublisher(f"{plain(url)!r} is no address of an article: give one, or a publisher's name")
    spelled = variants(url)
    known = select(PAGE.c.url, PAGE.c.alias_of).where(PAGE.c.url.in_(spelled))
    pages = {row.url: row.alias_of or row.url for row in connection.execute(known)}
    url = next((pages[u] for u in spelled if u in pages), url)
    row = connection.execute(
        select(Publisher.slug, Publisher.name, Publisher.kind)
        .join(Article, Article.publisher_id == Publisher.id)
        .where(Article.url == url)
    ).first() or _owner(connection, host)
    if row is None:
        return Party(publisher=host.removeprefix("www."), publisher_id=None, url=url)
    return _party(row.slug, row.name, row.kind, url)


def _owner(connection: Connection, host: str) -> Any:
    """Slug, name and kind of the publisher whose host it is."""
    parts = host.split(".")
    hosts = [".".join(parts[n:]) for n in range(len(parts) - 1)]
    rows = connection.execute(
        select(PublisherDomain.domain, Publisher.slug, Publisher.name, Publisher.kind)
        .join(Publisher, Publisher.id == PublisherDomain.publisher_id)
        .where(PublisherDomain.domain.in_(hosts))
    ).all()
    return max(rows, key=lambda row: len(row.domain), default=None)


def _by_name(connection: Connection, name: str) -> Party | None:
    rows = connection.execute(
        select(Publisher.slug, Publisher.name, Publisher.kind)
        .where((Publisher.slug == name.lower()) | (func.lower(Publisher.name) == name.lower()))
        .order_by((Publisher.slug == name.lower()).desc(), Publisher.id)
    ).all()
    if rows:
        return _party(rows[0].slug, rows[0].name, rows[0].kind, None)
    mention = gazetteer.load().named(name)
    entry = mention and (mention.publisher() or mention.agency())
    return Party(publisher=entry.name, publisher_id=entry.id, is_agency=entry.is_agency) if entry else None


def _party(slug: str, name: str, kind: str, url: str | None) -> Party:
    known = None if slug.startswith("named:") else slug
    return Party(publisher=name, publisher_id=known, is_agency=kind == "agency", url=url)
