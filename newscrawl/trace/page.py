"""What every rule reads: the page's layout, whose page it is, and how a credit is written down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document
from newscrawl.items import Article, Credit, CreditKind, CreditName
from newscrawl.sites import Site
from newscrawl.trace import gazetteer, phrases
from newscrawl.trace.chains import Chain
from newscrawl.trace.directory import Directory, Sites, directory_of
from newscrawl.trace.gazetteer import Entry
from newscrawl.trace.layout import Layout, read_layout

_ARCHIVE = re.compile(r"^https?://(?:web\.archive\.org/web|archive\.(?:is|ph|today))/\d+[a-z_]*/")
_TITLE_BREAK = re.compile(r"[_|｜]|\s[-–—]\s|(?<=[^\x00-\x7f])-")
# Shorter parts of a host are sections and devices ("news", "amp").
_BRAND = 6
# Second-level labels under which names are registered: "example.co.uk".
_SECOND = frozenset(["co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob", "ltd"])


def name_key(name: str) -> str:
    """A name without case, accents, article and punctuation, for comparing names of publishers."""
    text = unicodedata.normalize("NFKD", name).casefold()
    text = re.sub(r"^(?:the|der|die|das|el|la|le|il)\s+", "", text.strip())
    return re.sub(r"[\W_]+", "", text)


def bare(url: str) -> str:
    """The address inside an address of a web archive."""
    return _ARCHIVE.sub("", url.strip())


def host_of(url: str | None) -> str | None:
    """Lower-case host of an absolute URL without `www.`; None where it has none."""
    if not url:
        return None
    try:
        host = urlsplit(bare(url)).hostname
    except ValueError:
        return None
    if not host or "." not in host:
        return None
    return _ascii(host.lower()).rstrip(".").removeprefix("www.")


def _ascii(host: str) -> str:
    """An international name in the form that addresses have on the wire."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def is_article_address(url: str) -> bool:
    """True where the address leads deeper than a home or section page."""
    parts = urlsplit(url)
    return len(parts.path.strip("/")) > 12 or bool(parts.query)


def is_social(host: str) -> bool:
    """True for hosts that hold no originals: networks, shorteners, forms."""
    known = phrases.load().social
    return host in known or registered(host) in known


def registered(host: str) -> str:
    """The part of a host that is registered, by the usual rule of second-level labels."""
    parts = host.split(".")
    keep = 3 if len(parts) > 2 and parts[-2] in _SECOND and len(parts[-1]) == 2 else 2
    return ".".join(parts[-keep:])


@dataclass(frozen=True)
class Owner:
    """Whose page it is: hosts, names and gazetteer entries that mean the site itself."""

    hosts: frozenset[str]
    names: frozenset[str]
    entries: frozenset[str]
    labels: frozenset[str] = frozenset()
    """Parts of the page's own host: `blatt.verlag.example` may move to `blatt.example`."""

    def has_host(self, host: str) -> bool:
        return registered(host) in self.hosts

    def has_brand(self, host: str) -> bool:
        """True for the same name under another top-level domain: `blatt.de` and `blatt.com`."""
        brand = registered(host).split(".")[0]
        return brand in self.labels or brand in {h.split(".")[0] for h in self.hosts}

    def is_name(self, name: str) -> bool:
        key = name_key(name)
        # "Blatt 10/22" is an issue of "Blatt".
        if not key or key in self.names or key.rstrip("0123456789") in self.names:
            return bool(key)
        # A department: "网易科学人" is of "网易".
        return key[0] >= "\u2e80" and any(key.startswith(n) for n in self.names if len(n) > 1 and n[0] >= "\u2e80")

    def is_entry(self, entry: Entry) -> bool:
        return entry.id in self.entries or any(registered(h) in self.hosts for h in entry.hosts if h.count(".") == 1)


def _title_endings(document: Document) -> tuple[str, ...]:
    """The last two parts of "Headline_Section_Site" titles: where no address is known, they tell whose page it is."""
    title = document.root.find("head/title")
    parts = [p.strip() for p in _TITLE_BREAK.split(title.text_content() if title is not None else "")]
    return tuple(p for p in parts[1:][-2:] if 1 < len(p) <= 30)


def _own_ending(document: Document) -> tuple[str, ...]:
    """The last part of the title where it is on no list: copies keep the titles of outlets that are."""
    return tuple(p for p in _title_endings(document)[-1:] if not gazetteer.load().find(p))


