"""What to say of a filter's name that nothing stored bears, so that a slip of the keys is no "there is none"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sqlalchemy import Connection, Engine, select

from newscrawl.plaintext import plain
from newscrawl.query.narrowing import OWN, UNKNOWN, Filters, bears
from newscrawl.store.models import Agency, ArticleTally, Publisher
from newscrawl.store.session import reading

_NAMED = 5
_LANGUAGE = (2, 3)


def unheard(engine: Engine, filters: Filters) -> tuple[str, ...]:
    """A sentence for each name of the filters that no site, publisher or agency of the database has, and none for
    names that are known. Asked where a list turned out empty. Raises StoreError.
    """
    with reading(engine) as connection:
        said = (_site(connection, filters), _origin(connection, filters), _agency(connection, filters))
    return tuple(filter(None, (*said, _language(filters.language), _days(filters))))


def _site(connection: Connection, filters: Filters) -> str | None:
    if filters.site is None or filters.state:
        return None
    known = set(connection.scalars(select(ArticleTally.site).distinct().where(ArticleTally.articles > 0)))
    if filters.site in known:
        return None
    return f"no article is stored of a site {plain(filters.site)!r}{close_to(filters.site, known)}"


def _origin(connection: Connection, filters: Filters) -> str | None:
    name = filters.origin
    if name is None or name in (OWN, UNKNOWN) or _is_there(connection, Publisher, name):
        return None
    known = connection.execute(select(Publisher.slug, Publisher.name)).all()
    return f"no publisher has the id or name {plain(name)!r}{close_to(name, {n for row in known for n in row})}"


def _agency(connection: Connection, filters: Filters) -> str | None:
    name = filters.agency
    if name is None or _is_there(connection, Agency, name):
        return None
    known = connection.execute(select(Agency.slug, Agency.name)).all()
    return f"no agency has the id or name {plain(name)!r}{close_to(name, {n for row in known for n in row})}"


def _is_there(connection: Connection, kind: type[Agency] | type[Publisher], name: str) -> bool:
    return connection.scalar(select(kind.id).where(bears(kind, name)).limit(1)) is not None


def _language(said: str | None) -> str | None:
    if said is None or (len(said) in _LANGUAGE and said.isalpha()):
        return None
    return f"{plain(said)!r} is no language: languages have two letters, such as de"


def _days(filters: Filters) -> str | None:
    if filters.since is None or filters.until is None or filters.since < filters.until:
        return None
    return "no time is before its end: since must be earlier than until"


def close_to(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that names what else may have been meant; empty where nothing is alike."""
    folded = {one.casefold(): one for one in sorted(known)}
    close = get_close_matches(name.casefold(), folded, n=_NAMED, cutoff=0.6)
    close += [one for one in folded if name.casefold() in one and one not in close]
    return f"; close to it: {', '.join(plain(folded[one]) for one in close[:_NAMED])}" if close else ""
