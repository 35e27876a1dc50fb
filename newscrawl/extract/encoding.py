"""Bytes to text, for pages that declare no encoding, a wrong one, or several."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

import charset_normalizer

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?\sencoding)\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE
)
_HEADER = re.compile(r"""charset\s*=\s*["']?([\w-]{2,30})""", re.IGNORECASE)
# The first two bytes of a letter or a quotation mark, each read as a character of its own.
_TWICE = re.compile(
    "[\u00c2-\u00df\u00e2][\u0080-\u00bf\u20ac\u201a-\u201e\u2020-\u2022\u0152\u0153\u0192\u2026\u2122]"
)
# The head alone shows it: titles, descriptions, names.
_LOOKED_AT, _CERTAIN = 50_000, 3
# What browsers do (WHATWG encoding standard): the label is younger than the characters that pages use under it.
_AS_BROWSERS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
}
# The encodings of the WHATWG standard by Python's names. Python has others that are none of texts (zlib, base64), make
# a text of anything (IBM's for mainframes), run what is written (unicode_escape), or are never meant (idna, utf-7).
_OF_THE_WEB = frozenset(
    {
        *("utf-8", "cp866", "cp874", "tis-620", "koi8-r", "koi8-u"),
        *(f"cp125{number}" for number in range(9)),
        *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 14, 15, 16)),
        *("mac-roman", "mac-cyrillic", "gbk", "gb18030", "big5", "big5hkscs", "cp950"),
        *("euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949"),
    }
)


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Text and the name of the encoding used.

    Order: byte order mark; strict UTF-8 (text in another encoding is hardly ever valid UTF-8 by accident); the HTTP
    header; the page's own meta element or XML declaration; detection. A label that is no encoding of the web counts
    as none. Never fails: what no encoding explains is replaced by U+FFFD.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    try:
        read = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # Each of the characters that show it begins with this byte; looking for it costs nothing.
        return _once_encoded(read) if b"\xc3" in body else read, "utf-8"
    declared = [m[1] for m in [_HEADER.search(content_type or "")] if m]
    declared += [m[1].decode("ascii", "replace") for m in [_META.search(body[:8192])] if m]
    for label in declared:
        if found := _strict(body, label):
            return found
    best = charset_normalizer.from_bytes(body[:65536]).best()
    if best is not None:
        with suppress(UnicodeDecodeError):
            name = codecs.lookup(best.encoding).name
            return body.decode(name), name
    # A few broken bytes in an otherwise well-declared page.
    label = _python_name(declared[0]) if declared else None
    return body.decode(label or "utf-8", "replace"), label or "utf-8"


def _once_encoded(text: str) -> str:
    """The text with UTF-8 undone that was read as Windows-1252 and encoded again ("fÃ¼r" for "für").

    Only where all of the page is so and shows it at least three times: one right character leaves all as it is.
    """
    if len(_TWICE.findall(text[:_LOOKED_AT])) < _CERTAIN:
        return text
    try:
        # By distinct characters: a page has hundreds of thousands, some hundred of them different.
        bytes_of = {char: _byte(char) for char in set(text)}
        return b"".join(map(bytes_of.__getitem__, text)).decode("utf-8")
    except UnicodeError:
        return text


def _byte(char: str) -> bytes:
    """A character's byte; browsers and databases keep the five that Windows-1252 leaves open."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _strict(body: bytes, label: str) -> tuple[str, str] | None:
    name = _python_name(label)
    if name is None:
        return None
    try:
        return body.decode(name), name
    except UnicodeDecodeError:
        return None


def _python_name(label: str) -> str | None:
    label = _AS_BROWSERS.get(label.lower(), label)
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return name if name in _OF_THE_WEB else None
