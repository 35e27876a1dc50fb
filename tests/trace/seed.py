"""A machine-translated copy of a CNN story as WordPress shows it: once with CNN's classes kept, once stripped."""

from __future__ import annotations

TITLE = "Zwei Staatschefs fahren lachend in einer Limousine, nachdem sie ein Abkommen unterzeichnet haben"
RELATED = """<div style="clear:both; margin-top:0em; margin-bottom:1em;"><a href="https://copy.example/alt"
 class="u0123456789abcdef0123456789abcdef"><div style="padding-left:1em"><span class="ctaText">Siehe auch</span>&nbsp;
 <span class="postTitle">Was am 79. Tag geschah, laut AFP | Weltnachrichten</span></div></a></div>"""
PARAGRAPHS = (
    "Zwei Staatschefs lächeln, während sie einander in einer im Land gebauten Limousine durch die Hauptstadt fahren.",
    "Von Nordkoreas Staatsmedien KCNA am Donnerstag veröffentlichte Aufnahmen zeigten die beiden im Luxusauto.",
    "Die Bilder sollen die enge Bindung zwischen beiden Ländern hervorheben, die sich zuletzt noch vertieft hat.",
    "Aufnahmen von KCNA zeigten, wie der Gast im Gegenzug zwei Hunde erhielt, dieselbe Rasse wie im Jahr davor.",
    "Nach seinem Besuch reiste er in die Nachbarhauptstadt weiter, wo er Gespräche über den Handel führen wollte.",
)
CAPTIONS = (
    "Die beiden Staatschefs reisten gemeinsam in einem Auto durch die Hauptstadt ihres Gastgebers.",
    "Die beiden genossen die Gesellschaft des anderen, während das Auto davonraste.",
    "Beim Austausch von Geschenken überreichte der Gast das Auto zum zweiten Mal.",
)
CREDITS = ("KCNA/Reuters", "KCNA/AP", "KCNA/Reuters")


def _kept(index: int, credit_first: bool) -> str:
    credit = f'<figcaption class="image__credit">{CREDITS[index]}</figcaption>'
    caption = (
        '<div itemprop="caption" class="image__caption attribution"><span data-editable="metaCaption">'
        f"{CAPTIONS[index]}</span></div>"
    )
    parts = (credit, caption) if credit_first else (caption, credit)
    return (
        f'<div class="image"><img src="/i/{index}.jpg" alt="{CAPTIONS[index]}">'
        f'<div class="image__metadata">{parts[0]}{parts[1]}</div></div>'
    )


def _stripped(index: int, credit_first: bool) -> str:
    parts = [f"<p>{CREDITS[index]}</p>", f"<p>{CAPTIONS[index]}</p>"]
    return "".join(parts if credit_first else reversed(parts))


def _outlet(kept: bool, glued: bool) -> tuple[str, str]:
    if glued:
        return "", "CNN &nbsp;&mdash;&nbsp; "
    if kept:
        return (
            '<div class="source inline-placeholder"><cite class="source__cite"><span class="source__location"></span>'
            '<span class="source__text" data-editable="source">CNN</span> &nbsp;&mdash;&nbsp;</cite></div>'
        ), ""
    return "<p>CNN</p>", ""


def seed_page(*, kept: bool, credit_first: bool, glued: bool = False) -> str:
    """The page's HTML; `glued` puts the outlet's name before the first sentence instead of on its own line."""
    image = _kept if kept else _stripped
    outlet, opening = _outlet(kept, glued)
    p = [f'<p class="paragraph inline-placeholder">{t}</p>' if kept else f"<p>{t}</p>" for t in PARAGRAPHS]
    p[0] = p[0].replace(PARAGRAPHS[0], opening + PARAGRAPHS[0])
    return f"""<!doctype html><html lang="de-DE"><head><title>{TITLE} - copyblatt</title>
    <link rel="canonical" href="https://copyblatt.example/zwei-staatschefs/">
    <meta property="og:site_name" content="copyblatt">
    <script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [{{"@type": "Article",
     "author": {{"name": "Nina Feldmann"}}, "publisher": {{"@type": "Organization", "name": "copyblatt"}}}}]}}</script>
    </head><body class="post-template-default single single-post">
    <div class="top-bar"><span>November 8, 2024</span></div>
    <header class="site-header"><a class="site-title" href="/">copyblatt</a>
    <p>Alle Nachrichten zu Deutschland</p></header>
    <main><article class="post"><nav class="breadcrumb"><a href="/">Start</a> {TITLE}</nav>
    <h1 class="entry-title">{TITLE}</h1><div class="entry-content">
    {image(0, credit_first)}{outlet}{p[0]}{p[1]}{p[2]}{RELATED}{image(1, credit_first)}{p[3]}{image(2, credit_first)}
    {RELATED}{p[4]}</div></article></main>
    <footer class="site-footer"><p>© 2024 copyblatt. Bilder: Reuters, AFP, dpa.</p></footer></body></html>"""
