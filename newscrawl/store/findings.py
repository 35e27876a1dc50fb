"""What hangs on versions: dates, pictures, credits, fingerprints, duplicates, origins. Replaced as a whole.

Of many versions at once, as statements cost more than rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from newscrawl.dedup import exact
from newscrawl.dedup.crowds import without_crowds
from newscrawl.dedup.kinds import Kind
from newscrawl.items import Article as Read
from newscrawl.items import Fingerprint as Value
from newscrawl.items import Story
from newscrawl.store import sightings
from newscrawl.store.credits import add_credits, add_metadata_credits, clear_credits
from newscrawl.store.models import (
    Article,
    ArticleVersion,
    DateClaim,
    Discovery,
    DuplicatePair,
    Fingerprint,
    Image,
    TraceState,
    VersionImage,
)
from newscrawl.store.origins import Places, add_all_origins, clear_origins
from newscrawl.store.upsert import chunks, insert_all, insert_missing, unique


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found on the page of a version."""

    article_id: int
    version_id: int
    fetch_id: int | None
    """The download it was read from."""
    story: Story
    read: Read


def clear_findings(connection: Connection, version_id: int) -> None:
    """Take away what was found of a version and its page."""
    clear_credits(connection, version_id)
    pair = or_(DuplicatePair.a_id == version_id, DuplicatePair.b_id == version_id)
    for statement in (
        delete(VersionImage).where(VersionImage.article_version_id == version_id),
        delete(DateClaim).where(DateClaim.article_version_id == version_id),
        delete(DuplicatePair).where(pair, DuplicatePair.method == exact.METHOD),
        delete(Fingerprint).where(Fingerprint.article_version_id == version_id),
    ):
        connection.execute(statement)
    _clear_conclusions(connection, version_id)


def add_findings(connection: Connection, given: Sequence[Found], now: datetime) -> None:
    """Store the findings of versions that have none."""
    if not given:
        return
    places = _places(connection, given)
    insert_all(connection, DateClaim, [row for one in given for row in _dates(one)])
    _images(connection, given)
    _add_credits(connection, given, places)
    add_all_origins(connection, {one.version_id: (one.story.origins, places[one.version_id]) for one in given})
    _fingerprints(connection, given, now)


def replace_credits(connection: Connection, one: Found) -> None:
    """Put the story's credits, and what the page alone says of the origin, in the place of what the version had."""
    clear_credits(connection, one.version_id)
    _clear_conclusions(connection, one.version_id)
    places = _places(connection, [one])
    _add_credits(connection, [one], places)
    add_all_origins(connection, {one.version_id: (one.story.origins, places[one.version_id])})


def _clear_conclusions(connection: Connection, version_id: int) -> None:
    clear_origins(connection, version_id)
    # What was concluded from its text is gone with the rest and waits to be concluded again.
    connection.execute(update(TraceState).where(TraceState.article_version_id == version_id).values(is_due=True))


def _add_credits(connection: Connection, given: Sequence[Found], places: Mapping[int, Places]) -> None:
    credits = {one.version_id: list(dict.fromkeys(one.story.credits)) for one in given}
    add_credits(connection, {version: (found, places[version], 0) for version, found in credits.items()})
    add_metadata_credits(connection, list(credits))


def _places(connection: Connection, given: Sequence[Found]) -> dict[int, Places]:
    """By version."""
    urls = {one.version_id: [one.story.url, *(d.url for d in one.story.discoveries)] for one in given}
    ids = sightings.page_ids(connection, [url for own in urls.values() for url in own])
    named: dict[int, list[tuple[int, str, int | None]]] = {}
    for part in chunks(list(ids.values())):
        query = select(Discovery.page_id, Discovery.id, Discovery.found_on, Discovery.fetch_id)
        for page, ident, found_on, fetch in connection.execute(query.where(Discovery.page_id.in_(part))):
            named.setdefault(page, []).append((ident, found_on, fetch))
    return {
        one.version_id: Places(one.fetch_id, _feeds({ids[url] for url in urls[one.version_id] if url in ids}, named))
        for one in given
    }


