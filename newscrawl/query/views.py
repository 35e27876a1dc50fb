"""The SQL views as SQLAlchemy sees them, so that times and truth values come back as such from both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, TableClause, column, table
from sqlalchemy.sql.type_api import TypeEngine

from newscrawl.store.types import CleanText, UtcDateTime

_TRUTHS = frozenset({"published_zoned", "zoned", "chosen"})
_NUMBERS = frozenset(
    {"tries", "sightings", "fetches", "versions", "confidence", "equal_texts", "number", "rank", "score", "weight"}
    | {"evidence_for", "evidence_against", "delay_hours", "hours_later", "position", "place", "ordinal", "status"}
    | {"addresses", "fetched", "image_position", "size", "archive_offset", "exit_code", "seconds", "pages", "depth"}
    | {"concluded", "version", "shown_confidence", "copy_coverage", "original_coverage", "first_line", "last_line"}
    | {"copy_start", "copy_end", "original_start", "original_end"}
)


def _view(name: str, columns: str) -> TableClause:
    return table(name, *(column(c, _type(c)) for c in columns.split()))


def _type(name: str) -> TypeEngine[Any] | None:
    if name.endswith("_at"):
        return UtcDateTime()
    if name.startswith("is_") or name.endswith("is_agency") or name in _TRUTHS:
        return Boolean()
    if name in ("details", "places", "verdict"):
        return JSON()
    return None if name in _NUMBERS or name.endswith("_id") else CleanText()


PAGE = _view(
    "v_page",
    "page_id url site kind via state reason alias_of tries first_seen_at due_at sightings fetches last_fetched_at",
)
DISCOVERY = _view(
    "v_discovery",
    "url site found_on via title language published_at modified_at author guid rights source_name source_url "
    "publication locator first_seen_at last_seen_at",
)
VERSION = _view(
    "v_version",
    "article_id url site number title language content_hash extractor first_seen_at last_seen_at archive_file "
    "archive_offset",
)
ARTICLE = _view(
    "v_article",
    "article_id version_id url site publisher publisher_name title lead body language published_at published_source "
    "published_precision published_zoned modified_at first_seen_at last_seen_at versions origin origin_name "
    "origin_is_agency relation confidence origin_url equal_texts",
)
ORIGIN = _view(
    "v_origin",
    "article_id url site title published_at rank origin origin_name is_agency role relation confidence tracer "
    "origin_url original_article_id original_published_at delay_hours original_url basis copy_coverage "
    "original_coverage first_line last_line direction concluded review reviewer reviewed_at",
)
REVIEW = _view(
    "v_review",
    "review_id article_id url site title version is_newest decision origin origin_name origin_url reviewer note "
    "reviewed_at shown_origin shown_name shown_url shown_relation shown_confidence verdict",
)
ALIGNMENT = _view(
    "v_alignment",
    "article_id url rank ordinal kind score copy_text original_text copy_start copy_end original_start original_end",
)
EVIDENCE = _view(
    "v_evidence",
    "article_id url rank ordinal kind polarity weight quote locator rule source_url archive_file archive_offset",
)
COPY = _view(
    "v_copy",
    "article_id url other_article_id other_url other_site other_title other_published_at other_first_seen_at method "
    "score detector hours_later",
)
SEARCH = _view(
    "v_search",
    "article_id url site title publisher publisher_name searched_at outcome addresses fetched reason places found_url "
    "found_state",
)
FAMILY = _view("v_family", "cluster_id article_id version_id url site title published_at first_seen_at")
CREDIT = _view(
    "v_credit",
    "article_id url site ordinal kind position quote locator rule credited_url image_position source_url place name "
    "role agency publisher archive_file archive_offset",
)
IMAGE = _view("v_image", "article_id url site position image_url caption credit alt")
DATE = _view("v_date", "article_id url ordinal kind value_at zoned precision source raw locator chosen")
READING = _view("v_reading", "article_id url site title page_type access structure details")
FETCH = _view(
    "v_fetch",
    "page_url site run_id url fetched_at status sha256 size content_type archive_file archive_offset error "
    "reservations",
)
RUN = _view("v_run", "run_id site spider started_at finished_at seconds reason exit_code code_version fetches pages")
