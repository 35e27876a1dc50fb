"""Values as the pipeline hands them to the store, and a small database of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from newscrawl.dedup.exact import fingerprint
from newscrawl.items import (
    Article,
    Credit,
    CreditKind,
    CreditName,
    DateClaim,
    DateKind,
    Discovery,
    Evidence,
    Fetch,
    Image,
    Origin,
    OriginRole,
    PageKind,
    Polarity,
    Relation,
    Role,
    SourceRead,
    State,
    Story,
    Via,
)
from newscrawl.sites import Site, SiteRole
from newscrawl.store.repository import Repository

NOW = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)
SITE = Site(
    name="umschau", title="Umschau", role=SiteRole.AGGREGATOR, domains=("umschau.example",), documented="made up"
)
ORIGINAL = Site(
    name="cnn",
    title="CNN",
    role=SiteRole.OUTLET,
    domains=("cnn.example",),
    documented="made up",
    gazetteer_id="cnn",
)
FEED = "https://umschau.example/feed"
BODY = " ".join(f"Wort{n}" for n in range(40))


def fetch(url: str, *, minutes: int = 0, status: int = 200) -> Fetch:
    return Fetch(
        url=url,
        fetched_at=NOW + timedelta(minutes=minutes),
        status=status,
        sha256="0" * 64,
        size=1000,
        content_type="text/html",
        archive_file="umschau.warc.gz",
        archive_offset=100 + minutes,
    )


def found(url: str, **fields: Any) -> Discovery:
    return Discovery(
        **{"url": url, "via": Via.FEED, "found_on": FEED, "listing": FEED, "locator": "entries[0]", **fields}
    )


def read(*entries: Discovery, url: str = FEED, **fields: Any) -> SourceRead:
    return SourceRead(
        **{"site": "umschau", "url": url, "kind": PageKind.FEED, "fetches": (fetch(url),), **fields, "found": entries}
    )


def article(url: str, *, title: str = "Titel", body: str = BODY, day: int = 18, language: str = "de") -> Article:
    claim = DateClaim(
        kind=DateKind.PUBLISHED,
        value=datetime(2026, 6, day, 8, 0, tzinfo=UTC),
        precision="second",
        source="jsonld",
        raw=f"2026-06-{day}T08:00:00Z",
    )
    image = Image(url=f"{url}/bild.jpg", position=0, caption="Ein Bild", credit="KCNA/Reuters")
    return Article(
        url=url,
        title=title,
        lead=None,
        body=body,
        language=language,
        language_declared=language,
        language_detected=language,
        language_score=0.99,
        published=claim,
        modified=None,
        dates=(claim, replace(claim, source="meta", value=datetime(2026, 6, day))),  # noqa: DTZ001 - a wall clock
        authors=("Redaktion",),
        images=(image,),
        canonical=url,
        site_name="Umschau",
        og_type="article",
        is_article=True,
        extractor="test-1",
    )


PHOTO = Credit(
    kind=CreditKind.PHOTO,
    quote="KCNA/Reuters",
    locator="/html/body/figure/figcaption",
    position="caption",
    rule="slash",
    names=(
        CreditName(name="KCNA", role=Role.PRODUCER, agency="kcna"),
        CreditName(name="Reuters", role=Role.DISTRIBUTOR, agency="reuters"),
    ),
    image_position=0,
)
OUTLET = Credit(
    kind=CreditKind.OUTLET,
    quote="CNN",
    locator="/html/body/p[1]",
    position="outlet_line",
    rule="lone-outlet",
    names=(CreditName(name="CNN", role=Role.PUBLISHER, publisher="cnn"),),
)


def origin(name: str = "CNN", ident: str | None = "cnn", *, agency: bool = False, url: str | None = None) -> Origin:
    evidence = Evidence(kind="outlet_line", quote=name, locator="/html/body/p[1]", weight=0.85, rule="lone-outlet")
    doubt = replace(evidence, kind="cited_only", polarity=Polarity.CONTRADICTS, weight=0.2)
    return Origin(
        publisher=name,
        publisher_id=ident,
        is_agency=agency,
        role=OriginRole.IMMEDIATE,
        relation=Relation.AGENCY if agency else Relation.TRANSLATED,
        confidence=0.85,
        url=url,
        evidence=(evidence, doubt),
        tracer="test-1",
    )


def story(
    url: str, *, site: str = "umschau", minutes: int = 0, origins: tuple[Origin, ...] = (), **article_fields: Any
) -> Story:
    text = article(url, **article_fields)
    value = fingerprint(text.body)
    return Story(
        site=site,
        url=url,
        via=Via.FEED,
        state=State.STORED,
        fetches=(fetch(url, minutes=minutes),),
        article=text,
        credits=(PHOTO, OUTLET) if origins else (PHOTO,),
        fingerprints=(value,) if value else (),
        origins=origins,
    )


def seed(repository: Repository) -> None:
    """Two sites: an original, its copy, two equal texts, an agency's, one of unknown origin, a failed page."""
    run = repository.start_run(site="umschau", spider="umschau", settings={}, code_version="test")
    repository.upsert_site(SITE)
    repository.upsert_site(ORIGINAL)
    base, original = "https://umschau.example", "https://cnn.example/original"
    names = ("kopie", "gleich-1", "gleich-2", "agentur", "unbekannt", "kaputt")
    repository.record_source(run, read(*(found(f"{base}/{n}", title=n) for n in names)))
    other = " ".join(f"Other{n}" for n in range(40))
    reuters = origin("Reuters", "reuters", agency=True)
    stories = [
        story(original, site="cnn", day=17, language="en", title="Original", body=other),
        story(f"{base}/kopie", origins=(origin(url=original),), title="Kopie"),
        story(f"{base}/gleich-1", origins=(reuters,), body=f"{BODY} gleich", title="Gleich"),
        story(f"{base}/gleich-2", body=f"{BODY} gleich", day=19, title="Gleich auch"),
        story(f"{base}/agentur", origins=(reuters,), body=f"{BODY} agentur", title="Agentur"),
        story(f"{base}/unbekannt", body=f"{BODY} unbekannt", title="Unbekannt"),
        Story(site="umschau", url=f"{base}/kaputt", state=State.FAILED, reason="answered 500"),
    ]
    repository.save(run, stories, now=NOW)
    changed = story(f"{base}/unbekannt", body=f"{BODY} unbekannt und anders", title="Unbekannt, geändert", minutes=60)
    repository.save(run, [changed], now=NOW + timedelta(hours=1))
    repository.finish_run(run, reason="finished", statistics={"pages": 7}, exit_code=0)
