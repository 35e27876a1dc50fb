"""Who wrote this first, and how do we know? Pure: reads a parsed page, knows no network and no database."""

from newscrawl.trace.authors import authors_of
from newscrawl.trace.credits import read_credits
from newscrawl.trace.feeds import credits_from_discoveries
from newscrawl.trace.summary import Attribution, attribution, credit_lines
from newscrawl.trace.verdict import TRACER_VERSION, judge

__all__ = [
    "TRACER_VERSION",
    "Attribution",
    "attribution",
    "authors_of",
    "credit_lines",
    "credits_from_discoveries",
    "judge",
    "read_credits",
]
