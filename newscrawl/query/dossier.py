"""What is known of one address, as values: a row of each view, and the `Dossier` that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newscrawl.query.reviews import ReviewRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    url: str
    site: str
    kind: str
    via: str
    state: str
    reason: str | None
    alias_of: str | None
    tries: int
    first_seen_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    found_on: str
    """Empty where an operator named the address."""
    via: str
    locator: str | None
    title: str | None
    language: str | None
    published_at: datetime | None
    modified_at: datetime | None
    author: str | None
    source_name: str | None
    source_url: str | None
    publication: str | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    url: str
    fetched_at: datetime
    status: int | None
    sha256: str | None
    size: int
    content_type: str | None
    archive_file: str | None
    archive_offset: int | None
    error: str | None
    reservations: str | None
    """What the answer says of text and data mining, one statement a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The newest version, with the likeliest origin left to `Dossier.origins`."""

    title: str | None
    lead: str | None
    body: str
    language: str | None
    publisher: str | None
    publisher_name: str | None
    published_at: datetime | None
    published_source: str | None
    published_precision: str | None
    published_zoned: bool | None
    modified_at: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime
    versions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the newest version is and says beside its text; None where it was stored before that was read."""

    page_type: str | None
    access: str | None
    structure: str | None
    """What each line of the text is, one a line."""
    details: dict[str, Any] | None
    """Labels, films, other forms of the page, and the signs for type and access."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    number: int
    title: str | None
    language: str | None
    content_hash: str
    extractor: str
    first_seen_at: datetime
    last_seen_at: datetime
    archive_file: str | None
    archive_offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateClaim:
    kind: str
    value_at: datetime
    zoned: bool
    precision: str
    source: str
    raw: str
    locator: str | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    position: int
    image_url: str | None
    caption: str | None
    credit: str | None
    alt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    name: str
    role: str
    agency: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    kind: str
    position: str
    quote: str
    locator: str
    rule: str
    credited_url: str | None
    image_position: int | None
    source_url: str | None
    archive_file: str | None
    archive_offset: int | None
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article with the same words; no statement about who copied."""

    other_url: str
    other_site: str
    other_title: str | None
    other_published_at: datetime | None
    other_first_seen_at: datetime
    method: str
    score: float
    detector: str
    hours_later: float | None
    """By how much this article claims to be later than the other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """An article for which the address of an original is named as the origin."""

    url: str
    site: str
    title: str | None
    published_at: datetime | None
    relation: str
    confidence: float
    origin_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    kind: str
    polarity: str
    weight: float
    quote: str
    locator: str
    rule: str
    source_url: str | None
    archive_file: str | None
    archive_offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A passage of the article beside that of its original, both verbatim."""

    kind: str
    """`in-order`, or `moved`."""
    score: float
    copy_text: str
    original_text: str
    copy_start: int
    copy_end: int
    original_start: int
    original_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    rank: int
    origin: str
    """Slug of the publisher."""
    origin_name: str
    is_agency: bool
    role: str
    relation: str
    confidence: float
    tracer: str
    origin_url: str | None
    original_published_at: datetime | None
    delay_hours: float | None
    original_url: str | None
    """Address of the stored original, where there is one."""
    basis: str
    """`page`: what the page says; `text`: its text compared; `page+text`."""
    copy_coverage: float | None
    """Share of the article's sentences that stand in the original."""
    original_coverage: float | None
    first_line: int | None
    """Lines of the text that come from it, where not all do."""
    last_line: int | None
    direction: str | None
    concluded: float | None
    """The machine's own confidence, where a review changed it."""
    review: str | None
    """`confirm` or `correct`, where somebody decided about it on this version."""
    reviewer: str | None
    reviewed_at: datetime | None
    is_stored: bool
    """True where the original is an article of this database."""
    evidence: tuple[Proof, ...]
    alignment: tuple[Aligned, ...]
    """In the order of the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    page: Page
    aliases: tuple[str, ...]
    """Addresses that stand for this one."""
    sightings: tuple[Sighting, ...]
    downloads: tuple[Download, ...]
    text: Text | None
    reading: Reading | None
    versions: tuple[Version, ...]
    dates: tuple[DateClaim, ...]
    images: tuple[Picture, ...]
    credits: tuple[Credit, ...]
    copies: tuple[Copy, ...]
    origins: tuple[Origin, ...]
    reviews: tuple[ReviewRow, ...]
    """What people decided, in order."""
    derived: tuple[Derived, ...]
    """Articles that name this address as their original."""
    siblings: tuple[Derived, ...]
    """Other articles that name the same original as this one."""
