"""What the page says and what its text shows, as one ranked list of origins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from newscrawl.items import Direction, Evidence, Origin, OriginRole, Passage, Polarity, Relation
from newscrawl.trace.direction import Verdict

COMBINER = "combine-3"
# No origin is certain: what is stored here is not all there is.
_MOST = 0.99
# Where nothing tells who copied whom, each may be the other's source.
_UNDECIDED = 0.5
# Whoever copies may date the copy back: where nothing but its own date makes an article the older one, it is the
# original with a confidence that is never called strong. By judgement; no collection tells how often dates are forged.
_CLAIMED = 0.75
# A page that names another outlet as strongly as this is believed before a text that stands elsewhere too: that one
# may have it from the same source.
_NAMED = 0.6
# Weights of what speaks for a direction; they are shown and change no confidence.
_ORDER = {
    Direction.REVIEWED: 1.0,
    Direction.CREDITED: 0.6,
    Direction.PUBLISHER_KIND: 0.4,
    Direction.EARLIER: 0.3,
    Direction.UNDECIDABLE: 0.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatch:
    """A stored article that a text was made from, or the other way round."""

    publisher: str
    publisher_id: str | None
    is_agency: bool
    url: str
    version_id: int
    confidence: float
    """Calibrated probability that the two are one text."""
    relation: Relation
    copy_coverage: float
    original_coverage: float
    lines: tuple[int, int] | None
    passages: tuple[Passage, ...]
    quote: str
    """The sentence of the copy that answers best, verbatim."""
    locator: str
    """`text:START-END`, characters of the stored body."""
    verdict: Verdict
    pictures: tuple[Evidence, ...] = ()
    """Pictures that both articles show."""
    origins: tuple[Origin, ...]
    """Where the other article has its text from."""


_Article = tuple[str, int | None]
"""Publisher and version; None where the page names the publisher and no article of it was found."""


def combine(named: Sequence[Origin], matches: Sequence[TextMatch], tracer: str) -> tuple[Origin, ...]:
    """Origins that the page names and articles that hold its text, the likeliest first.

    A publisher that both speak for gets the noisy-or of the two confidences. A text found elsewhere than with the
    outlet that the page names stays below it, and each is held against the other. What the original itself is taken
    from follows as the ultimate origin. Two of a kind that print one agency's text have it from the agency, not from
    each other. Two articles of one publisher are two origins.
    """
    by_page: dict[str, Origin] = {_key(origin): origin for origin in named}
    found: dict[_Article, Origin] = {(key, None): origin for key, origin in by_page.items()}
    outlet = max((o.confidence for o in named if not o.is_agency), default=0.0)
    taken = [m for m in matches if m.verdict.is_copy is not False and not _share_an_agency(named, m)]
    for match in taken:
        key = match.publisher_id or match.publisher
        same = by_page.get(key)
        found.pop((key, None), None)
        found[key, match.version_id] = (
            _with_text(same, match, tracer) if same else _from_text(match, tracer, named, outlet)
        )
    # When all that was taken over directly is known: what one original names must not depend on which came first.
    for match in taken:
        _follow(found, match, tracer)
    for match in matches:
        _hold_against(found, match)
    return tuple(sorted(found.values(), key=lambda o: (-o.confidence, o.publisher)))


def _share_an_agency(named: Sequence[Origin], match: TextMatch) -> bool:
    agencies = {_key(origin) for origin in named if origin.is_agency}
    of_one_kind = match.verdict.by in (Direction.EARLIER, Direction.UNDECIDABLE)
    return of_one_kind and any(_key(origin) in agencies for origin in match.origins if origin.is_agency)


def _key(origin: Origin) -> str:
    return origin.publisher_id or origin.publisher


def _from_text(match: TextMatch, tracer: str, named: Sequence[Origin], outlet: float) -> Origin:
    confidence = _directed(match)
    if outlet >= _NAMED:
        confidence = min(confidence, outlet - 0.01)
    against = [
        Evidence(
            kind="named_instead",
            quote=origin.evidence[0].quote,
            locator=origin.evidence[0].locator,
            weight=origin.confidence,
            polarity=Polarity.CONTRADICTS,
            rule=origin.evidence[0].rule,
            source_url=origin.evidence[0].source_url,
        )
        for origin in named
        if not origin.is_agency
    ]
    bare = Origin(
        publisher=match.publisher,
        publisher_id=match.publisher_id,
        is_agency=match.is_agency,
        role=OriginRole.IMMEDIATE,
        relation=match.relation,
        confidence=round(min(confidence, _MOST), 4),
        url=match.url,
        evidence=(*_evidence(match), *against),
        tracer=tracer,
        basis="text",
    )
    return _measured(bare, match)


def _with_text(origin: Origin, match: TextMatch, tracer: str) -> Origin:
    doubt = (1.0 - origin.confidence) * (1.0 - _directed(match))
    # An agency stays the origin as the page tells it; an outlet's text shows more exactly what was done to it.
    return _measured(
        replace(
            origin,
            confidence=round(min(1.0 - doubt, _MOST), 4),
            url=match.url,
            relation=Relation.AGENCY if origin.is_agency else match.relation,
            evidence=(*_evidence(match), *origin.evidence),
            tracer=tracer,
            basis="page+text",
        ),
        match,
    )


def _directed(match: TextMatch) -> float:
    """Probability that this one has its text from the other: of the texts, raised a little by the picture that tells
    most."""
    alike = 1.0 - (1.0 - match.confidence) * (1.0 - max((p.weight for p in match.pictures), default=0.0))
    if match.verdict.is_copy is None:
        return alike * _UNDECIDED
    return alike * (_CLAIMED if match.verdict.claimed else 1.0)


def _measured(origin: Origin, match: TextMatch) -> Origin:
    return replace(
        origin,
        version_id=match.version_id,
        copy_coverage=match.copy_coverage,
        original_coverage=match.original_coverage,
        lines=match.lines,
        direction=match.verdict.by,
        passages=match.passages,
    )


def _evidence(match: TextMatch) -> Iterator[Evidence]:
    yield Evidence(
        kind="text_match",
        quote=match.quote,
        locator=match.locator,
        weight=round(match.confidence, 4),
        rule=f"text-{match.relation}",
        source_url=match.url,
    )
    yield from match.pictures
    for reasons, polarity in (
        (match.verdict.reasons, Polarity.SUPPORTS),
        (match.verdict.against, Polarity.CONTRADICTS),
    ):
        for reason in reasons:
            yield Evidence(
                kind="direction",
                quote=reason,
                locator="",
                weight=_ORDER[match.verdict.by] if polarity is Polarity.SUPPORTS else _ORDER[Direction.EARLIER],
                polarity=polarity,
                rule=f"direction-{match.verdict.by}",
                source_url=match.url,
            )


def _follow(found: dict[_Article, Origin], match: TextMatch, tracer: str) -> None:
    """Add where the original itself has its text from."""
    if match.verdict.is_copy is None:
        return
    for origin in match.origins:
        key = _key(origin)
        proof = Evidence(
            kind="chain",
            quote=origin.evidence[0].quote,
            locator=origin.evidence[0].locator,
            weight=round(match.confidence * origin.confidence, 4),
            rule=origin.evidence[0].rule,
            source_url=match.url,
        )
        if key == (match.publisher_id or match.publisher):
            continue
        there = [article for article in found if article[0] == key]
        if there:
            # The very article where it is among them, else the first of its publisher.
            article = (key, origin.version_id) if (key, origin.version_id) in found else there[0]
            known = found[article]
            found[article] = replace(known, role=OriginRole.ULTIMATE, evidence=(*known.evidence, proof))
            continue
        found[key, origin.version_id] = replace(
            origin,
            role=OriginRole.ULTIMATE,
            confidence=round(match.confidence * origin.confidence, 4),
            evidence=(proof,),
            tracer=tracer,
            basis="text",
            version_id=origin.version_id,
            copy_coverage=None,
            original_coverage=None,
            lines=None,
            direction=None,
            passages=(),
        )


def _hold_against(found: dict[_Article, Origin], match: TextMatch) -> None:
    """A text that stands elsewhere speaks against an outlet that the page names and whose text was not found."""
    if match.verdict.is_copy is not True:
        return
    for key, origin in found.items():
        if origin.basis != "page" or origin.is_agency or origin.role is not OriginRole.IMMEDIATE:
            continue
        proof = Evidence(
            kind="text_elsewhere",
            quote=match.quote,
            locator=match.locator,
            weight=round(match.confidence, 4),
            polarity=Polarity.CONTRADICTS,
            rule=f"text-{match.relation}",
            source_url=match.url,
        )
        found[key] = replace(origin, evidence=(*origin.evidence, proof))
