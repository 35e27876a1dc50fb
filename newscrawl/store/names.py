"""Rows for publishers and agencies, by the ids and names that sites, gazetteer and pages use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import Connection, select

from newscrawl.sites import Site
from newscrawl.store.models import Agency, AgencyAlias, Publisher, PublisherDomain
from newscrawl.store.types import clean
from newscrawl.store.upsert import insert_missing, upsert

# A "name" longer than this is a sentence that a rule took for one.
_MAX_NAME = 200


class Entry(Protocol):
    """An agency or publisher of the gazetteer."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def short(self) -> tuple[str, ...]: ...
    @property
    def country(self) -> str | None: ...
    @property
    def hosts(self) -> tuple[str, ...]: ...
    @property
    def kind(self) -> str: ...


class Gazetteer(Protocol):
    @property
    def agencies(self) -> Sequence[Entry]: ...
    @property
    def publishers(self) -> Sequence[Entry]: ...


def upsert_site(connection: Connection, site: Site) -> int:
    """The publisher row of a declared site; its domains are the site's, whoever had them before."""
    slug = site.gazetteer_id or site.name
    row = {"slug": slug, "name": site.title, "kind": site.role, "country": site.country, "site": site.name}
    upsert(connection, Publisher, [row], ["slug"], replace=("name", "kind", "site"), fill=("country",))
    ident = publisher_ids(connection, [slug])[slug]
    rows = [{"domain": domain, "publisher_id": ident} for domain in site.domains]
    upsert(connection, PublisherDomain, rows, ["domain"], replace=("publisher_id",))
    return ident


def load_publishers(connection: Connection, entries: Iterable[Entry], kind: str = "publisher") -> None:
    """Rows for gazetteer entries; what a declared site says of itself stays."""
    entries = list(entries)
    rows = [{"slug": e.id, "name": e.name, "kind": kind, "country": e.country, "site": None} for e in entries]
    upsert(connection, Publisher, rows, ["slug"], fill=("country",))
    ids = publisher_ids(connection, [e.id for e in entries])
    domains = [{"domain": host, "publisher_id": ids[e.id]} for e in entries for host in e.hosts]
    insert_missing(connection, PublisherDomain, domains, ["domain"])


def load_gazetteer(connection: Connection, gazetteer: Gazetteer) -> None:
    """Agencies with their aliases, and both agencies and publishers as publishers; renewed, never removed."""
    rows = [{"slug": e.id, "name": e.name, "kind": e.kind, "country": e.country} for e in gazetteer.agencies]
    upsert(connection, Agency, rows, ["slug"], replace=("name", "kind"), fill=("country",))
    ids = agency_ids(connection, [e.id for e in gazetteer.agencies])
    aliases = [
        {"alias": alias, "agency_id": ids[e.id]}
        for e in gazetteer.agencies
        for alias in dict.fromkeys((e.name, *e.aliases, *e.short))
    ]
    insert_missing(connection, AgencyAlias, aliases, ["alias", "agency_id"])
    load_publishers(connection, gazetteer.agencies, "agency")
    load_publishers(connection, gazetteer.publishers)


def ensure_agencies(connection: Connection, names: dict[str, str]) -> dict[str, int]:
    """Row ids of agencies by gazetteer id, made where missing; `names` holds the names pages use, by id."""
    rows = [{"slug": slug, "name": name, "kind": "news", "country": None} for slug, name in names.items()]
    insert_missing(connection, Agency, rows, ["slug"])
    return agency_ids(connection, list(names))


def ensure_publishers(connection: Connection, names: dict[str, tuple[str, bool]]) -> dict[str, int]:
    """Row ids of publishers by slug, made where missing; `names` holds name and "is an agency" by slug."""
    rows = [
        {"slug": slug, "name": name, "kind": "agency" if agency else "publisher", "country": None, "site": None}
        for slug, (name, agency) in names.items()
    ]
    insert_missing(connection, Publisher, rows, ["slug"])
    return publisher_ids(connection, list(names))


def slug_of(ident: str | None, name: str) -> str:
    """A publisher's slug: its gazetteer id, else one made of its name."""
    return ident or f"named:{' '.join(clean(name).casefold().split())[:_MAX_NAME]}"


def publisher_of_site(connection: Connection, site: str) -> int | None:
    ident: int | None = connection.scalar(select(Publisher.id).where(Publisher.site == site).order_by(Publisher.id))
    return ident


def publisher_ids(connection: Connection, slugs: Sequence[str]) -> dict[str, int]:
    query = select(Publisher.slug, Publisher.id).where(Publisher.slug.in_(slugs))
    return dict(connection.execute(query).all()) if slugs else {}


def agency_ids(connection: Connection, slugs: Sequence[str]) -> dict[str, int]:
    query = select(Agency.slug, Agency.id).where(Agency.slug.in_(slugs))
    return dict(connection.execute(query).all()) if slugs else {}
