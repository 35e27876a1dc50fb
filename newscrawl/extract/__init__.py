"""HTML to Article. Pure: no network, no database, no crawler."""

from typing import TYPE_CHECKING

from newscrawl.lazily import loaded_when_asked

if TYPE_CHECKING:
    from newscrawl.extract.article import EXTRACTOR
    from newscrawl.extract.article import extract as extract_article
    from newscrawl.extract.document import Document, parse, text_at, text_of

# Loaded when asked for: a command that only looks up a name must not wait for lxml and trafilatura.
_FROM = {
    "Document": ("newscrawl.extract.document", "Document"),
    "EXTRACTOR": ("newscrawl.extract.article", "EXTRACTOR"),
    "extract_article": ("newscrawl.extract.article", "extract"),
    "parse": ("newscrawl.extract.document", "parse"),
    "text_at": ("newscrawl.extract.document", "text_at"),
    "text_of": ("newscrawl.extract.document", "text_of"),
}

__all__ = [
    "EXTRACTOR",
    "Document",
    "extract_article",
    "parse",
    "text_at",
    "text_of",
]

__getattr__ = loaded_when_asked(__name__, _FROM)