def _feeds(page_ids: Iterable[int], named: Mapping[int, list[tuple[int, str, int | None]]]) -> dict[str, int | None]:
    rows = sorted((row for page in page_ids for row in named.get(page, ())), key=lambda row: row[0])
    return {found_on: fetch for _, found_on, fetch in rows}


def _dates(one: Found) -> list[dict[str, Any]]:
    chosen = [c for c in (one.read.published, one.read.modified) if c is not None]
    return [
        {
            "article_version_id": one.version_id,
            "ordinal": number,
            "kind": claim.kind,
            "value": claim.value if claim.value.tzinfo else claim.value.replace(tzinfo=UTC),
            "zoned": claim.value.tzinfo is not None,
            "precision": claim.precision,
            "source": claim.source,
            "raw": claim.raw,
            "locator": claim.locator,
            "chosen": claim in chosen,
        }
        for number, claim in enumerate(dict.fromkeys([*one.read.dates, *chosen]))
    ]


def _images(connection: Connection, given: Sequence[Found]) -> None:
    found = {image.url for one in given for image in one.read.images if image.url}
    urls = {hashlib.sha256(url.encode("utf-8", "replace")).hexdigest(): url for url in found}
    insert_missing(connection, Image, [{"url_sha256": k, "url": u} for k, u in sorted(urls.items())], ["url_sha256"])
    ids: dict[str | None, int] = {}
    for part in chunks(list(urls)):
        rows = connection.execute(select(Image.url_sha256, Image.id).where(Image.url_sha256.in_(part)))
        ids.update((urls[key], ident) for key, ident in rows)
    insert_all(
        connection,
        VersionImage,
        unique(
            (
                {
                    "article_version_id": one.version_id,
                    "position": image.position,
                    "image_id": ids.get(image.url),
                    "caption": image.caption,
                    "caption_locator": image.caption_locator,
                    "credit": image.credit,
                    "credit_locator": image.credit_locator,
                    "alt": image.alt,
                }
                for one in given
                for image in one.read.images
            ),
            ["article_version_id", "position"],
        ),
    )


def _fingerprints(connection: Connection, given: Sequence[Found], now: datetime) -> None:
    """Store fingerprints, and pair each version with every version of another article that has one of them."""
    own = {one.version_id: list(dict.fromkeys(one.story.fingerprints)) for one in given}
    insert_all(
        connection,
        Fingerprint,
        [
            {"method": value.method, "value": value.value, "article_version_id": version}
            for version, values in own.items()
            for value in values
        ],
    )
    holders = _holders(connection, {v.value for values in own.values() for v in values if v.method == exact.METHOD})
    pairs = set()
    for one in given:
        for value in own[one.version_id]:
            sites = {v: site for v, article, site in holders.get(value.value, ()) if article != one.article_id}
            others = [(v, Value(method=exact.METHOD, value=value.value)) for v in without_crowds(sites)]
            pairs |= {(min(one.version_id, o), max(one.version_id, o)) for o in exact.matches(value, others)}
    insert_all(connection, DuplicatePair, [_pair(pair, now) for pair in sorted(pairs)])


def _holders(connection: Connection, values: Iterable[str]) -> dict[str, list[tuple[int, int, str]]]:
    """Versions with their articles and sites, by the exact fingerprint that they have."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    query = (
        select(Fingerprint.value, Fingerprint.article_version_id, ArticleVersion.article_id, Article.site)
        .join(ArticleVersion, ArticleVersion.id == Fingerprint.article_version_id)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(Fingerprint.method == exact.METHOD)
    )
    for part in chunks(sorted(values)):
        for value, version, article, site in connection.execute(query.where(Fingerprint.value.in_(part))):
            found.setdefault(value, []).append((version, article, site))
    return found


def _pair(pair: tuple[int, int], now: datetime) -> dict[str, Any]:
    return {
        "a_id": pair[0],
        "b_id": pair[1],
        "method": exact.METHOD,
        "score": 1.0,
        "detector": exact.DETECTOR,
        "found_at": now,
        "kind": Kind.EXACT,
        "joins": True,
    }
