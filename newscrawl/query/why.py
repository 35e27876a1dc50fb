"""Who wrote an article first: what is believed, why, and what would settle it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Engine, func, select

from newscrawl.plaintext import plain
from newscrawl.query.article import article
from newscrawl.query.copies import Family, copies
from newscrawl.query.dossier import Credit, Dossier, Origin
from newscrawl.query.narrowing import ORIGINALS
from newscrawl.query.searches import in_a_sentence, last_searches
from newscrawl.query.views import ARTICLE
from newscrawl.store.models import ArticleTally, Publisher, TraceState
from newscrawl.store.session import reading

_WORDS = ((0.95, "very strong"), (0.8, "strong"), (0.6, "moderate"), (0.0, "weak"))
_HELD = {"exact": "with the same words", "near": "edited", "contains": "that hold more", "part-of": "that hold a part"}
# Longest quote repeated in a sentence.
_QUOTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The answer to "who wrote this first, and how do we know?"."""

    answer: str
    """One sentence."""
    dossier: Dossier
    looked_at: tuple[str, ...]
    """What was examined, whatever came of it."""
    settle: tuple[str, ...]
    """What would make the answer surer, the best first."""
    family: Family | None
    """Who else has the text; None where no article is stored."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the database holds of the publisher that is believed to be the origin, and in all."""

    site: str | None
    articles: int
    total: int
    own_kind: str | None
    """What the publisher of the page itself is."""
    family: Family | None
    """Who else has its text; None where no article is stored."""
    compared: int | None
    """Stored texts that its text was compared with; None where it waits for that."""


def why(engine: Engine, address: str) -> Why:
    """The origins of an article with their evidence; "unknown" is an answer too.

    Raises UnknownAddress where no page is meant clearly, StoreError.
    """
    found = article(engine, address)
    own = found.text.publisher if found.text else None
    stored = _stored(engine, found.page.url, found.origins[0].origin if found.origins else None, own)
    return Why(
        answer=_answer(found, stored.own_kind, stored.compared),
        dossier=found,
        looked_at=(*_looked_at(found, stored), *map(in_a_sentence, last_searches(engine, found.page.url))),
        settle=tuple(_settle(found, stored)),
        family=stored.family,
    )


def in_words(confidence: float) -> str:
    """How strong a confidence is; measured where it rests on compared texts, else the sum of the evidence's
    weights."""
    return next(word for least, word in _WORDS if confidence >= least)


def _stored(engine: Engine, address: str, slug: str | None, own: str | None) -> _Stored:
    family = copies(engine, address)
    with reading(engine) as connection:
        site = connection.scalar(select(Publisher.site).where(Publisher.slug == slug)) if slug else None
        total = connection.scalar(select(func.sum(ArticleTally.articles))) or 0
        of_it = select(func.sum(ArticleTally.articles)).where(ArticleTally.site == site)
        kind = connection.scalar(select(Publisher.kind).where(Publisher.slug == own)) if own else None
        state = select(TraceState.candidates).join(ARTICLE, ARTICLE.c.version_id == TraceState.article_version_id)
        compared = connection.scalar(state.where(ARTICLE.c.url == address, TraceState.is_due.is_(False)))
        return _Stored(site, int(connection.scalar(of_it) or 0) if site else 0, int(total), kind, family, compared)


