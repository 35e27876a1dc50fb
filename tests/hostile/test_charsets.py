"""Pages, feeds and sitemaps that call themselves what is no encoding of a text: they are read all the same."""

from __future__ import annotations

import encodings.aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Request
from scrapy.utils.test import get_crawler

from newscrawl.discover import SourceError
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.sitemaps import read_sitemap
from newscrawl.discover.utf8 import as_utf8
from newscrawl.extract import parse
from newscrawl.extract.encoding import decode
from newscrawl.fetch.refresh import MetaRefresh

TEXT = "Die Brücke über die Straße bleibt gesperrt, sagte der Bürgermeister am Dienstag vor der Presse. "
NO_ENCODINGS = (
    *("zlib", "zlib_codec", "bz2", "base64", "hex", "rot13", "uu", "quopri", "idna", "punycode", "undefined"),
    *("unicode_escape", "raw_unicode_escape", "utf-7", "cp037", "cp500", "mbcs", "oem", "klingon", "x-user-defined"),
    *("", "none", "utf-16", "utf-32", "replacement", "../../etc/passwd", "utf-8;q=1", "charset", "\u202e8-ftu"),
)
ENCODINGS = sorted({*encodings.aliases.aliases, *encodings.aliases.aliases.values(), *NO_ENCODINGS})


def page(label: str) -> str:
    head = f'<meta charset="{label}"><meta http-equiv="content-type" content="text/html; charset={label}">'
    return f'<?xml version="1.0" encoding="{label}"?><html><head>{head}</head><body><p>{TEXT * 4}</p></body></html>'


def feed(label: str) -> str:
    item = f"<item><title>{TEXT}</title><link>http://a.test/b</link></item>"
    return f'<?xml version="1.0" encoding="{label}"?><rss version="2.0"><channel>{item}</channel></rss>'


def sitemap(label: str) -> str:
    return f'<?xml version="1.0" encoding="{label}"?><urlset><!-- {TEXT} --><url><loc>http://a.test/brücke</loc></url></urlset>'


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_page_is_read_by_detection(encoding):
    for label in NO_ENCODINGS:
        body = page(label).encode(encoding, "replace")
        for header in (None, f"text/html; charset={label}", f'text/html; charset="{label}"'):
            assert TEXT in parse(body, url="http://a.test/", content_type=header).html, label


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_feed_and_a_sitemap_are_read_by_detection(encoding):
    for label in NO_ENCODINGS:
        for header in (None, f"text/xml; charset={label}"):
            (entry,) = read_feed(feed(label).encode(encoding, "replace"), "http://a.test/feed", header)
            assert (entry.url, entry.title) == ("http://a.test/b", TEXT.strip()), label
        read = read_sitemap(sitemap(label).encode(encoding, "replace"), "http://a.test/sitemap.xml")
        assert [d.url for d in read.pages] == ["http://a.test/br%C3%BCcke"], label


def test_no_label_that_python_knows_is_an_error():
    for label in ENCODINGS[::4]:
        for encoding in ("cp1252", "utf-16"):
            parse(page(label).encode(encoding, "replace"), content_type=f"text/html; charset={label}")
            assert len(read_feed(feed(label).encode(encoding, "replace"), "http://a.test/feed")) == 1, label
            assert len(read_sitemap(sitemap(label).encode(encoding, "replace"), "http://a.test/s").pages) == 1, label


def test_a_meta_refresh_is_looked_for_in_each_of_them():
    middleware = MetaRefresh.from_crawler(get_crawler())
    for label in ENCODINGS[::2]:
        request = Request("http://a.test/")
        headers = {"Content-Type": f"text/html; charset={label}".encode()}
        response = HtmlResponse(request.url, body=page(label).encode("cp1252", "replace"), headers=headers)
        assert middleware.process_response(request, response) is response, label


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-32"])
def test_a_long_page_is_looked_at_by_its_beginning_alone(encoding):
    request, headers = Request("http://a.test/ä"), {"Content-Type": f"text/html; charset={encoding}"}
    head = '<meta http-equiv="refresh" content="0; url=/neu-ä">'
    for place, leads in ((f"<html>{head}", True), (f"<html>{'ä' * 5000}{head}", False)):
        body = (place + "<p>Ein Absatz mit Umlauten: äöü.</p>" * 2000).encode(encoding)
        response = HtmlResponse(request.url, body=body, headers=headers)
        answer = MetaRefresh.from_crawler(get_crawler()).process_response(request, response)
        assert answer.url == "http://a.test/neu-%C3%A4" if leads else answer is response
        assert response.body == body


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_wide_xml_is_read_with_and_without_its_mark(encoding):
    assert len(read_sitemap(sitemap("utf-16").encode(encoding), "http://a.test/s").pages) == 1
    assert as_utf8(feed("utf-16").encode(encoding)) == feed("x").replace(' encoding="x"', "").encode()


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_bytes_and_no_label_are_an_error(body, label):
    header = f"text/html; charset={label}"
    text, name = decode(body, header)
    assert isinstance(text, str)
    assert name
    as_utf8(body, header).decode()
    for read in (read_feed, read_sitemap):
        try:
            read(body, "http://a.test/")
        except SourceError:
            continue


@pytest.mark.parametrize("target", ["http://[::1", "http://a.test:99999/", "http://a:b:c/", "//", "\x00"])
def test_a_page_that_refreshes_to_what_is_no_address_stays(target):
    request = Request("http://a.test/")
    body = f'<meta http-equiv="refresh" content="0; url={target}">'.encode()
    response = HtmlResponse(request.url, body=body)
    answer = MetaRefresh.from_crawler(get_crawler()).process_response(request, response)
    assert answer is response or answer.url.startswith("http://a.test/")
