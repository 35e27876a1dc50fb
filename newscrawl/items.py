"""The values that travel between the stages. Frozen, without input or output of their own.

Times are aware UTC `datetime`s unless a field says otherwise. Addresses are absolute URLs.
A locator names a place in an archived page: an XPath (`/html/body/div[2]/p[1]`, `…/img/@alt`),
optionally with RFC 5147 offsets into the white-space-normalised text (`…/p[1]#char=0,4`), or an
XPath of a script element with an RFC 6901 JSON pointer (`/html/head/script[2]#/author/0/name`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """What became of an address; every discovered address is in exactly one."""

    PENDING = "pending"
    STORED = "stored"
    ALIAS = "alias"
    NOT_ARTICLE = "not_article"
    SPONSORED = "sponsored"
    EMPTY = "empty"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    GONE = "gone"
    FAILED = "failed"
    FORGOTTEN = "forgotten"
    """Removed on request, and neither fetched nor stored again."""


class PageKind(StrEnum):
    """What an address is expected to hold."""

    ARTICLE = "article"
    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    API = "api"


class Via(StrEnum):
    """How an address was found."""

    DECLARED = "declared"
    FEED = "feed"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news_sitemap"
    SECTION = "section"
    API = "api"
    LINK = "link"
    """A copy's page gives it as the address of its original."""
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One download, successful or not, and where its bytes are kept."""

    url: str
    fetched_at: datetime
    status: int | None = None
    sha256: str | None = None
    """Of the body after content decoding, hexadecimal."""
    size: int = 0
    """Bytes of that body."""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    archive_file: str | None = None
    """Relative to the archive folder."""
    archive_offset: int | None = None
    """Byte offset of the record in that file."""
    error: str | None = None
    reservations: tuple[str, ...] = ()
    """What the answer says of text and data mining, as `extract.reservations` gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """An address as a feed, sitemap, section page or API told us of it."""

    url: str
    kind: PageKind = PageKind.ARTICLE
    via: Via
    found_on: str | None = None
    """Address of the feed, sitemap or page that named it."""
    locator: str | None = None
    """Where in that document: `entries[3]` for feeds, an XPath for pages."""
    title: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    author: str | None = None
    guid: str | None = None
    rights: str | None = None
    source_name: str | None = None
    """Text of a feed entry's `<source>`: the publisher the entry says it took the story from."""
    source_url: str | None = None
    publication: str | None = None
    """Name in a news sitemap's `<news:publication>`: what the site calls itself there, no origin of the text."""
    listing: str | None = None
    """Declared address (feed, sitemap, section) of the listing that `found_on` belongs to. "Known already" is asked
    of a listing: what another listing of the same run named says nothing of how far this one was read."""
    depth: int = 0
    """Steps from a declared entry point: 1 for a section's second page or a sitemap index's child."""
    state: State = State.PENDING
    """`SPONSORED` or `NOT_ARTICLE` where the address alone decides, so that it is never fetched."""
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRead:
    """A feed, sitemap, section page or API answer that was read, with everything it named."""

    site: str
    url: str
    kind: PageKind
    fetches: tuple[Fetch, ...] = ()
    found: tuple[Discovery, ...] = ()
    follow: tuple[Discovery, ...] = ()
    """Further sources to read: the next page of a section, the children of a sitemap index."""
    state: State = State.NOT_ARTICLE
    """`NOT_ARTICLE` when it was read; `GONE`, `BLOCKED`, `ROBOTS`, `FAILED` when it was not."""
    reason: str | None = None
    unchanged: bool = False
    """It is as it was when it was last read (304), so that it names what it named then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """The bytes of a page as they came, before anything decided what they mean."""

    url: str
    """Final address, after redirects."""
    body: bytes
    content_type: str | None = None


class DateKind(StrEnum):
    PUBLISHED = "published"
    MODIFIED = "modified"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateClaim:
    """A time that something claims for the article. Claims are kept, also the ones not chosen."""

    kind: DateKind
    value: datetime
    """Aware where the source gives a zone, else naive (wall clock of the publisher)."""
    precision: str
    """`second`, `minute` or `day`."""
    source: str
    """`site` (the site's own layout), `jsonld`, `meta`, `time`, `url`, `text`, `feed`, `sitemap`, `api`."""
    raw: str
    locator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the article, not of a teaser."""

    url: str | None
    position: int
    """0 for the first one of the page."""
    caption: str | None = None
    caption_locator: str | None = None
    credit: str | None = None
    """The credit as written, agencies, photographer and separators included."""
    credit_locator: str | None = None
    alt: str | None = None


class CreditKind(StrEnum):
    """What a name on the page is credited for."""

    BYLINE = "byline"
    TEXT = "text"
    CITED = "cited"
    PHOTO = "photo"
    VIDEO = "video"
    TRANSLATION = "translation"
    PICTURE = "picture"
    """What a picture's address tells of where the picture is from; nobody wrote it as a credit."""
    OUTLET = "outlet"
    """Another publisher named as the text's origin (a lone outlet line, "originally published by")."""
    ORIGINAL_LINK = "original_link"
    """The address of the original as the page itself gives it."""


class Role(StrEnum):
    """The part a name has in a credit chain."""

    AUTHOR = "author"
    PHOTOGRAPHER = "photographer"
    PRODUCER = "producer"
    DISTRIBUTOR = "distributor"
    PUBLISHER = "publisher"
    HOUSE = "house"
    """House initials, as in "dpa/gem"."""
    TRANSLATOR = "translator"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditName:
    """One name of a credit chain; the chain's order is the page's order."""

    name: str
    role: Role
    agency: str | None = None
    """Gazetteer id where the name is a known agency."""
    publisher: str | None = None
    """Gazetteer id where the name is a known publisher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A credit found on the page, at its place, by a rule."""

    kind: CreditKind
    quote: str
    """Verbatim, white space normalised."""
    locator: str
    position: str
    """`meta`, `jsonld`, `byline`, `dateline`, `opening`, `closing`, `source_line`, `caption`, `notice`,
    `copyright`, `body`, `feed`, `canonical`, `outlet_line`, `link`, `image_address`,
    `image_metadata`."""
    rule: str
    """Id of the rule that found it."""
    names: tuple[CreditName, ...] = ()
    url: str | None = None
    """For `ORIGINAL_LINK`: the address."""
    image_position: int | None = None
    """For photo credits: `Image.position`."""
    source_url: str | None = None
    """Address of the document the locator points into, where that is not the page (a feed)."""


class Polarity(StrEnum):
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an origin is believed, or why it is doubted."""

    kind: str
    """`outlet_line`, `dateline`, `byline`, `source_line`, `closing_credit`, `notice`, `canonical`, `original_link`,
    `feed_source`, `photo_credit`, `cited_only`, `review`, …"""
    quote: str
    locator: str
    weight: float
    """Between 0 and 1: how strongly it speaks."""
    polarity: Polarity = Polarity.SUPPORTS
    rule: str
    source_url: str | None = None
    """As in `Credit.source_url`."""


class OriginRole(StrEnum):
    IMMEDIATE = "immediate"
    """The one the text was taken from."""
    ULTIMATE = "ultimate"
    """The one that wrote it first, where that is another."""
    CONTRIBUTOR = "contributor"
    """One of several, credited for parts."""


class Relation(StrEnum):
    """What the text is to its origin: the first three as the page tells it, the others as the texts show it."""

    REPUBLISHED = "republished"
    TRANSLATED = "translated"
    AGENCY = "agency"
    """An agency's text, in whole or in part."""
    VERBATIM = "verbatim"
    CUT = "cut"
    MERGED = "merged"
    PARAPHRASED = "paraphrased"
    HEADLINE_MATCH = "headline-match"
    """Only the original's headline is known."""


class Direction(StrEnum):
    """What says who of two copied whom."""

    CREDITED = "credited"
    """One names the other."""
    PUBLISHER_KIND = "publisher-kind"
    """An agency writes for outlets, an outlet's article is what an aggregator takes."""
    EARLIER = "earlier"
    """One was there before the other, whatever their clocks are worth."""
    REVIEWED = "reviewed"
    """A person said so."""
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Characters of a copy's body that answer to characters of the original's body; ends are exclusive."""

    copy: tuple[int, int]
    original: tuple[int, int]
    score: float
    """How far their similarity rises above what both usually reach."""
    moved: bool = False
    """It stands elsewhere in the original's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A conclusion about where the text comes from. Never without evidence."""

    publisher: str
    """Name as the gazetteer or the page spells it."""
    publisher_id: str | None
    """Gazetteer id, None where the name is known from the page alone."""
    is_agency: bool
    role: OriginRole
    relation: Relation
    confidence: float
    url: str | None = None
    evidence: tuple[Evidence, ...]
    tracer: str
    """Version of the detector."""
    basis: str = "page"
    """`page`: what the page says; `text`: its text compared; `page+text`; `headline`: a headline alone; `review`:
    a person's word alone."""
    concluded: float | None = None
    """The machine's own confidence, where what people decided changed it."""
    version_id: int | None = None
    """The stored version of the original, where one was found by its text."""
    copy_coverage: float | None = None
    """Share of the text's sentences that stand in that original."""
    original_coverage: float | None = None
    lines: tuple[int, int] | None = None
    """First and last line of the body that come from it, where that is not all of it."""
    direction: Direction | None = None
    passages: tuple[Passage, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"origin {self.publisher!r} has no evidence")


class BlockKind(StrEnum):
    """What a line of the text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    NUMBERED = "numbered"
    QUOTE = "quote"
    ROW = "row"
    """A row of a table, its cells between "|"."""
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of the text and what it is."""

    kind: BlockKind
    text: str
    level: int = 0
    """For headings 1 to 6; for list items the number of lists around the item's own."""


class PageType(StrEnum):
    """What a page shows itself to be."""

    ARTICLE = "article"
    LIVEBLOG = "liveblog"
    GALLERY = "gallery"
    VIDEO = "video"
    AUDIO = "audio"
    SECTION = "section"
    TAG = "tag"
    SEARCH = "search"
    HOME = "home"
    CONSENT_WALL = "consent_wall"
    """A request to accept cookies or to pay stands in the article's place."""
    BLOCK_PAGE = "block_page"
    """A captcha, "access denied" and the like stand in the article's place."""
    OTHER = "other"
    """No article, and no mark tells what else."""


class Access(StrEnum):
    """Whether the whole text is to be had without paying, as the page says."""

    FREE = "free"
    METERED = "metered"
    LOCKED = "locked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a conclusion about the page rests on."""

    rule: str
    quote: str
    locator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A section, tag or keyword that the page gives itself."""

    kind: str
    """`section`, `tag`, `keyword`."""
    text: str
    source: str
    """`jsonld` or `meta`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A film of the page: declared, or embedded from a known player."""

    url: str
    title: str | None
    source: str
    """`jsonld`, `meta`, `video`, or the player's name."""
    locator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Another form of the same page."""

    kind: str
    """`amp`, `mobile`, `print`."""
    url: str
    locator: str


class AuthorKind(StrEnum):
    """What a part of a byline names."""

    PERSON = "person"
    AGENCY = "agency"
    OUTLET = "outlet"
    """A publisher, perhaps the site itself."""
    DESK = "desk"
    """An editorial office without a name: "Redaktion", "Staff"."""
    INITIALS = "initials"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """One that a byline names."""

    name: str
    kind: AuthorKind
    role: str | None = None
    """As written: "Korrespondent in Berlin"."""
    agency: str | None = None
    """Gazetteer id: of the agency itself, or of the one a person's role names ("AP Auto Writer")."""
    publisher: str | None = None
    """Gazetteer id of a publisher."""
    byline: str = ""
    """The byline as written, without "By"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What extraction read from a page."""

    url: str | None
    title: str | None
    lead: str | None
    """The standfirst, which the body begins with."""
    body: str
    """One paragraph a line, standfirst included."""
    language: str | None
    """Two-letter code: the detected one where detection is sure, else the declared one."""
    language_declared: str | None
    language_detected: str | None
    language_score: float | None
    published: DateClaim | None
    modified: DateClaim | None
    dates: tuple[DateClaim, ...]
    """All claims, also the ones not chosen."""
    authors: tuple[str, ...]
    """As written."""
    bylines: tuple[str, ...] = ()
    """The texts that `authors` were read from, with roles and agencies."""
    writers: tuple[Author, ...] = ()
    """Whom the bylines name, part by part; read with the gazetteer, hence not by extraction."""
    images: tuple[Image, ...]
    canonical: str | None
    """As the page declares it."""
    site_name: str | None
    og_type: str | None
    is_article: bool
    """False where the page shows itself to be a list, gallery or home page, or a wall in the article's place."""
    extractor: str
    """Version of the extractor, parser included."""
    blocks: tuple[Block, ...] = ()
    """The body's lines in order, with what each is; their texts are the body."""
    page_type: PageType = PageType.ARTICLE
    page_type_signs: tuple[Sign, ...] = ()
    access: Access = Access.UNKNOWN
    access_signs: tuple[Sign, ...] = ()
    labels: tuple[Label, ...] = ()
    videos: tuple[Video, ...] = ()
    twins: tuple[Twin, ...] = ()
    layout_signs: tuple[Sign, ...] = ()
    """What the selectors of the site's own layout found: `layout-body`, or `layout-body-missed`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A value by which equal texts are found again."""

    method: str
    """`exact`: SHA-256 of the normalised text."""
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRead:
    """A picture's file that was asked for."""

    image_id: int
    fetch: Fetch | None
    phash: int | None = None
    """Signed 64-bit perceptual hash."""
    width: int | None = None
    height: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """Embedded credits, by where they stand."""
    error: str | None = None
    """Why nothing is known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article page on its way through the stages; each stage returns `replace(story, …)`."""

    site: str
    url: str
    """The address as the `page` table holds it."""
    via: Via = Via.MANUAL
    state: State = State.PENDING
    reason: str | None = None
    unchanged: bool = False
    """A visit that found the stored article as it was: not modified, or byte by byte the same. Nothing was read."""
    alias_of: str | None = None
    """For `ALIAS`: the address of the same site that this one stands for."""
    fetches: tuple[Fetch, ...] = ()
    discoveries: tuple[Discovery, ...] = ()
    page: RawPage | None = field(default=None, repr=False)
    article: Article | None = field(default=None, repr=False)
    credits: tuple[Credit, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    origins: tuple[Origin, ...] = ()
