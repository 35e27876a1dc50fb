"""What a page declares about itself for machines: meta elements, JSON-LD, link elements. Collected once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from newscrawl.extract.document import Document
from newscrawl.extract.text import squeeze

# schema.org's Article and what newsrooms use below it or beside it.
_ARTICLE_NAMES = """Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle
BackgroundNewsArticle ReviewNewsArticle AdvertiserContentArticle SatiricalArticle ScholarlyArticle TechArticle
BlogPosting LiveBlogPosting SocialMediaPosting Report Review LiveBlog"""
ARTICLE_TYPES = frozenset(_ARTICLE_NAMES.split())
# Below these keys stand other articles than the page's own.
_OTHER_KEYS = """itemListElement hasPart mentions relatedLink isPartOf comment review citation about isBasedOn
liveBlogUpdate subjectOf potentialAction significantLink"""
_OTHERS = frozenset(_OTHER_KEYS.split())
# A page of 5 MB held 1,800 nodes; beyond this many it is data, not description.
_MAX_NODES = 5000


@dataclass(frozen=True, slots=True)
class Meta:
    """One meta element with a content; `key` is its name, property or itemprop in lower case."""

    key: str
    content: str
    element: etree._Element


@dataclass(frozen=True, slots=True)
class Node:
    """One typed JSON-LD object; `locator` ends in the JSON pointer to it."""

    types: frozenset[str]
    data: dict[str, Any]
    locator: str
    aside: bool
    """Whether it stands below a key that names other articles."""

    def at(self, *keys: str | int) -> str:
        """The locator of something below it."""
        return self.locator + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        return squeeze(value) or None if isinstance(value, str) else None


class Declared:
    """The declarations of one page."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def metas(self) -> tuple[Meta, ...]:
        """Meta elements in order; an element with both name and property appears under both."""
        found = []
        for element in self.document.root.iter("meta"):
            content = squeeze(element.get("content") or "")
            if content:
                keys = {k.strip().lower() for k in map(element.get, ("property", "name", "itemprop")) if k}
                found += [Meta(key, content, element) for key in sorted(keys)]
        return tuple(found)

    @cached_property
    def _by_key(self) -> dict[str, list[Meta]]:
        found: dict[str, list[Meta]] = defaultdict(list)
        for meta in self.metas:
            found[meta.key].append(meta)
        return found

    def meta(self, *keys: str) -> Iterator[Meta]:
        """Meta elements of these keys, in the order of the keys."""
        for key in keys:
            yield from self._by_key.get(key, ())

    def first(self, *keys: str) -> str | None:
        return next((meta.content for meta in self.meta(*keys)), None)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All typed JSON-LD objects of the page."""
        found: list[Node] = []
        for script in self.document.json_ld:
            for node in _walk(script.data, script.locator + "#"):
                found.append(node)
                if len(found) >= _MAX_NODES:
                    return tuple(found)
        return tuple(found)

    @cached_property
    def article(self) -> Node | None:
        """The JSON-LD object of the page's own article, None where there is none or it can't be told."""
        own = [node for node in self.nodes if node.types & ARTICLE_TYPES and not node.aside]
        told = [node for node in own if node.text("headline") or node.text("articleBody") or node.text("datePublished")]
        return next(iter(told or own), None)

    def resolve(self, value: Any) -> Any:
        """The object that a bare `{"@id": …}` refers to, else the value itself."""
        if isinstance(value, dict) and "@id" in value and len(value) <= 2 and "name" not in value:
            return next(
                (n.data for n in self.nodes if n.data.get("@id") == value["@id"] and n.data is not value), value
            )
        return value

    @cached_property
    def canonical(self) -> str | None:
        for link in self.document.root.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split():
                return self.absolute(link.get("href"))
        return None

    @cached_property
    def site_name(self) -> str | None:
        named = self.first("og:site_name", "application-name", "al:android:app_name")
        if named or self.article is None:
            return named
        publisher = self.resolve(self.article.data.get("publisher"))
        if isinstance(publisher, list) and publisher:
            publisher = publisher[0]
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        return squeeze(name) or None if isinstance(name, str) else None

    def absolute(self, address: str | None) -> str | None:
        """An address of the page made absolute; None where it is empty or no address."""
        address = (address or "").strip()
        if not address or address.startswith(("data:", "javascript:", "blob:")):
            return None
        try:
            return urljoin(self.document.url or "", address)
        except ValueError:
            return None


def _walk(data: Any, locator: str) -> Iterator[Node]:
    """Typed objects in document order; an explicit stack, as scripts nest deeper than Python's call stack."""
    stack: list[tuple[Any, str, bool]] = [(data, locator, False)]
    while stack:
        value, place, aside = stack.pop()
        if isinstance(value, list):
            stack += [(value[i], f"{place}/{i}", aside) for i in range(len(value) - 1, -1, -1)]
        elif isinstance(value, dict):
            types = value.get("@type")
            names = [types] if isinstance(types, str) else types if isinstance(types, list) else []
            if names:
                plain = frozenset(str(name).rsplit("/", 1)[-1] for name in names)
                yield Node(plain, value, place, aside)
            for key in reversed(value):
                if isinstance(value[key], dict | list):
                    pointer = key.replace("~", "~0").replace("/", "~1")
                    stack.append((value[key], f"{place}/{pointer}", aside or key in _OTHERS))