def owner_of(document: Document, article: Article | None, site: Site | None, directory: Directory) -> Owner:
    """Read whose page it is from its address, else from its declarations, and from the site's file."""
    metas = {m.get("property") or m.get("name"): m.get("content") or "" for m in document.root.iter("meta")}
    links = [link.get("href") for link in document.root.iter("link") if link.get("rel") == "canonical"]
    host = host_of(document.url) or host_of(metas.get("og:url")) or host_of(next(iter(links), None))
    hosts = {registered(h) for h in ((host,) if host else ())} | {registered(d) for d in (site.domains if site else ())}
    found = [e for h in (host, *(site.domains if site else ())) if (e := directory.owner(h))]
    if site and site.gazetteer_id and (entry := directory.get(site.gazetteer_id)):
        found.append(entry)
    endings = () if host else _title_endings(document)
    found += [e for part in endings for m in gazetteer.load().find(part) if m.start == 0 for e in m.entries]
    names = {name_key(n) for e in found for n in (e.name, *e.aliases, *e.short)}
    names |= {name_key(h) for h in hosts} | {name_key(h.split(".")[0]) for h in hosts}
    if site:
        names |= {name_key(site.title), name_key(site.name)}
    if site_name := article.site_name if article else Declared(document).site_name:
        names.add(name_key(site_name))
    for declared in ("og:site_name", "application-name"):
        if metas.get(declared):
            names.add(name_key(metas[declared]))
    names |= {name_key(part) for part in endings or (() if site_name else _own_ending(document))}
    labels = frozenset(label for label in (host or "").split(".") if len(label) >= _BRAND)
    return Owner(frozenset(hosts), frozenset(n for n in names if n), frozenset(e.id for e in found), labels)


@dataclass
class Page:
    """A page under the rules. Rules yield credits; they change nothing here but the two marks below."""

    document: Document
    layout: Layout
    owner: Owner
    directory: Directory
    site: Site | None = None
    taken: set[int] = field(default_factory=set)
    """Lines that a rule has read as a credit: they cite nobody."""

    @cached_property
    def _place(self) -> tuple[str | None, str | None]:
        """Country of the site, by its entry or the end of its host, and language of the page."""
        host = host_of(self.document.url) or next(iter(sorted(self.owner.hosts)), "")
        known = self.directory.owner(host)
        ending = host.rpartition(".")[2].upper()
        language = (self.document.root.get("lang") or "")[:2].lower()
        return (known.country if known else None) or (ending if len(ending) == 2 else None), language or None

    def meant(self, names: Iterable[CreditName]) -> tuple[CreditName, ...]:
        """The names, those of several agencies ("CNA") read as the page's country and language have them."""
        return tuple(replace(n, agency=self._meant(n)) if n.agency else n for n in names)

    def _meant(self, name: CreditName) -> str | None:
        mention = gazetteer.load().named(name.name)
        agencies = [e for e in mention.entries if e.is_agency] if mention else []
        if len(agencies) < 2 or name.agency not in {a.id for a in agencies}:
            return name.agency
        country, language = self._place
        near = [a for a in agencies if a.country == country] or [a for a in agencies if a.language == language]
        return near[0].id if near else name.agency

    def strangers(self, chain: Chain) -> list[Entry]:
        """Publishers of a chain that are not the site itself, whether by entry or by the name they have here."""
        foreign = {n.publisher for n in chain.names if n.publisher and not self.owner.is_name(n.name)}
        return [p for p in chain.publishers if p.id in foreign and not self.owner.is_entry(p)]

    def credit(
        self,
        kind: CreditKind,
        element: etree._Element,
        quote: str,
        position: str,
        rule: str,
        names: Iterable[CreditName] = (),
        **more: Any,
    ) -> Iterator[Credit]:
        """A credit whose quote is found in an element's text; none where it isn't, since it could not be checked."""
        quote = " ".join(quote.split())
        if quote and (place := self.layout.place(element, quote)):
            yield Credit(
                kind=kind, quote=quote, locator=place, position=position, rule=rule, names=self.meant(names), **more
            )

    def attribute(
        self,
        kind: CreditKind,
        element: etree._Element,
        attribute: str,
        position: str,
        rule: str,
        names: Iterable[CreditName] = (),
        **more: Any,
    ) -> Credit:
        """A credit that is the value of an attribute."""
        quote = " ".join((element.get(attribute) or "").split())
        place = self.document.locate(element, attribute=attribute)
        return Credit(
            kind=kind, quote=quote, locator=place, position=position, rule=rule, names=self.meant(names), **more
        )


def read_page(document: Document, article: Article | None, site: Site | None, sites: Sites | None) -> Page:
    directory = directory_of(sites)
    return Page(document, read_layout(document), owner_of(document, article, site, directory), directory, site)
