"""Sites as data: one `SITE = Site(...)` per file in `settings/sites/`, checked when it is loaded."""

from __future__ import annotations

import importlib
import pkgutil
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl import selectors
from newscrawl.errors import ConfigurationError

# The type where a class has a field called `date`.
Day = date


class SiteRole(StrEnum):
    AGGREGATOR = "aggregator"
    OUTLET = "outlet"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page that lists articles, newest first, and its pagination."""

    url: str
    max_pages: int = 20
    """Stop after so many pages, however many the site offers."""
    max_age_days: int | None = None
    """Stop where every dated link of a page is older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRule:
    """A credit form of this site alone, for what the general rules can't know."""

    kind: str
    """A `CreditKind` value."""
    pattern: str
    """Regular expression; its group `name` (or the whole match) is the credited name."""
    position: str = "body"

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern)
        except re.error as err:
            raise ConfigurationError(f"credit rule {self.pattern!r} is no regular expression: {err}") from err


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a site's article pages of one period hold their parts, for what the general way gets wrong there.

    Selectors are CSS, or XPath where they begin with `/`, `./` or `(`; an XPath may select attributes.
    """

    body: str | None = None
    """The elements that hold the text, all of it: nothing beside them is looked for."""
    remove: tuple[str, ...] = ()
    """Elements that are neither text nor standfirst, wherever they stand."""
    title: str | None = None
    """The first found is the headline."""
    date: str | None = None
    """Time of publication: `datetime` or `content` of the first element found, else its text."""
    author: str | None = None
    """Each element or attribute found names one author or several."""
    valid_from: Day | None = None
    """First day of the period; None: since ever."""
    valid_until: Day | None = None
    """Last day of the period; None: until further notice."""

    def __post_init__(self) -> None:
        if not isinstance(self.remove, tuple):
            raise ConfigurationError('layout: remove must be a tuple, as in (".ad",)')
        named = [s for s in (self.body, *self.remove, self.title, self.date, self.author) if s is not None]
        if not named:
            raise ConfigurationError("layout: name at least one selector")
        for selector in named:
            try:
                selectors.compiled(selector)
            except ValueError as err:
                raise ConfigurationError(f"layout: {err}") from err
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ConfigurationError(f"layout: valid_from {self.valid_from} is after valid_until {self.valid_until}")

    def holds_on(self, day: Day | None) -> bool:
        """Whether the period has the day; without one, whether it has no end."""
        if day is None:
            return self.valid_until is None
        return (self.valid_from or Day.min) <= day <= (self.valid_until or Day.max)

    def overlaps(self, other: Layout) -> bool:
        ends = self.valid_until or Day.max, other.valid_until or Day.max
        return (self.valid_from or Day.min) <= ends[1] and (other.valid_from or Day.min) <= ends[0]


# Fields that hold several, of what type each, and an example.
_TUPLES: tuple[tuple[str, type, str], ...] = (
    ("domains", str, '("example.org",)'),
    ("languages", str, '("de",)'),
    ("feeds", str, '("https://example.org/feed/",)'),
    ("sitemaps", str, '("https://example.org/sitemap.xml",)'),
    ("sections", Section, '(Section(url="https://example.org/politik/"),)'),
    ("archives", str, '("https://example.org/archive/%Y/%m/%d/",)'),
    ("credit_rules", CreditRule, '(CreditRule(kind="text", pattern="…"),)'),
    ("layouts", Layout, '(Layout(body="div.text"),)'),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything newscrawl must know of a site. An unknown or malformed field fails at import."""

    name: str
    """Equals the file's name; the spider's name too."""
    title: str
    role: SiteRole
    domains: tuple[str, ...]
    """Hosts, without `www.`; sub-domains belong to the site."""
    documented: str
    """Where hosts, feeds and sitemaps below are documented. Nothing is guessed from memory."""
    verified: date | None = None
    """The day `newscrawl sites check` tried it live; None until then."""
    languages: tuple[str, ...] = ()
    country: str | None = None
    timezone: str | None = None
    """IANA name for the wall-clock times it prints without a zone."""
    gazetteer_id: str | None = None
    """Its id among the gazetteer's agencies or publishers, where it is one."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    archives: tuple[str, ...] = ()
    """Pages that list the articles of a day, month or year, with strftime's `%Y`, `%m`, `%d` in their addresses:
    `https://example.org/archive/%Y/%m/%d/`. Read by a backfill alone."""
    wordpress_api: str | None = None
    """Such as `https://example.org/wp-json/wp/v2/posts`."""
    api_max_pages: int = 20
    article_pattern: str | None = None
    """Regular expression searched in path and query: what matches is an article; None takes all."""
    exclude_pattern: str | None = None
    """What matches is none, whatever the above says."""
    sponsored_pattern: str | None = None
    """Addresses of advertisements dressed as articles."""
    credit_rules: tuple[CreditRule, ...] = ()
    layouts: tuple[Layout, ...] = ()
    """Their periods must not overlap."""
    download_delay: float | None = None
    """Seconds between requests to one host, where the setting is not careful enough; None uses the setting."""
    _article: re.Pattern[str] | None = field(init=False, repr=False, compare=False, default=None)
    _exclude: re.Pattern[str] | None = field(init=False, repr=False, compare=False, default=None)
    _sponsored: re.Pattern[str] | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ConfigurationError(f"site name {self.name!r}: use lower-case letters, digits and _")
        if not self.domains:
            raise ConfigurationError(f"site {self.name}: name at least one domain")
        self._check_types()
        for domain in self.domains:
            if "/" in domain or domain != domain.lower() or domain.startswith("www."):
                raise ConfigurationError(f"site {self.name}: domain {domain!r} must be a lower-case host without www.")
        for first, second in combinations(self.layouts, 2):
            if first.overlaps(second):
                raise ConfigurationError(
                    f"site {self.name}: two layouts hold on the same day; set valid_until and valid_from"
                )
        for pattern in ("article", "exclude", "sponsored"):
            text = getattr(self, f"{pattern}_pattern")
            try:
                object.__setattr__(self, f"_{pattern}", re.compile(text) if text else None)
            except re.error as err:
                message = f"site {self.name}: {pattern}_pattern {text!r} is no regular expression: {err}"
                raise ConfigurationError(message) from err
        for template in self.archives:
            if "%Y" not in template:
                raise ConfigurationError(f"site {self.name}: archives: {template!r} names no year (%Y)")
        for url in (*self.entry_points(), *self.archives):
            if _host(url) is None:
                raise ConfigurationError(f"site {self.name}: {url!r} is no whole address; begin it with https://")
            if not self.owns(url):
                raise ConfigurationError(f"site {self.name}: {url!r} is on none of its domains {self.domains}")

    def _check_types(self) -> None:
        """Whether each field holds what it says; Python itself doesn't look. Raises ConfigurationError."""
        for field_name, kind, example in _TUPLES:
            found = getattr(self, field_name)
            # A forgotten comma makes a string of a tuple, and a string is a sequence of letters.
            if not isinstance(found, tuple):
                raise ConfigurationError(f"site {self.name}: {field_name} must be a tuple, as in {example}")
            if wrong := [part for part in found if not isinstance(part, kind)]:
                raise ConfigurationError(f"site {self.name}: {field_name} holds {wrong[0]!r}; write {example}")
        if not isinstance(self.role, SiteRole):
            roles = ", ".join(f"SiteRole.{role.name}" for role in SiteRole)
            raise ConfigurationError(f"site {self.name}: role {self.role!r} is none of {roles}")
        if self.verified is not None and not isinstance(self.verified, date):
            raise ConfigurationError(f"site {self.name}: verified must be None or a day, as in date(2026, 6, 18)")
        for language in self.languages:
            if not re.fullmatch(r"[a-z]{2,3}", language):
                raise ConfigurationError(f"site {self.name}: language {language!r} must be its code, as in 'de'")
        delay = self.download_delay
        if delay is not None and not (isinstance(delay, int | float) and 0 <= delay <= 3600):
            raise ConfigurationError(f"site {self.name}: download_delay must be seconds, from 0 to 3600")

    def entry_points(self) -> tuple[str, ...]:
        """Addresses a crawl of the site starts from."""
        api = (self.wordpress_api,) if self.wordpress_api else ()
        return (*self.feeds, *self.sitemaps, *(s.url for s in self.sections), *api)

    def owns(self, url: str) -> bool:
        """True where the address is an http(s) one on the site's domains or below them."""
        host = _host(url)
        return host is not None and any(_is_below(host, d) for d in self.domains)

    def is_article(self, url: str) -> bool:
        """What the site's patterns say of an address; the page itself has the last word."""
        target = _target(url)
        if self._exclude and self._exclude.search(target):
            return False
        return self._article is None or bool(self._article.search(target))

    def is_sponsored(self, url: str) -> bool:
        return bool(self._sponsored and self._sponsored.search(_target(url)))


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def load_site(module: str, name: str) -> Site:
    """The `SITE` of one file.

    Raises ConfigurationError where the file is missing, has no `SITE`, or is named otherwise.
    """
    path = f"{module.replace('.', '/')}/{name}.py"
    try:
        loaded = importlib.import_module(f"{module}.{name}")
    except ModuleNotFoundError as err:
        if err.name is not None and f"{module}.{name}".startswith(err.name):
            raise ConfigurationError(f"no site {name!r}: there is no {path}") from err
        raise ConfigurationError(f"site file {path}: {err}") from err
    except (TypeError, ValueError) as err:  # an unknown or missing field of Site
        known = ", ".join(f.name for f in fields(Site) if f.init)
        raise ConfigurationError(f"site file {path}: {err}; the fields are {known}") from err
    except ConfigurationError as err:
        raise ConfigurationError(f"site file {path}: {err}") from err
    # The file is Python: whatever it raises is its author's to read.
    except Exception as err:
        raise ConfigurationError(f"site file {path}{_line_in(err, name)}: {type(err).__name__}: {err}") from err
    site = getattr(loaded, "SITE", None)
    if not isinstance(site, Site):
        raise ConfigurationError(f"site file {name}.py must set SITE = Site(...)")
    if site.name != name:
        raise ConfigurationError(f"site file {name}.py declares the name {site.name!r}; use the file's name")
    return site


