"""One search for an original: what it looked through so far, and what is concluded from that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newscrawl.items import State
from newscrawl.store.headlines import StoredHeadline
from newscrawl.store.searches import Outcome, Result, Wanted
from newscrawl.trace.headlines import HeadlineModel
from newscrawl.trace.prepared import Prepared

UNREADABLE = frozenset({State.ROBOTS, State.BLOCKED, State.GONE, State.FAILED, State.EMPTY})
# Of the likeliest headlines, and of the sources that could not be read.
_SHOWN = 3


@dataclass(slots=True, eq=False)
class Searching:
    """A search on its way."""

    wanted: Wanted
    news_since: datetime | None
    """Only headlines that came later are looked at; None: everything."""
    copy: Prepared
    link: str | None = None
    """The address that the page gives, where it may be asked for."""
    link_refused: str | None = None
    """Why nobody can read what stands there."""
    ranked: list[tuple[float, StoredHeadline]] = field(default_factory=list)
    """Headlines with their probabilities, the likeliest first."""
    compared: int = 0
    """Headlines of plausible times."""
    sources: dict[str, str] = field(default_factory=dict)
    """Feeds and sitemaps that were asked for, and what came of each."""
    fetched: set[str] = field(default_factory=set)
    """Addresses of articles that were fetched for it."""
    original: int | None = None
    """Page id of the article that turned out to be the original."""

    @property
    def is_open(self) -> bool:
        return self.original is None

    def fits(self, headline: StoredHeadline) -> bool:
        """Whether it is of a plausible time."""
        time = headline.published_at or headline.first_seen_at
        return any(period.start <= time < period.end for period in self.wanted.periods)

    def least(self, model: HeadlineModel) -> float:
        """The probability from which an article is worth being fetched."""
        return model.suspect_from if self.wanted.target is None else model.fetch_from

    def worth(self, model: HeadlineModel) -> list[str]:
        """Articles that may be the original by their headline, the likeliest first."""
        least = self.least(model)
        return [h.url for chance, h in self.ranked if chance >= least and h.state is not State.STORED]

    def result(self, model: HeadlineModel) -> Result:
        """What came of it. That nothing matched and that nobody could look are two things."""
        result = Result(
            wanted=self.wanted,
            outcome=Outcome.NONE_MATCHED,
            addresses=self.compared,
            fetched=len(self.fetched),
            places=self._places(),
        )
        if self.original is not None:
            result.outcome, result.page_id = Outcome.FOUND, self.original
        elif named := self._named(model):
            chance, headline = named
            result.outcome, result.page_id = Outcome.HEADLINE_MATCH, headline.page_id
            result.reason = f"its page may not be read: {headline.url}: {refused(headline)}"
            result.places["headline"] = self._headline(chance, headline)
        elif obstacle := self._obstacle(model):
            result.outcome, result.reason = Outcome.COULD_NOT_LOOK, obstacle
        return result

    def _named(self, model: HeadlineModel) -> tuple[float, StoredHeadline] | None:
        """The likeliest headline, where it is likely enough and nobody can read its article."""
        if self.wanted.target is None or not self.ranked:
            return None
        chance, headline = self.ranked[0]
        return (chance, headline) if chance >= model.name_from and refused(headline) else None

    def _headline(self, chance: float, headline: StoredHeadline) -> dict[str, Any]:
        time = headline.published_at
        when = f"published {time:%Y-%m-%d %H:%M} UTC, a plausible time" if time and self.fits(headline) else None
        return {
            "quote": headline.quote,
            "locator": headline.locator,
            "source_url": headline.source_url,
            "probability": round(chance, 4),
            "when": when,
        }

    def _obstacle(self, model: HeadlineModel) -> str | None:
        """Why the search says nothing about whether the original exists; None where it does."""
        target = self.wanted.target
        if self.link_refused:
            return f"the linked original may not be read: {self.link}: {self.link_refused}"
        least = model.suspect_from if target is None else model.name_from
        for chance, headline in self.ranked:
            if chance >= least and (why := refused(headline)):
                return f"a likely original may not be read: {headline.url}: {why}"
        if self.compared or self.fetched:
            return None
        if target is None:
            return "no headline of a declared original is known of the time in question"
        if target.site is None:
            return f"{target.name} is none of the declared sites"
        none = f"no headline of {target.name} is known of the time in question"
        refusals = [f"{url}: {said}" for url, said in self.sources.items() if not said.endswith(" addresses")]
        if refusals:
            return f"{none}, and its sources can't be read: {'; '.join(refusals[:_SHOWN])}"
        return none if self.sources else f"{none}, and no feed or sitemap is declared that could hold it"

    def _places(self) -> dict[str, Any]:
        return {
            "link": self.link,
            "periods": [[f"{p.start:%Y-%m-%d}", f"{p.end:%Y-%m-%d}"] for p in self.wanted.periods],
            "headlines": self.compared,
            "news_since": self.news_since.isoformat() if self.news_since else None,
            "sources": self.sources,
            "likeliest": [
                {"url": h.url, "title": h.title, "probability": round(chance, 4), "state": h.state}
                for chance, h in self.ranked[:_SHOWN]
            ],
        }


def refused(headline: StoredHeadline) -> str | None:
    """Why the article behind a headline can't be read, None where it can or where nobody tried."""
    if headline.state in UNREADABLE:
        return headline.reason or headline.state
    return "only a part of it is shown (locked)" if headline.access == "locked" else None
