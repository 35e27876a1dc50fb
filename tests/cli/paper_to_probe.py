"""Pages of a small WordPress-like paper for the tests of `newscrawl sites`."""

from __future__ import annotations

import gzip
import json

Page = tuple[int, str, bytes]

SENTENCES = " ".join(
    f"Der Stadtrat hat am {n}. Tag der Beratungen beschlossen, die alte Brücke über den Fluss zu sanieren."
    for n in range(1, 15)
)
ARTICLE = f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>Die Brücke wird saniert – Tageblatt</title>
<meta property="og:type" content="article"><meta property="og:title" content="Die Brücke wird saniert"></head>
<body><main><article><h1>Die Brücke wird saniert</h1>
<p>{SENTENCES}</p><p>{SENTENCES}</p></article></main></body></html>"""


def pages(port: int) -> dict[tuple[str, str], Page]:
    """(host, path with query) → status, content type, body; the paper answers with and without `www.`."""
    found = {}
    for host in ("www.tageblatt.test", "tageblatt.test"):
        found |= {(host, path): page for path, page in _paper(f"http://{host}:{port}").items()}
    return found


def _paper(home: str) -> dict[str, Page]:
    links = [f"{home}/2024/11/artikel-nummer-{n}/" for n in range(12)]
    items = "".join(f"<item><title>Artikel {n}</title><link>{u}</link></item>" for n, u in enumerate(links))
    listed = "".join(f"<article><h2><a href='{u}'>Artikel {n}</a></h2></article>" for n, u in enumerate(links))
    urls = "".join(f"<url><loc>{u}</loc><lastmod>2024-11-08</lastmod></url>" for u in links)
    posts = json.dumps([{"link": u, "title": {"rendered": "Artikel"}} for u in links]).encode()
    front = f"""<!DOCTYPE html><html lang="de-DE"><head><title>Tageblatt</title>
    <meta property="og:site_name" content="Tageblatt"><meta name="generator" content="WordPress 6.7">
    <link rel="alternate" type="application/rss+xml" href="/feed/"></head><body><main>{listed}</main></body></html>"""
    api = "/wp-json/wp/v2/posts"
    fields = "_fields=link,title,date_gmt,modified_gmt,guid"
    return {
        "/": (200, "text/html; charset=utf-8", front.encode()),
        "/robots.txt": (
            200,
            "text/plain",
            f"User-agent: *\nDisallow: /wp-admin/\nSitemap: {home}/sitemap.xml.gz\n".encode(),
        ),
        "/feed/": (200, "application/rss+xml", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()),
        "/sitemap.xml.gz": (200, "application/x-gzip", gzip.compress(f"<urlset>{urls}</urlset>".encode())),
        "/politik/": (200, "text/html; charset=utf-8", f"<html><body><main>{listed}</main></body></html>".encode()),
        f"{api}?per_page=1": (200, "application/json", posts),
        f"{api}?per_page=10&page=1&{fields}": (200, "application/json", posts),
        **{u.removeprefix(home): (200, "text/html; charset=utf-8", ARTICLE.encode()) for u in links},
    }
