"""What the credits and origins of a page come to, in the fields that `newscrawl extract` prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newscrawl.items import Credit, CreditKind, Origin
from newscrawl.trace import gazetteer

_DASHES = " —–-"
_WHOLE_LINES = frozenset({"closing", "byline", "outlet_line", "source_line", "caption", "notice", "copyright"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Agencies are gazetteer ids in the page's order, publishers are names."""

    text_agencies: tuple[str, ...] = ()
    cited_agencies: tuple[str, ...] = ()
    image_agencies: tuple[str, ...] = ()
    origin_publisher: str | None = None
    """None where the site itself is the origin, or the origin is unknown or an agency."""
    original_url: str | None = None
    evidence: tuple[dict[str, str], ...] = ()
    """`kind`, `quote`, `locator`, `rule` of each credit."""


def attribution(credits: Sequence[Credit], origins: Sequence[Origin]) -> Attribution:
    """Sum up what was read and concluded. An agency credited for the text is not also listed as cited."""
    text = _agencies(credits, CreditKind.TEXT)
    cited = _agencies(credits, CreditKind.CITED)
    links = [c.url for c in sorted(credits, key=_link_rank) if c.kind is CreditKind.ORIGINAL_LINK and c.url]
    return Attribution(
        text_agencies=tuple(a for a in text if not _is_photo(a)),
        cited_agencies=tuple(a for a in cited if a not in text),
        image_agencies=_agencies(credits, CreditKind.PHOTO),
        origin_publisher=next((o.publisher for o in origins if not o.is_agency), None),
        original_url=links[0] if links else None,
        evidence=tuple({"kind": str(c.kind), "quote": c.quote, "locator": c.locator, "rule": c.rule} for c in credits),
    )


def _link_rank(credit: Credit) -> int:
    return 0 if credit.position == "canonical" else 1


def _agencies(credits: Iterable[Credit], kind: CreditKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.agency for c in credits if c.kind is kind for n in c.names if n.agency))


def _is_photo(ident: str) -> bool:
    entry = gazetteer.load().get(ident)
    return entry is not None and entry.kind == "photo"


def credit_lines(credits: Sequence[Credit]) -> tuple[str, ...]:
    """Quotes of credits that are paragraphs of their own and don't belong into the body text.

    A quote with offsets is part of a longer paragraph, which stays; but another outlet's name before its first sentence
    ("CNN —") goes, and is told by the dash at its end. An agency's dateline is text by convention.
    """
    lines = (c.quote for c in credits if c.position in _WHOLE_LINES and "#" not in c.locator and "@" not in c.locator)
    return tuple(dict.fromkeys((*lines, *(f"{c.quote.rstrip(_DASHES)} —" for c in credits if _opens(c)))))


def _opens(credit: Credit) -> bool:
    """Whether it is another outlet's mark at the beginning of a paragraph."""
    marked = credit.kind is CreditKind.OUTLET and credit.position in ("dateline", "outlet_line")
    return marked and "#char=0," in credit.locator and credit.quote.endswith((*_DASHES.strip(), ")"))
