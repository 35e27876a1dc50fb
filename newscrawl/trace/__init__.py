"""Who wrote this first, and how do we know? Pure: reads a parsed page, knows no network and no database."""

from typing import TYPE_CHECKING

from newscrawl.lazily import loaded_when_asked

if TYPE_CHECKING:
    from newscrawl.trace.authors import authors_of
    from newscrawl.trace.credits import read_credits
    from newscrawl.trace.feeds import credits_from_discoveries
    from newscrawl.trace.summary import Attribution, attribution, credit_lines
    from newscrawl.trace.verdict import TRACER_VERSION, judge

# Loaded when asked for: a command that only looks up a name must not wait for lxml and trafilatura.
_FROM = {
    "Attribution": ("newscrawl.trace.summary", "Attribution"),
    "TRACER_VERSION": ("newscrawl.trace.verdict", "TRACER_VERSION"),
    "attribution": ("newscrawl.trace.summary", "attribution"),
    "authors_of": ("newscrawl.trace.authors", "authors_of"),
    "credit_lines": ("newscrawl.trace.summary", "credit_lines"),
    "credits_from_discoveries": ("newscrawl.trace.feeds", "credits_from_discoveries"),
    "judge": ("newscrawl.trace.verdict", "judge"),
    "read_credits": ("newscrawl.trace.credits", "read_credits"),
}

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

__getattr__ = loaded_when_asked(__name__, _FROM)
