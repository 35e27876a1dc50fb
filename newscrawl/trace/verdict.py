"""From credits to ranked origins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from newscrawl.items import (
    Article,
    Credit,
    CreditKind,
    CreditName,
    Evidence,
    Origin,
    OriginRole,
    Polarity,
    Relation,
    Role,
)
from newscrawl.sites import Site
from newscrawl.trace.directory import Directory, Sites, directory_of
from newscrawl.trace.gazetteer import Entry
from newscrawl.trace.page import host_of, name_key, registered
from newscrawl.trace.tables import table, versions

DETECTOR_VERSION = "6"
TRACER_VERSION = f"page-{DETECTOR_VERSION}/{versions()}"
# Positions in which a name that no list knows is still the name of a publisher.
_NAMES = frozenset({"notice", "source_line", "canonical", "feed", "link", "dateline", "byline", "meta"})
# A page that names more origins than this names none: what it says is worth the less, the more it names.
_MOST_NAMED = 12
_SPEAKS = (CreditKind.TEXT, CreditKind.BYLINE, CreditKind.OUTLET, CreditKind.ORIGINAL_LINK, CreditKind.PICTURE)


def weight_of(credit: Credit) -> float:
    """How strongly a credit speaks for an origin, between 0 and 1."""
    weights = table("weights")
    if credit.position == "canonical" and all(n.agency is None and n.publisher is None for n in credit.names):
        return float(weights["unknown"][credit.rule])
    return float(weights["rule"].get(credit.rule, weights["position"].get(credit.position, 0.0)))


@dataclass(slots=True)
class _Candidate:
    name: str
    entry: Entry | None
    is_agency: bool
    credits: list[Credit] = field(default_factory=list)
    url: str | None = None

    @property
    def ident(self) -> str | None:
        return self.entry.id if self.entry else None


def judge(
    article: Article | None,
    credits: Sequence[Credit],
    *,
    site: Site | None = None,
    url: str | None = None,
    sites: Sites | None = None,
) -> tuple[Origin, ...]:
    """Ranked origins of the text, the likeliest first; empty means unknown.

    Confidence is a noisy-or of the best weight of each position, so that more evidence never lowers it and one form
    said twice counts once. Where a page names dozens, none of them is believed. The site itself is never the origin of
    its own page. `sites` are those that `read_credits` was given.
    """
    known = directory_of(sites)
    origins = [
        _origin(c, article, credits)
        for c in _candidates(credits, known)
        # A picture may be anybody's: it strengthens what something else says.
        if any(credit.kind is not CreditKind.PICTURE for credit in c.credits)
        and not _is_own(c, article, site, url)
        and _confidence(c.credits) >= table("weights")["threshold"]
    ]
    if len(origins) > _MOST_NAMED:
        share = _MOST_NAMED / len(origins)
        shared = (replace(origin, confidence=round(origin.confidence * share, 4)) for origin in origins)
        origins = [origin for origin in shared if origin.confidence >= table("weights")["threshold"]]
    origins.sort(key=lambda o: (-o.confidence, o.publisher))
    return tuple(_with_roles(origins))


def _candidates(credits: Iterable[Credit], known: Directory) -> list[_Candidate]:
    found: dict[str, _Candidate] = {}
    for credit in credits:
        if credit.kind not in _SPEAKS:
            continue
        for name in credit.names:
            candidate = _candidate(credit, name, known)
            if candidate is None:
                continue
            kept = found.setdefault(candidate.ident or name_key(candidate.name), candidate)
            kept.credits.append(credit)
            if credit.kind is CreditKind.ORIGINAL_LINK:
                kept.url = kept.url or credit.url
    return list(found.values())


def _candidate(credit: Credit, name: CreditName, known: Directory) -> _Candidate | None:
    if name.agency:
        entry = known.get(name.agency)
        if entry is None or entry.kind == "photo" or credit.kind is CreditKind.OUTLET:
            return None
        return _Candidate(entry.name, entry, True)
    # Beside an agency a publisher is who printed it, unless the agency only passed its text on ("CNN, via AFP").
    passed_on = name.role is Role.PUBLISHER and any(n.role is Role.DISTRIBUTOR for n in credit.names)
    if credit.kind is CreditKind.TEXT and not passed_on:
        return None
    if name.publisher and (entry := known.get(name.publisher)):
        return _Candidate(entry.name, entry, False)
    if name.publisher is not None or name.role is not Role.PUBLISHER:
        return None
    return _Candidate(name.name, None, False) if credit.position in _NAMES or credit.rule == "site-rule" else None


def _is_own(candidate: _Candidate, article: Article | None, site: Site | None, url: str | None) -> bool:
    hosts = {registered(h) for h in (host_of(url), host_of(article.url) if article else None) if h}
    hosts |= {registered(d) for d in site.domains} if site else set()
    entry = candidate.entry
    if entry and (any(registered(h) in hosts for h in entry.hosts) or (site and site.gazetteer_id == entry.id)):
        return True
    names = {name_key(h) for h in hosts} | {name_key(h.split(".")[0]) for h in hosts}
    names |= {name_key(site.title)} if site else set()
    names |= {name_key(article.site_name)} if article and article.site_name else set()
    return name_key(candidate.name) in names


def _confidence(credits: Iterable[Credit]) -> float:
    best: dict[str, float] = {}
    for credit in credits:
        best[credit.position] = max(best.get(credit.position, 0.0), weight_of(credit))
    doubt = 1.0
    for weight in best.values():
        doubt *= 1.0 - weight
    return round(1.0 - doubt, 4)


def _origin(candidate: _Candidate, article: Article | None, credits: Sequence[Credit]) -> Origin:
    # What a picture tells comes last: the first piece of evidence is the one that is repeated elsewhere.
    telling = sorted(candidate.credits, key=lambda c: c.kind is CreditKind.PICTURE)
    evidence = [_evidence(c, Polarity.SUPPORTS) for c in telling]
    against = [
        _evidence(c, Polarity.CONTRADICTS)
        for c in credits
        if c.kind is CreditKind.CITED and any(n.agency == candidate.ident for n in c.names) and candidate.is_agency
    ]
    return Origin(
        publisher=candidate.name,
        publisher_id=candidate.ident,
        is_agency=candidate.is_agency,
        role=OriginRole.IMMEDIATE,
        relation=_relation(candidate, article, credits),
        confidence=_confidence(candidate.credits),
        url=candidate.url or next((c.url for c in credits if c.kind is CreditKind.ORIGINAL_LINK and c.url), None),
        evidence=tuple(evidence + against),
        tracer=TRACER_VERSION,
    )


def _evidence(credit: Credit, polarity: Polarity) -> Evidence:
    kinds = {"closing": "closing_credit", "link": "original_link", "feed": "feed_source"}
    cited = credit.kind is CreditKind.CITED
    return Evidence(
        kind="cited_only" if cited else kinds.get(credit.position, credit.position),
        quote=credit.quote,
        locator=credit.locator,
        weight=table("weights")["against"]["cited-only"] if cited else weight_of(credit),
        polarity=polarity,
        rule=credit.rule,
        source_url=credit.source_url,
    )


def _relation(candidate: _Candidate, article: Article | None, credits: Sequence[Credit]) -> Relation:
    if candidate.is_agency:
        return Relation.AGENCY
    entry = candidate.entry
    language = article.language if article else None
    other = bool(entry and entry.language and language and entry.language != language)
    noticed = any(c.kind is CreditKind.TRANSLATION for c in credits)
    return Relation.TRANSLATED if other or noticed else Relation.REPUBLISHED


def _with_roles(origins: Sequence[Origin]) -> Iterable[Origin]:
    """Agencies beside a publisher wrote it before the publisher did; several of a kind share the text."""
    outlets = [o for o in origins if not o.is_agency]
    for origin in origins:
        if origin.is_agency and outlets:
            yield replace(origin, role=OriginRole.ULTIMATE)
        elif origin.is_agency and len(origins) > 1:
            yield replace(origin, role=OriginRole.CONTRIBUTOR)
        else:
            yield origin
