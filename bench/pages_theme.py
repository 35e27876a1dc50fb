"""Articles as pages of two WordPress templates, with what such pages carry beside the text.

`classic` has Yoast's JSON-LD, the text in `entry-content` with "related" blocks in it, and a sidebar of other posts.
`magazine` has no structured data and no declared language; the text stands in `td-post-content` beside share buttons,
an advertisement, a newsletter box, an author box, related posts with teasers and comments.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from html import escape

from anyascii import anyascii

from newscrawl.trace.prepared import TextArticle

# Characters of a teaser; a character of these languages says as much as three of others.
_EXCERPT = 140
_DENSE = ("zh", "ja", "ko")


@dataclass(frozen=True)
class Post:
    article: TextArticle
    base: str
    """`https://` and the host."""
    site: str
    """Name of the site, as its pages print it."""
    published: datetime

    @property
    def url(self) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", anyascii(self.article.title).lower()).strip("-")[:60].strip("-")
        return f"{self.base}/{words or 'post'}-{self.article.id}/"

    @property
    def stamp(self) -> str:
        return self.published.isoformat(timespec="seconds")


def classic(post: Post, others: list[Post]) -> str:
    """The page; `others` are posts that its lists name."""
    title = escape(post.article.title)
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "@id": f"{post.url}#article",
                "headline": post.article.title,
                "datePublished": post.stamp,
                "dateModified": post.stamp,
                "mainEntityOfPage": {"@id": post.url},
                "publisher": {"@id": f"{post.base}/#organization"},
            },
            {"@type": "Organization", "@id": f"{post.base}/#organization", "name": post.site, "url": f"{post.base}/"},
        ],
    }
    head = f"""<link rel="canonical" href="{post.url}"><meta property="og:type" content="article">
<meta property="og:site_name" content="{escape(post.site)}"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{post.stamp}">
<script type="application/ld+json" class="yoast-schema-graph">{_script(graph)}</script>"""
    paragraphs = [f"<p>{escape(text)}</p>" for text in post.article.paragraphs]
    for number, other in enumerate(others[:2], 1):
        place = len(paragraphs) * number // 3
        paragraphs.insert(place + number - 1, _related(other))
    listed = "".join(f'<li><a href="{o.url}">{escape(o.article.title)}</a></li>' for o in others)
    main = f"""<article class="post type-post status-publish format-standard hentry">
<header class="entry-header"><h1 class="entry-title">{title}</h1><div class="entry-meta"><span class="posted-on">
<time class="entry-date published" datetime="{post.stamp}">{post.published:%d.%m.%Y}</time></span></div></header>
<div class="post-thumbnail"><img src="/wp-content/uploads/{post.article.id}.jpg" alt="" width="1200" height="675"></div>
<div class="entry-content">
{chr(10).join(paragraphs)}
</div><footer class="entry-footer"><span class="tags-links"><a href="/tag/news/" rel="tag">News</a></span></footer>
</article>
<aside class="widget-area"><section class="widget"><h2>Recent posts</h2><ul>{listed}</ul></section></aside>"""
    return _frame(post, f'<html lang="{post.article.language}">', head, main, "single single-post")


def magazine(post: Post, others: list[Post]) -> str:
    """The page; `others` are posts that its lists name, with the beginnings of their texts."""
    title = escape(post.article.title)
    body = [f"<p>{escape(text)}</p>" for text in post.article.paragraphs]
    advertisement = (
        '<div class="td-a-rec td-a-rec-id-content_inline"><span class="td-adspot-title">Advertisement</span>'
    )
    body.insert(len(body) // 2, f'{advertisement}<div id="ad-{post.article.id}"></div></div>')
    modules = "".join(
        f"""<div class="td_module_mx16 td-module-container"><h3 class="entry-title td-module-title"><a href="{o.url}">
{escape(o.article.title)}</a></h3><div class="td-excerpt">{escape(_excerpt(o))}…</div></div>"""
        for o in others
    )
    share = "".join(f'<a class="td-social-sharing-button" href="#{n}">{n}</a>' for n in ("Facebook", "X", "WhatsApp"))
    main = f"""<article class="post hentry td-post-template"><div class="td-post-header"><header class="td-post-title">
<h1 class="entry-title">{title}</h1><div class="td-module-meta-info"><span class="td-post-date">
{post.published:%d.%m.%Y}</span><span class="td-post-views">1.204</span></div></header></div>
<div class="td-post-sharing">{share}</div>
<div class="td-post-featured-image"><figure><img src="/wp-content/uploads/{post.article.id}.jpg" alt=""></figure></div>
<div class="td-post-content tagdiv-type">
{chr(10).join(body)}
<div class="newsletter-box"><h4>Newsletter</h4><p>Get the stories of the day in your mailbox, every morning at six.</p>
<form><input type="email"><button>Subscribe</button></form></div>
</div><div class="author-box-wrap"><div class="td-author-name">Editor</div></div>
<div class="td_block_related_posts"><h4>Related articles</h4>{modules}</div>
<div class="comments" id="comments"><h4>2 comments</h4><ol class="comment-list"><li class="comment"><p>Good that
somebody writes about this.</p></li><li class="comment"><p>I would like to know more about the background.</p></li></ol>
</div></article>"""
    return _frame(post, "<html>", f'<meta property="og:site_name" content="{escape(post.site)}">', main, "td-standard")


def _excerpt(post: Post) -> str:
    length = _EXCERPT // 3 if post.article.language in _DENSE else _EXCERPT
    return " ".join(post.article.paragraphs)[:length]


def _related(other: Post) -> str:
    return (
        f'<div class="inline-related"><a href="{other.url}"><div><span class="ctaText">See also</span>&nbsp; '
        f'<span class="postTitle">{escape(other.article.title)}</span></div></a></div>'
    )


def _frame(post: Post, root: str, head: str, main: str, classes: str) -> str:
    site = escape(post.site)
    return f"""<!DOCTYPE html>
{root}<head><meta charset="UTF-8"><title>{escape(post.article.title)} - {site}</title>
{head}<meta name="generator" content="WordPress 6.5.2"></head>
<body class="{classes}"><div class="top-bar"><div class="top-bar-date">{post.published:%d.%m.%Y}</div></div>
<header class="site-header"><p class="site-title"><a href="/">{site}</a></p><nav class="main-navigation"><ul>
<li><a href="/">Home</a></li><li><a href="/politics/">Politics</a></li><li><a href="/business/">Business</a></li></ul>
</nav></header><main id="main" class="site-main">
{main}
</main><footer class="site-footer"><div class="site-info">© {site}. All rights reserved.
<a href="/imprint/">Imprint</a> <a href="/privacy/">Privacy</a></div></footer></body></html>"""


def _script(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
