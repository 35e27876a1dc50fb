"""Pages in the manner of real ones, written for these tests."""

from __future__ import annotations

TITLE = "Präsident und Ministerin fahren lächelnd im neuen Wagen durch die Hauptstadt"
FIRST = (
    "Der Präsident von Norland und die Ministerin von Sudavia lächeln, während sie einander in einem neuen Wagen durch "
    "die Hauptstadt fahren. Es war sein erster Besuch In 24 Jahren."
)
REST = (
    "Von Sudavias Staatsmedien SNA am Donnerstag veröffentlichte Aufnahmen zeigten, wie die beiden die Gesellschaft "
    "des anderen genossen. Der sorgfältig vorbereitete Moment zeigt, wie der Präsident zunächst am Steuer sitzt.",
    "Norland und Sudavia unterzeichneten während des Besuchs ein Abkommen und verpflichteten sich, einander im Falle "
    "eines Angriffs sofort mit allen Mitteln zu helfen, wie es in dem veröffentlichten Wortlaut heißt.",
    "Laut norländischen Staatsmedien überreichte der Präsident der Ministerin am Mittwoch ein Auto und die beiden "
    "tauschten weitere Geschenke aus, darunter ein Teeservice und zwei junge Hunde.",
    "Der Besuch ist ein öffentliches Zeichen der starken Bindungen zwischen den beiden Ländern, deren Verbundenheit "
    "sich angesichts gemeinsamer Sorgen vertieft hat. Beobachter sehen darin eine Warnung an die Nachbarn.",
    "Im Anschluss an den Besuch reiste der Präsident weiter nach Osten, wo er seine Bemühungen um engere "
    "Wirtschaftsbeziehungen fortsetzte und am Freitag erwartet wird.",
)
CAPTIONS = (
    ("Der Präsident und die Ministerin reisten in einem Nordstern-Auto durch die Hauptstadt.", "KCNA/Reuters"),
    ("Die beiden genossen die Fahrt, während der Wagen am Fluss entlang glitt.", "KCNA/AP"),
)
SEE_ALSO = (
    "Pilgerfahrt 2024: Mindestens 14 Menschen leiden unter der Hitze",
    "Was wir am 79. Tag der Dürre wissen | Weltnachrichten",
)


def securnews(*, credit_first: bool, classes: bool, outlet_glued: bool = False) -> str:
    """A republished CNN story on a WordPress site.

    The theme's top bar holds the date of the day; the headline stands twice; the plugin's "Siehe auch" links stand
    between the paragraphs; CNN's caption markup is kept (`classes`) or stripped to plain paragraphs.
    """
    images = [_image(*pair, number, credit_first, classes) for number, pair in enumerate(CAPTIONS)]
    outlet = "" if outlet_glued else _outlet(classes)
    first = f"CNN \u00a0—\u00a0 {FIRST}" if outlet_glued else FIRST
    text = [images[0], outlet, _p(first, classes), _p(REST[0], classes), _see_also(SEE_ALSO[0], 1), images[1]]
    text += [
        _p(REST[1], classes),
        _p(REST[2], classes),
        _see_also(SEE_ALSO[1], 2),
        _p(REST[3], classes),
        _p(REST[4], classes),
    ]
    return f"""<!DOCTYPE html><html lang="de-DE"><head><meta charset="utf-8">
<title>{TITLE} – securnews</title><link rel="canonical" href="https://securnews.example/fahrt/">
<meta property="og:type" content="article"><meta property="og:site_name" content="securnews">
<meta property="og:title" content="{TITLE} – securnews">
<meta property="article:published_time" content="2024-06-20T09:14:03+00:00">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"Article","headline":"{TITLE}",
"datePublished":"2024-06-20T09:14:03+00:00","dateModified":"2024-06-20T09:20:00+00:00","inLanguage":"de-DE",
"author":{{"@id":"https://securnews.example/#/schema/person/1"}},"publisher":{{"@id":"https://securnews.example/#org"}}}},
{{"@type":"Organization","@id":"https://securnews.example/#org","name":"securnews"}},
{{"@type":"Person","@id":"https://securnews.example/#/schema/person/1","name":"Lena Beispiel"}}]}}</script></head>
<body class="post-template-default single single-post postid-77">
<div class="top-bar"><span class="topbar-date">November 8, 2024</span></div>
<header class="site-header"><p class="site-title"><a href="/">securnews</a></p>
<p class="site-description">Finden Sie alle nationalen und internationalen Informationen.
Wählen Sie die Themen aus.</p></header>
<nav class="breadcrumb"><a href="/">Start</a> / <span>{TITLE}</span></nav>
<main><article class="post-77"><header class="entry-header"><h1 class="entry-title">{TITLE}</h1></header>
<div class="post-thumbnail"><img src="/wp-content/uploads/fahrt-1024x576.jpg" width="1024" alt="{TITLE}"></div>
<div class="entry-content">{"".join(text)}</div></article></main>
<aside class="sidebar widget-area"><h3>Neueste Beiträge</h3><ul>
<li><a href="/a/">Ein anderer Beitrag mit langem Titel</a></li></ul></aside>
<footer><p>Copyright 2024 securnews. Alle Rechte vorbehalten.</p></footer></body></html>"""


def expected_body(*, outlet: str | None = None, glued: bool = False) -> str:
    """The text of `securnews` without captions, credits, links and title."""
    first = f"CNN — {FIRST}" if glued else FIRST
    return "\n".join(filter(None, (outlet, first, *REST)))


def _p(text: str, classes: bool) -> str:
    return f'<p class="paragraph inline-placeholder" data-editable="text">{text}</p>' if classes else f"<p>{text}</p>"


def _outlet(classes: bool) -> str:
    if not classes:
        return "<p>CNN</p>"
    return (
        '<div class="source inline-placeholder"><cite class="source__cite"><span class="source__location"></span> '
        '<span class="source__text" data-editable="source">CNN</span></cite></div>'
    )


def _image(caption: str, credit: str, number: int, credit_first: bool, classes: bool) -> str:
    if not classes:
        pair = [f"<p>{credit}</p>", f"<p>{caption}</p>"]
        return f'<p><img src="/wp-content/uploads/bild-{number}.jpg" alt=""></p>' + "".join(
            pair if credit_first else pair[::-1]
        )
    parts = [
        f'<figcaption class="image__credit">{credit}</figcaption>',
        '<div itemprop="caption" class="image__caption attribution">'
        f'<span data-editable="metaCaption">{caption}</span></div>',
    ]
    inner = "".join(parts if credit_first else parts[::-1])
    return (
        f'<div class="image image__hide-placeholder"><div class="image__container"><img class="image__dam-img" '
        f'src="/wp-content/uploads/bild-{number}.jpg" alt=""></div><div class="image__metadata">{inner}</div></div>'
    )


def _see_also(headline: str, number: int) -> str:
    return (
        f'<div style="clear:both; margin-top:0em; margin-bottom:1em;"><a href="/b{number}/" class="u0123456789abcdef">'
        f"<!-- INLINE RELATED POSTS {number}/3 //--><style>.u0123 {{ padding:0 }}</style>"
        '<div style="padding-left:1em; padding-right:1em;"><span class="ctaText">Siehe auch</span>&nbsp; '
        f'<span class="postTitle">{headline}</span></div></a></div>'
    )
