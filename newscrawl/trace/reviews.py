"""What people decided about an origin, laid over what was concluded. A machine never overrules it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from newscrawl.items import Evidence, Origin, OriginRole, Polarity, Relation

# Somebody looked, and still no origin is certain.
_MOST = 0.99
# A decision on an earlier version of the page: the text has changed, and whether the decision holds is for somebody
# to say again. Until then it is evidence of this weight.
_EARLIER = 0.5
_KIND = "review"


class Decision(StrEnum):
    CONFIRM = "confirm"
    CORRECT = "correct"
    """Another one is the origin in its place."""
    REJECT = "reject"
    WITHDRAW = "withdraw"
    """What was decided about this one no longer counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Whom a decision is about."""

    publisher: str
    publisher_id: str | None
    is_agency: bool = False
    url: str | None = None
    """The article that is meant."""

    @property
    def key(self) -> str:
        return _key(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One decision of one person."""

    id: int
    decision: Decision
    about: Party
    """Who is confirmed, rejected or withdrawn; for `CORRECT`, who it is."""
    instead_of: Party | None = None
    """For `CORRECT`: the origin that was shown; None where it was unknown."""
    relation: Relation = Relation.REPUBLISHED
    role: OriginRole = OriginRole.IMMEDIATE
    version_id: int | None = None
    """The stored version of the original."""
    lines: tuple[int, int] | None = None
    reviewer: str
    at: datetime
    note: str | None = None
    is_earlier: bool = False
    """It was made on an earlier version of the page."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What is left of all decisions: later ones replace earlier ones about the same publisher."""

    believed: dict[str, Review] = field(default_factory=dict)
    refused: dict[tuple[str, str | None], Review] = field(default_factory=dict)
    """By publisher and address; None: whatever the address."""

    def refusal(self, party: Party | Origin) -> Review | None:
        return self.refused.get((_key(party), None)) or self.refused.get((_key(party), party.url))

    def bars(self, party: Party | Origin) -> bool:
        """Whether it was refused for this very version, so that it is not to be concluded again."""
        found = self.refusal(party)
        return found is not None and not found.is_earlier

    def believes(self) -> frozenset[str]:
        """Whom somebody named as this version's origin."""
        return frozenset(key for key, review in self.believed.items() if not review.is_earlier)


def in_force(reviews: Iterable[Review]) -> InForce:
    """The decisions that count, from all of them in the order in which they were made."""
    found = InForce()
    for review in reviews:
        key = review.about.key
        earlier = found.believed.pop(key, None)
        for other, refusal in list(found.refused.items()):
            undone = review.decision is Decision.WITHDRAW and refusal is earlier
            if undone or (other[0] == key and other[1] in (None, review.about.url)):
                del found.refused[other]
        if review.decision is Decision.REJECT:
            found.refused[key, None] = review
        elif review.decision is not Decision.WITHDRAW:
            found.believed[key] = review
        if review.instead_of is not None:
            _replace(found, review, review.instead_of)
    return found


def _replace(found: InForce, review: Review, shown: Party) -> None:
    """A correction refuses what was shown: its publisher, or where that is right, its article."""
    if shown.key != review.about.key:
        found.believed.pop(shown.key, None)
        found.refused[shown.key, None] = review
    elif shown.url and review.about.url and shown.url != review.about.url:
        found.refused[shown.key, shown.url] = review


def settle(origins: Sequence[Origin], reviews: Sequence[Review]) -> tuple[Origin, ...]:
    """A version's origins with what people decided: the confirmed first, the rejected gone.

    With a rejected origin goes what was concluded from it alone: where it has its text from itself, and what its text
    spoke against. Others keep their passages and move up. Decisions on earlier versions change a confidence only.
    The result may be given in again.
    """
    if not reviews:
        return tuple(origins)
    counts = in_force(reviews)
    origins = [_bare(o) for o in origins if o.basis != _KIND]
    gone = [o for o in origins if counts.bars(o)]
    kept = list(_without([o for o in origins if not counts.bars(o)], gone))
    found = {_key(o): n for n, o in enumerate(kept)}
    for key, review in counts.believed.items():
        if key in found:
            kept[found[key]] = _believe(kept[found[key]], review)
        else:
            kept.append(_named(review))
    kept = [_doubt(o, counts.refusal(o)) for o in kept]
    places = {id(o): n for n, o in enumerate(kept)}
    sure = counts.believes()
    # Among the confirmed the order stays, as they are equally sure.
    return tuple(sorted(kept, key=lambda o: (_key(o) not in sure, -o.confidence, places[id(o)])))


