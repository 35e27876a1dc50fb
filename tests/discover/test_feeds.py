from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import SourceError
from newscrawl.discover.feeds import read_feed
from newscrawl.items import PageKind, Via

URL = "https://beispiel.test/feed/"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Beispiel</title><link>https://beispiel.test/</link><language>de-DE</language>
<atom:link rel="next" href="https://beispiel.test/feed/?paged=2"/>
<item>
  <title>Regierung &amp;amp; Opposition &lt;b&gt;einig&lt;/b&gt;</title>
  <link>https://beispiel.test/politik/einig-4711/?utm_source=rss</link>
  <guid isPermaLink="false">https://beispiel.test/?p=4711</guid>
  <pubDate>Fri, 08 Nov 2024 10:00:00 +0100</pubDate>
  <dc:creator>Erika Beispiel</dc:creator><dc:rights>© Beispiel Verlag</dc:rights>
  <source url="https://www.original.test/rss">Original Tribune</source>
</item>
<item><title>Ohne Link</title><guid isPermaLink="true">https://beispiel.test/sport/tor-4712/</guid></item>
<item><title>Nur Text</title><guid isPermaLink="false">tag:beispiel.test,2024:3</guid></item>
<item><title>Relativ</title><link>/kultur/relativ-4713/</link><pubDate>kein Datum</pubDate></item>
</channel></rss>"""


def test_rss_entries_with_everything_they_say() -> None:
    first, second, third, following = read_feed(RSS.encode(), URL)
    assert first.url == "https://beispiel.test/politik/einig-4711/"
    assert (first.via, first.kind, first.found_on, first.locator) == (Via.FEED, PageKind.ARTICLE, URL, "entries[0]")
    assert first.title == "Regierung & Opposition einig"
    assert first.published_at == datetime(2024, 11, 8, 9, tzinfo=UTC)
    assert first.modified_at is None
    assert (first.author, first.rights, first.language) == ("Erika Beispiel", "© Beispiel Verlag", "de-DE")
    assert first.guid == "https://beispiel.test/?p=4711"
    assert (first.source_name, first.source_url) == ("Original Tribune", "https://www.original.test/rss")
    assert (second.url, second.locator) == ("https://beispiel.test/sport/tor-4712/", "entries[1]")
    assert (third.url, third.locator) == ("https://beispiel.test/kultur/relativ-4713/", "entries[3]")
    assert third.published_at is None
    assert (following.kind, following.url) == (PageKind.FEED, "https://beispiel.test/feed/?paged=2")


def test_atom_with_source_and_relative_links() -> None:
    body = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
    <title>Wire</title><id>urn:x</id><updated>2024-11-08T12:00:00Z</updated>
    <entry><title type="html">Talks &lt;i&gt;end&lt;/i&gt;</title><id>urn:1</id>
      <link rel="alternate" href="/2024/talks-end"/><link rel="enclosure" href="/audio.mp3"/>
      <published>2024-11-08T11:00:00+09:00</published><updated>2024-11-08T12:00:00Z</updated>
      <author><name>A. Writer</name></author><rights>(c) Wire</rights>
      <source><title>Other Wire</title><link href="https://other.test/"/></source></entry></feed>"""
    (entry,) = read_feed(body, "https://wire.test/atom.xml", "application/atom+xml")
    assert entry.url == "https://wire.test/2024/talks-end"
    assert (entry.title, entry.author, entry.rights, entry.language) == ("Talks end", "A. Writer", "(c) Wire", "en")
    assert entry.published_at == datetime(2024, 11, 8, 2, tzinfo=UTC)
    assert entry.modified_at == datetime(2024, 11, 8, 12, tzinfo=UTC)
    assert (entry.source_name, entry.source_url) == ("Other Wire", "https://other.test/")


def test_rdf() -> None:
    body = """<?xml version="1.0" encoding="iso-8859-1"?>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
     xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>R</title></channel>
    <item rdf:about="https://beispiel.test/a"><title>Größe</title><link>https://beispiel.test/a</link>
    <dc:date>2024-11-08T10:00:00+01:00</dc:date></item></rdf:RDF>""".encode("latin-1")
    (entry,) = read_feed(body, URL)
    assert (entry.url, entry.title) == ("https://beispiel.test/a", "Größe")
    assert entry.modified_at == datetime(2024, 11, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-8-sig", ""), ("utf-16", ""), ("utf-16", ' encoding="utf-16"')]
)
def test_byte_order_marks(encoding: str, declared: str) -> None:
    item = "<item><title>Ü</title><link>http://a.test/1</link></item>"
    text = f'<?xml version="1.0"{declared}?><rss version="2.0"><channel>{item}</channel></rss>'
    (entry,) = read_feed(text.encode(encoding), URL)
    assert entry.title == "Ü"


def test_a_feed_service_s_link_gives_way_to_the_original_one() -> None:
    body = b"""<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>
    <title>A</title><link>http://feedproxy.test/~r/x/1</link>
    <feedburner:origLink>http://beispiel.test/a</feedburner:origLink></item></channel></rss>"""
    assert read_feed(body, URL)[0].url == "http://beispiel.test/a"


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    body = RSS.replace("</item>\n<item><title>Nur", "<oops & </item>\n<item><title>Nur").encode()
    assert [d.url for d in read_feed(body, URL)][:2] == [
        "https://beispiel.test/politik/einig-4711/",
        "https://beispiel.test/sport/tor-4712/",
    ]


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(b'<rss version="2.0"><channel><title>x</title></channel></rss>', URL) == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (b"<!DOCTYPE html><html><body><h1>404</h1></body></html>", "it is an HTML page"),
        (b'{"items": []}', "it begins with"),
        (b"<urlset><url><loc>http://a.test/</loc></url></urlset>", "it begins with"),
        (b"<html><body>&lt;rss <rss></body></html>", "no feed"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        read_feed(body, URL)
    assert f"this address is no feed: {URL}" in str(caught.value)


def test_entities_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{entities}'
        '<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
        "<item><title>&e9;&f;</title><link>http://a.test/1</link></item></channel></rss>"
    )
    (entry,) = read_feed(body.encode(), URL)
    assert len(entry.title or "") < 1000


def test_more_elements_than_can_be_read_in_time_are_refused() -> None:
    with pytest.raises(SourceError, match="more than 300000 elements"):
        read_feed(b"<rss><channel><item>" + b"<a " * 400_000, URL)


def test_texts_do_not_hide_what_follows_them() -> None:
    text = "<description><![CDATA[<item><title>kein Eintrag</title></item>]]></description>"
    body = RSS.replace('<guid isPermaLink="true">', text + '<guid isPermaLink="true">')
    assert [d.url for d in read_feed(body.encode(), URL)] == [d.url for d in read_feed(RSS.encode(), URL)]


def test_the_charset_of_the_header_counts_where_the_feed_names_none() -> None:
    body = "<rss version='2.0'><channel><item><title>Größe</title><link>http://a.test/1</link></item></channel></rss>"
    assert read_feed(body.encode("latin-1"), URL, "text/xml; charset=iso-8859-1")[0].title == "Größe"


def test_a_file_name_is_not_opened() -> None:
    with pytest.raises(SourceError):
        read_feed(b"/etc/hostname", URL)


@given(st.binary(max_size=200).map(lambda b: b"<rss version='2.0'><channel><item>" + b))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    try:
        found = read_feed(body, URL)
    except SourceError:
        return
    assert all(d.url.startswith("http") for d in found)
