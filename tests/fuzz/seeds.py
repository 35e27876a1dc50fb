"""Inputs to begin with, one of each kind that is met, and the pieces that others are put together from."""

from __future__ import annotations

import gzip
import json
from io import BytesIO

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

XML = (
    *("<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#x110000;", "&bogus;", '="', "'", "<?xml"),
    *("<item>", "</item>", "<entry>", "<link>", "<loc>", "<url>", "<sitemap>", "<source url='", "<title>", "<guid>"),
    *(
        "xmlns:a='b'",
        "<pubDate>",
        "<lastmod>",
        "encoding='zlib'",
        "<!DOCTYPE a [",
        "<!ENTITY b '",
        "xml:base='http://[",
    ),
    *("http://", "https://[::1", "//a:b@c", "2026-13-45T99:99:99Z", "Thu, 99 Foo", "\x00", "\ufeff", "\ud7ff", "é" * 9),
)
FEEDS = (
    b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
    <language>de</language><item><title>A &amp; B</title><link>https://news.example/a?utm_source=x</link>
    <guid isPermaLink="false">7</guid><dc:creator>Eva Bell</dc:creator><source url="https://o.example/">O</source>
    <pubDate>Mon, 01 Jun 2026 10:00:00 +0200</pubDate>
    <description><![CDATA[<p>x]]></description></item></channel></rss>""",
    b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/"><link rel="next" href="?page=2"/>
    <entry><id>https://news.example/b</id><link href="b"/><title type="html">&lt;b&gt;B</title>
    <updated>2026-06-01T10:00:00Z</updated><author><name>Eva</name></author><source><id>urn:x</id><title>O</title></source></entry></feed>""",
    b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item
    rdf:about="https://news.example/c"><link>https://news.example/c</link><title>C</title></item></rdf:RDF>""",
)
SITEMAPS = (
    b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/a</loc>
    <lastmod>2026-06-01</lastmod><news:news><news:publication><news:name>N</news:name><news:language>de</news:language>
    </news:publication><news:publication_date>2026-06-01T10:00+02:00</news:publication_date><news:title>A</news:title>
    </news:news></url></urlset>""",
    b"<sitemapindex><sitemap><loc>https://news.example/s.xml.gz</loc><lastmod>2026</lastmod></sitemap></sitemapindex>",
    b"https://news.example/a\nhttps://news.example/b\n# no address\n",
    gzip.compress(b"<urlset><url><loc>https://news.example/a</loc></url></urlset>", mtime=0),
)
RULES = (
    *(
        "User-agent: ",
        "Disallow: ",
        "Allow: /*$",
        "Crawl-delay: 1e309",
        "Sitemap: ",
        "\n",
        "\r",
        "*" * 30,
        "#",
        ":",
        "%",
    ),
    *("http://[", "nan", "-1", "\x00", "\ufeff", "Request-rate: 1/0", "Visit-time: 0600-0845", "/*a*b*c*d*e*f$"),
)
ROBOTS = (
    b"User-agent: *\nDisallow: /private/*.html$\nCrawl-delay: 2.5\nSitemap: https://news.example/sitemap.xml\n",
    b"\xef\xbb\xbfuser-agent:newscrawl\nallow:/\nsitemap:/s.xml # here\nrequest-rate: 1/10s 0600-0845\n",
)
JSON = (
    *(
        '{"',
        '":',
        "[",
        "]",
        "{",
        "}",
        "null",
        "1e999",
        "NaN",
        "-Infinity",
        "9" * 400,
        '"\\ud800"',
        "\\u0000",
        ",",
        '"',
        "\\",
    ),
    *(
        '"link":',
        '"title":{"rendered":',
        '"date_gmt":"0000-00-00T00:00:00"',
        "[" * 200,
        '"id":1',
        '"paragraphs":["',
        "\n",
    ),
)
POSTS = (
    json.dumps(
        [
            {
                "link": "https://news.example/a",
                "title": {"rendered": "A &#8211; B"},
                "date_gmt": "2026-06-01T10:00:00",
                "modified_gmt": "2026-06-02T10:00:00",
                "guid": {"rendered": "https://news.example/?p=1"},
            }
        ]
    ).encode(),
    b'{"code":"rest_no_route","message":"none","data":{"status":404}}',
)
PIECES = (
    *(
        "http://",
        "https:",
        "//",
        "@",
        ":",
        ":80",
        ":99999",
        "[",
        "]",
        "[::1]",
        "%",
        "%2e",
        "%00",
        "..",
        "/../",
        "?",
        "#",
        "&",
    ),
    *(
        "=",
        "xn--",
        "ü",
        "。",
        "１",
        "\u00ad",
        "\u202e",
        "\\",
        "\t",
        "\n",
        " ",
        "utm_source=",
        "amp",
        "www.",
        ";",
        "|",
        "^",
        "{",
    ),
    *(
        "0x7f.1",
        "0177.",
        "127.1",
        "a" * 70,
        "a." * 130,
        "\x7f",
        "\ud800",
        "ß",
        "İ",
        "\u0301",
        "+",
        "%C3%BC",
        "%E0%80%AF",
    ),
)
URLS = (
    b"https://News.Example:443/a/./b/../c%7e?utm_source=x&b=2&a=1&a=0#top",
    "http://www.bücher.example/über?q=ö".encode(),
    b"http://user:secret@[2001:db8::1]:8080/a;b=c?d",
    b"//m.news.example\\a\\b",
    b"?p=123",
)
CREDIT_PIECES = (
    *(
        "dpa",
        "AFP",
        "Reuters",
        "KCNA",
        "(AP)",
        "/",
        " via ",
        " — ",
        "Foto: ",
        "©",
        "Von ",
        "By ",
        "laut ",
        "记者",
        "وكالة ",
    ),
    *(
        "LONDON (Reuters) - ",
        "[",
        "]",
        "(",
        ")",
        ",",
        " und ",
        " and ",
        "dpa/gem",
        "1.1.2024",
        "@",
        "Getty Images",
        "\u00ad",
    ),
    *(
        "\u200b",
        ". ",
        "…",
        "A" * 40,
        "İ",
        "ﬁ",
        "\u0301",
        "https://a.b",
        "01:02",
        "June 1, 2026",
        "1. Juni 2026",
        "Jan",
        "0",
    ),
)
CREDITS = (
    b"LONDON (Reuters) - The bridge stays closed.",
    b"Foto: Mikhail Sinitsyn/TASS/dpa/picture alliance",
    "Von Eva Bell und Jan Müller, dpa (mit AFP, via CNN) — 1. Juni 2026, 10:00 Uhr".encode(),
    "【新华社北京6月1日电】（记者 王伟）".encode(),
)
HTML = (
    *(
        "<p>",
        "</p>",
        "<div class='byline'>",
        "</div>",
        "<figure>",
        "<figcaption>",
        "<img src=",
        "<meta name=author content=",
    ),
    *(
        "<script type='application/ld+json'>",
        "</script>",
        "<table><tr><td>",
        "<li>",
        "<a href=",
        "<h1>",
        "<time datetime=",
    ),
    *(
        "<!--",
        "-->",
        "<svg>",
        "<template>",
        "<base href='//",
        "<link rel=canonical href=",
        "&#0;",
        "\x00",
        "<title>",
        "<br>",
    ),
    *(
        "Foto: AP",
        "(dpa)",
        "By Eva Bell",
        "Lesen Sie auch",
        '{"@type":"NewsArticle","author":',
        "<article>",
        "'",
        '"',
        ">",
    ),
)
_TEXT = "The mayor said the bridge would stay closed until its cables have been looked at by the engineers. "
_LD = {"@type": "NewsArticle", "author": [{"name": "Eva Bell"}], "datePublished": "2026-06-01", "image": ["/a.jpg"]}
PAGES = (
    f"""<!doctype html><html lang=en><head><title>Bridge - News</title><meta property=article:published_time
    content=2026-06-01T10:00:00Z><link rel=canonical href=/a>
    <script type="application/ld+json">{json.dumps(_LD)}</script>
    <body><nav><a href=/x>x</a></nav><article><h1>Bridge</h1><p class=byline>By Eva Bell, Reuters</p>
    <p>LONDON (Reuters) -
    {_TEXT * 3}</p><figure><img src=/a.jpg alt="bridge"><figcaption>The bridge. Foto: Jo Weber/dpa</figcaption></figure>
    <p>{_TEXT * 3}</p><p>(dpa/gem)</p></article><footer>&copy; News</footer>""".encode(),
    b"<div><p>Accept cookies?<p>" + _TEXT.encode() * 4,
)
CODES = (
    *(
        "\x1b[31m",
        "\x1b]0;a\x07",
        "\x9b",
        "\u202e",
        "\u2066",
        "\u200b",
        "\ufeff",
        "\r\n",
        "\n",
        "\x00",
        "\x85",
        "\u2028",
    ),
    *(
        "utf-8",
        "idna",
        "zlib",
        "120",
        "Wed, 21 Oct 2026 07:28:00 GMT",
        "9" * 30,
        "-1",
        "٣",
        "\t",
        ":",
        "<meta charset=",
    ),
)
TEXTS = (
    "Grüße \x1b[31mrot\x1b[0m \u202eeven\u202c a\r\nb".encode(),
    "Grüße".encode("cp1252"),
    "Grüße".encode("utf-16"),
)
QUESTION_PIECES = (
    '"',
    "-",
    "*",
    "AND",
    "NOT",
    "NEAR(",
    ")",
    ":",
    "^",
    "{",
    " ",
    "\x00",
    "ß",
    "\u202e",
    "''",
    "\\",
    "a*",
    "%",
    "_",
)
QUESTIONS = (b'bridge "of the city" -closed engin*', '"Brücke" -"zu"'.encode())
LINES = (
    b'{"id": "a", "lang": "de", "title": "T", "paragraphs": ["One.", "Two."]}',
    b'{"id": 7, "paragraphs": [], "site": "s", "url": "u", "date": "2026-06-01"}',
)
WARC_PIECES = (
    *(
        "WARC/1.1\r\n",
        "\r\n\r\n",
        "WARC-Type: response\r\n",
        "WARC-Target-URI: ",
        "Content-Length: ",
        "-1",
        "9" * 20,
        "\r\n",
    ),
    *(
        "HTTP/1.1 200 OK\r\n",
        "Location: //[",
        "Content-Encoding: gzip\r\n",
        "Transfer-Encoding: chunked\r\n",
        "WARC-Date: ",
    ),
)


def _warc(packed: bool) -> bytes:
    stream = BytesIO()
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.headers["WARC-Target-URI"] = "https://news.example/a"
    record.headers["WARC-Date"] = "2026-06-01T10:00:00Z"
    record.headers["WARC-Record-ID"] = "<urn:uuid:00000000-0000-0000-0000-000000000000>"
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(b"HTTP/1.1 302 Found\r\nContent-Type: text/html\r\nLocation: /b\r\n\r\n<p>moved")
    record.write(GzipWriter(stream) if packed else stream, checksum_data=True)
    return stream.getvalue()


WARCS = (_warc(packed=False), _warc(packed=True))
