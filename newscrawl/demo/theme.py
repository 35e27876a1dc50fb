"""The aggregator's pages: a news theme with the current date on top, Yoast's JSON-LD and "Siehe auch" blocks."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape

from newscrawl.demo.answers import TODAY
from newscrawl.demo.content import Picture, Post, World, blocks, picture

TAGLINE = (
    "Finden Sie alle nationalen und internationalen Informationen zu Deutschland. Wählen Sie die Themen aus, über die "
    "Sie mehr erfahren möchten"
)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(text: str) -> str:
    """As WordPress makes it of a German title."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().translate(_UMLAUTS)).strip("-")


def article(world: World, post: Post, *, sidebar: list[Post], section: str) -> str:
    """The whole page of an article."""
    url = world.address(f"securnews:{post.slug}")
    published = f'<meta property="article:published_time" content="{_stamp(post)}">'
    head = f"""<link rel="canonical" href="{world.address(post.canonical) if post.canonical else url}">
<meta property="og:type" content="article"><meta property="og:site_name" content="securnews">
<meta property="og:title" content="{escape(post.title)}"><meta property="og:url" content="{url}">
{published if post.dated else ""}
<script type="application/ld+json" class="yoast-schema-graph">{_graph(world, post, url)}</script>"""
    if post.amp:
        head += f'\n<link rel="amphtml" href="{url}amp/">'
    stamp = f'<span class="author vcard">{escape(post.author or "")}</span>'
    if post.dated:
        stamp += f' <time class="entry-date published" datetime="{_stamp(post)}">{post.date:%d.%m.%Y}</time>'
    tags = " ".join(f'<a href="/tag/{slug(t)}/" rel="tag">{escape(t)}</a>' for t in post.tags)
    main = f"""<div class="breadcrumb-wrapper"><nav class="breadcrumbs"><a href="/">Startseite</a> /
<a href="/{post.section}/">{section}</a> / <span>{escape(post.title)}</span></nav></div>
<article id="post-{world.number(post.slug)}" class="post type-post status-publish hentry category-{post.section}">
<header class="entry-header"><h1 class="entry-title">{escape(post.title)}</h1>
<div class="entry-meta">{stamp}</div></header>
<div class="post-thumbnail"><img src="{_upload(post.slug)}" alt="{escape(post.title)}" width="1200" height="675"></div>
<div class="entry-content">
{_content(world, post)}
</div>
<footer class="entry-footer"><span class="tags-links">{tags}</span></footer>
</article>"""
    side = "".join(f'<li><a href="/{p.slug}/">{escape(p.title)}</a></li>' for p in sidebar if p.slug != post.slug)
    main += f'<aside class="widget-area"><h2>Neueste Beiträge</h2><ul class="wp-block-latest-posts">{side}</ul></aside>'
    return _frame(post.title, main, f"single single-post postid-{world.number(post.slug)}", head)


def amp(world: World, post: Post) -> str:
    """The article's AMP page: the text without the theme."""
    url = world.address(f"securnews:{post.slug}")
    return f"""<!DOCTYPE html><html amp lang="de"><head><meta charset="utf-8"><title>{escape(post.title)}</title>
<link rel="canonical" href="{url}"></head><body class="single"><article><h1>{escape(post.title)}</h1>
{_content(world, post)}</article></body></html>"""


def listing(
    world: World,
    title: str,
    posts: list[Post],
    classes: str,
    path: str,
    extra: list[tuple[str, str]],
    pagination: tuple[str, int, int] | None,
) -> str:
    """A page of teasers; `extra` are addresses and titles of further ones, `pagination` section, page and pages."""
    teasers = "".join(
        f"""<article class="hentry">
<div class="post-thumb"><a href="/{p.slug}/"><img src="{_upload(p.slug)}" alt=""></a></div>
<h2 class="entry-title"><a href="/{p.slug}/">{escape(p.title)}</a></h2>
<time class="entry-date" datetime="{_stamp(p)}">{p.date:%d.%m.%Y}</time>
<div class="entry-summary"><p>{escape(summary(world, "securnews", p))}</p></div></article>\n"""
        for p in posts
    )
    teasers += "".join(
        f'<article class="hentry"><h2 class="entry-title"><a href="{p}">{escape(t)}</a></h2></article>\n'
        for p, t in extra
    )
    kind = json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "CollectionPage", "name": title}]})
    head = f'''<link rel="canonical" href="{path}"><meta property="og:type" content="website">
<script type="application/ld+json" class="yoast-schema-graph">{kind}</script>'''
    links = ""
    if pagination and pagination[2] > 1:
        links, declared = _pagination(*pagination)
        head += declared
    return _frame(title, f'<h1 class="page-title">{escape(title)}</h1>\n{teasers}{links}', classes, head)


def bare(world: World, title: str, text: str) -> str:
    """A page of the theme with nothing but `text`."""
    return _frame(title, world.linked(text), "page", "")


def empty(title: str) -> str:
    """A post that was published before anything was written."""
    main = f"""<article class="post hentry"><header class="entry-header"><h1 class="entry-title">{escape(title)}</h1>
</header><div class="entry-content"></div></article>"""
    return _frame(title, main, "single single-post", "")


def summary(world: World, host: str, post: Post) -> str:
    """The first words of a text, without markup."""
    first = next(b for b in blocks(world, host, post) if not b.startswith(("BILD ", "SIEHE ")))
    return " ".join(re.sub(r"<[^>]+>", "", first).split()[:28]) + " […]"


