"""Serves saved pages on loopback, in a process of its own: `python -m bench.page_server DATA PAGES SECONDS`.

DATA holds `gold.jsonl` and `html/<id>.html.gz`. Where more pages are asked for than there are, the further ones have
the words of their paragraphs changed, so that no two are one text. Prints its port when it answers. SECONDS: how long
it waits before each answer.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import string
import sys
import time
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "bench.test"
_PER_SITEMAP = 1000
_PARAGRAPH = re.compile(rb"(?<=<p>)[^<]+(?=<)")


class Pages:
    """What each path answers."""

    def __init__(self, data: Path, count: int) -> None:
        with (data / "gold.jsonl").open(encoding="utf-8") as lines:
            self.files = [data / "html" / f"{json.loads(line)['id']}.html.gz" for line in lines]
        self.count = count
        self.packed = {number: file.read_bytes() for number, file in enumerate(self.files)}

    def body(self, number: int) -> bytes:
        page = gzip.decompress(self.packed[number % len(self.files)])
        again = number // len(self.files)
        return page if not again else _PARAGRAPH.sub(lambda found: found[0].translate(_letters(again)), page)

    def sitemap(self, port: int, part: int) -> bytes:
        numbers = range(part * _PER_SITEMAP, min(self.count, (part + 1) * _PER_SITEMAP))
        entries = "".join(f"<url><loc>http://{HOST}:{port}/p/{n}.html</loc></url>" for n in numbers)
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()

    def index(self, port: int) -> bytes:
        parts = range((self.count + _PER_SITEMAP - 1) // _PER_SITEMAP)
        entries = "".join(f"<sitemap><loc>http://{HOST}:{port}/sitemap-{n}.xml</loc></sitemap>" for n in parts)
        return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'.encode()


@lru_cache
def _letters(again: int) -> bytes:
    chosen = random.Random(again)
    mixed = "".join(chosen.sample(string.ascii_lowercase, 26))
    return bytes.maketrans(string.ascii_lowercase.encode(), mixed.encode())


def main() -> None:
    pages, seconds = Pages(Path(sys.argv[1]), int(sys.argv[2])), float(sys.argv[3])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            time.sleep(seconds)
            body, kind = self._answer()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _answer(self) -> tuple[bytes, str]:
            port = self.server.server_address[1]
            if self.path == "/sitemap.xml":
                return pages.index(port), "application/xml"
            if self.path.startswith("/sitemap-"):
                return pages.sitemap(port, int(self.path[9:-4])), "application/xml"
            if self.path.startswith("/p/"):
                return pages.body(int(self.path[3:-5])), "text/html; charset=utf-8"
            return b"", "text/plain"

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that end early are their own affair."""

    with Server(("127.0.0.1", 0), Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
