"""A page's article: each field by its own reader, put together here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from importlib.metadata import version

from newscrawl.extract.access import find_access
from newscrawl.extract.authors import find_authors
from newscrawl.extract.blocks import blocks_of
from newscrawl.extract.body import find_body
from newscrawl.extract.dates import choose, find_dates
from newscrawl.extract.declared import Declared
from newscrawl.extract.document import PARSER, Document
from newscrawl.extract.embeds import find_twins, find_videos
from newscrawl.extract.images import find_images
from newscrawl.extract.kind import is_article
from newscrawl.extract.labels import find_labels
from newscrawl.extract.language import choose_language, declared_language, detect_language
from newscrawl.extract.lead import find_lead
from newscrawl.extract.page_type import find_page_type
from newscrawl.extract.regions import region_of
from newscrawl.extract.site_layout import read_layout
from newscrawl.extract.structure import find_blocks
from newscrawl.extract.title import find_title
from newscrawl.extract.walls import find_wall
from newscrawl.items import Article, DateKind
from newscrawl.sites import Layout

# Raise the number with every change that can alter a result.
EXTRACTOR = f"newscrawl-extract/8 trafilatura/{version('trafilatura')} {PARSER}"


def extract(
    document: Document,
    *,
    credit_lines: Collection[str] = (),
    now: datetime | None = None,
    timezone: str | None = None,
    layouts: Sequence[Layout] = (),
) -> Article:
    """Read the article of a page.

    `credit_lines` are whole paragraphs that are credits and so no text; one that ends in a dash is such a beginning of
    a paragraph. Dates later than a day after `now` (aware;
    default the present) are refused. `timezone` is the IANA zone of times that the page prints without one. Of the
    site's `layouts` the one that held at `now`, else at the day of publication, goes before the general way. A page
    without text gives an article with an empty body.
    """
    declared = Declared(document)
    layout = read_layout(document, declared, layouts, now=now)
    headline, spellings = find_title(document, declared)
    title = layout.title or headline
    dates = find_dates(document, declared, now=now, timezone=timezone, own=layout.dates)
    region = region_of(document)
    images = find_images(document, declared, region=region)
    lead_region = region if layout.document is document else region_of(layout.document)
    lead = find_lead(layout.document, declared, title, region=lead_region)
    authors, bylines = find_authors(document, declared, own=layout.authors)
    blocks = blocks_of(layout.document.root)
    body = find_body(
        layout.document,
        declared,
        titles=spellings,
        lead=lead,
        authors=authors,
        images=images,
        credit_lines=credit_lines,
        own=layout.paragraphs,
        blocks=blocks,
    )
    told = declared_language(declared)
    detected, score = detect_language(body or title or "")
    wall = find_wall(document, declared, body, blocks)
    own_text = wall is None and is_article(document, declared, body, dates)
    page_type, page_type_signs = wall or find_page_type(document, declared, article=own_text)
    access, access_signs = find_access(document, declared, body, blocks)
    return Article(
        url=document.url,
        title=title,
        lead=lead,
        body=body,
        language=choose_language(told, detected, score),
        language_declared=told,
        language_detected=detected,
        language_score=score,
        published=choose(dates, DateKind.PUBLISHED),
        modified=choose(dates, DateKind.MODIFIED),
        dates=dates,
        authors=authors,
        bylines=bylines,
        images=images,
        canonical=declared.canonical,
        site_name=declared.site_name,
        og_type=declared.first("og:type"),
        is_article=own_text,
        extractor=EXTRACTOR,
        blocks=find_blocks(blocks, body),
        page_type=page_type,
        page_type_signs=page_type_signs,
        access=access,
        access_signs=access_signs,
        labels=find_labels(declared),
        videos=find_videos(document, declared),
        twins=find_twins(document, declared),
        layout_signs=layout.signs,
    )
