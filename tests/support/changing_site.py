"""A small news site on loopback that changes between two crawls as it is told, and counts what it sends."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "kurier.test"
SITE = """
from newscrawl.sites import Section, Site, SiteRole
SITE = Site(name="kurier", title="Kurier", role=SiteRole.OUTLET, domains=("kurier.test",), documented="for a test",
            feeds=("http://kurier.test:{port}/feed",), sitemaps=("http://kurier.test:{port}/sitemap.xml",),
            article_pattern="^/a/")
"""
ARTICLES = 8
_TEXT = (
    "Der Stadtrat hat am Dienstag beschlossen, die Brücke Nummer {n} bis zum Herbst zu sperren. Die Ingenieure wollen "
    "jedes einzelne Seil prüfen, wie die Verwaltung mitteilte. Der Bus fährt so lange über die Nordbrücke."
)


@dataclass
class News:
    """What the site is like now."""

    validators: bool = True
    """Whether answers have an ETag, and questions with one are answered with 304."""
    frames: dict[int, int] = field(default_factory=dict)
    """What stands around the texts, by article."""
    texts: dict[int, str] = field(default_factory=dict)
    """Texts of articles that were edited."""
    credits: dict[int, str] = field(default_factory=dict)
    """Names below the headlines."""
    articles: int = ARTICLES
    sent: int = 0
    """Bytes of answers."""
    asked: list[tuple[str, int]] = field(default_factory=list)
    """Paths and status codes."""
    slow: threading.Event | None = None
    """Articles are answered when it is set."""

    def page(self, n: int) -> str:
        text = self.texts.get(n, _TEXT.format(n=n))
        author = self.credits.get(n, "Anna Berg")
        frame = self.frames.get(n, 0)
        teasers = "".join(f"<li><a href='/t/{frame}-{k}'>Auch gelesen {frame * k}</a></li>" for k in range(90))
        return (
            f"<html lang='de'><head><title>Brücke {n} gesperrt</title><meta name='author' content='{author}'>"
            f"<meta property='article:published_time' content='2026-06-{10 + n:02}T08:00:00+02:00'></head>"
            f"<body class='f{frame}'><nav><ul>{teasers}</ul></nav><main><article><h1>Brücke {n} gesperrt</h1>"
            f"<p class='byline'>Von {author}</p>{f'<p>{text}</p>' * 4}</article></main>"
            f"<footer>{frame} Besucher</footer></body></html>"
        )

    def answer(self, path: str, base: str) -> tuple[int, str, str]:
        urls = [f"{base}/a/{n}" for n in range(self.articles)]
        if path == "/feed":
            items = "".join(f"<item><title>Brücke</title><link>{url}</link></item>" for url in urls)
            return 200, "application/rss+xml", f'<rss version="2.0"><channel>{items}</channel></rss>'
        if path == "/sitemap.xml":
            locs = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
            xmlns = "http://www.sitemaps.org/schemas/sitemap/0.9"
            return 200, "application/xml", f'<urlset xmlns="{xmlns}">{locs}</urlset>'
        if path.startswith("/a/"):
            return 200, "text/html; charset=utf-8", self.page(int(path[3:]))
        return 404, "text/plain", "nothing here"


@dataclass
class Changing:
    """The running site."""

    news: News
    port: int
    folder: Path
    """Holds the package `changing_sites` that declares it."""

    def settings(self) -> list[str]:
        pairs = {
            "NEWSCRAWL_SITES": "changing_sites",
            "NEWSCRAWL_HOSTS": f'{{"{HOST}": "127.0.0.1"}}',
            "NEWSCRAWL_ALLOWED_PORTS": str(self.port),
        }
        return [part for name, value in pairs.items() for part in ("-s", f"{name}={value}")]


@contextmanager
def changing(folder: Path) -> Iterator[Changing]:
    """Serve the site on a free port and declare it in a package in the folder."""
    news = News()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if news.slow is not None and self.path.startswith("/a/"):
                news.slow.wait(30)
            status, kind, text = news.answer(self.path, f"http://{self.headers['Host']}")
            body = text.encode()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if news.validators and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            news.asked.append((self.path, status))
            self.send_response(status)
            headers = {"Content-Type": kind, "Content-Length": str(len(body))}
            headers |= {"ETag": tag} if news.validators and status in (200, 304) else {}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            news.sent += len(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        port = server.server_address[1]
        package = folder / "changing_sites"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "kurier.py").write_text(SITE.format(port=port), encoding="utf-8")
        yield Changing(news, port, folder)
        server.shutdown()
        thread.join()
