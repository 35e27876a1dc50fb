"""Pictures drawn for tests, with credits written into them as cameras and desks do."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter


def scene(number: int, size: tuple[int, int] = (480, 320)) -> Image.Image:
    """A picture unlike that of any other number."""
    draw_from = np.random.default_rng(number)
    image = Image.new("RGB", size, tuple(draw_from.integers(0, 255, 3).tolist()))
    draw = ImageDraw.Draw(image)
    for _ in range(25):
        x, y, w, h = (int(v) for v in draw_from.integers((0, 0, 20, 20), (*size, 200, 160)))
        draw.ellipse((x, y, x + w, y + h), fill=tuple(draw_from.integers(0, 255, 3).tolist()))
    return image.filter(ImageFilter.GaussianBlur(2))


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def with_iptc(jpeg: bytes, fields: dict[int, str]) -> bytes:
    """The JPEG with IPTC-IIM records 2:N, in a Photoshop resource as desks write them."""
    records = b"".join(struct.pack(">BBBH", 0x1C, 2, n, len(t.encode())) + t.encode() for n, t in fields.items())
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records + b"\x00" * (len(records) % 2)
    content = b"Photoshop 3.0\x00" + resource
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    b'photoshop:Credit="KCNA via REUTERS"><dc:creator><rdf:Seq><rdf:li>Jo Weber</rdf:li></rdf:Seq></dc:creator>'
    b'<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) dpa</rdf:li></rdf:Alt></dc:rights>'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)
