"""Originals that are not stored are searched for, on both databases; a table of answers plays the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from newscrawl.demo.content import World as Replica
from newscrawl.items import Discovery, Origin, PageKind, SourceRead, State, Story, Via
from newscrawl.query import SearchRow, in_a_sentence, searches, why
from newscrawl.sites import Site
from newscrawl.store.models import Headline, Page
from newscrawl.store.repository import Repository
from newscrawl.store.resolving import Limits, Resolver
from newscrawl.store.tracing import TextTracing, select_versions
from newscrawl.trace.encoder import Encoder
from tests.store.test_tracing import HARBOUR_RU, SITES, Remembering, World, credited, told
from tests.trace.articles import HARBOUR, HARBOUR_DE, LIBRARY

URL = "https://hafenblatt.example/2026/06/18/harbour"
TITLE = "Port of Larvendal to close for eleven days as divers inspect breakwater"
DAY = datetime(2026, 6, 18, 6, tzinfo=UTC)
ORIGINAL = replace(told("hafenblatt", "harbour", HARBOUR), url=URL)
COPY = told("umschau", "hafen", HARBOUR_DE, language="de", hours=3, credits=(credited("hafenblatt"),))
UNCREDITED = told("umschau", "hafen", HARBOUR_DE, language="de", hours=3)
# Headlines of the same days about other things.
NOISE = [
    (f"https://hafenblatt.example/n{n}", post.title, DAY)
    for n, post in enumerate(p for host in ("cnn", "reuters", "kcna") for p in Replica().posts(host).values())
]
Named = tuple[str, str | None, datetime | None]
INDEX = "https://hafenblatt.example/sitemap.xml"
SITES_WITH_ARCHIVE = SITES | {"hafenblatt": replace(SITES["hafenblatt"], sitemaps=(INDEX,))}


# What the database has no part in.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Remembering()


@dataclass
class Newsroom:
    """A database, the web as it answers, and what was asked of it."""

    world: World
    sites: Mapping[str, Site]
    web: dict[str, Story | SourceRead] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    later: timedelta = timedelta(0)

    @property
    def repository(self) -> Repository:
        return self.world.repository

    def store(self, *stories: Story) -> None:
        self.world.store(*stories)

    def harvest(self, *named: Named, site: str = "hafenblatt") -> None:
        feed = f"https://{site}.example/feed"
        found = [
            Discovery(
                url=url,
                via=Via.FEED,
                found_on=feed,
                locator=f"entries[{n}]",
                title=title,
                published_at=at,
                listing=feed,
            )
            for n, (url, title, at) in enumerate(named)
        ]
        read = SourceRead(site=site, url=feed, kind=PageKind.FEED, found=tuple(found))
        self.repository.record_source(self.world.run, read)

    def resolve(self, *, fetches: int = 4, again: int = 7, url: str | None = None) -> list[SearchRow]:
        """What was searched for, and what came of it."""
        before = len(searches(self.world.engine))
        tracing = TextTracing(self.world.engine, self.world.encoder, self.sites)
        now = datetime.now(UTC) + self.later
        resolver = Resolver(
            self.repository,
            self.world.encoder,
            self.sites,
            Limits(fetches=fetches, again=timedelta(days=again)),
            trace=lambda: [None for _ in tracing.run(now)] and None,
            clock=lambda: now,
        )
        self.asked.clear()
        for pages in resolver.steps(lambda: self._versions(url)):
            for page in pages:
                self.asked.append(page.url)
                if page.kind is PageKind.ARTICLE:
                    gone = Story(site=page.site, url=page.url, state=State.GONE, reason="gone (404)")
                    answer = self.web.get(page.url, gone)
                    assert isinstance(answer, Story)
                    self.store(answer)
                else:
                    refused = SourceRead(
                        site=page.site,
                        url=page.url,
                        kind=page.kind,
                        state=State.ROBOTS,
                        reason="forbidden by robots.txt",
                    )
                    source = self.web.get(page.url, refused)
                    assert isinstance(source, SourceRead)
                    self.repository.record_source(self.world.run, resolver.saw(source))
        return searches(self.world.engine)[before:]

    def origins(self, story: Story) -> tuple[Origin, ...]:
        return self.world.origins(story)

    def _versions(self, url: str | None) -> Sequence[int]:
        with self.world.engine.connect() as connection:
            return select_versions(connection, url=url)


@pytest.fixture
def newsroom(repository: Repository, encoder: Encoder) -> Newsroom:
    return Newsroom(World(repository, encoder), SITES)


def blocked(url: str = URL, state: State = State.BLOCKED, reason: str = "asks for a login (401)") -> Story:
    return Story(site="hafenblatt", url=url, state=state, reason=reason)


def test_an_original_is_found_by_its_headline_in_another_language(newsroom: Newsroom) -> None:
    newsroom.store(COPY)
    newsroom.harvest(*NOISE, (URL, TITLE, DAY))
    newsroom.web[URL] = ORIGINAL
    (row,) = newsroom.resolve()
    assert newsroom.asked[0] == URL
    assert (row.outcome, row.publisher, row.found_url, row.fetched) == ("found", "hafenblatt", URL, len(newsroom.asked))
    assert row.addresses == len(NOISE) + 1
    assert newsroom.origins(COPY)[0].url == URL
    assert newsroom.origins(COPY)[0].basis == "page+text"
    assert newsroom.resolve() == []


@ON_SQLITE
def test_nobody_is_credited_and_the_headlines_of_all_originals_are_asked(newsroom: Newsroom) -> None:
    newsroom.store(UNCREDITED)
    newsroom.harvest(*NOISE, (URL, TITLE, DAY))
    newsroom.harvest(("https://vestnik.example/x", "Voters reject tram line", DAY), site="vestnik")
    newsroom.web[URL] = ORIGINAL
    (row,) = newsroom.resolve()
    assert (row.outcome, row.publisher, row.found_url) == ("found", None, URL)
    assert newsroom.asked == [URL]


@ON_SQLITE
@pytest.mark.parametrize("printed", [None, datetime(2026, 11, 20, tzinfo=UTC)], ids=["undated", "the theme's date"])
def test_a_copy_five_months_old_without_a_date_of_its_own_is_found(
    newsroom: Newsroom, printed: datetime | None
) -> None:
    assert COPY.article
    assert COPY.article.published
    claim = replace(COPY.article.published, value=printed, source="text", precision="day") if printed else None
    copy = replace(COPY, article=replace(COPY.article, published=claim, dates=(claim,) if claim else ()))
    newsroom.repository.save(newsroom.world.run, [copy], now=datetime(2026, 11, 20, 12, tzinfo=UTC))
    newsroom.harvest(*((url, title, DAY + timedelta(days=150)) for url, title, _ in NOISE), (URL, TITLE, DAY))
    newsroom.web[URL] = ORIGINAL
    (row,) = newsroom.resolve()
    assert (row.outcome, row.found_url) == ("found", URL)


@pytest.mark.parametrize(
    ("state", "reason"),
    [(State.BLOCKED, "asks for a login (401)"), (State.ROBOTS, "forbidden by robots.txt"), (State.GONE, "gone (410)")],
)
def test_an_original_that_may_not_be_read_is_named_by_its_headline(
    newsroom: Newsroom, engine: Engine, state: State, reason: str
) -> None:
    newsroom.store(COPY)
    newsroom.harvest(*NOISE, (URL, TITLE, DAY))
    newsroom.web[URL] = blocked(state=state, reason=reason)
    (row,) = newsroom.resolve()
    assert (row.outcome, row.found_url, row.found_state) == ("headline-match", URL, state)
    credit, named = newsroom.origins(COPY)
    assert (credit.basis, credit.url) == ("page", None)
    assert (named.basis, named.relation.value, named.url) == ("headline", "headline-match", URL)
    assert 0.3 < named.confidence <= min(0.6, credit.confidence)
    assert [(e.kind, e.quote) for e in named.evidence[:2]] == [
        ("headline", TITLE),
        ("time", "published 2026-06-18 06:00 UTC, a plausible time"),
    ]
    assert named.evidence[0].source_url == "https://hafenblatt.example/feed"
    assert named.evidence[0].locator == f"entries[{len(NOISE)}]"
    assert named.evidence[1].locator == ""
    assert f"Read what could not be fetched, and compare the two: {URL}" in why(engine, COPY.url).settle
    told_why = " ".join(why(engine, COPY.url).looked_at)
    assert "a headline matches, but its page may not be read" in told_why
    assert reason in told_why


@ON_SQLITE
def test_an_original_that_nobody_credits_is_not_named_by_a_headline_alone(newsroom: Newsroom) -> None:
    newsroom.store(UNCREDITED)
    newsroom.harvest(*NOISE, (URL, TITLE, DAY))
    newsroom.web[URL] = blocked()
    (row,) = newsroom.resolve()
    assert row.outcome == "could-not-look"
    assert row.reason == f"a likely original may not be read: {URL}: asks for a login (401)"
    assert newsroom.origins(UNCREDITED) == ()


@ON_SQLITE
def test_a_headline_match_survives_tracing_and_gives_way_to_the_text(newsroom: Newsroom) -> None:
    newsroom.store(COPY)
    newsroom.harvest(*NOISE, (URL, TITLE, DAY))
    newsroom.web[URL] = blocked()
    newsroom.resolve()
    named = newsroom.origins(COPY)
    newsroom.store(COPY)
    newsroom.world.trace()
    assert newsroom.origins(COPY) == named
    newsroom.store(ORIGINAL)
    newsroom.world.trace()
    assert [o.basis for o in newsroom.origins(COPY)] == ["page+text"]


def test_none_matched_and_could_not_look_are_two_things(newsroom: Newsroom, engine: Engine) -> None:
    newsroom.store(COPY)
    (row,) = newsroom.resolve()
    assert (row.outcome, row.addresses) == ("could-not-look", 0)
    sentence = in_a_sentence(row)
    assert sentence == (
        "Could not look for the article of Hafenblatt, because no headline of Hafenblatt is known of the time in "
        "question, and no feed or sitemap is declared that could hold it."
    )
    newsroom.harvest(*NOISE)
    newsroom.later = timedelta(days=8)
    (row,) = newsroom.resolve()
    assert (row.outcome, row.addresses) == ("none-matched", len(NOISE))
    assert in_a_sentence(row).startswith(f"Searched {len(NOISE)} addresses of Hafenblatt (headlines from 2026-06-")
    assert in_a_sentence(row).endswith("none matched.")
    # The last one is told.
    assert in_a_sentence(row) in why(engine, COPY.url).looked_at
    assert sentence not in why(engine, COPY.url).looked_at


@ON_SQLITE
def test_a_publisher_that_is_not_declared_can_not_be_looked_through(newsroom: Newsroom) -> None:
    newsroom.store(told("umschau", "hafen", HARBOUR_DE, language="de", credits=(credited("bbc"),)))
    (row,) = newsroom.resolve()
    assert (row.outcome, row.reason) == ("could-not-look", "BBC is none of the declared sites")


@ON_SQLITE
def test_headlines_of_another_time_do_not_count_as_looked_at(newsroom: Newsroom) -> None:
    newsroom.store(COPY)
    newsroom.harvest(*((url, title, DAY - timedelta(days=400)) for url, title, _ in NOISE))
    (row,) = newsroom.resolve(fetches=0)
    assert (row.outcome, row.addresses) == ("could-not-look", 0)


@ON_SQLITE
def test_no_more_is_fetched_than_allowed(newsroom: Newsroom) -> None:
    newsroom.store(COPY)
    titles = (
        TITLE,
        "Divers to inspect breakwater of Larvendal",
        "Larvendal ferries leave from a temporary pier in March",
    )
    near = [(f"https://hafenblatt.example/l{n}", title, DAY) for n, title in enumerate(titles)]
    newsroom.harvest(*near, *NOISE)
    for url, _, _ in near:
        newsroom.web[url] = replace(told("hafenblatt", "library", LIBRARY), url=url)
    (row,) = newsroom.resolve(fetches=2)
    assert len(newsroom.asked) == row.fetched == 2
    assert row.outcome == "none-matched"


@ON_SQLITE
def test_the_pages_own_link_is_asked_first(newsroom: Newsroom) -> None:
    link = "https://hafenblatt.example/linked"
    credit = replace(credited("hafenblatt"), kind="original_link", url=link, position="link", rule="read-original")
    newsroom.store(told("umschau", "hafen", HARBOUR_DE, language="de", hours=3, credits=(credit,)))
    newsroom.harvest(*NOISE)
    newsroom.web[link] = replace(ORIGINAL, url=link)
    (row,) = newsroom.resolve()
    assert newsroom.asked == [link]
    assert (row.outcome, row.found_url) == ("found", link)


@ON_SQLITE
def test_a_linked_original_that_may_not_be_read_is_said_to_be_so(newsroom: Newsroom) -> None:
    link = "https://hafenblatt.example/linked"
    credit = replace(credited("hafenblatt"), kind="original_link", url=link, position="link", rule="read-original")
    newsroom.store(told("umschau", "hafen", HARBOUR_DE, language="de", hours=3, credits=(credit,)))
    newsroom.harvest(*NOISE)
    newsroom.web[link] = blocked(link, State.BLOCKED, "asks for payment (402)")
    (row,) = newsroom.resolve(fetches=1)
    assert row.outcome == "could-not-look"
    assert row.reason == f"the linked original may not be read: {link}: asks for payment (402)"


def sitemap(url: str, *pages: Named, children: Sequence[str] = ()) -> SourceRead:
    return SourceRead(
        site="hafenblatt",
        url=url,
        kind=PageKind.SITEMAP,
        found=tuple(
            Discovery(
                url=u, via=Via.SITEMAP, found_on=url, locator=f"/*/*[{n}]", title=t, modified_at=at, listing=INDEX
            )
            for n, (u, t, at) in enumerate(pages, 1)
        ),
        follow=tuple(
            Discovery(url=u, kind=PageKind.SITEMAP, via=Via.SITEMAP, found_on=url, listing=INDEX) for u in children
        ),
    )


def test_the_archive_of_the_plausible_time_is_read(newsroom: Newsroom) -> None:
    newsroom.sites = SITES_WITH_ARCHIVE
    newsroom.store(COPY)
    months = [f"https://hafenblatt.example/sitemap-2026-{month:02}.xml" for month in range(1, 12)]
    url = "https://hafenblatt.example/port-of-larvendal-closes-for-eleven-days-to-inspect-breakwater"
    newsroom.web[INDEX] = sitemap(INDEX, children=months)
    others = [(u, None, DAY) for u in ("https://hafenblatt.example/ferry-company-orders-two-electric-ships",)]
    newsroom.web[months[5]] = sitemap(months[5], *others, (url, None, DAY))
    newsroom.web[url] = replace(ORIGINAL, url=url)
    (row,) = newsroom.resolve()
    assert newsroom.asked[:2] == [INDEX, months[5]]
    assert newsroom.asked[2] == url
    assert (row.outcome, row.found_url) == ("found", url)
    assert row.places["sources"] == {INDEX: "0 addresses", months[5]: "2 addresses"}


@ON_SQLITE
def test_an_archive_that_may_not_be_read_is_named_as_the_reason(newsroom: Newsroom) -> None:
    newsroom.sites = SITES_WITH_ARCHIVE
    newsroom.store(COPY)
    (row,) = newsroom.resolve()
    assert row.outcome == "could-not-look"
    assert f"its sources can't be read: {INDEX}: robots: forbidden by robots.txt" in (row.reason or "")


def test_a_search_is_repeated_for_new_headlines_or_after_a_time_and_then_later(newsroom: Newsroom) -> None:
    newsroom.repository.save(newsroom.world.run, [COPY], now=datetime.now(UTC))
    newsroom.harvest(*NOISE)
    assert [r.outcome for r in newsroom.resolve()] == ["none-matched"]
    newsroom.harvest(("https://hafenblatt.example/tram", "Castelmora voters reject new tram line", DAY))
    assert newsroom.resolve() == []
    newsroom.later = timedelta(days=8)
    assert [r.outcome for r in newsroom.resolve()] == ["none-matched"]
    newsroom.later = timedelta(days=20)
    assert newsroom.resolve() == []
    newsroom.later = timedelta(minutes=1)
    newsroom.harvest((URL, TITLE, DAY))
    newsroom.web[URL] = ORIGINAL
    with newsroom.world.engine.begin() as connection:
        # As if the feed had been read after the last search, which was eight days from now.
        seen = datetime.now(UTC) + timedelta(days=9)
        connection.execute(Page.__table__.update().where(Page.url == URL).values(first_seen_at=seen))
    newsroom.later = timedelta(days=10)
    assert [(r.outcome, r.places["news_since"] is not None) for r in newsroom.resolve()] == [("found", True)]


@ON_SQLITE
def test_who_asks_for_one_text_has_it_searched_for_at_once(newsroom: Newsroom) -> None:
    newsroom.store(COPY)
    newsroom.harvest(*NOISE)
    assert len(newsroom.resolve()) == 1
    assert len(newsroom.resolve(again=0, url=COPY.url)) == 1


@ON_SQLITE
def test_a_search_that_was_broken_off_is_done_again_and_nothing_is_fetched_twice(newsroom: Newsroom) -> None:
    newsroom.store(COPY)
    newsroom.harvest(*NOISE, (URL, TITLE, DAY))

    class Killed(Exception):
        pass

    real = newsroom.store

    def kill(*stories: Story) -> None:
        real(*stories)
        if stories[0].url == URL:
            raise Killed

    newsroom.web[URL] = blocked(state=State.GONE, reason="gone (404)")
    newsroom.store = kill  # type: ignore[method-assign]
    with pytest.raises(Killed):
        newsroom.resolve()
    assert searches(newsroom.world.engine) == []
    newsroom.store = real  # type: ignore[method-assign]
    (row,) = newsroom.resolve()
    assert URL not in newsroom.asked
    assert row.outcome == "headline-match"


@ON_SQLITE
def test_an_outlets_uncredited_article_is_its_own(newsroom: Newsroom) -> None:
    newsroom.store(told("vestnik", "port", HARBOUR_RU, language="ru"))
    assert newsroom.resolve() == []


@ON_SQLITE
def test_headlines_are_bounded_and_encoded_once(newsroom: Newsroom) -> None:
    newsroom.store(COPY)
    newsroom.harvest(("https://hafenblatt.example/long", "Hafen " * 5_000, DAY), *NOISE)
    newsroom.resolve()
    newsroom.later = timedelta(days=8)
    newsroom.resolve()
    with newsroom.world.engine.connect() as connection:
        rows = connection.execute(select(Headline.title, Headline.vector)).all()
    assert len(rows) == len(NOISE) + 1
    assert {len(row.vector) for row in rows} == {newsroom.world.encoder.dimensions}
    assert max(len(row.title) for row in rows) <= 300


@ON_SQLITE
def test_the_same_text_at_another_aggregator_is_no_original(newsroom: Newsroom) -> None:
    other = told("rundblick", "hafen", HARBOUR_DE, language="de", hours=5)
    newsroom.store(UNCREDITED, other)
    newsroom.world.trace()
    assert newsroom.origins(other)
    newsroom.harvest(*NOISE, (URL, TITLE, DAY))
    newsroom.web[URL] = ORIGINAL
    assert {(r.url, r.outcome, r.found_url) for r in newsroom.resolve()} == {
        (story.url, "found", URL) for story in (UNCREDITED, other)
    }
    assert newsroom.asked == [URL]


@ON_SQLITE
def test_feeds_are_read_too_where_the_plausible_time_is_hardly_over(newsroom: Newsroom) -> None:
    feed = "https://hafenblatt.example/feed"
    newsroom.sites = SITES | {"hafenblatt": replace(SITES["hafenblatt"], feeds=(feed,))}
    named = Discovery(url=URL, via=Via.FEED, found_on=feed, locator="entries[0]", title=TITLE, listing=feed)
    newsroom.web |= {URL: ORIGINAL, feed: SourceRead(site="hafenblatt", url=feed, kind=PageKind.FEED, found=(named,))}
    newsroom.store(COPY)
    (row,) = newsroom.resolve()
    assert (newsroom.asked, row.outcome) == ([], "could-not-look")
    assert str(row.reason).endswith("no feed or sitemap is declared that could hold it")
    assert COPY.article
    undated = replace(COPY, url=f"{COPY.url}-2", article=replace(COPY.article, published=None, dates=()))
    newsroom.repository.save(newsroom.world.run, [undated], now=datetime.now(UTC))
    (row,) = newsroom.resolve(url=undated.url)
    assert (newsroom.asked, row.outcome) == ([feed, URL], "found")
