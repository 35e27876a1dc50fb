"""Which sources and articles of a site belong to a stretch of days that is caught up on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newscrawl.discover.archives import Period, around, period_of
from newscrawl.discover.wordpress import first_page
from newscrawl.errors import ConfigurationError
from newscrawl.items import Discovery, PageKind, Via
from newscrawl.sites import Site

# Sites cut their days by their own clocks.
_SLACK = timedelta(days=1)
_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Backfill:
    """From the first day to the last one, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ConfigurationError(f"backfill: {self.first} is after {self.last}")

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"

    @classmethod
    def read(cls, value: str) -> Backfill:
        """From `2026-01-01..2026-03-31`. Raises ConfigurationError."""
        try:
            first, last = (date.fromisoformat(part) for part in value.split(".."))
        except ValueError:
            raise ConfigurationError(f"backfill={value}: write it as 2026-01-01..2026-03-31") from None
        return cls(first, last)

    @property
    def period(self) -> Period:
        start = datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)
        return Period(start, start + (self.last - self.first) + timedelta(days=1))

    def entry_points(self, site: Site) -> Iterator[Discovery]:
        """Where a site's articles of these days may be named: sitemaps, its API, dated archive pages, sections.

        Feeds name what is new and are left out.
        """
        sources = [(url, PageKind.SITEMAP, 0) for url in site.sitemaps]
        if site.wordpress_api:
            sources.append((first_page(_between(site.wordpress_api, self.period)), PageKind.API, 1))
        # Read for these days alone, so that they are no sources that are due again: as the second page of a listing.
        sources += [(url, PageKind.SECTION, 1) for template in site.archives for url in self.pages(template)]
        sources += [(section.url, PageKind.SECTION, 0) for section in site.sections]
        for url, kind, depth in sources:
            yield Discovery(url=url, kind=kind, via=Via.DECLARED, listing=url, depth=depth)

    def pages(self, template: str) -> list[str]:
        """The archive pages of a template such as `https://example.org/archive/%Y/%m/%d/`, in order of time."""
        days = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return list(dict.fromkeys(day.strftime(template) for day in days))

    def wants_sitemap(self, sitemap: Discovery) -> bool:
        """Whether a sitemap of an index may name articles of these days."""
        return bool(around([sitemap], [self.period], 1))

    def wants(self, url: str, named: Sequence[Discovery]) -> bool | None:
        """Whether an article is of these days by what was said of it or by its address; None where nothing tells."""
        told = [d.published_at for d in named if d.published_at]
        if told:
            return any(self._holds(Period(time, time)) for time in told)
        listings = [p for d in named if d.found_on and (p := period_of(d.found_on))]
        days_or_months = [p for p in listings if p.end - p.start <= _MONTH]
        for period in (period_of(url), *days_or_months):
            if period:
                return self._holds(period)
        changed = [d.modified_at for d in named if d.modified_at]
        if changed:
            # A later change says nothing of the time of publication.
            return all(time >= self.period.start - _SLACK for time in changed)
        return self._holds(listings[0]) if listings else None

    def is_past(self, found: Iterable[Discovery]) -> bool:
        """Whether a listing, newest first, has come to what is older than these days."""
        times = [p.end for d in found if (p := _told(d))]
        return bool(times) and all(time < self.period.start - _SLACK for time in times)

    def _holds(self, told: Period) -> bool:
        return self.period.distance(told) <= _SLACK


def _told(found: Discovery) -> Period | None:
    return Period(found.published_at, found.published_at) if found.published_at else period_of(found.url)


def _between(api: str, period: Period) -> str:
    """WordPress reads both times by the site's own clock."""
    times = {"after": period.start - _SLACK, "before": period.end + _SLACK}
    parts = urlsplit(api)
    query = {**dict(parse_qsl(parts.query)), **{name: f"{time:%Y-%m-%dT%H:%M:%S}" for name, time in times.items()}}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe=":,"), ""))
