"""One read-only function for each question; commands, interfaces and web pages use these alone."""

from newscrawl.query.article import Dossier, article
from newscrawl.query.articles import UNKNOWN, ArticleRow, Filters, articles, count, coverage
from newscrawl.query.lookup import UnknownAddress
from newscrawl.query.runs import RunRow, runs
from newscrawl.query.why import Why, in_words, why

__all__ = [
    "UNKNOWN",
    "ArticleRow",
    "Dossier",
    "Filters",
    "RunRow",
    "UnknownAddress",
    "Why",
    "article",
    "articles",
    "count",
    "coverage",
    "in_words",
    "runs",
    "why",
]