def _pagination(section: str, number: int, pages: int) -> tuple[str, str]:
    def address(n: int) -> str:
        return f"/{section}/" if n == 1 else f"/{section}/page/{n}/"

    numbers = "".join(
        f'<span aria-current="page" class="page-numbers current">{n}</span>'
        if n == number
        else f'<a class="page-numbers" href="{address(n)}">{n}</a>'
        for n in range(1, pages + 1)
    )
    if number < pages:
        numbers += f'<a class="next page-numbers" href="{address(number + 1)}">Weiter</a>'
    head = f'<link rel="next" href="{address(number + 1)}">' if number < pages else ""
    return (
        f'<nav class="navigation pagination" aria-label="Beiträge"><div class="nav-links">{numbers}</div></nav>',
        head,
    )


def _frame(title: str, main: str, classes: str, head: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="de-DE">
<head><meta charset="UTF-8"><title>{escape(title)} - securnews</title>
{head}
<meta name="generator" content="WordPress 6.5.2"></head>
<body class="{classes}">
<div id="top-bar" class="top-bar"><div class="top-bar-date">{TODAY}</div></div>
<header id="masthead" class="site-header"><p class="site-title"><a href="/">securnews</a></p>
<p class="site-description">{TAGLINE}</p>
<nav class="main-navigation"><ul><li><a href="/">Startseite</a></li><li><a href="/politik/">Politik</a></li>
<li><a href="/wirtschaft/">Wirtschaft</a></li></ul></nav></header>
<main id="main" class="site-main">
{main}
</main>
<footer id="colophon" class="site-footer"><div class="site-info">© securnews. Alle Rechte vorbehalten.
<a href="/impressum/">Impressum</a> <a href="/datenschutz/">Datenschutz</a></div></footer>
</body></html>"""


def _graph(world: World, post: Post, url: str) -> str:
    home = world.base("securnews")
    body: dict[str, object] = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": post.title,
        "author": {"@type": "Person", "name": post.author},
        "publisher": {"@id": f"{home}/#organization"},
        "mainEntityOfPage": {"@id": url},
        "inLanguage": "de",
    }
    if post.dated:
        body |= {"datePublished": _stamp(post), "dateModified": _stamp(post)}
    organization = {"@type": "Organization", "@id": f"{home}/#organization", "name": "securnews", "url": f"{home}/"}
    graph = {
        "@context": "https://schema.org",
        "@graph": [body, {"@type": "WebPage", "@id": url, "url": url}, organization],
    }
    return json.dumps(graph, ensure_ascii=False)


def _content(world: World, post: Post) -> str:
    parts = []
    if post.image:
        parts.append(_image(picture(post.image), post.slug, 0))
    if post.outlet == "kept":
        parts.append(
            '<div class="source inline-placeholder"><cite class="source__cite"><span class="source__location"></span> '
            f'<span class="source__text" data-editable="source">{post.outlet_name}</span>'
            " &nbsp;&mdash;&nbsp;</cite></div>"
        )
    elif post.outlet == "line":
        parts.append(f"<p>{post.outlet_name}</p>")
    glue = f"{post.outlet_name} &nbsp;&mdash;&nbsp;" if post.outlet == "glued" else ""
    related = 0
    for number, block in enumerate(blocks(world, "securnews", post)):
        kind, _, rest = block.partition(" ")
        if kind == "BILD":
            parts.append(_image(picture(rest), post.slug, number))
        elif kind == "SIEHE":
            related += 1
            parts.append(_related(rest, related))
        else:
            classes = ' class="paragraph inline-placeholder"' if post.kept else ""
            parts.append(f"<p{classes}>{glue}{world.linked(block)}</p>")
            glue = ""
    return "\n".join(parts)


def _related(text: str, number: int) -> str:
    """The block of the plugin Inline Related Posts."""
    title, _, target = (part.strip() for part in text.rpartition("|"))
    name = hashlib.md5(target.encode(), usedforsecurity=False).hexdigest()
    return (
        '<div style="clear:both; margin-top:0em; margin-bottom:1em;">'
        f'<a href="/{target}/" target="_self" class="u{name}">'
        f"<!-- INLINE RELATED POSTS {number}/3 //--><style> .u{name} {{ padding:0px; margin: 0; }} </style>"
        '<div style="padding-left:1em; padding-right:1em;"><span class="ctaText">Siehe auch</span>&nbsp; '
        f'<span class="postTitle">{escape(title)}</span></div></a></div>'
    )


def _image(shown: Picture, name: str, number: int) -> str:
    image = f'<img src="{_upload(f"{name}-{number}")}" alt="" width="860" height="484">'
    credit, caption = escape(shown.credit), escape(shown.caption)
    if shown.form == "figure":
        caption = f'{caption} <span class="credit">{credit}</span>'
        return f'<figure class="wp-block-image">{image}<figcaption>{caption}</figcaption></figure>'
    if shown.form == "inline":
        caption = f'<figcaption class="wp-caption-text">{caption} ({credit})</figcaption>'
        return f'<figure class="wp-caption">{image}{caption}</figure>'
    if shown.form in ("before", "after"):
        lines = [f"<p>{credit}</p>", f"<p>{caption}</p>"]
        return f"<p>{image}</p>\n" + "\n".join(lines if shown.form == "before" else reversed(lines))
    kept = [
        '<div itemprop="caption" class="image__caption attribution"><span data-editable="metaCaption">'
        f"{caption}</span></div>",
        f'<figcaption class="image__credit">{credit}</figcaption>',
    ]
    order = reversed(kept) if shown.form == "kept_before" else kept
    return (
        f'<div class="image image__hide-placeholder">{image}<div class="image__metadata">{"".join(order)}</div></div>'
    )


def _stamp(post: Post) -> str:
    return f"{post.date:%Y-%m-%dT%H:%M:%S+00:00}"


def _upload(name: str) -> str:
    return f"/wp-content/uploads/2026/06/{name}.png"