def _key(party: Party | Origin) -> str:
    return party.publisher_id or " ".join(party.publisher.casefold().split())


def _bare(origin: Origin) -> Origin:
    """The origin as it was concluded, before decisions were laid over it."""
    if origin.concluded is None:
        return origin
    evidence = tuple(e for e in origin.evidence if e.kind != _KIND)
    return replace(origin, confidence=origin.concluded, concluded=None, evidence=evidence)


def _without(kept: Sequence[Origin], gone: Sequence[Origin]) -> Iterator[Origin]:
    """Origins without the evidence that came from refused ones, and without those that it was all of."""
    if not gone:
        yield from kept
        return
    urls = {o.url for o in gone if o.url}
    quotes = {(e.quote, e.locator) for o in gone for e in o.evidence}
    immediate = any(o.role is OriginRole.IMMEDIATE for o in kept)
    for origin in kept:
        evidence = tuple(e for e in origin.evidence if not _came_from(e, urls, quotes))
        if not any(e.polarity is Polarity.SUPPORTS for e in evidence):
            continue
        chained = any(e.kind == "chain" for e in evidence)
        alone = origin.role is OriginRole.ULTIMATE and not (chained and immediate)
        yield replace(origin, evidence=evidence, role=OriginRole.IMMEDIATE if alone else origin.role)


def _came_from(proof: Evidence, urls: set[str], quotes: set[tuple[str, str]]) -> bool:
    if proof.kind in ("chain", "text_elsewhere"):
        return proof.source_url in urls
    return proof.kind == "named_instead" and (proof.quote, proof.locator) in quotes


def _believe(origin: Origin, review: Review) -> Origin:
    if review.about.url and review.about.url != origin.url:
        origin = replace(
            origin,
            url=review.about.url,
            version_id=review.version_id,
            relation=review.relation,
            copy_coverage=None,
            original_coverage=None,
            direction=None,
            passages=(),
        )
    raised = 1.0 - (1.0 - origin.confidence) * (1.0 - _EARLIER)
    confidence = min(round(raised, 4), _MOST) if review.is_earlier else _MOST
    proof = _proof(review, Polarity.SUPPORTS, origin.publisher)
    return replace(origin, confidence=confidence, concluded=origin.confidence, evidence=(proof, *origin.evidence))


def _named(review: Review) -> Origin:
    """An origin that people know and no machine found."""
    return Origin(
        publisher=review.about.publisher,
        publisher_id=review.about.publisher_id,
        is_agency=review.about.is_agency,
        role=review.role,
        relation=review.relation,
        confidence=_EARLIER if review.is_earlier else _MOST,
        url=review.about.url,
        evidence=(_proof(review, Polarity.SUPPORTS, review.about.publisher),),
        tracer=_KIND,
        basis=_KIND,
        version_id=review.version_id,
        lines=review.lines,
    )


def _doubt(origin: Origin, refusal: Review | None) -> Origin:
    """A refusal on an earlier version speaks against an origin that is concluded again."""
    if refusal is None:
        return origin
    proof = _proof(refusal, Polarity.CONTRADICTS, origin.publisher)
    confidence = round(origin.confidence * _EARLIER, 4)
    return replace(origin, confidence=confidence, concluded=origin.confidence, evidence=(*origin.evidence, proof))


def _proof(review: Review, polarity: Polarity, publisher: str) -> Evidence:
    return Evidence(
        kind=_KIND,
        quote=in_words(review, publisher),
        locator=f"review:{review.id}",
        weight=_EARLIER if review.is_earlier else 1.0,
        polarity=polarity,
        rule=f"review-{review.decision}",
        # The table, as no download holds the quote.
        source_url=_KIND,
    )


def in_words(review: Review, publisher: str) -> str:
    """What was decided about a publisher, by whom and when, in a sentence."""
    verb = {Decision.CONFIRM: "confirmed", Decision.REJECT: "rejected", Decision.WITHDRAW: "withdrawn"}
    said = verb.get(review.decision, "named")
    instead = ""
    if review.instead_of is not None and review.instead_of.key != review.about.key:
        corrected = publisher != review.instead_of.publisher
        said = said if corrected else "corrected"
        instead = f" in place of {review.instead_of.publisher}" if corrected else f" to {review.about.publisher}"
    earlier = " (reviewed on an earlier version)" if review.is_earlier else ""
    note = f": {review.note}" if review.note else ""
    return f"{said} by {review.reviewer}, {review.at:%Y-%m-%d %H:%M} UTC{instead}{earlier}{note}"
