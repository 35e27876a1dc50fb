"""What a picture's own bytes say: how it looks, in 64 bits, and whom it credits in its embedded fields."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from newscrawl.errors import ConfigurationError, NewscrawlError
from newscrawl.items import Credit, CreditKind
from newscrawl.trace.chains import parse_chain

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
"""Types that can be read, by the name that servers give them."""
# Larger ones are maps and posters, or made to fill a reader's memory.
_MOST_PIXELS = 50_000_000
# Icons, spacers and rules look alike in 64 bits; so does what is nearly of one tone (standard deviation of 256 tones).
_LEAST_SIDE, _LEAST_CONTRAST = 100, 5.0
# Bits of 64 that differ between two forms of one picture at most: sizes and compression change up to 4 of them, see
# docs/tracing.md.
NEAR = 5
# IPTC-IIM record 2: by-line, credit, source, copyright notice.
_IPTC = {(2, 80): "iptc:2:80", (2, 110): "iptc:2:110", (2, 115): "iptc:2:115", (2, 116): "iptc:2:116"}
# Exif: artist, copyright.
_EXIF = {315: "exif:315", 33432: "exif:33432"}
_XMP = {"Credit": "photoshop", "Source": "photoshop", "creator": "dc", "rights": "dc", "AuthorsPosition": "photoshop"}
_LONGEST = 300


class UnreadablePicture(NewscrawlError):
    """The bytes are no picture of a known type. Note the error; the article is none the worse for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    sha256: str
    phash: int | None
    """Perceptual hash, signed 64-bit; None where too little is to be seen."""
    width: int
    height: int
    fields: Mapping[str, str] = field(default_factory=dict)
    """Embedded credits as written, by where they stand: `iptc:2:110`, `xmp:photoshop:Credit`, `exif:315`."""


def require_pillow() -> None:
    """Raises ConfigurationError where pictures can't be read."""
    if find_spec("PIL") is None:
        raise ConfigurationError("pictures are read with Pillow: pip install 'newscrawl[images]'")


def read_picture(body: bytes, types: Collection[str] = tuple(FORMATS)) -> PictureFile:
    """Raises UnreadablePicture; ImportError where Pillow is not installed."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Pillow warns of what it reads with difficulty, and of large pictures, which are refused below.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(body), formats=[FORMATS[t] for t in types if t in FORMATS]) as image:
                width, height = image.size
                if width * height > _MOST_PIXELS:
                    raise UnreadablePicture(f"{width} x {height} pixels are too many")
                fields = dict(_fields(image))
                # Decodes a JPEG at an eighth of its size where that is enough.
                image.draft("L", (64, 64))
                phash = perceptual_hash(image) if min(width, height) >= _LEAST_SIDE else None
    except UnreadablePicture:
        raise
    # Its decoders raise what they like on damaged files.
    except Exception as err:
        raise UnreadablePicture(f"{type(err).__name__}: {err}"[:300]) from err
    digest = hashlib.sha256(body).hexdigest()
    return PictureFile(sha256=digest, phash=phash, width=width, height=height, fields=fields)


def perceptual_hash(image: Image) -> int | None:
    """Which of the 64 lowest frequencies of the picture are above their median: the DCT hash of C. Zauner,
    "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), with the sizes of ImageHash's `phash`,
    whose values it gives."""
    from PIL.Image import Resampling

    tones = np.asarray(image.convert("L").resize((32, 32), Resampling.LANCZOS), np.float64)
    if tones.std() < _LEAST_CONTRAST:
        return None
    waves = np.cos(np.pi / 32 * np.outer(np.arange(8), np.arange(32) + 0.5))
    low = waves @ tones @ waves.T
    bits = np.packbits(low > np.median(low))
    return int.from_bytes(bits.tobytes(), "big", signed=True)


def distance(one: int, other: int) -> int:
    """Bits in which two hashes differ, 0 to 64."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def metadata_credits(fields: Mapping[str, str], url: str, position: int) -> Iterator[Credit]:
    """Picture credits of the agencies that a file's fields name; the locators point into the picture at `url`."""
    for locator, text in fields.items():
        chain = parse_chain(text, photo=True)
        if chain.agencies:
            yield Credit(
                kind=CreditKind.PHOTO,
                quote=text,
                locator=locator,
                position="image_metadata",
                rule="image-metadata",
                names=chain.names,
                image_position=position,
                source_url=url,
            )


def _fields(image: Any) -> Iterator[tuple[str, str]]:
    from PIL import IptcImagePlugin

    for key, value in (IptcImagePlugin.getiptcinfo(image) or {}).items():
        if key in _IPTC and (text := _text(value)):
            yield _IPTC[key], text
    for tag, value in image.getexif().items():
        if tag in _EXIF and (text := _text(value)):
            yield _EXIF[tag], text
    yield from _xmp(image.getxmp())


def _xmp(node: Any) -> Iterator[tuple[str, str]]:
    """Credits anywhere in the packet, which every program nests in its own way."""
    if isinstance(node, list):
        for item in node:
            yield from _xmp(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in _XMP and (text := _text(value)):
                yield f"xmp:{_XMP[name]}:{name}", text
            elif isinstance(value, (dict, list)):
                yield from _xmp(value)


def _text(value: Any) -> str:
    """The words of a field: of its first language where there are several, of all its names in a list."""
    if isinstance(value, bytes):
        try:
            value = value.decode("utf-8")
        except UnicodeDecodeError:
            value = value.decode("latin-1")
    if isinstance(value, (list, tuple)):
        value = ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        inner = next((value[k] for k in ("Alt", "Seq", "Bag", "li", "text") if k in value), "")
        return _text(inner[0] if isinstance(inner, list) and "lang" in str(inner[:1]) else inner)
    return " ".join(str(value).replace("\x00", " ").split())[:_LONGEST] if isinstance(value, str) else ""
