"""What a page shows itself to be, with what says so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from newscrawl.extract.declared import Declared
from newscrawl.extract.document import Document
from newscrawl.items import PageType, Sign

# schema.org's types. An article that embeds a film or a gallery declares itself an article beside it.
_ARTICLES = {"LiveBlogPosting": PageType.LIVEBLOG, "LiveBlog": PageType.LIVEBLOG}
_MEDIA = {
    "ImageGallery": PageType.GALLERY,
    "MediaGallery": PageType.GALLERY,
    "VideoObject": PageType.VIDEO,
    "PodcastEpisode": PageType.AUDIO,
    "RadioEpisode": PageType.AUDIO,
}
_LISTS = {"CollectionPage": PageType.SECTION, "SearchResultsPage": PageType.SEARCH}
_SOCIAL = {"video": PageType.VIDEO, "video.other": PageType.VIDEO, "video.episode": PageType.VIDEO}
# WordPress's body classes, the most telling first: a tag's page is called an archive too.
_CLASSES = "search-results search tag category home archive"
_BY_CLASS = {"home": PageType.HOME, "tag": PageType.TAG, "search": PageType.SEARCH, "search-results": PageType.SEARCH}


@cache
def _segments(group: str) -> dict[PageType, re.Pattern[str]]:
    """What segments of an address say, from `data/page_types.toml`."""
    data = tomllib.loads(resources.files("newscrawl.extract").joinpath("data/page_types.toml").read_text("utf-8"))
    # A search has its words in the query, so that its segment may be the last; the others are followed by a name.
    return {
        PageType(name): re.compile(
            rf"/(?:{'|'.join(names)})(?:/|$)" if name == "search" else rf"/(?:{'|'.join(names)})/", re.I
        )
        for name, names in data[group].items()
    }


def find_page_type(document: Document, declared: Declared, *, article: bool) -> tuple[PageType, tuple[Sign, ...]]:
    """The page's type. `article` tells whether it is a text of its own and not a list of others.

    A text of its own is a film, gallery or recording only where the page declares one and no article; a list is never
    an article, whatever it declares.
    """
    found = list(_of_texts(document, declared) if article else _of_lists(document, declared))
    if not found:
        return (PageType.ARTICLE if article else PageType.OTHER), ()
    return found[0][0], tuple(sign for _, sign in found)


def _of_texts(document: Document, declared: Declared) -> Iterator[tuple[PageType, Sign]]:
    if declared.article is not None:
        # Some declare the same text twice, as news and as live blog.
        for node in declared.nodes:
            for name in sorted(node.types & _ARTICLES.keys()) if not node.aside else ():
                yield _ARTICLES[name], Sign(rule="jsonld-type", quote=name, locator=node.at("@type"))
        return
    for node in declared.nodes:
        if not node.aside and (node.types & _MEDIA.keys()):
            name = min(node.types & _MEDIA.keys())
            # A film alone stands on articles of sites that declare nothing else; the address must agree.
            if _media_of(document.url) is _MEDIA[name]:
                yield _MEDIA[name], Sign(rule="jsonld-type", quote=name, locator=node.at("@type"))
    for meta in declared.meta("og:type"):
        if kind := _SOCIAL.get(meta.content.lower()):
            yield kind, Sign(rule="og-type", quote=meta.content, locator=document.locate(meta.element, "content"))


def _of_lists(document: Document, declared: Declared) -> Iterator[tuple[PageType, Sign]]:
    path, body = _path(document.url), document.root.find("body")
    named = [name for name in _CLASSES.split() if body is not None and name in (body.get("class") or "").split()]
    if body is not None and named:
        kind = _BY_CLASS.get(named[0], PageType.SECTION)
        yield kind, Sign(rule="body-class", quote=named[0], locator=document.locate(body, "class"))
    for kind, pattern in _segments("lists").items():
        if found := pattern.search(path):
            yield kind, Sign(rule="address", quote=found[0], locator="")
    if path.strip("/") == "" and document.url:
        yield PageType.HOME, Sign(rule="address", quote="/", locator="")
    for node in declared.nodes:
        for name in sorted(node.types & (_LISTS.keys() | _MEDIA.keys())) if not node.aside else ():
            yield {**_LISTS, **_MEDIA}[name], Sign(rule="jsonld-type", quote=name, locator=node.at("@type"))


def _media_of(url: str | None) -> PageType | None:
    path = _path(url)
    return next((kind for kind, pattern in _segments("media").items() if pattern.search(path)), None)


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""
