from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import SourceError
from newscrawl.discover.sitemaps import MAX_BYTES, read_sitemap
from newscrawl.items import PageKind, Via

URL = "https://beispiel.test/sitemap.xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
URLSET = (
    HEAD
    + b"""<?xml-stylesheet type="text/xsl" href="main.xsl"?>
<!-- made by a plugin -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc> https://beispiel.test/a-1?x=1&amp;y=2 </loc><lastmod>2024-11-08</lastmod>
    <image:image><image:loc>https://beispiel.test/bild.jpg</image:loc></image:image></url>
  <url><image:image><image:loc>https://beispiel.test/nur-bild.jpg</image:loc></image:image></url>
  <url><loc>mailto:x@beispiel.test</loc></url>
  <url><loc>/a-2</loc><lastmod>gestern</lastmod></url>
</urlset>"""
)
NEWS = (
    HEAD
    + """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://beispiel.test/n-1</loc><lastmod>2024-11-08T12:00:00+01:00</lastmod>
   <news:news><news:publication><news:name>Beispiel</news:name><news:language>de</news:language></news:publication>
   <news:publication_date>2024-11-08T10:30:00+01:00</news:publication_date>
   <news:title><![CDATA[Größe & Maß]]></news:title></news:news></url>
  <url><loc>https://beispiel.test/n-2</loc></url></urlset>""".encode()
)
INDEX = (
    HEAD
    + b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>https://beispiel.test/post-sitemap2.xml.gz</loc><lastmod>2024-11-08T10:00:00Z</lastmod></sitemap>
</sitemapindex>"""
)


def test_urlset() -> None:
    read = read_sitemap(URLSET, URL)
    assert read.children == ()
    first, second = read.pages
    assert (first.url, first.locator) == ("https://beispiel.test/a-1?x=1&y=2", "/*/*[1]")
    assert (first.via, first.kind, first.found_on) == (Via.SITEMAP, PageKind.ARTICLE, URL)
    assert first.modified_at == datetime(2024, 11, 8, tzinfo=UTC)
    assert first.published_at is None
    assert (second.url, second.locator, second.modified_at) == ("https://beispiel.test/a-2", "/*/*[4]", None)


def test_news_sitemap_keeps_its_tags() -> None:
    first, second = read_sitemap(NEWS, URL).pages
    assert (first.via, first.title, first.language, first.publication) == (
        Via.NEWS_SITEMAP,
        "Größe & Maß",
        "de",
        "Beispiel",
    )
    assert first.published_at == datetime(2024, 11, 8, 9, 30, tzinfo=UTC)
    assert first.modified_at == datetime(2024, 11, 8, 11, tzinfo=UTC)
    assert first.source_name is None
    assert second.via is Via.SITEMAP


def test_index() -> None:
    read = read_sitemap(INDEX, URL)
    assert read.pages == ()
    (child,) = read.children
    assert (child.url, child.kind) == ("https://beispiel.test/post-sitemap2.xml.gz", PageKind.SITEMAP)
    assert child.modified_at == datetime(2024, 11, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize("url", [URL, URL + ".gz"])
def test_gzip_or_not_whatever_the_address_says(url: str) -> None:
    plain = read_sitemap(URLSET, url)
    assert read_sitemap(gzip.compress(URLSET), url) == plain
    middle = len(URLSET) // 2
    assert read_sitemap(gzip.compress(URLSET[:middle]) + gzip.compress(URLSET[middle:]) + b"\0\0", url) == plain


def test_plain_text() -> None:
    body = b"\xef\xbb\xbfhttps://beispiel.test/a\r\n\r\nkein Link\nhttps://beispiel.test/b"
    assert [(d.url, d.locator) for d in read_sitemap(body, URL).pages] == [
        ("https://beispiel.test/a", "line 1"),
        ("https://beispiel.test/b", "line 4"),
    ]


def test_a_feed_used_as_a_sitemap() -> None:
    body = b"<rss version='2.0'><channel><item><link>https://beispiel.test/a</link></item></channel></rss>"
    (page,) = read_sitemap(body, URL).pages
    assert (page.url, page.via) == ("https://beispiel.test/a", Via.FEED)


def test_an_empty_sitemap_is_a_sitemap() -> None:
    assert read_sitemap(b"<urlset/>", URL).pages == ()


def test_no_namespace_utf16_and_a_broken_ampersand() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><urlset><url><loc>https://beispiel.test/a</loc></url></urlset>'
    assert [d.url for d in read_sitemap(text.encode("utf-16"), URL).pages] == ["https://beispiel.test/a"]
    broken = (
        b"<urlset><url><loc>https://beispiel.test/?a=1&b=2</loc></url><url><loc>https://beispiel.test/c</loc></url>"
    )
    assert read_sitemap(broken, URL).pages[-1].url == "https://beispiel.test/c"


def test_more_than_the_protocol_allows_is_kept() -> None:
    body = b"<urlset>" + b"".join(b"<url><loc>https://a.test/%d</loc></url>" % n for n in range(50_010)) + b"</urlset>"
    pages = read_sitemap(body, URL).pages
    assert len(pages) == 50_010
    assert pages[-1].locator == "/*/*[50010]"


@pytest.mark.parametrize("line", [b"<url><loc>https://a.test/%d</loc></url>", b"https://a.test/%d\n"])
def test_there_is_an_end_to_what_is_kept(line: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.discover.sitemaps.MAX_ENTRIES", 7)
    lines = b"".join(line % n for n in range(9))
    body = b"<urlset>" + lines + b"</urlset>" if line.startswith(b"<") else lines
    assert len(read_sitemap(body, URL).pages) == 7


def bomb() -> bytes:
    pack = zlib.compressobj(9, wbits=31)
    zeros = b" " * (1 << 20)
    chunks = [pack.compress(b"<urlset>")] + [pack.compress(zeros) for _ in range(MAX_BYTES // len(zeros) + 1)]
    return b"".join(chunks) + pack.flush()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY e0 "ha">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    + "]><urlset><url><loc>http://a.test/&e11;</loc></url></urlset>"
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (b"   \n ", "the body is empty"),
        (b"Not found", "it begins with 'Not found'"),
        (b"<!DOCTYPE html><html><head><title>404</title></head><body><br></body></html>", "root element is 'html'"),
        (b"<?xml version='1.0'?>", "no sitemap"),
        (b"<", "no sitemap"),
        (b"<oembed><loc>http://a.test/</loc></oembed>", "root element is 'oembed'"),
        (LAUGHS.encode(), "declares XML entities"),
        (LAUGHS.encode("utf-16"), "declares XML entities"),
        (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset/>', "declares XML entities"),
        (b"\x1f\x8b\x08nonsense", "broken gzip data"),
        (b"\x89PNG\r\n\x1a\n", "it begins with"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        read_sitemap(body, URL)
    assert URL in str(caught.value)


def test_what_unpacks_without_end_is_refused() -> None:
    packed = bomb()
    assert len(packed) < 200_000
    with pytest.raises(SourceError, match="unpacks to more than"):
        read_sitemap(packed, URL)


def test_members_without_end_are_refused() -> None:
    member = gzip.compress(b" " * (1 << 22))
    with pytest.raises(SourceError, match="unpacks to more than"):
        read_sitemap(member * 20, URL)


def test_a_cut_gzip_is_read_as_far_as_it_goes() -> None:
    body = b"<urlset>" + b"".join(b"<url><loc>https://a.test/%d</loc></url>" % n for n in range(5000)) + b"</urlset>"
    packed = gzip.compress(body)
    pages = read_sitemap(packed[: len(packed) // 2], URL).pages
    assert 0 < len(pages) < 5000


def test_a_file_outside_is_not_read() -> None:
    body = b'<!DOCTYPE urlset SYSTEM "file:///etc/passwd"><urlset><url><loc>https://a.test/1</loc></url></urlset>'
    assert [d.url for d in read_sitemap(body, URL).pages] == ["https://a.test/1"]


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda b: b"<urlset><url><loc>" + b)))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    try:
        read = read_sitemap(body, URL)
    except SourceError:
        return
    assert all(d.url.startswith("http") for d in (*read.pages, *read.children))


@given(st.lists(st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True), max_size=20))
def test_every_address_is_found_in_order(slugs: list[str]) -> None:
    body = "<urlset>" + "".join(f"<url><loc>https://a.test/{s}</loc></url>" for s in slugs) + "</urlset>"
    assert [d.url for d in read_sitemap(body.encode(), URL).pages] == [f"https://a.test/{s}" for s in slugs]