def _answer(found: Dossier, own_kind: str | None, compared: int | None) -> str:
    if found.text is None:
        reason = f" ({plain(found.page.reason)})" if found.page.reason else ""
        return f"No article is stored at this address: its state is {found.page.state}{reason}."
    if not found.origins and own_kind in ORIGINALS:
        name = plain(found.text.publisher_name or found.page.site)
        if _credits_itself(found):
            return f"No other origin found: the page credits {name} itself with the text."
        return f"No other origin found: nothing names anyone but {name}, so that {name} itself may have written it."
    if not found.origins and any(r.is_newest and r.decision == "reject" for r in found.reviews):
        names = ", ".join(dict.fromkeys(plain(r.origin_name) for r in found.reviews if r.decision == "reject"))
        return f"Unknown: what was concluded ({names}) was refused by a reviewer, and nothing else was found."
    if not found.origins:
        there = "." if compared is None else f", and none of the {compared} stored texts compared with it is one."
        return f"Unknown: neither the page nor what lists it names an original{there}"
    best = found.origins[0]
    if best.review:
        said = "confirmed" if best.review == "confirm" else "named"
        verb = _verb(best)
        return f"{verb[0].upper()}{verb[1:]} {plain(best.origin_name)}, as {said} by {plain(best.reviewer)}."
    more = f", and {len(found.origins) - 1} further" if len(found.origins) > 1 else ""
    text = ""
    if best.copy_coverage is not None and best.direction != "undecidable":
        text = f": {best.copy_coverage:.0%} of its sentences stand in an article of {plain(best.origin_name)}"
    elif best.copy_coverage is not None:
        text = f", or the other way round: {best.copy_coverage:.0%} of its sentences stand there too"
    return f"Probably {_verb(best)} {plain(best.origin_name)}{text} (evidence {in_words(best.confidence)}{more})."


def _verb(best: Origin) -> str:
    verbs = {
        "translated": "translated from",
        "republished": "republished from",
        "agency": "taken from the agency",
        "verbatim": "taken word for word from",
        "cut": "cut from",
        "merged": "put together from several articles, among them one of",
        "paraphrased": "rewritten from",
        "headline-match": "from an article that only its headline names, of",
    }
    return verbs.get(best.relation, plain(best.relation))


def _credits_itself(found: Dossier) -> bool:
    """Whether a credit of the text names the page's own publisher."""
    own = found.text.publisher if found.text else None
    names = [n for c in found.credits if c.kind in ("text", "outlet") for n in c.names]
    return own is not None and any(own in (n.publisher, n.agency) for n in names)


def _looked_at(found: Dossier, stored: _Stored) -> Iterator[str]:
    if found.text is None:
        return
    yield _credits_read(found.credits)
    feeds = [s for s in found.sightings if s.via in ("feed", "api", "news_sitemap")]
    named = [s for s in found.sightings if s.source_name]
    yield (
        f"Places that list this address: {len(found.sightings)} (feeds, interfaces and news sitemaps: {len(feeds)}; "
        f"naming a source: {len(named) or 'none'})."
    )
    yield _holders(stored.family, max(0, stored.total - 1))
    if stored.compared is None:
        yield "Its text has not been compared across languages yet: newscrawl trace does that."
    else:
        matched = sum(o.copy_coverage is not None for o in found.origins) or "none"
        yield f"Nearest stored texts, in all languages: {stored.compared} compared, made from {matched} of them."


def _holders(family: Family | None, others: int) -> str:
    counted = Counter(_HELD[copy.kind or "near"] for copy in family.copies) if family else Counter[str]()
    told = ", ".join(f"{counted[words]} {words}" for words in _HELD.values() if counted[words])
    kinds = [part.kind for part in family.parts] if family else []
    merged = f"; put together from {n} of them" if (n := kinds.count("merged-into")) else ""
    merged += f"; {n} put together from it and another" if (n := kinds.count("merged-from")) else ""
    return f"This text among the {others} other stored articles: {told or 'in none of them'}{merged}."


def _credits_read(credits: tuple[Credit, ...]) -> str:
    if not credits:
        return "The page's credits: none was found in byline, opening, closing, captions, notices, links or metadata."
    kinds: dict[str, int] = {}
    for credit in credits:
        kinds[credit.kind] = kinds.get(credit.kind, 0) + 1
    counted = ", ".join(f"{number} {plain(kind).replace('_', ' ')}" for kind, number in sorted(kinds.items()))
    return f"The page's credits: {counted}."