def _line_in(err: BaseException, name: str) -> str:
    """Where in the file it happened, as in ", line 9"."""
    if isinstance(err, SyntaxError):
        return ""  # its own text says so
    lines = [frame.lineno for frame in traceback.extract_tb(err.__traceback__) if Path(frame.filename).stem == name]
    return f", line {lines[-1]}" if lines else ""


def load_sites(module: str) -> dict[str, Site]:
    """All sites of a package, by name in alphabetical order; raises ConfigurationError at the first wrong one."""
    try:
        package = importlib.import_module(module)
    except ModuleNotFoundError as err:
        raise ConfigurationError(f"NEWSCRAWL_SITES: there is no package {module!r}") from err
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    return {name: load_site(module, name) for name in names}


def site_of(url: str, sites: dict[str, Site]) -> Site | None:
    """The declared site an address belongs to; the longest matching domain wins."""
    host = _host(url)
    if host is None:
        return None
    owners = [(len(d), s) for s in sites.values() for d in s.domains if _is_below(host, d)]
    return max(owners, key=lambda o: o[0])[1] if owners else None


def hosts(sites: Mapping[str, Site]) -> dict[str, str]:
    """By site the first domain of all sites that share hosts with it, over others perhaps: one crawl at a time of those
    that have the same one keeps the delays of their hosts."""
    first = {name: name for name in sites}

    def root(name: str) -> str:
        while first[name] != name:
            name = first[name]
        return name

    for one, other in combinations(sites.values(), 2):
        if any(_is_below(a, b) or _is_below(b, a) for a in one.domains for b in other.domains):
            first[root(other.name)] = root(one.name)
    domains: dict[str, str] = {}
    for name, site in sites.items():
        domains[root(name)] = min((*site.domains, *filter(None, (domains.get(root(name)),))))
    return {name: domains[root(name)] for name in sites}


def undeclared(url: str) -> Site:
    """A site made up from an address whose host no site file names."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    # a-b.example and a.b.example are two sites.
    name = "host_" + re.sub(r"[^a-z0-9_]", "_", host.replace("-", "__"))
    return Site(name=name, title=host, role=SiteRole.OUTLET, domains=(host,), documented="made up for a single page")


def _is_below(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


def _host(url: str) -> str | None:
    """Host of an http(s) address, None where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (parts.hostname or "").rstrip(".") if parts.scheme in ("http", "https") else None
