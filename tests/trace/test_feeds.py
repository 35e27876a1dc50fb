"""The publisher a feed names for an entry is a credit whose evidence stands in the feed."""

from __future__ import annotations

from newscrawl.items import CreditKind, Discovery, Via
from newscrawl.trace import credits_from_discoveries, judge

FEED = "https://copyblatt.example/feed/"


def entry(name: str | None, url: str | None = None) -> Discovery:
    return Discovery(
        url="https://copyblatt.example/a",
        via=Via.FEED,
        found_on=FEED,
        locator="entries[3]",
        source_name=name,
        source_url=url,
    )


def test_source_of_an_entry_is_the_origin() -> None:
    credits = credits_from_discoveries([entry("Reuters"), entry("  The   Guardian "), entry("Hafenblatt")])
    assert [(c.kind, c.quote) for c in credits] == [
        (CreditKind.TEXT, "Reuters"),
        (CreditKind.OUTLET, "The Guardian"),
        (CreditKind.OUTLET, "Hafenblatt"),
    ]
    assert credits[0].locator == "entries[3].source.title"
    assert credits[0].source_url == FEED
    origins = judge(None, credits, url="https://copyblatt.example/a")
    assert {o.publisher for o in origins} == {"Reuters", "The Guardian", "Hafenblatt"}
    assert all(e.source_url == FEED and e.kind == "feed_source" for o in origins for e in o.evidence)


def test_entries_without_source_say_nothing() -> None:
    assert credits_from_discoveries([entry(None), entry("")]) == ()


def test_feed_that_names_itself_is_no_origin() -> None:
    credits = credits_from_discoveries([entry("Copyblatt", "https://copyblatt.example/")])
    assert judge(None, credits, url="https://copyblatt.example/a") == ()
