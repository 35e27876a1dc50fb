"""HTML to Article. Pure: no network, no database, no crawler."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _FROM[name]
    return getattr(import_module(module), attribute)
