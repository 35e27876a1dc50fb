"""What the page says and what its text shows become one list."""

from __future__ import annotations

from newscrawl.items import Direction, OriginRole, Passage, Relation
from newscrawl.trace.combine import TextMatch, combine
from newscrawl.trace.direction import Verdict


def match(url: str, version: int, confidence: float, publisher: str = "hafenblatt") -> TextMatch:
    return TextMatch(
        publisher=publisher.title(),
        publisher_id=publisher,
        is_agency=False,
        url=url,
        version_id=version,
        confidence=confidence,
        relation=Relation.MERGED,
        copy_coverage=confidence,
        original_coverage=0.5,
        lines=(0, version),
        passages=(Passage(copy=(0, 10), original=(0, 10), score=0.4),),
        quote=f"Satz aus {url}",
        locator="text:0-10",
        verdict=Verdict(True, Direction.PUBLISHER_KIND, ("hafenblatt is an outlet, and umschau is an aggregator",)),
        origins=(),
    )


def test_of_two_articles_of_one_publisher_the_first_is_named_and_both_are_evidence() -> None:
    first, second = match("https://hafenblatt.example/1", 1, 0.97), match("https://hafenblatt.example/2", 2, 0.001)
    (origin,) = combine((), (first, second), "test")
    assert (origin.url, origin.version_id, origin.confidence) == (first.url, 1, 0.97)
    assert (origin.copy_coverage, origin.lines, origin.passages) == (0.97, (0, 1), first.passages)
    assert [e.source_url for e in origin.evidence if e.kind == "text_match"] == [first.url, second.url]


def test_of_two_publishers_both_are_named() -> None:
    first = match("https://hafenblatt.example/1", 1, 0.97)
    second = match("https://inselbote.example/2", 2, 0.6, "inselbote")
    found = combine((), (first, second), "test")
    assert [(o.publisher_id, o.version_id, o.role) for o in found] == [
        ("hafenblatt", 1, OriginRole.IMMEDIATE),
        ("inselbote", 2, OriginRole.IMMEDIATE),
    ]
