"""HTML to Article. Pure: no network, no database, no crawler."""

from newscrawl.extract.article import EXTRACTOR
from newscrawl.extract.article import extract as extract_article
from newscrawl.extract.document import Document, parse, text_at, text_of

__all__ = ["EXTRACTOR", "Document", "extract_article", "parse", "text_at", "text_of"]
