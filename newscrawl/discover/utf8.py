"""XML of feeds and sitemaps as UTF-8, whatever it says of itself: parsers give up on encodings that they don't know."""

from __future__ import annotations

import codecs
import re

from newscrawl.extract.encoding import decode

_DECLARED = re.compile(r"""(?<=<\?xml)([^>]{0,200}?)\sencoding\s*=\s*(?:"[^">]*"|'[^'>]*')""")
# UTF-16 without its mark, as XML 1.0 recommends to tell it (appendix F).
_WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


def as_utf8(body: bytes, content_type: str | None = None) -> bytes:
    """The document as UTF-8 without an encoding in its declaration; what no encoding explains is U+FFFD.

    `content_type` is the HTTP header's value.
    """
    if name := _WIDE.get(body[:2]):
        text = body.decode(name, "replace")
    elif body[:3] == codecs.BOM_UTF8 or body.isascii():
        text = body.decode("utf-8-sig", "replace")
    else:
        text = decode(body, content_type)[0]
    return (_DECLARED.sub(r"\1", text[:1000], count=1) + text[1000:]).encode("utf-8", "replace")
