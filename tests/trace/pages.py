"""Pages written for these tests in the style of real ones."""

from __future__ import annotations

from newscrawl.extract.document import Document, parse
from newscrawl.items import Article, Credit, CreditKind
from newscrawl.trace import Attribution, attribution, judge, read_credits

URL = "https://www.tagblatt-beispiel.example/politik/hafen-brand-123456.html"

PROSE = (
    "In der Nacht zum Mittwoch hat ein Feuer am alten Hafen mehrere Lagerhallen zerstört, verletzt wurde niemand.",
    "Die Löscharbeiten dauerten bis zum frühen Morgen, weil der Wind die Flammen immer wieder neu entfachte.",
    "Über die Ursache des Brandes ist noch nichts bekannt, die Ermittler wollen die Halle am Abend betreten.",
    "Der Schaden geht nach ersten Schätzungen in die Millionen, einige Firmen suchen nun nach neuen Räumen.",
)


def page(
    *,
    opening: str = "",
    head: str = "",
    metas: str = "",
    closing: str = "",
    middle: str = "",
    first: str = PROSE[0],
    last: str = PROSE[3],
    around: str = "",
    lang: str = "de",
    url: str | None = URL,
) -> Document:
    """A plain article page with markup put where a credit may stand."""
    return parse(
        f"""<!doctype html><html lang="{lang}"><head><title>Feuer am Hafen</title>{metas}</head><body>
        <nav><ul><li><a href="/reuters">Reuters</a></li><li><a href="/dpa">dpa</a></li></ul></nav>
        <article><h1>Feuer am alten Hafen zerstört Lagerhallen</h1>{head}
        <div class="entry-content">{opening}<p>{first}</p><p>{PROSE[1]}</p>{middle}<p>{PROSE[2]}</p>
        <p>{last}</p>{closing}
        </div></article>{around}
        <footer><p>Alle Rechte vorbehalten. Meldungen von AFP, AP, dpa und Reuters sind urheberrechtlich geschützt.</p>
        </footer></body></html>""",
        url=url,
    )


def credits_of(document: Document, kind: CreditKind) -> list[Credit]:
    return [c for c in read_credits(document) if c.kind is kind]


def attributed(document: Document) -> Attribution:
    credits = read_credits(document)
    return attribution(credits, judge(None, credits, url=document.url))


def article_in(language: str, *, url: str | None = URL, site_name: str | None = None) -> Article:
    """An article of which only address and language matter."""
    return Article(
        url=url,
        title="Feuer am Hafen",
        lead=None,
        body="\n".join(PROSE),
        language=language,
        language_declared=language,
        language_detected=language,
        language_score=1.0,
        published=None,
        modified=None,
        dates=(),
        authors=(),
        images=(),
        canonical=None,
        site_name=site_name,
        og_type=None,
        is_article=True,
        extractor="test",
    )
