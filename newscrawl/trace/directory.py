"""Whose host an address is on: the declared sites' first, then the gazetteer's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from newscrawl.sites import Site, SiteRole
from newscrawl.trace import gazetteer
from newscrawl.trace.gazetteer import Entry, Gazetteer

Sites = Mapping[str, Site]


@dataclass(frozen=True)
class Directory:
    """Entries by host and by id. What a site's file declares wins over the gazetteer."""

    _known: Gazetteer = field(repr=False)
    _hosts: dict[str, Entry] = field(repr=False)
    _ids: dict[str, Entry] = field(repr=False)

    def owner(self, host: str | None) -> Entry | None:
        """Whose host it is; sub-domains belong to the owner."""
        parts = (host or "").lower().split(".")
        for i in range(len(parts) - 1):
            if found := self._hosts.get(".".join(parts[i:])):
                return found
        return self._known.owner(host) if host else None

    def get(self, ident: str) -> Entry | None:
        return self._ids.get(ident) or self._known.get(ident)


def directory_of(sites: Sites | None) -> Directory:
    """The directory of some declared sites by name; None are none."""
    return _built(tuple(sites.values()) if sites else ())


# By value: sites are frozen and hashing all of them costs less than one page's rules by far.
@lru_cache(maxsize=8)
def _built(sites: tuple[Site, ...]) -> Directory:
    known = gazetteer.load()
    ids: dict[str, Entry] = {}
    for site in sites:
        # The id is the slug under which the store keeps the site's publisher.
        ident = site.gazetteer_id or site.name
        entry = ids.get(ident) or known.get(ident) or _entry(ident, site)
        ids[ident] = replace(entry, hosts=tuple(dict.fromkeys((*entry.hosts, *site.domains))))
    hosts = {domain: ids[site.gazetteer_id or site.name] for site in sites for domain in site.domains}
    return Directory(known, hosts, ids)


def _entry(ident: str, site: Site) -> Entry:
    return Entry(
        id=ident,
        name=site.title,
        aliases=(),
        country=site.country,
        language=site.languages[0] if len(site.languages) == 1 else None,
        hosts=(),
        kind="news" if site.role is SiteRole.AGENCY else "publisher",
    )
