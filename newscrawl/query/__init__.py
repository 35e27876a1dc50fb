"""One read-only function for each question; commands, interfaces and web pages use these alone."""

from newscrawl.query.agencies import AgencyRow, AgencySite, agencies
from newscrawl.query.archive import Record, archive_files, records_in, records_of
from newscrawl.query.article import article
from newscrawl.query.articles import ArticleRow, articles, each_article, texts_of
from newscrawl.query.copies import Family, Member, copies, families
from newscrawl.query.coverage import Ledger, UnknownRun, coverage, due, ledgers
from newscrawl.query.credits import FORMS, UnknownName, gazetteer_counts, unknown_names
from newscrawl.query.dossier import Dossier
from newscrawl.query.health import Break, Sample, SiteHealth, health
from newscrawl.query.history import Change, History, Passage, VersionRow, history
from newscrawl.query.lookup import AmbiguousAddress, UnknownAddress
from newscrawl.query.names import unheard
from newscrawl.query.narrowing import OWN, UNKNOWN, Filters
from newscrawl.query.network import Edge, network
from newscrawl.query.paging import Slice
from newscrawl.query.profile import SiteProfile, Source, UnknownSite, site_profile
from newscrawl.query.runs import RunRow, runs
from newscrawl.query.search import RANKED, Found, Hit, search
from newscrawl.query.searches import SearchRow, in_a_sentence, searches
from newscrawl.query.side_by_side import RowKind, SideBySide, side_by_side
from newscrawl.query.snippets import Piece
from newscrawl.query.stories import StoryRow, stories, story
from newscrawl.query.story_texts import StoryText
from newscrawl.query.tombstones import TombstoneRow, tombstones
from newscrawl.query.watching import Watch, load_watches, new_in
from newscrawl.query.why import Why, in_words, why
from newscrawl.query.words import NoWords

__all__ = [
    "FORMS",
    "OWN",
    "RANKED",
    "UNKNOWN",
    "AgencyRow",
    "AgencySite",
    "AmbiguousAddress",
    "ArticleRow",
    "Break",
    "Change",
    "Dossier",
    "Edge",
    "Family",
    "Filters",
    "Found",
    "History",
    "Hit",
    "Ledger",
    "Member",
    "NoWords",
    "Passage",
    "Piece",
    "Record",
    "RowKind",
    "RunRow",
    "Sample",
    "SearchRow",
    "SideBySide",
    "SiteHealth",
    "SiteProfile",
    "Slice",
    "Source",
    "StoryRow",
    "StoryText",
    "TombstoneRow",
    "UnknownAddress",
    "UnknownName",
    "UnknownRun",
    "UnknownSite",
    "VersionRow",
    "Watch",
    "Why",
    "agencies",
    "archive_files",
    "article",
    "articles",
    "copies",
    "coverage",
    "due",
    "each_article",
    "families",
    "gazetteer_counts",
    "health",
    "history",
    "in_a_sentence",
    "in_words",
    "ledgers",
    "load_watches",
    "network",
    "new_in",
    "records_in",
    "records_of",
    "runs",
    "search",
    "searches",
    "side_by_side",
    "site_profile",
    "stories",
    "story",
    "texts_of",
    "tombstones",
    "unheard",
    "unknown_names",
    "why",
]
