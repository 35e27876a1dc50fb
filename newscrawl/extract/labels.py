"""Section, tags and keywords that a page gives itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newscrawl.extract.declared import Declared
from newscrawl.extract.text import key, plain
from newscrawl.items import Label

_METAS = (
    ("section", ("article:section", "og:article:section", "parsely-section", "section")),
    ("tag", ("article:tag", "og:article:tag")),
    ("keyword", ("news_keywords", "keywords", "parsely-tags")),
)
_JSON = (("section", "articleSection"), ("keyword", "keywords"))
_LONGEST = 100
# A theme's list of everything it ever wrote about says nothing of the article.
_MOST = 50


def find_labels(declared: Declared) -> tuple[Label, ...]:
    """Each word once for its kind, in the page's order, JSON-LD's first."""
    found: dict[tuple[str, str], Label] = {}
    for label in (*_json_ld(declared), *_metas(declared)):
        if 0 < len(label.text) <= _LONGEST and key(label.text):
            found.setdefault((label.kind, key(label.text)), label)
    return tuple(found.values())[:_MOST]


def _json_ld(declared: Declared) -> Iterator[Label]:
    if declared.article is None:
        return
    for kind, name in _JSON:
        for text in _words(declared.article.data.get(name), split=kind == "keyword"):
            yield Label(kind=kind, text=text, source="jsonld")


def _metas(declared: Declared) -> Iterator[Label]:
    for kind, keys in _METAS:
        for meta in declared.meta(*keys):
            for text in _words(meta.content, split=kind != "section"):
                yield Label(kind=kind, text=text, source="meta")


def _words(value: Any, *, split: bool) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = item.get("name") if isinstance(item, dict) else item
        if isinstance(text, str):
            yield from (plain(part) for part in (re.split(r"[,;、，]", text) if split else [text]))
