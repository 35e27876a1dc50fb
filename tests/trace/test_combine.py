"""What the page names and what the text shows, together."""

from __future__ import annotations

from dataclasses import replace

from newscrawl.items import Direction, Evidence, Origin, OriginRole, Relation
from newscrawl.trace.combine import TextMatch, combine
from newscrawl.trace.direction import Verdict

COPIED = Verdict(True, Direction.PUBLISHER_KIND, ("herald is an outlet, and digest is an aggregator",))
UNDECIDED = Verdict(None, Direction.UNDECIDABLE, ("neither credits nor publishers nor times tell who was first",))
QUOTE = Evidence(kind="byline", quote="From The Herald", locator="/html/body/p[1]", weight=0.5, rule="outlet-line")


def match(version: int, *, publisher: str = "herald", verdict: Verdict = COPIED, **fields: object) -> TextMatch:
    given: dict[str, object] = {
        "publisher": publisher.title(),
        "publisher_id": publisher,
        "is_agency": False,
        "url": f"https://{publisher}.example/{version}",
        "version_id": version,
        "confidence": 0.9,
        "relation": Relation.MERGED,
        "copy_coverage": 0.5,
        "original_coverage": 1.0,
        "lines": (0, 4),
        "passages": (),
        "quote": "The port will close.",
        "locator": "text:0-20",
        "verdict": verdict,
        "origins": (),
    }
    return TextMatch(**{**given, **fields})  # type: ignore[arg-type]


def named(publisher: str, confidence: float = 0.5) -> Origin:
    return Origin(
        publisher=publisher.title(),
        publisher_id=publisher,
        is_agency=False,
        role=OriginRole.IMMEDIATE,
        relation=Relation.REPUBLISHED,
        confidence=confidence,
        evidence=(QUOTE,),
        tracer="test",
    )


def test_nobody_becomes_an_origin_with_strong_evidence_by_its_own_date() -> None:
    claimed = Verdict(True, Direction.EARLIER, ("it was out before, if its own date is right",), claimed=True)
    (origin,) = combine((), [match(1, verdict=claimed, confidence=0.99)], "test")
    assert origin.confidence == 0.7425
    (origin,) = combine((), [match(1, verdict=replace(claimed, claimed=False), confidence=0.99)], "test")
    assert origin.confidence == 0.99


def test_two_articles_of_one_publisher_are_two_origins() -> None:
    found = combine((), [match(1, lines=(0, 3)), match(2, lines=(4, 9))], "test")
    assert [(o.publisher_id, o.version_id, o.lines) for o in found] == [("herald", 1, (0, 3)), ("herald", 2, (4, 9))]


def test_a_publisher_that_the_page_names_is_the_origin_of_both_its_articles() -> None:
    found = combine((named("herald"),), [match(1), match(2)], "test")
    assert [(o.version_id, o.basis, o.confidence) for o in found] == [(1, "page+text", 0.95), (2, "page+text", 0.95)]


def test_who_copied_whom_counts_where_the_page_names_the_publisher_too() -> None:
    decided, undecided = (combine((named("herald"),), [match(1, verdict=v)], "test")[0] for v in (COPIED, UNDECIDED))
    assert decided.confidence == 0.95
    assert undecided.confidence == 0.725


def test_what_an_original_names_is_shown_at_the_very_article() -> None:
    chain = replace(named("courier", 0.8), version_id=8)
    couriers = [match(7, publisher="courier"), match(8, publisher="courier")]
    found = combine((), [*couriers, match(1, origins=(chain,))], "test")
    roles = {o.version_id: o.role for o in found}
    assert roles == {1: OriginRole.IMMEDIATE, 7: OriginRole.IMMEDIATE, 8: OriginRole.ULTIMATE}


def test_of_two_publishers_both_are_named() -> None:
    found = combine((), [match(1), match(2, publisher="courier", confidence=0.6)], "test")
    assert [(o.publisher_id, o.version_id, o.role) for o in found] == [
        ("herald", 1, OriginRole.IMMEDIATE),
        ("courier", 2, OriginRole.IMMEDIATE),
    ]