def _settle(found: Dossier, stored: _Stored) -> Iterator[str]:
    if found.text is None:
        yield from _settle_missing(found)
        return
    if any(not r.is_newest for r in found.reviews) and not any(r.is_newest for r in found.reviews):
        yield f"It was reviewed on an earlier version; look again: newscrawl review {plain(found.page.url)}"
    if found.origins:
        yield from _settle_origin(found.page.url, found.origins[0], stored)
        for named in found.origins:
            if named.basis == "headline" and named.origin_url:
                yield f"Read what could not be fetched, and compare the two: {plain(named.origin_url)}"
        # What a headline names is the article of a publisher that is credited anyhow.
        credited = [o for o in found.origins if o.basis != "headline"]
        if len({o.role for o in credited}) < len(credited):
            yield "Several origins are credited for the same role: comparing the text with each of theirs would decide."
    else:
        yield from _settle_unknown(found, stored.own_kind in ORIGINALS)
    if stored.family and stored.family.copies:
        yield _first_of(stored.family, found.origins)
    if found.text.published_at is None:
        yield "The page claims no time of publication: a feed or news sitemap naming it would give one."
    elif not found.text.published_zoned:
        yield "The page's time names no zone and is read as UTC: a feed or sitemap would date it exactly."


def _first_of(family: Family, origins: Sequence[Origin]) -> str:
    """Who was first among equal texts; an original in another language or in other words is none of them."""
    originals = [o.original_url for o in origins if o.original_url and o.copy_coverage is not None]
    apart = originals and not {copy.url for copy in family.copies} & set(originals)
    return f"Among the copies of this text, the original apart: {family.answer}" if apart else family.answer


def _settle_missing(found: Dossier) -> Iterator[str]:
    if found.page.state in ("pending", "failed", "blocked"):
        yield f"Fetch it: newscrawl crawl {plain(found.page.site)}"


def _settle_origin(address: str, best: Origin, stored: _Stored) -> Iterator[str]:
    name = plain(best.origin_name)
    if best.original_url and best.copy_coverage is not None:
        yield f"Read the two side by side: newscrawl show {plain(address)} --side-by-side"
        return
    if best.origin_url and best.is_stored:
        yield f"The linked original is stored; compare the two: newscrawl show {plain(best.origin_url)}"
        return
    if best.origin_url:
        yield f"Fetch the linked original: scrapy crawl pages -a url={plain(best.origin_url)}"
    if stored.site is None:
        host = urlsplit(best.origin_url).hostname if best.origin_url else None
        where = f"https://{host}/" if host else "ADDRESS"
        yield f"{name} is not crawled: declare it with newscrawl sites new {where}"
    elif not stored.articles:
        yield f"No article of {name} is stored: newscrawl crawl {stored.site}"
    elif not best.origin_url:
        yield (
            f"{stored.articles} articles of {name} are stored, and its text was made from none of them. "
            f"Look for it: newscrawl articles --site {plain(stored.site)}"
        )


def _settle_unknown(found: Dossier, is_original: bool) -> Iterator[str]:
    photos = [c for c in found.credits if c.kind == "photo"]
    cited = [c for c in found.credits if c.kind == "cited"]
    if photos:
        names = ", ".join(dict.fromkeys(f"“{plain(c.quote)[:_QUOTE]}”" for c in photos))
        yield f"Picture credits ({names}) say who took the pictures, not who wrote the text."
    if cited:
        names = ", ".join(dict.fromkeys(plain(n.name) for c in cited for n in c.names))
        yield f"Cited in the text, which makes nobody its author: {names or 'a source'}."
    if not is_original and not any(s.via == "feed" for s in found.sightings):
        yield "No feed has named this address; a feed entry that names its source would help."
    if is_original:
        yield "An earlier copy at another publisher would show that it is not the original."
    else:
        yield "The same text found at another publisher would help: crawl the outlets it may come from."
